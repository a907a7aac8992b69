from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "wanjia.places"
    label = "places"

    def ready(self) -> None:
        from wanjia.places import problems, retention  # noqa: F401
