"""What needs adds to the daily report: counts by category, what is overdue, and the rows."""

from datetime import datetime

from django.db.models import Q, QuerySet

from wanjia.core.access.viewer import Viewer
from wanjia.needs.models import Category, Need
from wanjia.needs.queries import figures_between
from wanjia.reports.daily.counters import FigureRows, figure_rows
from wanjia.reports.daily.figures import needs_from

needs_from(figures_between)


@figure_rows("needs_overdue")
def overdue_rows(viewer: Viewer, _start: datetime, as_of: datetime) -> dict[str, FigureRows]:
    """Return the open needs whose promise was broken at the end."""
    unanswered = _not_yet("answered_at", as_of) & Q(answer_by__lt=as_of)
    rows = Need.objects.filter(
        _not_yet("closed_at", as_of),
        _not_yet("waiting_since", as_of),
        Q(due_at__lt=as_of) | unanswered,
        community_id=viewer.community_id,
        opened_at__lte=as_of,
    )
    return {"needs_overdue": _needs(rows)}


@figure_rows()
def category_rows(viewer: Viewer, start: datetime, as_of: datetime) -> dict[str, FigureRows]:
    """Return the needs of each category: taken in, closed, open at the end."""
    rows = Need.objects.filter(community_id=viewer.community_id, opened_at__lte=as_of)
    states = {
        "new": Q(opened_at__gte=start),
        "closed": Q(closed_at__gte=start, closed_at__lte=as_of),
        "open": _not_yet("closed_at", as_of),
    }
    return {
        f"need:{category}:{state}": _needs(rows.filter(condition, category=category))
        for category in Category.values
        for state, condition in states.items()
    }


def _not_yet(moment: str, as_of: datetime) -> Q:
    return Q(**{moment: None}) | Q(**{f"{moment}__gt": as_of})


def _needs(rows: QuerySet[Need]) -> FigureRows:
    return FigureRows("need", rows, resident="resident_id", dwelling="dwelling_id", word="category")
