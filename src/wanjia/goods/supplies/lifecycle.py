"""The way of a supply: it is counted in, disinfected, split by stairwell, carried to doors."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import STAFF
from wanjia.core.lifecycle import Aside, Lifecycle, State, Step
from wanjia.core.problems import Problem
from wanjia.goods.models import Supply, SupplyKind


def _lifecycle(first: Step) -> Lifecycle:
    return Lifecycle(
        steps=(
            first,
            Step("arrive", _("到货清点"), _("等到货"), "arrived_at", STAFF),
            Step("disinfect", _("消毒"), _("已清点，待消毒"), "disinfected_at", STAFF),
            Step("split", _("分到楼道"), _("已消毒，待分"), "split_at", STAFF),
            Step("finish", _("送到门口"), _("可以送了"), "finished_at", STAFF),
        ),
        asides=(Aside("cancelled", _("已取消"), lambda supply: bool(supply.cancelled_at)),),
        done=State("finished", _("已发完")),
        refusal=lambda step: Problem("supply.not_yet", step=step.label),
    )


PACKAGE = _lifecycle(Step("open", _("登记"), "", "opened_at"))
GROUP_BUY = _lifecycle(Step("close", _("接龙截止"), _("接龙中"), "closed_at"))


def lifecycle_of(supply: Supply) -> Lifecycle:
    """Return the way that a supply goes: a group buy is closed first."""
    return GROUP_BUY if supply.kind == SupplyKind.GROUP_BUY else PACKAGE


def state_of(supply: Supply) -> Any:
    """Return where a supply stands, in a word."""
    return lifecycle_of(supply).state_of(supply).label
