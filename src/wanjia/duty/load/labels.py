"""Kinds of work and levers in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wanjia.duty.load.workload import Lever

KINDS = {
    "call": gettext_lazy("接电话"),
    "dispatch": gettext_lazy("派单"),
    "handle": gettext_lazy("上门办事"),
    "verify": gettext_lazy("回访核实"),
    "alarm": gettext_lazy("处理异常"),
    "contact_call": gettext_lazy("关照电话"),
    "contact_door": gettext_lazy("关照上门"),
    "chase": gettext_lazy("催填报"),
    "paste": gettext_lazy("粘贴接龙"),
    "cart_round": gettext_lazy("推车送货"),
    "post": gettext_lazy("站卡口"),
}
LEVERS = {
    "stair_leaders": gettext_lazy("催填报交给楼组长"),
    "pairs_call": gettext_lazy("关照电话多交给结对的志愿者"),
    "askers_confirm": gettext_lazy("办完请住户自己在手机上确认"),
    "batches": gettext_lazy("成批派单，一次点完"),
    "round_less": gettext_lazy("少收一轮填报"),
    "bundle_buys": gettext_lazy("团购并到一趟送"),
    "post_less": gettext_lazy("并掉一个卡口"),
}


def lever_words(lever: Lever) -> str:
    """Return what would be done."""
    if lever.key != "volunteers":
        return str(LEVERS[lever.key])
    words = ngettext(
        "%(start)s 点到 %(end)s 点多来 %(n)s 名志愿者",
        "%(start)s 点到 %(end)s 点多来 %(n)s 名志愿者",
        lever.people,
    )
    return words % {"n": lever.people, "start": lever.start, "end": lever.end}


def hour_words(hour: int) -> str:
    """Return an hour of the day as it is read: 8 点."""
    return _("%(hour)s 点") % {"hour": hour}
