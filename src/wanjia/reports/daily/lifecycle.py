"""The way of a sealed daily report: reported, checked and sent, received by the town."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICERS
from wanjia.core.lifecycle import Lifecycle, State, Step
from wanjia.core.problems import Problem

DAILY = Lifecycle(
    steps=(
        Step("seal", _("封存"), _("等封存"), "sealed_at"),
        Step("report", _("填报"), _("等填报"), "reported_at", OFFICERS),
        Step("check", _("审核并发送"), _("等审核"), "checked_at", OFFICERS),
        Step("receive", _("街镇签收"), _("等街镇签收"), "received_at", ("town",)),
    ),
    done=State("received", _("街镇已收到")),
    refusal=lambda step: Problem("daily.not_yet", step=str(step.label)),
)
