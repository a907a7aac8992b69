"""How far an errand is, in words."""

from django.utils.translation import gettext as _

from wanjia.care.models import Errand


def state_of(errand: Errand) -> str:
    """How far an errand is, in words."""
    if errand.cancelled_at:
        return _("已取消")
    if errand.settled_at:
        return _("已结清")
    if errand.delivered_at:
        return _("送到了，等结账")
    if errand.bought_at:
        return _("买好了，等送")
    return _("有人去买") if errand.buyer_id else _("等人接")
