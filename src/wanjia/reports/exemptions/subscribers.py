"""A pool's people are let off the next round until each was tested alone."""

from wanjia.core.journal import in_the_name_of, on
from wanjia.core.models import Entry
from wanjia.reports.exemptions.actions import end_waiting, let_off_waiting
from wanjia.reports.models import Alarm


@on("alarm.opened", "alarm.reopened")
def _let_off(entry: Entry) -> None:
    if entry.subject is None or (entry.after or {}).get("kind") != "retest":
        return
    rows = Alarm.objects.filter(community_id=entry.community_id, closed_at=None)
    alarm = rows.filter(id=entry.subject).select_related("resident__dwelling").first()
    if alarm:
        let_off_waiting(in_the_name_of(entry), alarm)


@on("alarm.closed")
def _end(entry: Entry) -> None:
    if entry.subject:
        end_waiting(in_the_name_of(entry), entry.subject)
