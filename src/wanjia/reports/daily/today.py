"""The sealed reports that wait for a hand, kept for Today and for the town's page."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS
from wanjia.core.scheduling.cached_counts import CachedCount
from wanjia.core.today import MOST, TodayPage, TodayRow, today_rows
from wanjia.reports.daily.lifecycle import DAILY
from wanjia.reports.models import SealedReport

ASKED_FOR = timedelta(days=7)  # older ones are history


def _list_waiting(community: UUID) -> list[tuple[UUID, date, str]]:
    """Return the sealed reports of the last days whose way is not done, each with its step."""
    since = (clock.now() - ASKED_FOR).date()
    rows = SealedReport.objects.filter(community_id=community, received_at=None, day__gte=since)
    steps = [
        (row, step)
        for row in rows.exclude(sealed_at=None).defer("figures", "known").order_by("-day")
        if (step := DAILY.next_step(row))
    ]
    return [(row.id, row.day, step.name) for row, step in steps]


WAITING: CachedCount[list[tuple[UUID, date, str]]] = CachedCount("daily-waiting", _list_waiting)


@today_rows(order=85, roles=OFFICERS)
def daily_rows(page: TodayPage) -> list[TodayRow]:
    """Return the reports that an officer has still to report or to check."""
    waiting = WAITING.now(page.viewer.community_id) or []
    return [_row(id, day, step) for id, day, step in waiting[:MOST] if step != "receive"]


def _row(id: UUID, day: date, step: str) -> dict[str, Any]:
    url = reverse("reports:daily_sealed", args=[id])
    title = _("%(day)s的日报：%(step)s") % {
        "day": day.strftime("%m-%d"),
        "step": DAILY.step(step).waiting,
    }
    return {
        "title": title,
        "url": url,
        "icon": "report",
        "tone": "soon",
        "text": _("数字已封存。核对后发给街镇。"),
        "due": None,
        "link": {"url": url, "label": _("打开")},
    }
