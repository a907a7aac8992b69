from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "wanjia.privacy"
    label = "privacy"

    def ready(self) -> None:
        from wanjia.privacy import events, problems, retention  # noqa: F401
        from wanjia.privacy.forgetting import jobs  # noqa: F401
        from wanjia.privacy.subject import corrections  # noqa: F401
