"""Today's requests: those in danger or late, the others that press, and how many are open."""

from typing import Any

from django.db.models import QuerySet

from wanjia.core.access.viewer import Viewer
from wanjia.core.prepared_queries import prepared
from wanjia.core.today import MOST, TodayPage, TodayRow, today_part, today_rows
from wanjia.needs.models import Need, Urgency
from wanjia.needs.queries import is_pressing, need_row, todays_needs

MOST_NEEDS = 500


@prepared()
def _first_needs(viewer: Viewer) -> QuerySet[Need]:
    return todays_needs(viewer)[:MOST_NEEDS]


def _needs(page: TodayPage) -> list[Need]:
    return list(_first_needs(page.viewer))


def _pressing(page: TodayPage) -> tuple[list[TodayRow], list[TodayRow]]:
    """Needs that press: those in danger, in doubt or late, and the others.

    However many are in danger or in doubt, none is left out.
    """
    grave: list[TodayRow] = []
    late: list[TodayRow] = []
    others: list[TodayRow] = []
    for one in page.ask(_needs):
        if len(late) == len(others) == MOST and one.urgency > Urgency.DAY:
            break
        if not is_pressing(page.viewer, one):
            continue
        row = need_row(one)
        if row["grave"]:
            grave.append(row)
        else:
            (late if row["tone"] == "alarm" else others).append(row)
    return [*grave, *late[:MOST]], others[:MOST]


@today_rows(order=20)
def grave_rows(page: TodayPage) -> list[TodayRow]:
    """Requests in danger, in doubt or late."""
    return page.ask(_pressing)[0]


@today_rows(order=60)
def other_rows(page: TodayPage) -> list[TodayRow]:
    """The other requests that press."""
    return page.ask(_pressing)[1]


@today_part("figures", order=40, template="needs/today_needs.html")
def need_figures(page: TodayPage) -> dict[str, Any]:
    """How many requests are open."""
    return {"need_count": sum(one.closed_at is None for one in page.ask(_needs))}
