from django.apps import AppConfig


class ZoningConfig(AppConfig):
    name = "wanjia.zoning"
    label = "zoning"
