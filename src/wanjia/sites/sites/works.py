"""A site's items with their reports, and what plan and reports add up to. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

FEWEST = 3  # reported hours that a forecast is published from


@dataclass(frozen=True)
class Point:
    """What was done by an hour, and what was in the way then."""

    hour: datetime
    done: int
    block: str = ""


@dataclass(frozen=True)
class Work:
    """An item: its target, planned hours, what must be finished first, its reports by hour."""

    key: str
    target: int
    hours: float
    after: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()

    @property
    def done(self) -> int:
        return self.points[-1].done if self.points else 0

    @property
    def finished_at(self) -> datetime | None:
        """The hour from which on every report says that it is done; None: it is not."""
        since = None
        for point in self.points:
            since = (since or point.hour) if point.done >= self.target else None
        return since


class CircleError(ValueError):
    """Items that wait for each other in a circle; `args` are their keys."""


def in_order(works: Iterable[Work]) -> list[Work]:
    """The items, each after all that it waits for; raises CircleError."""
    left = {work.key: work for work in works}
    ordered: list[Work] = []
    while left:
        ready = [one for one in left.values() if not any(key in left for key in one.after)]
        if not ready:
            raise CircleError(*left)
        ordered += ready
        for one in ready:
            del left[one.key]
    return ordered


def schedule(works: Sequence[Work]) -> dict[str, tuple[float, float]]:
    """Each item's planned begin and end, in hours from the start of the work."""
    planned: dict[str, tuple[float, float]] = {}
    for work in works:
        begin = max((planned[key][1] for key in work.after if key in planned), default=0.0)
        planned[work.key] = (begin, begin + work.hours)
    return planned


def planned_share(
    works: Sequence[Work], weights: Mapping[str, int], begin: datetime, end: datetime, at: datetime
) -> float:
    """The share of the whole (0 to 1) that the plan asks for at a moment.

    The plan's hours are stretched or pressed so that they end at the hour promised.
    """
    planned = schedule(works)
    whole = max((until for _, until in planned.values()), default=0.0)
    total = sum(weights[work.key] for work in works)
    if not whole or not total or end <= begin:
        return 0.0
    here = whole * ((at - begin) / (end - begin))
    done = sum(
        weights[key] * min(max((here - since) / (until - since), 0.0), 1.0)
        for key, (since, until) in planned.items()
    )
    return done / total


def done_share(works: Sequence[Work], weights: Mapping[str, int], at: datetime) -> float:
    """The share of the whole (0 to 1) that the reports up to a moment say is done."""
    total = sum(weights[work.key] for work in works)
    if not total:
        return 0.0
    done = 0.0
    for work in works:
        known = [point.done for point in work.points if point.hour <= at]
        done += weights[work.key] * (min(known[-1] / work.target, 1.0) if known else 0.0)
    return done / total
