from django.apps import AppConfig


class GoodsConfig(AppConfig):
    name = "wanjia.goods"
    label = "goods"

    def ready(self) -> None:
        from wanjia.goods import (  # noqa: F401
            daily_figures,
            events,
            problems,
            retention,
            subscribers,
            today,
            traces,
        )
        from wanjia.goods.food import counted  # noqa: F401
        from wanjia.goods.orders import open_buys  # noqa: F401
