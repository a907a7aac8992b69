from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "wanjia.privacy"
    label = "privacy"

    def ready(self) -> None:
        from wanjia.privacy import keeps, problems, working  # noqa: F401
