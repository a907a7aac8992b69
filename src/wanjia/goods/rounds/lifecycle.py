"""The way of a round: planned, started, finished; or called off before that."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import STAFF
from wanjia.core.lifecycle import Aside, Lifecycle, State, Step

ROUND = Lifecycle(
    steps=(
        Step("start", _("现在出发"), "", "started_at", STAFF),
        Step("finish", _("跑完了，结束"), "", "finished_at", STAFF),
    ),
    asides=(Aside("cancelled", _("已取消"), lambda route: bool(route.cancelled_at)),),
    done=State("finished", _("已跑完")),
)
OVER = ("finished", "cancelled")
