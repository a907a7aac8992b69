from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "wanjia.core"
    label = "kernel"

    def ready(self) -> None:
        from wanjia.core import database_errors, retention  # noqa: F401
        from wanjia.core.access import devices  # noqa: F401
