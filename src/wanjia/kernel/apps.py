from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "wanjia.kernel"
    label = "kernel"

    def ready(self) -> None:
        from wanjia.kernel import devices, keeps, trouble  # noqa: F401
