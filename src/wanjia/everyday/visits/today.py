"""Today's visits, and what the first days ask."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.core.access.viewer import OFFICERS
from wanjia.core.models import Mode
from wanjia.core.today import TodayPage, TodayRow, today_part, today_rows
from wanjia.everyday.visits.queries import VISITS, VisitCounts


def visits_now(page: TodayPage) -> VisitCounts:
    """Return how many are to be visited."""
    return VISITS.get(page.viewer.community_id)


@today_part("figures", order=5, template="everyday/today_visits.html")
def visit_figures(page: TodayPage) -> dict[str, Any]:
    """Return how many are to be visited today; an ordinary day leads with it."""
    if page.mode != Mode.ORDINARY or page.viewer.role not in OFFICERS:
        return {"visit_counts": None}
    return {"visit_counts": page.ask(visits_now)}


@today_rows(order=78, roles=OFFICERS, ordinary=30)
def visit_rows(page: TodayPage) -> list[TodayRow]:
    """Return the visits that are asked today; in an emergency those for a warning alone."""
    counts = page.ask(visits_now)
    if page.mode == Mode.EMERGENCY:
        return [_warned_row(counts)] if counts.warned else []
    asked = counts.asked
    if not asked:
        return []
    title = ngettext("今天要走访 %(n)s 位", "今天要走访 %(n)s 位", asked)
    late = ngettext("其中 %(n)s 位过了日子", "其中 %(n)s 位过了日子", counts.late)
    return [
        {
            "title": title % {"n": asked},
            "url": "/visits/",
            "icon": "elder",
            "tone": "alarm" if counts.warned else "soon",
            "text": late % {"n": counts.late} if counts.late else "",
            "due": counts.oldest,
            "link": {"url": "/visits/", "label": _("去走访")},
        }
    ]


def _warned_row(counts: VisitCounts) -> TodayRow:
    title = ngettext("预警期间还有 %(n)s 位没见到", "预警期间还有 %(n)s 位没见到", counts.warned)
    return {
        "title": title % {"n": counts.warned},
        "url": "/visits/",
        "icon": "elder",
        "tone": "alarm",
        "text": "",
        "due": counts.oldest,
        "link": {"url": "/visits/", "label": _("去走访")},
    }
