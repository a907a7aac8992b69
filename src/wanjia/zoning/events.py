"""The kinds of journal entries that zoning writes."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.journal.kinds import declare_kinds
from wanjia.core.journal.values import tell_choices
from wanjia.zoning.models import Change, TestKind

declare_kinds(
    __name__,
    {
        "case.recorded": _("登记病例"),
        "case.withdrawn": _("撤销病例"),
        "zones.published": _("发布分区"),
        "zones.undone": _("撤销发布"),
        "zone.stepped": _("分区转级"),
        "zone.clock_reset": _("分区重新计时"),
        "zone.case_inside": _("区内新增病例"),
        "zone.case_decided": _("区内病例已决定"),
        "zone.phase_begun": _("分区进入下一阶段"),
        "zone.notices_posted": _("告示已贴，卡口已调整"),
        "zone.date_kept": _("维持原定日期"),
        "zone.protocol_moved": _("换用规则"),
        "grid.group_set": _("调整工作组"),
        "protocol.saved": _("修改规则"),
        "protocol.reset": _("规则恢复原样"),
        "case.placed": _("补上病例的住处"),
        "case.onset_noted": _("记下发病日期"),
        "case.moved_out": _("病例已转运"),
    },
)

EFFECTS = (
    ("raise_to", _("升级")),
    ("restart_zone", _("整区重新计时")),
    ("restart_building", _("本楼重新计时")),
    ("keep", _("维持不变")),
)
tell_choices("test", TestKind.choices)
tell_choices("effect", EFFECTS)
tell_choices("changed", Change.choices)
tell_choices("decision", EFFECTS)
