"""How much is in stock, how fast it goes, and for how many days it will do. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(days=7)  # the present rate is that of the last week


@dataclass(frozen=True)
class Move:
    """So many came (`in`), went (`out`) or were counted to be there (`count`) at a moment."""

    at: datetime
    kind: str
    quantity: int


@dataclass(frozen=True)
class Level:
    """What is there now, what went a day, and the days it lasts (None: nothing is used)."""

    there: int
    a_day: float
    days: float | None


def level(moves: Iterable[Move], now: datetime) -> Level:
    """The level from all moves of an item; a count sets it, and what it shows missing was used.

    The rate is over the last seven days, or since the first move if that is shorter, but at least
    a day.
    """
    there, used, since = 0, 0, now
    for move in sorted(moves, key=lambda one: one.at):
        if move.at > now:
            continue
        since = min(since, move.at)
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
            used += went
    span = max(min(now - since, WINDOW), timedelta(days=1)) / timedelta(days=1)
    rate = used / span
    return Level(there, rate, max(there, 0) / rate if rate else None)
