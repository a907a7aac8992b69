"""Pages of the people floor."""

from django.urls import path

from wanjia.people import acts, import_views, views

app_name = "people"
urlpatterns = [
    path("residents/", views.residents, name="residents"),
    path("residents/<uuid:resident_id>/id-number/", acts.id_number, name="id_number"),
    path("residents/<uuid:resident_id>/phone/", views.phone, name="phone"),
    path("residents/<uuid:resident_id>/contact/", acts.contact, name="contact"),
    path("residents/<uuid:resident_id>/where/", acts.where, name="where"),
    path("residents/<uuid:resident_id>/exempt/", acts.exempt, name="exempt"),
    path("residents/<uuid:resident_id>/risks/<uuid:risk_id>/", acts.risk, name="risk"),
    path("residents/<uuid:resident_id>/move/", acts.move, name="move"),
    path("residents/<uuid:resident_id>/left/", acts.left, name="left"),
    path("residents/<uuid:resident_id>/edit/", acts.edit, name="edit"),
    path("dwellings/<uuid:dwelling_id>/", views.dwelling, name="dwelling"),
    path("dwellings/<uuid:dwelling_id>/add/", acts.add, name="add"),
    path("dwellings/<uuid:dwelling_id>/link/", acts.link, name="link"),
    path("dwellings/<uuid:dwelling_id>/sheet/", acts.sheet, name="sheet"),
    path("photos/<uuid:photo_id>/", views.photo, name="photo"),
    path("photos/<uuid:photo_id>/remove/", views.photo_remove, name="photo_remove"),
    path("import/", import_views.upload, name="import"),
    path("import/<str:token>/", import_views.look, name="import_look"),
    path("import/<str:token>/confirm/", import_views.confirm, name="import_confirm"),
    path("import/<str:token>/discard/", import_views.discard, name="import_discard"),
    path("import/<str:token>/refused.xlsx", import_views.refused, name="import_refused"),
]
