from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "wanjia_demo"
    label = "demo"
