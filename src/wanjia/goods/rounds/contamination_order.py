"""Clean before dirty: how a waste round is kept off goods that are being handed over. Pure.

Two rules: no dirty cart passes the gate where goods are handed over while they are, and none comes
to a door sooner than a while after the goods were there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class Clean:
    """A clean round of the day: its gate's junction, from when until when (minutes on any scale
    shared with the dirty round), and when it is at each stairwell."""

    junction: str
    starts: float
    ends: float
    doors: Mapping[str, float]


@dataclass(frozen=True)
class Apart:
    """How a dirty round keeps apart: the junctions it must not pass, and the earliest minute from
    its start at each stairwell."""

    avoid: frozenset[str]
    earliest: Mapping[str, int]


def keep_apart(start: float, cleans: Iterable[Clean], minutes: int) -> Apart:
    """The rules for a dirty round that starts at `start` and comes to a door `minutes` after the
    goods; rounds already over ask nothing."""
    running = [clean for clean in cleans if clean.ends > start]
    earliest: dict[str, int] = {}
    for clean in running:
        for door, at in clean.doors.items():
            after = max(0, ceil(at + minutes - start))
            earliest[door] = max(earliest.get(door, 0), after)
    return Apart(frozenset(clean.junction for clean in running if clean.junction), earliest)


def all_over(start: float, cleans: Sequence[Clean]) -> float:
    """Return the first moment from `start` at which every clean round is over."""
    return max([start, *(clean.ends for clean in cleans)])


def broken_rules(
    start: float,
    passes: Sequence[tuple[float, str]],
    arrivals: Mapping[str, float],
    cleans: Iterable[Clean],
    apart_minutes: int,
) -> list[str]:
    """Where a dirty round breaks the rules: junctions passed and stairwells reached too soon.

    `passes` are (minute from `start`, junction); `arrivals` minutes from `start` by stairwell,
    which must be `apart_minutes` behind the goods.
    """
    broken = []
    for clean in cleans:
        broken += [
            junction
            for minute, junction in passes
            if junction == clean.junction and clean.starts <= start + minute < clean.ends
        ]
        if clean.ends > start:
            broken += [
                door
                for door, at in clean.doors.items()
                if door in arrivals and start + arrivals[door] < at + apart_minutes
            ]
    return broken
