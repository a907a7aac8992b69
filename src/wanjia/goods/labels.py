"""Words of goods: why a line is in doubt, why a stop found no place."""

from django.utils.translation import gettext as _

from wanjia.core.localized import localized
from wanjia.goods.models import Order
from wanjia.goods.rules import load_rules


def doubt_words(order: Order) -> str:
    """Why an order waits for a person."""
    about = {"about": order.doubt_about}
    words = {
        "no_door": _("没有写门牌"),
        "door": _("%(about)s 不能确定是哪一户") % about if order.doubt_about else _("门牌读不出"),
        "no_quantity": _("没有写要几份"),
        "which_good": _("没有写要哪一样"),
        "too_many": _("数量太大，请核对"),
    }
    return words.get(order.doubt, order.doubt)


def left_words(why: str) -> str:
    """Why a stop found no place in a round."""
    return {
        "no_way": _("走不到（避开交接点后没有路）"),
        "too_much": _("一车装不下"),
        "no_time": _("时间排不进"),
    }.get(why, why)


def agent_words() -> str:
    """What is sprayed, in the page's language."""
    return localized(load_rules().waste.agent)
