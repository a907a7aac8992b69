"""Pages of the needs floor."""

from django.urls import path

from wanjia.needs import views
from wanjia.needs.dispatch import views as batch_views
from wanjia.needs.doubts import views as doubt_views
from wanjia.needs.intake import views as call_views

app_name = "needs"
urlpatterns = [
    path("needs/", views.needs, name="needs"),
    path("needs/new/", call_views.new, name="new"),
    path("needs/all/", batch_views.dispatch_all, name="dispatch_all"),
    path("needs/all/undo/", batch_views.undo, name="dispatch_undo"),
    path("needs/figures/", batch_views.figures, name="figures"),
    path("needs/look/", call_views.look, name="look"),
    path("needs/<uuid:need_id>/", views.need, name="need"),
    path("needs/<uuid:need_id>/take/", views.take, name="take"),
    path("needs/<uuid:need_id>/dispatch/", views.dispatch, name="dispatch"),
    path("needs/<uuid:need_id>/start/", views.start, name="start"),
    path("needs/<uuid:need_id>/report/", views.report, name="report"),
    path("needs/<uuid:need_id>/close/", views.close, name="close"),
    path("needs/<uuid:need_id>/verify/", views.verify, name="verify"),
    path("needs/<uuid:need_id>/answer/", doubt_views.answer, name="answer"),
    path("needs/<uuid:need_id>/answer/undo/", doubt_views.answer_undo, name="answer_undo"),
    path("needs/<uuid:need_id>/attach/", doubt_views.attach, name="attach"),
    path("needs/<uuid:need_id>/reopen/", views.reopen, name="reopen"),
    path("needs/<uuid:need_id>/retriage/", views.retriage, name="retriage"),
    path("needs/<uuid:need_id>/note/", views.note, name="note"),
]
