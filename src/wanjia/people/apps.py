from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "wanjia.people"
    label = "people"

    def ready(self) -> None:
        from wanjia.people import keeps, problems  # noqa: F401
