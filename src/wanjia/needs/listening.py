"""What the needs floor hears from the floors below: pasted lines, helpers who drop out, the day."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wanjia.kernel import clock, journal
from wanjia.kernel.access import system
from wanjia.kernel.models import Entry
from wanjia.kernel.regular import regularly
from wanjia.needs.actions import escalate_overdue, record_need
from wanjia.needs.models import Channel, Need
from wanjia.needs.queries import figures_between
from wanjia.people.words import entry_titles
from wanjia.reports.daily import needs_from
from wanjia.reports.models import PasteLine

entry_titles(
    {
        "need.recorded": _("登记求助"),
        "need.raised": _("求助升级"),
        "need.taken": _("有人接手求助"),
        "need.dispatched": _("求助派人"),
        "need.recalled": _("求助撤回派人"),
        "need.started": _("求助开始办"),
        "need.reported": _("求助回报"),
        "need.closed": _("求助办结"),
        "need.reopened": _("求助重开"),
        "need.retriaged": _("求助改级"),
        "need.escalated": _("求助超时上报"),
        "need.handed_on": _("求助换人"),
    }
)
needs_from(figures_between)
regularly(escalate_overdue)


@journal.on("paste.need")
def _on_paste(entry: Entry) -> None:
    """A pasted line that asks for something becomes a need, once."""
    lines = PasteLine.objects.filter(community_id=entry.community_id)
    line = lines.filter(id=entry.subject).first() if entry.subject else None
    if line is None:
        return
    resident = (entry.after or {}).get("resident")
    record_need(
        journal.in_the_name_of(entry),
        line.text,
        dwelling_id=entry.dwelling,
        resident_id=UUID(resident) if resident else None,
        channel=Channel.PASTE,
        need_id=line.id,
    )


@journal.on("staff.out")
def _on_staff_out(entry: Entry) -> None:
    """What was sent to somebody who dropped out looks for another at once."""
    viewer = system(entry.community_id)
    rows = Need.objects.filter(
        community_id=entry.community_id, helper_id=entry.subject, closed_at=None
    )
    for need in rows.select_related("helper"):
        before = need.helper.name if need.helper else ""
        need.helper, need.dispatched_at, need.handled_at = None, None, None
        need.save(update_fields=["helper", "dispatched_at", "handled_at"])
        journal.write(
            viewer,
            "need.handed_on",
            subject=need.id,
            dwelling=need.dwelling_id,
            before={"helper": before},
            after={"at": clock.now().isoformat()},
        )
