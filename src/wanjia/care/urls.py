"""Pages of the care floor."""

from django.urls import path

from wanjia.care.assignments import views as assignments_views
from wanjia.care.contacts import views as contacts_views
from wanjia.care.errands import views as errands_views
from wanjia.care.mothers import views as mothers_views
from wanjia.care.pairs import views as pairs_views
from wanjia.care.register import views as register_views
from wanjia.care.silence import views as silence_views
from wanjia.core.acts import act_urls

app_name = "care"
urlpatterns = [
    path("care/", contacts_views.contacts, name="contacts"),
    path("care/contact/<uuid:resident_id>/", contacts_views.contact, name="contact"),
    path("care/silence/", silence_views.silence_list, name="silence"),
    path("care/assignments/", assignments_views.assignments, name="assignments"),
    *act_urls(
        "care/assignments/",
        assignments_views.ACTS,
        back="care:assignments",
        refused=assignments_views.assignments,
        prefix="assignment_",
    ),
    path("care/register/", register_views.risks, name="register"),
    path("care/register/add/", register_views.add, name="register_add"),
    path("care/register/confirm/", register_views.confirm_all, name="register_confirm"),
    path("care/register/<uuid:risk_id>/confirm/", register_views.confirm, name="risk_confirm"),
    path("care/register/<uuid:risk_id>/end/", register_views.end, name="risk_end"),
    path("care/register/<uuid:risk_id>/back/", register_views.put_back, name="risk_back"),
    path("care/pairs/", pairs_views.pairs, name="pairs"),
    path("care/pairs/propose/", pairs_views.propose, name="pairs_propose"),
    path("care/pairs/for/<uuid:resident_id>/", pairs_views.make, name="pair_make"),
    path("care/pairs/<uuid:pair_id>/", pairs_views.pair, name="pair"),
    path("care/pairs/<uuid:pair_id>/end/", pairs_views.end, name="pair_end"),
    path("errands/", errands_views.errands, name="errands"),
    path("errands/new/", errands_views.new, name="errand_new"),
    path("errands/<uuid:errand_id>/", errands_views.errand, name="errand"),
    *act_urls(
        "errands/<uuid:errand_id>/",
        errands_views.ACTS,
        back="care:errand",
        refused=errands_views.errand_with_refusal,
        prefix="errand_",
    ),
    path("mothers/", mothers_views.mothers, name="mothers"),
    path("mothers/new/", mothers_views.new, name="mothers_new"),
    path("mothers/<uuid:resident_id>/", mothers_views.pregnancy, name="pregnancy"),
    path("mothers/end/<uuid:file_id>/", mothers_views.pregnancy_end, name="pregnancy_end"),
    path("newborns/<uuid:resident_id>/", mothers_views.newborn, name="newborn"),
    path("newborns/weigh/<uuid:newborn_id>/", mothers_views.weigh, name="newborn_weigh"),
    path(
        "newborns/vaccinate/<uuid:newborn_id>/", mothers_views.vaccinate, name="newborn_vaccinate"
    ),
]
