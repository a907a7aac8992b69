"""The kinds of journal entries that everyday writes."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.journal.kinds import declare_kinds
from wanjia.core.journal.values import tell_choices
from wanjia.core.models import Mode
from wanjia.everyday.models import ModeSource

declare_kinds(
    __name__,
    {
        "mode.changed": _("换了状态"),
        "mode.kept": _("看过提议，保持原状"),
        "visit.made": _("走访"),
        "visit.agreed": _("约好走访"),
        "visit.planned": _("预警期间要走访"),
        "register.opened": _("开了一本台账"),
        "register.changed": _("改了台账的字段"),
        "register.entered": _("台账记了一条"),
        "register.confirmed": _("台账核了一条"),
        "register.struck": _("台账划掉一条"),
        "warning.received": _("收到预警"),
        "warning.over": _("预警解除或被替换"),
        "warning.set_aside": _("看过预警，不用做什么"),
        "warning.feed_added": _("加了预警来源"),
        "warning.feed_ended": _("不再读一个预警来源"),
        "visit.called_off": _("预警过了，不用再走访"),
    },
)
tell_choices("mode", Mode.choices)
tell_choices("source", ModeSource.choices)
