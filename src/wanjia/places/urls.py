"""Pages of the places floor."""

from django.urls import path

from wanjia.places.estates import views

app_name = "places"
urlpatterns = [
    path("estates/", views.estates, name="estates"),
    path("estates/<uuid:estate_id>/", views.estate, name="estate"),
]
