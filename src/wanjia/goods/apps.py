from django.apps import AppConfig


class GoodsConfig(AppConfig):
    name = "wanjia.goods"
    label = "goods"
