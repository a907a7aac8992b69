"""What the town is written of a day: the report when it was checked, and each correction after."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from wanjia.core.models import Community
from wanjia.reports.daily.archive import read_sealed
from wanjia.reports.daily.exports import as_text
from wanjia.reports.models import LateChange, SealedReport

MOST = 20  # corrections told one by one; the page has them all


def report_text(community_id: UUID, report_id: UUID) -> str:
    """Return a sealed report in the words of the chat; the committee's language is Chinese."""
    row = _row(community_id, report_id)
    if row is None:
        return ""
    with translation.override("zh-hans"), timezone.override(_zone_of(community_id)):
        return as_text(read_sealed(row))


def change_text(community_id: UUID, report_id: UUID) -> str:
    """Return what was learned just now of a report that was sent; empty for one that was not."""
    row = _row(community_id, report_id)
    if row is None or row.checked_at is None or row.known_at is None:
        return ""
    changes = LateChange.objects.filter(
        community_id=community_id, report=row, learned_at=row.known_at
    )
    with translation.override("zh-hans"):
        told = [
            _("%(name)s：封存时 %(before)s，现在 %(after)s")
            % {"name": one.name, "before": f"{one.before:g}", "after": f"{one.after:g}"}
            for one in changes[:MOST]
        ]
        head = _("%(day)s日报更正") % {"day": row.day.isoformat()}
    return "\n".join([head, *told]) if told else ""


def _row(community_id: UUID, report_id: UUID) -> SealedReport | None:
    rows = SealedReport.objects.filter(community_id=community_id, id=report_id)
    return rows.exclude(sealed_at=None).first()


def _zone_of(community_id: UUID) -> ZoneInfo:
    return ZoneInfo(Community.objects.values_list("timezone", flat=True).get(id=community_id))
