"""What a household orders, is handed and puts out before its door are traces of it."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import Viewer
from wanjia.goods.models import Order, OrderChannel, Pickup
from wanjia.people.traces import Rows, trace


@trace("order", _("下单"), "dwelling", "made_at")
def _orders(viewer: Viewer) -> Rows:
    """What is allotted to each door is no word of who lives behind it."""
    return Order.objects.of(viewer).exclude(channel=OrderChannel.ALLOT)


@trace("delivery", _("物资送到"), "dwelling", "delivered_at")
def _delivered(viewer: Viewer) -> Rows:
    return Order.objects.of(viewer).filter(undelivered_reason="")


@trace("waste", _("收走垃圾"), "place__dwelling", "occurred_at")
def _waste(viewer: Viewer) -> Rows:
    return Pickup.objects.of(viewer).filter(bags__gt=0, undone_at=None)
