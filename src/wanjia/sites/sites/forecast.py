"""When a site will open, what holds it, and how sure that is. Pure.

Each item's pace is learned from its reports and from the site's other items (`pace.py`); the rest
of the work is then lived through many times, item after item (`simulation.py`). The range is what
80 of 100 lives agree on. Work that was not reported is no progress, a stop is not over because it
was told. More progress never makes the opening later, and it never lies before now.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from wanjia.sites.sites.evidence import Evidence, gather
from wanjia.sites.sites.pace import BELIEFS, Beliefs, Pace, learn
from wanjia.sites.sites.simulation import LONGEST, Lives, Rest, live
from wanjia.sites.sites.works import (
    FEWEST,
    Point,
    Work,
    done_share,
    in_order,
    planned_share,
    schedule,
)

__all__ = [
    "Finish",
    "Forecast",
    "Hold",
    "Opening",
    "Point",
    "Work",
    "done_share",
    "finishes",
    "forecast",
    "opening",
    "planned_share",
    "schedule",
]

LOW, HIGH = 0.1, 0.9  # 80 of 100 openings lie between
ON_CHAIN = 0.2  # of the lives: an item that fewer wait for does not hold the opening
SLOW = 0.75  # of the plan
MEASURED = 3.0  # hours of work from which on an item's pace is its own


@dataclass(frozen=True)
class Finish:
    """When an item is done: likely, and between which hours; None: nobody can say.

    `basis`: `done`, `pace` (from its reports), `plan`, or `stalled` (it stands still).
    """

    likely: datetime | None
    early: datetime | None
    late: datetime | None
    basis: str


@dataclass(frozen=True)
class Hold:
    """An item that holds the opening, and why.

    `why`: `blocked` (`text` says by what), `silent` or `still` for so many hours; or, with the
    hours left: `hindered` (it goes on in spite of `text`), `slow` (`pace` of the plan), or else
    the longest `chain`. `share`: in how many lives the opening waits for it.
    """

    key: str
    why: str
    hours: float
    share: float
    text: str = ""
    pace: float = 1.0


@dataclass(frozen=True)
class Opening:
    """The hour a site opens. `state`: `ready`, `told`, `few` reports, or `stalled`.

    `last`: the keys of the items that it waits for longest; `stalled`: those that stand still;
    `holds`: what is to be done something about; `since`: when the last item of a `ready` one ended.
    """

    state: str
    likely: datetime | None = None
    early: datetime | None = None
    late: datetime | None = None
    last: tuple[str, ...] = ()
    stalled: tuple[str, ...] = ()
    holds: tuple[Hold, ...] = ()
    since: datetime | None = None


@dataclass(frozen=True)
class Forecast:
    """A site's opening, and the finish of each of its items."""

    opening: Opening
    finishes: Mapping[str, Finish]


def forecast(works: Iterable[Work], now: datetime, beliefs: Beliefs = BELIEFS) -> Forecast:
    """Forecast a site's opening and each item's finish."""
    ordered = in_order(works)
    evidence = gather(ordered, now)
    done = {key: Finish(at, at, at, "done") for key, at in evidence.finished.items()}
    if not ordered:
        return Forecast(Opening("few"), {})
    if not evidence.rests:
        since = max(evidence.finished.values())
        return Forecast(Opening("ready", now, now, now, since=since), done)
    pace = learn(
        evidence.stretches,
        {work.key: work.key in evidence.finished for work in ordered},
        {work.key: work.hours / work.target for work in ordered},
        evidence.stops,
        now,
        beliefs,
    )
    lives = live(evidence.rests, pace, now, evidence.hands, beliefs)
    ends = done | {
        rest.key: _finish(lives.ends[rest.key], now, _basis(rest, evidence, pace))
        for rest in evidence.rests
    }
    told = _opening(ordered, evidence, pace, lives, now)
    return Forecast(told, {work.key: ends[work.key] for work in ordered})


def opening(works: Sequence[Work], now: datetime) -> Opening:
    """Forecast the opening alone."""
    return forecast(works, now).opening


def finishes(works: Sequence[Work], now: datetime) -> Mapping[str, Finish]:
    """When each item is done, by its key."""
    return forecast(works, now).finishes


def _finish(hours: np.ndarray, now: datetime, basis: str) -> Finish:
    early, likely, late = (_moment(hours, at, now) for at in (LOW, 0.5, HIGH))
    return Finish(likely, early, late, basis)


def _moment(hours: np.ndarray, at: float, now: datetime) -> datetime | None:
    """The moment by which this share of the lives is there; None: beyond what can be told."""
    value = float(np.quantile(hours, at))
    return now + timedelta(minutes=round(60 * value)) if value < LONGEST else None


def _basis(rest: Rest, evidence: Evidence, pace: Pace) -> str:
    if rest.key in evidence.still:
        return "stalled"
    own = pace.own.get(rest.key)
    return "pace" if own and own.hours >= MEASURED and rest.key not in evidence.waiting else "plan"


def _opening(
    works: Sequence[Work], evidence: Evidence, pace: Pace, lives: Lives, now: datetime
) -> Opening:
    end = _finish(lives.opening, now, "")
    holds = _holds(works, evidence, pace, lives)
    latest = np.argmax(np.stack(list(lives.ends.values())), axis=0)
    counts = np.bincount(latest, minlength=len(lives.ends))
    last = tuple(
        key
        for key, count in zip(lives.ends, counts, strict=True)
        if count >= max(counts.max() / 2, 1)
    )
    if len({point.hour for work in works for point in work.points}) < FEWEST:
        state = "few"
    else:
        state = "stalled" if evidence.still or end.likely is None else "told"
    return Opening(state, end.likely, end.early, end.late, last, tuple(evidence.still), holds)


def _holds(works: Sequence[Work], evidence: Evidence, pace: Pace, lives: Lives) -> tuple[Hold, ...]:
    """What is worked at, or should be, and most lives wait for; whatever is blocked is named."""
    found = []
    for work in works:
        share = lives.holding.get(work.key, 0.0)
        if work.key in evidence.finished or work.key in evidence.waiting:
            continue
        if share >= ON_CHAIN or work.key in {*evidence.blocked, *evidence.hindered}:
            found.append(_hold(work, share, evidence, pace, lives))
    return tuple(sorted(found, key=lambda one: -one.share))


def _hold(work: Work, share: float, evidence: Evidence, pace: Pace, lives: Lives) -> Hold:
    key = work.key
    own = pace.own.get(key)
    mine = own.pace if own else 1.0
    if key in evidence.blocked:
        hours, text = evidence.blocked[key]
        return Hold(key, "blocked", hours, share, text, mine)
    if key in evidence.silent:
        return Hold(key, "silent", evidence.silent[key], share, pace=mine)
    if key in evidence.still:
        return Hold(key, "still", evidence.still[key], share, pace=mine)
    left = float(np.median(lives.ends[key]))
    if key in evidence.hindered:
        return Hold(key, "hindered", left, share, evidence.hindered[key], mine)
    if own and own.hours >= MEASURED and mine < SLOW:
        return Hold(key, "slow", left, share, pace=mine)
    return Hold(key, "chain", left, share, pace=mine)
