from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "wanjia.places"
    label = "places"
