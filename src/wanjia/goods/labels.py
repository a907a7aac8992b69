"""Words of goods: where a supply stands, why a line is in doubt, why a stop found no place."""

from typing import Any

from django.utils.translation import gettext as _

from wanjia.core.localized import localized
from wanjia.goods.models import Order, Supply, SupplyKind
from wanjia.goods.rules import load_rules


def state_of(supply: Supply) -> str:
    """Where a supply stands, in a word."""
    if supply.cancelled_at:
        return _("已取消")
    if supply.finished_at:
        return _("已发完")
    if supply.split_at:
        return _("可以送了")
    if supply.disinfected_at:
        return _("已消毒，待分")
    if supply.arrived_at:
        return _("已清点，待消毒")
    if supply.kind == SupplyKind.GROUP_BUY and supply.closed_at is None:
        return _("接龙中")
    return _("等到货")


def steps_of(supply: Supply) -> list[dict[str, Any]]:
    """The way of a supply as steps."""
    group = supply.kind == SupplyKind.GROUP_BUY
    first = [(_("接龙截止"), supply.closed_at)] if group else [(_("登记"), supply.opened_at)]
    ways = [
        *first,
        (_("到货清点"), supply.arrived_at),
        (_("消毒"), supply.disinfected_at),
        (_("分到楼道"), supply.split_at),
        (_("送到门口"), supply.finished_at),
    ]
    now = next((place for place, (_label, at) in enumerate(ways) if at is None), len(ways))
    return [
        {"label": label, "state": "done" if place < now else "now" if place == now else ""}
        for place, (label, _at) in enumerate(ways)
    ]


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
