from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "wanjia.people"
    label = "people"

    def ready(self) -> None:
        from wanjia.people import problems, retention, traces  # noqa: F401
