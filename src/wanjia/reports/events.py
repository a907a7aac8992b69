"""The kinds of journal entries that reports writes."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.journal.kinds import declare_kinds
from wanjia.core.journal.values import tell_choices
from wanjia.reports.models import AlarmKind, Finding, Verdict

declare_kinds(
    __name__,
    {
        "alarm.opened": _("出现异常"),
        "alarm.closed": _("异常已处置"),
        "alarm.taken": _("有人接手异常"),
        "alarm.step_done": _("异常处置一步"),
        "round.called": _("加测一轮"),
        "round.cancelled": _("取消加测"),
        "staff.tested": _("上岗人员检测"),
        "staff.alarm_opened": _("上岗人员检测阳性"),
        "staff.alarm_taken": _("有人接手上岗人员的异常"),
        "staff.alarm_step": _("上岗人员的异常处置一步"),
        "staff.alarm_closed": _("上岗人员的异常已处置"),
        "daily.sealed": _("日报已封存"),
        "daily.cutoff_set": _("改了日报的截止时间"),
        "daily.unsealed": _("时钟走快时封存的日报已作废"),
        "daily.reported": _("日报已填报"),
        "daily.sent": _("日报已审核并发送"),
        "daily.received": _("街镇已签收日报"),
        "daily.corrected": _("封存的日报有更正"),
        "alarm.confirmed": _("异常确认为病例"),
        "alarm.reopened": _("异常重新打开"),
        "result.recorded": _("登记检测结果"),
        "result.told": _("检测结果已出"),
        "result.corrected": _("更正检测结果"),
        "result.confirmed": _("单管阳性，成为病例"),
        "result.withdrawn": _("撤回检测结果"),
        "exposure.proposed": _("列出可能的密接"),
        "exposure.confirmed": _("确认密接"),
        "exposure.dismissed": _("排除密接"),
        "exposure.added": _("手工加密接"),
        "exposure.visit_added": _("记下到过的地方"),
        "exposure.visit_removed": _("删去到过的地方"),
        "paste.committed": _("粘贴的接龙已入库"),
        "paste.need": _("接龙里有人求助"),
        "paste.line_settled": _("接龙里一行已核对"),
        "paste.taken_back": _("撤回了一次粘贴"),
    },
)
tell_choices("kind", AlarmKind.choices)
tell_choices("finding", Finding.choices)
tell_choices("verdict", Verdict.choices)
