"""Pages of the needs floor."""

from django.urls import path

from wanjia.needs import views, views_batch, views_call, views_doubt

app_name = "needs"
urlpatterns = [
    path("needs/", views.needs, name="needs"),
    path("needs/new/", views_call.new, name="new"),
    path("needs/all/", views_batch.dispatch_all, name="dispatch_all"),
    path("needs/all/undo/", views_batch.undo, name="dispatch_undo"),
    path("needs/figures/", views_batch.figures, name="figures"),
    path("needs/look/", views_call.look, name="look"),
    path("needs/<uuid:need_id>/", views.need, name="need"),
    path("needs/<uuid:need_id>/take/", views.take, name="take"),
    path("needs/<uuid:need_id>/dispatch/", views.dispatch, name="dispatch"),
    path("needs/<uuid:need_id>/start/", views.start, name="start"),
    path("needs/<uuid:need_id>/report/", views.report, name="report"),
    path("needs/<uuid:need_id>/close/", views.close, name="close"),
    path("needs/<uuid:need_id>/verify/", views.verify, name="verify"),
    path("needs/<uuid:need_id>/answer/", views_doubt.answer, name="answer"),
    path("needs/<uuid:need_id>/answer/undo/", views_doubt.answer_undo, name="answer_undo"),
    path("needs/<uuid:need_id>/attach/", views_doubt.attach, name="attach"),
    path("needs/<uuid:need_id>/reopen/", views.reopen, name="reopen"),
    path("needs/<uuid:need_id>/retriage/", views.retriage, name="retriage"),
    path("needs/<uuid:need_id>/note/", views.note, name="note"),
]
