"""The way of a transfer: listed, given a seat, taken, handed over, home again."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.lifecycle import Aside, Lifecycle, State, Step

TRANSFER = Lifecycle(
    steps=(
        Step("list", _("列入名单"), "", "waiting_since"),
        Step("seat", _("车和座位"), _("等车"), "trip_id"),
        Step("leave", _("接走"), _("等发车"), "left_at"),
        Step("hand_over", _("交接"), _("路上"), "arrived_at"),
        Step("return", _("返家"), _("已交接"), "returned_at"),
    ),
    asides=(Aside("cancelled", _("不用转运"), lambda transfer: bool(transfer.cancelled_at)),),
    done=State("returned", _("已返家")),
)
