"""How much is in stock, how fast it goes, and for how many days it will do. Pure.

The days are a range that holds what comes 80 times in 100: days differ, and a week of them says
only so much of the rate. What nobody noted for days is no calm: it is told.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(days=7)  # the present rate is that of the last week
DAY = timedelta(days=1)
STALE = timedelta(days=3)  # what is used daily and was not noted for longer
SURE = 1.4  # standard deviations on each side: 80 of 100, as a week of days knows them
UNEVEN = 0.4  # how much days are believed to differ, against their mean, before they show it
BELIEVED = 0.5  # days that this belief weighs
LONGEST = 365.0


@dataclass(frozen=True)
class Move:
    """So many came (`in`), went (`out`) or were counted to be there (`count`) at a moment."""

    at: datetime
    kind: str
    quantity: int


@dataclass(frozen=True)
class Level:
    """What is there now, what went a day, and the days it lasts (None: nothing is used).

    `low` and `high`: between which days it runs out 80 times in 100; `high` None: nobody can say.
    `stale`: it is used, and nothing was noted for days.
    """

    there: int
    a_day: float
    days: float | None
    low: float | None = None
    high: float | None = None
    stale: bool = False


def level(moves: Iterable[Move], now: datetime) -> Level:
    """The level from all moves of an item; a count sets it, and what it shows missing was used.

    The rate is over the last seven days, or since the first move if that is shorter, but at least
    a day.
    """
    there, since, last = 0, now, None
    used: list[tuple[datetime, int]] = []
    for move in sorted(moves, key=lambda one: one.at):
        if move.at > now:
            continue
        since, last = min(since, move.at), move.at
        went = 0
        if move.kind == "in":
            there += move.quantity
        elif move.kind == "out":
            went = move.quantity
            there -= move.quantity
        else:
            went = max(there - move.quantity, 0)
            there = move.quantity
        if move.at > now - WINDOW:
            used.append((move.at, went))
    span = max(min(now - since, WINDOW), DAY) / DAY
    rate = sum(went for _at, went in used) / span
    if not rate:
        return Level(there, rate, None)
    left = max(there, 0)
    spread = _spread(_by_day(used, now, math.ceil(span)), rate)
    low, high = _between(left, rate, spread, span)
    stale = last is not None and now - last > STALE
    return Level(there, rate, left / rate, low, high, stale)


def _by_day(used: Iterable[tuple[datetime, int]], now: datetime, days: int) -> list[float]:
    """What went in each of the last days, the newest first."""
    found = [0.0] * days
    for at, went in used:
        found[min(int((now - at) / DAY), days - 1)] += went
    return found


def _spread(days: Sequence[float], rate: float) -> float:
    """How much one day differs from another: the standard deviation, drawn to what is believed."""
    off = sum((one - rate) ** 2 for one in days)
    believed = BELIEVED * (UNEVEN * rate) ** 2
    return math.sqrt((off + believed) / (max(len(days) - 1, 0) + BELIEVED))


def _between(there: float, rate: float, spread: float, seen: float) -> tuple[float, float | None]:
    """The days between which it runs out: each day differs, and the rate itself is a guess."""
    unsure = spread / math.sqrt(seen)

    def band(days: float) -> float:
        return SURE * math.sqrt(spread**2 * days + (unsure * days) ** 2)

    low = _crossing(there, lambda days: rate * days + band(days))
    high = _crossing(there, lambda days: max(rate * days - band(days), 0.0))
    return low or 0.0, high


def _crossing(goal: float, gone: Callable[[float], float]) -> float | None:
    """After how many days so much is gone; None: not within a year."""
    if gone(LONGEST) < goal:
        return None
    short, long = 0.0, LONGEST
    for _step in range(40):
        middle = (short + long) / 2
        short, long = (middle, long) if gone(middle) < goal else (short, middle)
    return long
