"""Pages of the channels floor."""

from django.urls import path

from wanjia.channels import views
from wanjia.channels.groups import views as group_views
from wanjia.channels.incoming import views as incoming_views
from wanjia.channels.incoming.endpoint import come_in
from wanjia.channels.standards import calendar_views, feed_views, fhir_views
from wanjia.core.acts import act_urls

app_name = "channels"
urlpatterns = [
    path("channels/", views.channels, name="channels"),
    path("channels/new/", views.new, name="new"),
    path("channels/groups/", group_views.group_list, name="groups"),
    path("channels/groups/new/", group_views.group_new, name="group_new"),
    path("channels/groups/<uuid:group_id>/", group_views.group, name="group"),
    *act_urls(
        "channels/groups/<uuid:group_id>/",
        group_views.GROUP_ACTS,
        back="channels:group",
        refused=group_views.refuse_group_act,
        prefix="group_",
    ),
    path("in/<str:address>/", come_in, name="in"),
    path("incoming/", incoming_views.incoming, name="incoming"),
    path("incoming/setup/", incoming_views.inbox_list, name="inboxes"),
    *act_urls(
        "incoming/setup/",
        incoming_views.INBOX_ACTS,
        back="channels:inboxes",
        refused=incoming_views.refuse_inbox_act,
        prefix="inbox_",
    ),
    *act_urls(
        "incoming/<uuid:letter_id>/",
        incoming_views.MESSAGE_ACTS,
        back="channels:incoming",
        refused=incoming_views.refuse_message_act,
        prefix="incoming_",
        to_list=True,
    ),
    path("standards/", feed_views.standards, name="standards"),
    path("feeds/cap/<str:code>/", feed_views.cap_feed, name="cap_feed"),
    path("feeds/cap/<str:code>/<str:name>.xml", feed_views.cap_alert, name="cap_alert"),
    path("geo/zones/<str:code>.json", feed_views.geo_zones, name="geo_zones"),
    path("geo/places.json", feed_views.geo_places, name="geo_places"),
    path("fhir/metadata", fhir_views.metadata, name="fhir_metadata"),
    path("fhir/Observation", fhir_views.observations, name="fhir_observations"),
    path("fhir/Patient/<str:resident_id>", fhir_views.patient, name="fhir_patient"),
    path("duty/ical/", calendar_views.calendar_page, name="calendar"),
    path("duty/ical/<str:token>.ics", calendar_views.ical, name="ical"),
    path("duty/teams/<uuid:team_id>.ics", calendar_views.team_ical, name="team_ical"),
    *act_urls(
        "channels/<uuid:message_id>/",
        views.MESSAGE_ACTS,
        back="channels:channels",
        refused=views.refuse_message_act,
        to_list=True,
    ),
]
