"""The way of an errand: it is asked for, taken, bought, delivered, settled."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import STAFF
from wanjia.core.lifecycle import Aside, Lifecycle, State, Step
from wanjia.core.problems import Problem

ERRAND = Lifecycle(
    steps=(
        Step("ask", _("登记"), "", "asked_at"),
        Step("take", _("有人去买"), _("等人接"), "buyer_id", STAFF),
        Step("buy", _("买好"), _("有人去买"), "bought_at", STAFF),
        Step("deliver", _("送到"), _("买好了，等送"), "delivered_at", STAFF),
        Step("settle", _("结清"), _("送到了，等结账"), "settled_at", STAFF),
    ),
    asides=(Aside("cancelled", _("已取消"), lambda errand: bool(errand.cancelled_at)),),
    done=State("settled", _("已结清")),
    refusal=lambda step: Problem("care.not_yet", step=step.label),
)
