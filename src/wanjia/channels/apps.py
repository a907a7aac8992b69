from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "wanjia.channels"
    label = "channels"
