from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "wanjia.notices"
    label = "notices"

    def ready(self) -> None:
        from wanjia.notices import labels, problems, retention, traces  # noqa: F401
