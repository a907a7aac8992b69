from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "wanjia.channels"
    label = "channels"

    def ready(self) -> None:
        from wanjia.channels import labels, problems, retention, subscribers  # noqa: F401
        from wanjia.channels.outbox import background  # noqa: F401
