from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "wanjia.needs"
    label = "needs"

    def ready(self) -> None:
        from wanjia.needs import events, problems, retention, traces  # noqa: F401
