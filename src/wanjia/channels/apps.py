from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "wanjia.channels"
    label = "channels"

    def ready(self) -> None:
        from wanjia.channels import background, keeps, listening, problems, words  # noqa: F401
