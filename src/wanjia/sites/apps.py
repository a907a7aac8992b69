from django.apps import AppConfig


class SitesConfig(AppConfig):
    name = "wanjia.sites"
    label = "sites"
