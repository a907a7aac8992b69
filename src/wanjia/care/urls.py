"""Pages of the care floor."""

from django.urls import path

from wanjia.care import (
    views_contacts,
    views_errands,
    views_mothers,
    views_pairs,
    views_register,
)

app_name = "care"
urlpatterns = [
    path("care/", views_contacts.contacts, name="contacts"),
    path("care/contact/<uuid:resident_id>/", views_contacts.contact, name="contact"),
    path("care/register/", views_register.risks, name="register"),
    path("care/register/add/", views_register.add, name="register_add"),
    path("care/register/confirm/", views_register.confirm_all, name="register_confirm"),
    path("care/register/<uuid:risk_id>/", views_register.judge, name="register_judge"),
    path("care/pairs/", views_pairs.pairs, name="pairs"),
    path("care/pairs/propose/", views_pairs.propose, name="pairs_propose"),
    path("care/pairs/for/<uuid:resident_id>/", views_pairs.make, name="pair_make"),
    path("care/pairs/<uuid:pair_id>/", views_pairs.pair, name="pair"),
    path("care/pairs/<uuid:pair_id>/end/", views_pairs.end, name="pair_end"),
    path("errands/", views_errands.errands, name="errands"),
    path("errands/new/", views_errands.new, name="errand_new"),
    path("errands/<uuid:errand_id>/", views_errands.errand, name="errand"),
    path("errands/<uuid:errand_id>/step/", views_errands.step, name="errand_step"),
    path("mothers/", views_mothers.mothers, name="mothers"),
    path("mothers/new/", views_mothers.new, name="mothers_new"),
    path("mothers/<uuid:resident_id>/", views_mothers.pregnancy, name="pregnancy"),
    path("mothers/end/<uuid:file_id>/", views_mothers.pregnancy_end, name="pregnancy_end"),
    path("newborns/<uuid:resident_id>/", views_mothers.newborn, name="newborn"),
    path("newborns/step/<uuid:newborn_id>/", views_mothers.newborn_step, name="newborn_step"),
]
