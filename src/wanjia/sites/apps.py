from django.apps import AppConfig


class SitesConfig(AppConfig):
    name = "wanjia.sites"
    label = "sites"

    def ready(self) -> None:
        from wanjia.sites import events, problems, retention, subscribers, today  # noqa: F401
