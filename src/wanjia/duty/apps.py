from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "wanjia.duty"
    label = "duty"
