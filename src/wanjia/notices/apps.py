from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "wanjia.notices"
    label = "notices"
