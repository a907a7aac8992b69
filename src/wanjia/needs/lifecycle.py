"""The way of a need: the seven steps of urban grid management, with two stops beside it."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import STAFF
from wanjia.core.lifecycle import Aside, Lifecycle, Step
from wanjia.needs.models import Need, Urgency

LEADS = frozenset({"head", "desk", "grid"})


def _is_unverified(need: Need) -> bool:
    return bool(need.closed_at and not need.verified_at and need.urgency == Urgency.NOW)


NEED = Lifecycle(
    steps=(
        Step("take", _("接手"), _("等人接手"), "owner", STAFF),
        Step("dispatch", _("派人"), _("等派人"), "helper_id", LEADS),
        Step("handle", _("去办"), _("已派人"), "handled_at", STAFF),
        Step("report", _("回报"), _("正在办"), "reported_at", STAFF),
        Step("verify", _("核实"), _("等核实"), "closed_at", STAFF),
        Step("closed", _("办结"), _("已办结")),
    ),
    asides=(
        Aside("unverified", _("已办结，等另一人核实"), _is_unverified, at="verify"),
        Aside(
            "waiting",
            _("等对方回话"),
            lambda need: bool(need.waiting_since and not need.closed_at),
            at="handle",
        ),
    ),
)
