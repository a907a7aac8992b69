"""Pages of the places floor."""

from functools import partial

from django.urls import path

from wanjia.core.acts import act_urls
from wanjia.places.estates import views, walk_views
from wanjia.places.tracing import views as tracing

editor_acts = partial(act_urls, back="places:editor", refused=tracing.show_editor)

app_name = "places"
urlpatterns = [
    path("estates/", views.estates, name="estates"),
    path("estates/<uuid:estate_id>/", views.estate, name="estate"),
    path("estates/<uuid:estate_id>/walk/", walk_views.walk, name="walk"),
    path("estates/<uuid:estate_id>/map/", tracing.editor, name="editor"),
    path("estates/<uuid:estate_id>/map/draft/", tracing.draft, name="map_draft"),
    path("estates/<uuid:estate_id>/map/extract/", tracing.extract, name="map_extract"),
    *editor_acts("estates/<uuid:estate_id>/map/", tracing.ACTS, prefix="map_"),
    path("estates/<uuid:estate_id>/map/picture/", tracing.picture, name="map_picture"),
    path("estates/<uuid:estate_id>/map/picture/place/", tracing.place_picture, name="map_place"),
    *editor_acts("estates/<uuid:estate_id>/map/picture/", tracing.PICTURE_ACTS, prefix="picture_"),
]
