"""The work of the last days, as each floor counts its own, and who is there tomorrow."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry
from wanjia.duty.load.workload import HOURS, Load, load_of, load_rules
from wanjia.duty.models import Shift
from wanjia.zoning.queries import posts_at

Pieces = Iterable[tuple[str, datetime]]  # a kind of work, and when it was done
Finder = Callable[[Viewer, datetime, datetime], Pieces]
_finders: list[Finder] = []
HOUR = timedelta(hours=1)


def work_from(finder: Finder) -> Finder:
    """Register a function that tells which work was done between two moments, piece by piece."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def load_of_last_days(viewer: Viewer) -> Load:
    """Return an average day of the last whole days against who is there tomorrow."""
    rules, today = load_rules(), timezone.localdate(clock.now())
    start, end = _midnight(today - timedelta(days=rules.days)), _midnight(today)
    counted: dict[str, Counter[int]] = defaultdict(Counter)
    for finder in _finders:
        for kind, at in finder(viewer, start, end):
            counted[kind][timezone.localtime(at).hour] += 1
    guards = sum(posts_at(viewer, clock.now()).values_list("guards", flat=True))
    if guards:  # they stand tomorrow whatever the last days were
        counted["post"] = Counter(dict.fromkeys(range(HOURS), guards * rules.days))
    pieces = {kind: hours.items() for kind, hours in counted.items()}
    return load_of(pieces, _people_there(viewer, start, end, rules.days), rules.days, rules)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _people_there(viewer: Viewer, start: datetime, end: datetime, days: int) -> list[float]:
    """Return by hour how many are there: tomorrow's shifts, or who worked in the last days.

    Whichever is more: many who work are on no roster.
    """
    rostered = _rostered(viewer, end + timedelta(days=1))
    seen: list[set[tuple[date, object]]] = [set() for _hour in range(HOURS)]
    acted = Entry.objects.of(viewer).filter(
        occurred_at__gte=start, occurred_at__lt=end, actor__isnull=False
    )
    for at, actor in acted.exclude(role="household").order_by().values_list("occurred_at", "actor"):
        local = timezone.localtime(at)
        seen[local.hour].add((local.date(), actor))
    return [max(on, len(who) / days) for on, who in zip(rostered, seen, strict=True)]


def _rostered(viewer: Viewer, midnight: datetime) -> list[float]:
    """Return how many people's hours are on duty in each hour of a day."""
    shifts = Shift.objects.of(viewer).filter(
        live=True, starts_at__lt=midnight + timedelta(days=1), ends_at__gt=midnight
    )
    hours = [0.0] * HOURS
    for starts, ends in shifts.order_by().values_list("starts_at", "ends_at"):
        for hour in range(HOURS):
            begin = midnight + hour * HOUR
            hours[hour] += max(min(ends, begin + HOUR) - max(starts, begin), timedelta(0)) / HOUR
    return hours
