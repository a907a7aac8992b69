"""Pages of the channels floor."""

from django.urls import path

from wanjia.channels import (
    group_views,
    views,
    views_calendar,
    views_feeds,
    views_fhir,
    views_incoming,
)
from wanjia.channels.incoming.endpoint import come_in

app_name = "channels"
urlpatterns = [
    path("channels/", views.channels, name="channels"),
    path("channels/new/", views.new, name="new"),
    path("channels/groups/", group_views.group_list, name="groups"),
    path("channels/groups/new/", group_views.group_new, name="group_new"),
    path("channels/groups/<uuid:group_id>/", group_views.group, name="group"),
    path("channels/groups/<uuid:group_id>/end/", group_views.group_end, name="group_end"),
    path("in/<str:address>/", come_in, name="in"),
    path("incoming/", views_incoming.incoming, name="incoming"),
    path("incoming/setup/", views_incoming.inbox_list, name="inboxes"),
    path("incoming/setup/step/", views_incoming.inbox_step, name="inbox_step"),
    path("incoming/<uuid:letter_id>/", views_incoming.incoming_step, name="incoming_step"),
    path("standards/", views_feeds.standards, name="standards"),
    path("feeds/cap/<str:code>/", views_feeds.cap_feed, name="cap_feed"),
    path("feeds/cap/<str:code>/<str:name>.xml", views_feeds.cap_alert, name="cap_alert"),
    path("geo/zones/<str:code>.json", views_feeds.geo_zones, name="geo_zones"),
    path("geo/places.json", views_feeds.geo_places, name="geo_places"),
    path("fhir/metadata", views_fhir.metadata, name="fhir_metadata"),
    path("fhir/Observation", views_fhir.observations, name="fhir_observations"),
    path("fhir/Patient/<str:resident_id>", views_fhir.patient, name="fhir_patient"),
    path("duty/ical/", views_calendar.calendar_page, name="calendar"),
    path("duty/ical/<str:token>.ics", views_calendar.ical, name="ical"),
    path("duty/teams/<uuid:team_id>.ics", views_calendar.team_ical, name="team_ical"),
    path("channels/<uuid:message_id>/done/", views.done, name="done"),
    path("channels/<uuid:message_id>/retry/", views.retry, name="retry"),
    path("channels/<uuid:message_id>/rewrite/", views.rewrite, name="rewrite"),
]
