from django.apps import AppConfig


class CityConfig(AppConfig):
    name = "wanjia.city"
    label = "city"

    def ready(self) -> None:
        from wanjia.city import problems, retention, rollup  # noqa: F401
