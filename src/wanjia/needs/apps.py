from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "wanjia.needs"
    label = "needs"

    def ready(self) -> None:
        from wanjia.needs import keeps, listening, problems  # noqa: F401
