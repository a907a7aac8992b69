from django.apps import AppConfig


class EverydayConfig(AppConfig):
    name = "wanjia.everyday"
    label = "everyday"
