"""Pages of the needs floor."""

from django.urls import path

from wanjia.needs import views

app_name = "needs"
urlpatterns = [
    path("needs/", views.needs, name="needs"),
    path("needs/new/", views.new, name="new"),
    path("needs/look/", views.look, name="look"),
    path("needs/<uuid:need_id>/", views.need, name="need"),
    path("needs/<uuid:need_id>/take/", views.take, name="take"),
    path("needs/<uuid:need_id>/dispatch/", views.dispatch, name="dispatch"),
    path("needs/<uuid:need_id>/start/", views.start, name="start"),
    path("needs/<uuid:need_id>/report/", views.report, name="report"),
    path("needs/<uuid:need_id>/close/", views.close, name="close"),
    path("needs/<uuid:need_id>/reopen/", views.reopen, name="reopen"),
    path("needs/<uuid:need_id>/retriage/", views.retriage, name="retriage"),
    path("needs/<uuid:need_id>/note/", views.note, name="note"),
]
