from django.apps import AppConfig


class GoodsConfig(AppConfig):
    name = "wanjia.goods"
    label = "goods"

    def ready(self) -> None:
        from wanjia.goods import listening, open_buys, problems, titles, waiting  # noqa: F401
