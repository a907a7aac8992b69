from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "wanjia.places"
    label = "places"

    def ready(self) -> None:
        from wanjia.places import keeps, problems  # noqa: F401
