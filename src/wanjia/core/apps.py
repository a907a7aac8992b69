from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "wanjia.core"
    label = "kernel"

    def ready(self) -> None:
        """Import what every app registers; all models are loaded by now."""
        from wanjia.core.discovery import discover

        discover()
