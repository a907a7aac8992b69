"""In which order one walks past stairwells: always on to the nearest one. Pure."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Stop:
    """A stairwell: of which estate, its place in the estate's order, where it stands if known."""

    key: Hashable
    estate: str
    sort: int
    at: tuple[float, float] | None = None


def walk_past(stops: Sequence[Stop]) -> list[Stop]:
    """Return the stops estate by estate, each next one the nearest to the one before.

    What stands nowhere on the map comes in the estate's own order, behind the others.
    """
    walked: list[Stop] = []
    for estate in dict.fromkeys(sorted(stop.estate for stop in stops)):
        here = sorted((stop for stop in stops if stop.estate == estate), key=lambda one: one.sort)
        placed = [stop for stop in here if stop.at]
        if placed:
            walked.append(placed.pop(0))
        while placed:
            nearest = min(placed, key=lambda stop: (_metres(walked[-1], stop), stop.sort))
            placed.remove(nearest)
            walked.append(nearest)
        walked += [stop for stop in here if not stop.at]
    return walked


def _metres(one: Stop, other: Stop) -> float:
    assert one.at
    assert other.at
    north = (one.at[0] - other.at[0]) * 111_320
    east = (one.at[1] - other.at[1]) * 111_320 * math.cos(math.radians(one.at[0]))
    return math.hypot(north, east)
