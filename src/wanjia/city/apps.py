from django.apps import AppConfig


class CityConfig(AppConfig):
    name = "wanjia.city"
    label = "city"
