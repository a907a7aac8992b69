"""Pages of the channels floor."""

from django.urls import path

from wanjia.channels import group_views, views

app_name = "channels"
urlpatterns = [
    path("channels/", views.channels, name="channels"),
    path("channels/new/", views.new, name="new"),
    path("channels/groups/", group_views.group_list, name="groups"),
    path("channels/groups/new/", group_views.group_new, name="group_new"),
    path("channels/groups/<uuid:group_id>/", group_views.group, name="group"),
    path("channels/groups/<uuid:group_id>/end/", group_views.group_end, name="group_end"),
    path("channels/<uuid:message_id>/done/", views.done, name="done"),
    path("channels/<uuid:message_id>/retry/", views.retry, name="retry"),
    path("channels/<uuid:message_id>/rewrite/", views.rewrite, name="rewrite"),
]
