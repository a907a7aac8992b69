from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "wanjia.kernel"
    label = "kernel"
