from django.apps import AppConfig


class GoodsConfig(AppConfig):
    name = "wanjia.goods"
    label = "goods"

    def ready(self) -> None:
        from wanjia.goods import (  # noqa: F401
            daily_figures,
            keeps,
            listening,
            open_buys,
            problems,
            titles,
            waiting,
        )
