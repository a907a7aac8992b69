from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "wanjia.privacy"
    label = "privacy"

    def ready(self) -> None:
        from wanjia.privacy import corrections, keeps, problems, titles, working  # noqa: F401
