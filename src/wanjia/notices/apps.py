from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "wanjia.notices"
    label = "notices"

    def ready(self) -> None:
        from wanjia.notices import keeps, problems, words  # noqa: F401
