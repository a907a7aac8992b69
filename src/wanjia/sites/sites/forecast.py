"""When a site will open: each item's pace in its last reports, and what hangs on what. Pure.

The pace is Theil and Sen's: the median of the slopes between any two of the last reports, so that
one wrong figure moves it little; the range is the spread of those slopes. An item whose own
reports say nothing of its pace yet (it still waits for another, has few reports since, or few
pieces) takes the hours that its plan gives it. More progress never makes the opening later, and
it never lies before now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

FEWEST = 3  # reports that a pace is read from
LAST_HOURS = 8
COARSE = 10  # an item of fewer pieces says nothing of its pace from one hour to the next
SLOW, FAST = 0.25, 0.75  # the slopes that the range is drawn between
PLAN_EARLY, PLAN_LATE = 0.75, 1.5  # of the planned hours, where nothing is measured yet
LONGEST = timedelta(days=60)  # a pace that needs longer stands still


@dataclass(frozen=True)
class Point:
    """What was done by an hour."""

    hour: datetime
    done: int


@dataclass(frozen=True)
class Work:
    """An item: its target, planned hours, what must be finished first, its reports by hour."""

    key: str
    target: int
    hours: int
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


@dataclass(frozen=True)
class Finish:
    """When an item is done: likely, and between which hours; `late` None: nobody can say.

    `basis`: `done`, `pace` (from its reports), `plan`, or `stalled` (no hour can be told).
    """

    likely: datetime | None
    early: datetime | None
    late: datetime | None
    basis: str


@dataclass(frozen=True)
class Opening:
    """The hour a site opens. `state`: `ready`, `told`, `few` reports, or `stalled`.

    `last`: the keys of the items that it waits for longest; `stalled`: those that stand still.
    """

    state: str
    likely: datetime | None = None
    early: datetime | None = None
    late: datetime | None = None
    last: tuple[str, ...] = ()
    stalled: tuple[str, ...] = ()


def opening(works: Sequence[Work], now: datetime) -> Opening:
    """Forecast the opening; `works` in an order in which each follows what it depends on."""
    ends = finishes(works, now)
    if works and all(one.basis == "done" for one in ends.values()):
        return Opening("ready", now, now, now)
    if len({point.hour for work in works for point in work.points}) < FEWEST:
        return Opening("few")
    if stalled := tuple(key for key, one in ends.items() if one.basis == "stalled"):
        return Opening("stalled", stalled=stalled)
    told = [one for one in ends.values() if one.likely and one.early]
    likely = max(one.likely for one in told if one.likely)
    early = max(one.early for one in told if one.early)
    lates = [one.late for one in ends.values()]
    late = None if None in lates else max(one for one in lates if one)
    last = tuple(key for key, one in ends.items() if one.likely == likely)
    return Opening("told", likely, early, late, last)


def finishes(works: Sequence[Work], now: datetime) -> dict[str, Finish]:
    """When each item is done, by its key."""
    ends: dict[str, Finish] = {}
    for work in works:
        ends[work.key] = _finish(work, [ends[key] for key in work.after if key in ends], now)
    return ends


def _finish(work: Work, before: Sequence[Finish], now: datetime) -> Finish:
    since = work.finished_at
    waits = [one for one in before if one.basis != "done"]
    if since and not waits:
        return Finish(since, since, since, "done")
    if any(one.likely is None for one in waits):
        # What it waits for is named as the one that stands still.
        return Finish(None, None, None, "waits")
    if not waits:
        begun = max((one.likely for one in before if one.likely), default=None)
        own = [point for point in work.points if begun is None or point.hour >= begun]
        if len(own) >= FEWEST and work.target >= COARSE:
            return _at_pace(work, own, now)
    return _as_planned(work, waits, now)


def _as_planned(work: Work, waits: Sequence[Finish], now: datetime) -> Finish:
    left = work.hours * max(work.target - work.done, 0) / work.target
    likely = max([now, *(one.likely for one in waits if one.likely)])
    early = max([now, *(one.early for one in waits if one.early)])
    lates = [one.late for one in waits]
    late = None if None in lates else max([now, *(one for one in lates if one)])
    return Finish(
        likely + timedelta(hours=left),
        early + timedelta(hours=left * PLAN_EARLY),
        late + timedelta(hours=left * PLAN_LATE) if late else None,
        "plan",
    )


def _at_pace(work: Work, points: Sequence[Point], now: datetime) -> Finish:
    slopes = paces(points)
    ends = [_end(work, points[-1], quantile(slopes, at), now) for at in (FAST, 0.5, SLOW)]
    early, likely, late = ends
    if likely is None:
        return Finish(None, None, None, "stalled")
    return Finish(likely, early, late, "pace")


def _end(work: Work, last: Point, pace: float, now: datetime) -> datetime | None:
    """When the rest is done at a pace of so many an hour; None: not within any hours to tell."""
    rest = work.target - last.done
    if pace <= 0 or rest / pace > LONGEST / timedelta(hours=1):
        return None
    return max(now, last.hour + timedelta(hours=rest / pace))


def paces(points: Sequence[Point]) -> list[float]:
    """The slopes, in units an hour, between any two of the reports of the last hours, sorted."""
    last = points[-1].hour
    recent = [one for one in points if last - one.hour <= timedelta(hours=LAST_HOURS)]
    recent = recent if len(recent) >= FEWEST else list(points[-FEWEST:])
    return sorted(
        (b.done - a.done) / ((b.hour - a.hour) / timedelta(hours=1))
        for a, b in combinations(recent, 2)
        if b.hour > a.hour
    )


def quantile(values: Sequence[float], at: float) -> float:
    """The value at a share of a sorted list, between two neighbours in proportion."""
    if not values:
        return 0.0
    place = at * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


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
