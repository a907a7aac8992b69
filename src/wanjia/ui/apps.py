from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "wanjia.ui"
    label = "ui"
