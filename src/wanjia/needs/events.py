"""The kinds of journal entries that needs writes."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.journal.kinds import declare_kinds
from wanjia.core.journal.values import tell_choices
from wanjia.needs.models import Category, Urgency

declare_kinds(
    __name__,
    {
        "need.recorded": _("登记求助"),
        "need.raised": _("求助升级"),
        "need.placed": _("求助知道了是哪一户"),
        "need.taken": _("有人接手求助"),
        "need.dispatched": _("求助派人"),
        "need.recalled": _("求助撤回派人"),
        "need.started": _("求助开始办"),
        "need.reported": _("求助回报"),
        "need.closed": _("求助办结"),
        "need.verified": _("求助已核实"),
        "need.answered": _("答了排险的问题"),
        "need.answer_undone": _("撤回了回答"),
        "need.attached": _("求助对上住户"),
        "need.reopened": _("求助重开"),
        "need.retriaged": _("求助改级"),
        "need.escalated": _("求助超时上报"),
        "need.handed_on": _("求助换人"),
    },
)
tell_choices("category", Category.choices)
tell_choices("urgency", Urgency.choices)
