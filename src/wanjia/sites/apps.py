from django.apps import AppConfig


class SitesConfig(AppConfig):
    name = "wanjia.sites"
    label = "sites"

    def ready(self) -> None:
        from wanjia.sites import keeps, listening, problems, titles, waiting  # noqa: F401
