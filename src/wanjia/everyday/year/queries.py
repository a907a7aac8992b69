"""A year on one page: visits, requests and how fast they were answered, who was not reached."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone

from wanjia.city.models import Rollup
from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, Viewer
from wanjia.everyday.models import DoorVisit, WeatherWarning
from wanjia.everyday.visits.queries import VISITS
from wanjia.everyday.year.year_figures import VisitLine, VisitYear, count_visits, middle_hours
from wanjia.needs.models import Need
from wanjia.notices.models import Notice
from wanjia.people.models import Contact

HOUR = 3600


@dataclass(frozen=True)
class Year:
    """The figures of a year. `timed`: of how many requests, of those still stored, the speed is."""

    year: int
    visits: VisitYear
    contacts: int
    needs_new: int
    needs_closed: int
    timed: int
    half_within: float | None
    notices: int
    warnings: int
    not_reached: int | None
    since: date | None


def years_of(viewer: Viewer) -> list[int]:
    """Return the years of which there is anything, the last first."""
    this = timezone.localdate(clock.now()).year
    first = Rollup.objects.of(viewer).order_by("day").values_list("day", flat=True).first()
    return list(range(this, (first.year if first else this) - 1, -1))


def count_year(viewer: Viewer, year: int) -> Year:
    """Return what a year came to. Requests are counted by the day's sealed sums, so that what is
    forgotten of them later takes nothing away."""
    viewer.need(*OFFICERS, "town")
    start, end = _start_of(year), _start_of(year + 1)
    span = {"occurred_at__gte": start, "occurred_at__lt": end}
    days = Rollup.objects.of(viewer).filter(day__year=year)
    sums = days.order_by().aggregate(new=Sum("needs_new"), closed=Sum("needs_closed"))
    closed = Need.objects.of(viewer).filter(closed_at__gte=start, closed_at__lt=end).order_by()
    hours = [
        (closed_at - opened_at).total_seconds() / HOUR
        for opened_at, closed_at in closed.values_list("opened_at", "closed_at")
        if closed_at
    ]
    is_now = timezone.localdate(clock.now()).year == year
    return Year(
        year=year,
        visits=_count_visits(viewer, span),
        contacts=Contact.objects.of(viewer).filter(**span).count(),
        needs_new=sums["new"] or 0,
        needs_closed=sums["closed"] or 0,
        timed=len(hours),
        half_within=middle_hours(hours),
        notices=Notice.objects.of(viewer)
        .filter(published_at__gte=start, published_at__lt=end)
        .count(),
        warnings=WeatherWarning.objects.of(viewer)
        .filter(sent_at__gte=start, sent_at__lt=end)
        .count(),
        not_reached=_count_not_reached(viewer.community_id) if is_now else None,
        since=days.order_by("day").values_list("day", flat=True).first(),
    )


def _start_of(year: int) -> datetime:
    return timezone.make_aware(datetime.combine(date(year, 1, 1), time()))


def _count_visits(viewer: Viewer, span: dict[str, datetime]) -> VisitYear:
    rows = DoorVisit.objects.of(viewer).filter(**span).order_by()
    columns = rows.values_list("occurred_at", "dwelling", "seen", "reasons")
    return count_visits(
        VisitLine(timezone.localtime(at).month, door, seen, tuple(reasons))
        for at, door, seen, reasons in columns
    )


def _count_not_reached(community: UUID) -> int:
    """Return how many ought to have been seen by now and were not."""
    return VISITS.get(community).late
