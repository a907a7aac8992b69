"""Pages of the needs floor."""

from django.urls import path

from wanjia.core.acts import act_urls
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
    path("needs/<uuid:need_id>/answer/", doubt_views.answer, name="answer"),
    path("needs/<uuid:need_id>/answer/undo/", doubt_views.answer_undo, name="answer_undo"),
    path("needs/<uuid:need_id>/attach/", doubt_views.attach, name="attach"),
    *act_urls(
        "needs/<uuid:need_id>/",
        views.ACTS,
        back="needs:need",
        refused=views.need_with_refusal,
    ),
]
