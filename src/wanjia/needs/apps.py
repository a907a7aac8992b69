from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "wanjia.needs"
    label = "needs"
