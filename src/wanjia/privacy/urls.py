"""Pages of the privacy floor."""

from django.urls import path

from wanjia.core.acts import act_urls
from wanjia.privacy.forgetting import views
from wanjia.privacy.subject import views as subject_views

app_name = "privacy"
urlpatterns = [
    path("forget/", views.forget, name="forget"),
    path("forget/progress/", views.progress, name="progress"),
    path("forget/start/", views.start, name="start"),
    path("forget/end/", views.end, name="end"),
    path("residents/<uuid:resident_id>/kept/", subject_views.kept, name="kept"),
    path("residents/<uuid:resident_id>/kept.json", subject_views.kept_json, name="kept_json"),
    path("corrections/", subject_views.waiting, name="corrections"),
    *act_urls(
        "corrections/<uuid:correction_id>/",
        subject_views.CORRECTION_ACTS,
        back="privacy:corrections",
        refused=subject_views.refuse_correction_act,
        prefix="correction_",
        to_list=True,
    ),
    path("h/<str:token>/kept/", subject_views.of_household, name="household"),
]
