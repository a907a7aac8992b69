"""A case that is withdrawn opens again what was closed because of it."""

from wanjia.core.journal import in_the_name_of, on
from wanjia.core.models import Entry
from wanjia.reports.alarms.actions import reopen_alarm
from wanjia.reports.models import Alarm, TestResult


@on("case.withdrawn")
def _reopen_alarms(entry: Entry) -> None:
    scope = {"community_id": entry.community_id, "case": entry.subject}
    TestResult.objects.filter(**scope).update(case=None)
    for alarm in Alarm.objects.filter(**scope).select_related("resident"):
        reopen_alarm(in_the_name_of(entry), alarm)
