"""What a site's reports say up to a moment: what was done between them, what is left. Pure.

Hours in which an item waited for another, or could not go on for what was in its way, say nothing
of its pace. Hours in which nobody reported are no progress. Hours without progress are slow ones.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from statistics import median

from wanjia.sites.sites.pace import HOUR, Stretch, hours_between
from wanjia.sites.sites.simulation import Rest
from wanjia.sites.sites.works import Point, Work

SILENT = 2.0  # hours without a report, beyond what is usual, from which on it counts as silence
PIECE = 1.0  # planned hours: what goes in larger pieces is under way before the first is done
STILL = 3  # reports without progress from which on an item stands still


@dataclass
class Evidence:
    """What is known at a moment; `blocked`, `silent` and `still` by item, with the hours of it.

    `hindered`: what is in the way of an item that goes on all the same.
    `hands`: how many items are worked at at once where more could be; None: nothing says so.
    """

    stretches: list[Stretch] = field(default_factory=list)
    finished: dict[str, datetime] = field(default_factory=dict)
    rests: list[Rest] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)
    blocked: dict[str, tuple[float, str]] = field(default_factory=dict)
    hindered: dict[str, str] = field(default_factory=dict)
    silent: dict[str, float] = field(default_factory=dict)
    still: dict[str, float] = field(default_factory=dict)
    stops: tuple[int, float] = (0, 0.0)
    hands: int | None = None


def gather(works: Sequence[Work], now: datetime) -> Evidence:
    """Gather the evidence; `works` in an order in which each follows what it waits for."""
    found = Evidence()
    known = {work.key for work in works}
    begin = min((one.hour for work in works for one in work.points[:1]), default=None)
    for work in works:
        points = [point for point in work.points if point.hour <= now]
        seen = Work(work.key, work.target, work.hours, work.after, tuple(points))
        waits, free = _free_since(seen, known, found.finished, begin)
        found.stretches += _stretches(seen, free)
        count, hours = _past_stops(points)
        found.stops = (found.stops[0] + count, found.stops[1] + hours)
        if at := seen.finished_at:
            found.finished[work.key] = at
        else:
            found.rests.append(_rest(seen, waits, free, now, found))
    found.hands = _hands(works, found)
    return found


def _hands(works: Sequence[Work], found: Evidence) -> int | None:
    """How many items were worked at at once, if others could have been begun and were not."""
    queue = [work for work in works if work.key in found.still and not work.done]
    if not any(work.hours / work.target < PIECE for work in queue):
        return None
    busy: dict[datetime, int] = {}
    for one in found.stretches:
        if one.work > 0 and not one.last:
            hour = one.end.replace(minute=0, second=0, microsecond=0)
            busy[hour] = busy.get(hour, 0) + 1
    return max(busy.values(), default=0) or None


def _free_since(
    work: Work, known: Set[str], finished: Mapping[str, datetime], begin: datetime | None
) -> tuple[bool, datetime | None]:
    """Whether an item still waits for another, and if not, since when it could go on.

    What it waits for and nobody ever planned or reported is not known to exist.
    """
    needs = [key for key in work.after if key in known]
    if any(key not in finished for key in needs):
        return True, None
    first = work.points[0].hour if work.points else begin
    return False, max((finished[key] for key in needs), default=first)


def _stretches(work: Work, free: datetime | None) -> list[Stretch]:
    """What was done between reports; from when on an item of small pieces was begun at all."""
    end = work.finished_at
    points = [one for one in work.points if end is None or one.hour <= end]
    if work.hours / work.target < PIECE:
        points = [one for one in points if one.done > 0]
    found = []
    for place, (a, b) in enumerate(pairwise(points)):
        done = b.done - a.done
        begin = a.hour
        if done <= 0 and (a.block or b.block):
            continue
        if free is None or free >= b.hour:
            if done <= 0:
                continue
        else:
            begin = max(begin, free)
        units = done / work.target * work.hours
        shares = hours_between(begin, b.hour)
        last, reached = place == len(points) - 2, b.done / work.target
        found.append(Stretch(work.key, begin, b.hour, units, shares, last, reached))
    return found


def _past_stops(points: Sequence[Point]) -> tuple[int, float]:
    """The stops that are over: how many, and how many hours they took."""
    count, hours = 0, 0.0
    since: Point | None = None
    for point in points[:-1]:
        if point.block and since is None:
            since = point
        elif since is not None and (not point.block or point.done > since.done):
            count, hours = count + 1, hours + (point.hour - since.hour) / HOUR
            since = point if point.block else None
    return count, hours


def _rest(work: Work, waits: bool, free: datetime | None, now: datetime, found: Evidence) -> Rest:
    begun = work.done > 0
    if waits:
        found.waiting.add(work.key)
    heard = [at for at in (free, work.points[-1].hour if work.points else None) if at]
    active = begun or not waits
    gap = (now - max(heard)) / HOUR if heard and active else 0.0
    silent = gap > max(SILENT, 2 * _usual_gap(work.points))
    blocked = _blocked(work.points, now)
    if blocked is not None:
        found.blocked[work.key] = (blocked, work.points[-1].block)
    elif work.points and work.points[-1].block:
        found.hindered[work.key] = work.points[-1].block
    elif silent:
        found.silent[work.key] = gap
    elif active and (still := _still(work, free, now)):
        found.still[work.key] = still
    measured = any(one.item == work.key for one in found.stretches)
    left = max(work.target - work.done - (0.5 if measured else 0.0), 0.25)
    return Rest(
        work.key,
        left / work.target * work.hours,
        work.hours,
        work.after,
        -gap,
        silent,
        begun and waits,
        begun,
        blocked,
    )


def _usual_gap(points: Sequence[Point]) -> float:
    gaps = [(b.hour - a.hour) / HOUR for a, b in pairwise(points)]
    return median(gaps) if gaps else 1.0


def _blocked(points: Sequence[Point], now: datetime) -> float | None:
    """For how many hours something has been in the way, without progress; None: nothing is."""
    if not points or not points[-1].block:
        return None
    since = points[-1]
    for point in reversed(points):
        if not point.block or point.done != points[-1].done:
            break
        since = point
    earlier = [one for one in points if one.hour < since.hour]
    if earlier and earlier[-1].block and len(points) > 1 and since is points[-1]:
        return None  # it goes on in spite of what is in its way
    return (now - since.hour) / HOUR


def _still(work: Work, free: datetime | None, now: datetime) -> float:
    """For how many hours an item has stood still though it could go on; 0: it moves."""
    points = [one for one in work.points if free is None or one.hour >= free]
    same = [one for one in points if one.done == work.done]
    tail = points[-len(same) :] if same else []
    if len(tail) < STILL or any(one.done != work.done for one in tail):
        return 0.0
    hours = (now - tail[0].hour) / HOUR
    piece = work.hours / work.target
    return hours if hours >= max(STILL - 1, 2 * piece) else 0.0
