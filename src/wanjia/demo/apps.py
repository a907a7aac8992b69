from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "wanjia.demo"
    label = "demo"
