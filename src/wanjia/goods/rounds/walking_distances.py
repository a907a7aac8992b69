"""Walking distances over an estate's own paths. Pure.

A door hangs on its junction; between junctions one walks along the drawn lines. Where an estate
has no ways drawn, the straight line times a detour stands in.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import cos, hypot, inf, radians

Point = tuple[float, float]  # latitude, longitude
DETOUR = 1.3  # walked metres for each straight one, where no path is known (our default)
METRES_A_DEGREE = 111_320.0


@dataclass(frozen=True)
class Way:
    """A path between two junctions, with the points of its line (may be empty)."""

    a: str
    b: str
    line: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Place:
    """A door or gate: the junction it hangs on ("" where none is drawn) and where it is."""

    junction: str
    at: Point


@dataclass
class Walks:
    """Metres between places, and the junctions passed from one to another."""

    metres: list[list[float]]
    _before: list[dict[str, str]]
    _places: Sequence[Place]
    _lines: Mapping[tuple[str, str], tuple[Point, ...]]
    _at: Mapping[str, Point]
    points: dict[tuple[int, int], list[Point]] = field(default_factory=dict)

    def junctions_between(self, start: int, end: int) -> list[str]:
        """Return the junctions on the way between two places, in order.

        Empty where none is drawn.
        """
        before, goal = self._before[start], self._places[end].junction
        first = self._places[start].junction
        if not first or not goal or (goal != first and goal not in before):
            return []
        junctions = [goal]
        while junctions[-1] != first:
            junctions.append(before[junctions[-1]])
        return junctions[::-1]

    def line_between(self, start: int, end: int) -> list[Point]:
        """Return the way between two places as a line on the map."""
        ways = self.junctions_between(start, end)
        line = [self._places[start].at]
        for before, after in itertools.pairwise(ways):
            backwards = tuple(reversed(self._lines.get((after, before), ())))
            known = self._lines.get((before, after)) or backwards
            line += known or [self._at[before], self._at[after]]
        return [*line, self._places[end].at]


def straight_metres(start: Point, end: Point) -> float:
    """Return metres between two points as the crow flies; exact enough within an estate."""
    north = (end[0] - start[0]) * METRES_A_DEGREE
    east = (end[1] - start[1]) * METRES_A_DEGREE * cos(radians(start[0]))
    return hypot(north, east)


def measure_walks(
    places: Sequence[Place],
    junctions: Mapping[str, Point],
    ways: Iterable[Way],
    avoid: frozenset[str] = frozenset(),
) -> Walks:
    """Return the distances between all places that do not pass the junctions in `avoid`.

    A place that cannot be reached so is `inf` metres away. Dijkstra from each place's junction.
    """
    beside: dict[str, list[tuple[str, float]]] = {name: [] for name in junctions}
    lines = {}
    for way in ways:
        points = way.line or (junctions[way.a], junctions[way.b])
        length = sum(straight_metres(start, end) for start, end in itertools.pairwise(points))
        beside[way.a].append((way.b, length))
        beside[way.b].append((way.a, length))
        lines[way.a, way.b] = way.line
    shortest = {
        start: _shortest_from(start, beside, avoid)
        for start in {place.junction for place in places} & set(junctions)
    }
    metres = [
        [_metres_between(place, other, shortest, junctions, avoid) for other in places]
        for place in places
    ]
    before = [shortest.get(place.junction, ({}, {}))[1] for place in places]
    return Walks(metres, before, places, lines, junctions)


def _shortest_from(
    start: str, beside: Mapping[str, list[tuple[str, float]]], avoid: frozenset[str]
) -> tuple[dict[str, float], dict[str, str]]:
    length, before, queue = {start: 0.0}, dict[str, str](), [(0.0, start)]
    while queue:
        walked, here = heappop(queue)
        if walked > length[here]:
            continue
        for neighbour, step in beside[here]:
            if neighbour not in avoid and walked + step < length.get(neighbour, inf):
                length[neighbour], before[neighbour] = walked + step, here
                heappush(queue, (walked + step, neighbour))
    return length, before


def _metres_between(
    start: Place,
    end: Place,
    shortest: Mapping[str, tuple[dict[str, float], dict[str, str]]],
    junctions: Mapping[str, Point],
    avoid: frozenset[str],
) -> float:
    if start == end:
        return 0.0
    if start.junction not in shortest or end.junction not in junctions:
        return straight_metres(start.at, end.at) * DETOUR
    if avoid & {start.junction, end.junction}:
        return inf
    along = shortest[start.junction][0].get(end.junction, inf)
    stubs = (
        straight_metres(start.at, junctions[start.junction]),
        straight_metres(end.at, junctions[end.junction]),
    )
    return along + sum(stubs)
