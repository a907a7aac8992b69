"""Pages of the needs floor."""

from django.urls import path

from wanjia.core.acts import act_urls
from wanjia.needs import views
from wanjia.needs.dispatch import views as dispatch_views
from wanjia.needs.doubts import views as doubts_views
from wanjia.needs.intake import views as intake_views

app_name = "needs"
urlpatterns = [
    path("needs/", views.needs, name="needs"),
    path("needs/new/", intake_views.new, name="new"),
    path("needs/all/", dispatch_views.dispatch_all, name="dispatch_all"),
    path("needs/all/undo/", dispatch_views.undo, name="dispatch_undo"),
    path("needs/figures/", dispatch_views.figures, name="figures"),
    path("needs/look/", intake_views.look, name="look"),
    path("needs/<uuid:need_id>/", views.need, name="need"),
    path("needs/<uuid:need_id>/answer/", doubts_views.answer, name="answer"),
    path("needs/<uuid:need_id>/attach/", doubts_views.attach, name="attach"),
    *act_urls(
        "needs/<uuid:need_id>/",
        views.ACTS,
        back="needs:need",
        refused=views.need_with_refusal,
    ),
]
