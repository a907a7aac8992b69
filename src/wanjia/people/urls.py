"""Pages of the people floor."""

from django.urls import path

from wanjia.people.residents import household, views
from wanjia.people.roster import views as import_views

app_name = "people"
urlpatterns = [
    path("residents/", views.residents, name="residents"),
    path("residents/<uuid:resident_id>/id-number/", household.id_number, name="id_number"),
    path("residents/<uuid:resident_id>/phone/", views.phone, name="phone"),
    path("residents/<uuid:resident_id>/contact/", household.contact, name="contact"),
    path("residents/<uuid:resident_id>/where/", household.where, name="where"),
    path("residents/<uuid:resident_id>/exempt/", household.exempt, name="exempt"),
    path("residents/<uuid:resident_id>/risks/<uuid:risk_id>/", household.risk, name="risk"),
    path("residents/<uuid:resident_id>/move/", household.move, name="move"),
    path("residents/<uuid:resident_id>/left/", household.left, name="left"),
    path("residents/<uuid:resident_id>/edit/", household.edit, name="edit"),
    path("dwellings/<uuid:dwelling_id>/", views.dwelling, name="dwelling"),
    path("dwellings/<uuid:dwelling_id>/add/", household.add, name="add"),
    path("dwellings/<uuid:dwelling_id>/link/", household.link, name="link"),
    path("dwellings/<uuid:dwelling_id>/sheet/", household.sheet, name="sheet"),
    path("photos/<uuid:photo_id>/", views.photo, name="photo"),
    path("photos/<uuid:photo_id>/remove/", views.photo_remove, name="photo_remove"),
    path("import/", import_views.upload, name="import"),
    path("residents/roster.xlsx", import_views.workbook, name="roster_workbook"),
    path("import/<str:token>/", import_views.look, name="import_look"),
    path("import/<str:token>/map/<uuid:estate_id>/", import_views.extract, name="import_extract"),
    path("import/<str:token>/confirm/", import_views.confirm, name="import_confirm"),
    path("import/<str:token>/discard/", import_views.discard, name="import_discard"),
    path("import/<str:token>/refused.xlsx", import_views.refused, name="import_refused"),
]
