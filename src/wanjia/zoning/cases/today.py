"""Today's cases: those that no zone holds, those that a person must decide, and how many a day."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS
from wanjia.core.localized import localized_name
from wanjia.core.today import TodayPage, TodayRow, today_part, today_rows
from wanjia.zoning.models import Case
from wanjia.zoning.queries import cases_inside
from wanjia.zoning.zones.today import cases_now, standing

CHART_DAYS = 14


@today_rows(order=40, roles=OFFICERS)
def case_rows(page: TodayPage) -> list[TodayRow]:
    """Return cases that no zone holds yet, and cases inside a zone that a person must decide."""
    cases, zones = page.ask(cases_now), page.ask(standing).in_force
    waiting: Counter[UUID] = Counter()
    first: dict[UUID, Any] = {}
    for case in cases:
        if case.dwelling and not case.held:
            estate = case.dwelling.stairwell.estate_id
            waiting[estate] += 1
            first[estate] = case
    rows = [_unplanned_row(first[estate_id], many) for estate_id, many in waiting.items()]
    rows += [_unplaced_row(case) for case in cases if case.dwelling is None]
    for entry, case, zone in cases_inside(page.viewer, cases, zones):
        raises = (entry.after or {}).get("effect") == "raise_to"
        if raises and zone.estate_id in first:
            continue  # The plan that it waits for is asked for above.
        rows.append(
            {
                "title": _("%(zone)s内新增病例，等您决定") % {"zone": localized_name(zone)},
                "url": "/proposals/",
                "icon": "case",
                "tone": "soon",
                "text": case.dwelling.door if case.dwelling else case.place,
                "link": {"url": "/proposals/", "label": _("决定")},
            }
        )
    return rows


def _unplaced_row(case: Any) -> TodayRow:
    url = f"/cases/{case.id}/"
    return {
        "title": _("一例病例住处不明，请查清补上"),
        "url": url,
        "icon": "case",
        "tone": "alarm",
        "text": case.place,
        "link": {"url": url, "label": _("补住处")},
    }


def _unplanned_row(case: Any, many: int) -> TodayRow:
    estate = case.dwelling.stairwell.estate
    url = f"/plans/{estate.id}/"
    place = f"{localized_name(estate)} {case.dwelling.door}"
    more = ngettext("%(n)s 例", "%(n)s 例", many) % {"n": many}
    return {
        "title": _("%(door)s 有病例，还没有定方案") % {"door": place},
        "url": url,
        "icon": "case",
        "tone": "alarm",
        "text": " · ".join([more, case.told_by]) if case.told_by else more,
        "link": {"url": url, "label": _("定方案")},
    }


def cases_by_day(cases: Iterable[Case]) -> list[TodayRow]:
    """New cases of the last fortnight, for the chart.

    Empty while there is none.
    """
    last = timezone.localdate(clock.now())
    days = [last - timedelta(days=back) for back in reversed(range(CHART_DAYS))]
    counted = Counter(timezone.localtime(case.recorded_at).date() for case in cases)
    if not counted:
        return []
    return [{"day": day, "count": counted[day], "url": f"/cases/?day={day}"} for day in days]


@today_part("side", order=40, template="zoning/today_cases.html")
def case_chart(page: TodayPage) -> dict[str, Any]:
    """New cases day by day."""
    return {"cases": cases_by_day(page.ask(cases_now))}
