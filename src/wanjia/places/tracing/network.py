"""Where ways meet, worked out from how they lie: junctions, the pieces of paths between them, and
the junction that each door and each gate stands on.

People draw lines; a line that ends near another joins it, lines that cross meet, and a door or a
gate hangs on the nearest line. What was there before keeps its label, so that the same drawing
again changes nothing.
"""

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, pairwise
from math import cos, hypot, radians

from shapely import LineString, Point, STRtree
from shapely.ops import substring

from wanjia.places.estates import geojson as drawn
from wanjia.places.estates.geojson_values import Bad, LatLon
from wanjia.places.tracing.drawing import Door, Drawing, Gate, Way

METRES_A_DEGREE = 111_320
SAME = 0.6  # metres within which two places are one
SNAP = 2.5  # an end this near to another path joins it
MERGE = 4.0  # a door this near to a junction hangs on it
DOOR_REACH = 60.0  # from a door to its path
GATE_REACH = 30.0
LONGEST_LABEL = 20
MOST_NODES = 4_000

XY = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Plane:
    """Metres on a flat piece of ground around a place."""

    lat: float
    lon: float

    def to_metres(self, at: LatLon) -> XY:
        """Return a place in metres east and north."""
        scale = METRES_A_DEGREE * cos(radians(self.lat))
        return (at[1] - self.lon) * scale, (at[0] - self.lat) * METRES_A_DEGREE

    def to_latlon(self, at: XY) -> LatLon:
        """Return a place on Earth, to a centimetre."""
        scale = METRES_A_DEGREE * cos(radians(self.lat))
        return round(self.lat + at[1] / METRES_A_DEGREE, 7), round(self.lon + at[0] / scale, 7)

    def line(self, points: Iterable[LatLon]) -> LineString:
        """Return a line in metres."""
        return LineString([self.to_metres(at) for at in points])


def plane_of(drawing: Drawing) -> Plane:
    """Return the ground that a drawing lies on."""
    for points in (
        drawing.outline,
        *(way.line for way in drawing.ways),
        *(block.ring for block in drawing.blocks),
        [door.at for door in drawing.doors],
        [gate.at for gate in drawing.gates],
    ):
        if points:
            return Plane(*points[0])
    return Plane(0, 0)


@dataclass(frozen=True)
class Network:
    """The ways of a drawing; `doors` and `gates` by their ids, those off every path left out."""

    junctions: tuple[drawn.Junction, ...] = ()
    paths: tuple[drawn.Path, ...] = ()
    doors: Mapping[str, str] = field(default_factory=dict)
    gates: Mapping[str, str] = field(default_factory=dict)

    @property
    def reached(self) -> frozenset[str]:
        """The junctions from which one can walk to a gate."""
        ways: dict[str, list[str]] = {}
        for path in self.paths:
            a, b = path.between
            ways.setdefault(a, []).append(b)
            ways.setdefault(b, []).append(a)
        found, left = set(), list(self.gates.values())
        while left:
            junction = left.pop()
            if junction not in found:
                found.add(junction)
                left += ways.get(junction, ())
        return frozenset(found)


@dataclass(frozen=True)
class _Node:
    at: XY


class _Lines:
    """The drawn ways in metres, and the nodes on each by how far along they lie."""

    def __init__(self, ways: Iterable[Way], plane: Plane) -> None:
        self.ways = [way for way in ways if plane.line(way.line).length > SAME]
        self.lines = [plane.line(way.line) for way in self.ways]
        self.tree = STRtree(self.lines)
        self.nodes: list[_Node] = []
        self.on: list[list[tuple[float, int]]] = [[] for _ in self.ways]

    def node_at(self, at: XY, within: float) -> int:
        """Return the node at a place, a new one if none is near."""
        near = [
            (distance, number)
            for number, node in enumerate(self.nodes)
            if (distance := _apart(node.at, at)) <= within
        ]
        if near:
            return min(near)[1]
        return self.add(at)

    def add(self, at: XY) -> int:
        """Return a new node; raises Bad where ways cross beyond all measure."""
        if len(self.nodes) >= MOST_NODES:
            raise Bad("路口太多，请分成几个小区来画。", "Too many junctions: draw several estates.")
        self.nodes.append(_Node(at))
        return len(self.nodes) - 1

    def put(self, line: int, node: int) -> None:
        """Note that a node lies on a line."""
        along = self.lines[line].project(Point(self.nodes[node].at))
        if all(other != node for _, other in self.on[line]):
            insort(self.on[line], (along, node))

    def nearest(self, at: XY, reach: float) -> int | None:
        """Return the line that is nearest to a place, within reach."""
        if not self.lines:
            return None
        found = int(self.tree.nearest(Point(at)))
        return found if self.lines[found].distance(Point(at)) <= reach else None

    def hang(self, at: XY, reach: float) -> int | None:
        """Return the node on the nearest line where something beside it hangs."""
        line = self.nearest(at, reach)
        if line is None:
            return None
        foot = self.lines[line].interpolate(self.lines[line].project(Point(at)))
        place = (foot.x, foot.y)
        near = [(_apart(self.nodes[node].at, place), node) for _, node in self.on[line]]
        if near and min(near)[0] <= MERGE:
            return min(near)[1]
        node = self.add(place)
        self.put(line, node)
        return node


def _apart(a: XY, b: XY) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])


def join_ways(drawing: Drawing, known: Mapping[str, LatLon]) -> Network:
    """Work out the network of a drawing; `known` are the junctions that there were, by label."""
    plane = plane_of(drawing)
    lines = _Lines(drawing.ways, plane)
    _meet(lines)
    stood = {label: plane.to_metres(at) for label, at in known.items()}
    _keep_known(lines, stood)
    doors = _hang_all(lines, plane, stood, drawing.doors, DOOR_REACH)
    gates = _hang_all(lines, plane, stood, drawing.gates, GATE_REACH)
    _cut_rings(lines)
    labels = _name_nodes(lines.nodes, stood)
    return Network(
        junctions=tuple(
            drawn.Junction(label, known.get(label) or plane.to_latlon(node.at))
            for node, label in zip(lines.nodes, labels, strict=True)
        ),
        paths=tuple(_cut_paths(lines, labels, plane)),
        doors={number: labels[node] for number, node in doors.items()},
        gates={number: labels[node] for number, node in gates.items()},
    )


def _meet(lines: _Lines) -> None:
    """Make a node of each end and of each crossing; an end near another line joins it."""
    for number, line in enumerate(lines.lines):
        for end in (line.coords[0], line.coords[-1]):
            lines.put(number, lines.node_at((end[0], end[1]), SNAP))
    ends = [{lines.on[number][0][1], lines.on[number][-1][1]} for number in range(len(lines.ways))]
    for number, line in enumerate(lines.lines):
        for other in map(int, lines.tree.query(line.buffer(SNAP))):
            if other == number:
                continue
            for node in ends[other]:
                if line.distance(Point(lines.nodes[node].at)) <= SNAP:
                    lines.put(number, node)
            if other > number:
                for at in _crossings(line, lines.lines[other]):
                    node = lines.node_at(at, SNAP)
                    lines.put(number, node)
                    lines.put(other, node)


def _crossings(line: LineString, other: LineString) -> Iterator[XY]:
    crossed = line.intersection(other)
    for part in getattr(crossed, "geoms", [crossed]):
        if part.geom_type == "Point":
            yield part.x, part.y


def _keep_known(lines: _Lines, stood: Mapping[str, XY]) -> None:
    """Keep the junctions that there were, wherever a line still runs over them."""
    for at in stood.values():
        for line in map(int, lines.tree.query(Point(at).buffer(SAME))) if lines.lines else ():
            if lines.lines[line].distance(Point(at)) <= SAME:
                lines.put(line, lines.node_at(at, SAME))


def _hang_all(
    lines: _Lines,
    plane: Plane,
    stood: Mapping[str, XY],
    things: Iterable[Door | Gate],
    reach: float,
) -> dict[str, int]:
    """Return the node of each door or gate: the one it hung on while that stands, else the nearest.

    What is moved has lost where it hung; what hung on a junction that moved away has too.
    """
    hung: dict[str, int] = {}
    for thing in things:
        node = None
        if thing.hangs and thing.junction in stood:
            place = plane.to_metres(thing.hangs)
            standing = [n for n, node in enumerate(lines.nodes) if _apart(node.at, place) <= SAME]
            node = standing[0] if standing else None
        if node is None:
            node = lines.hang(plane.to_metres(thing.at), reach)
        if node is not None:
            hung[thing.id] = node
    return hung


def _cut_rings(lines: _Lines) -> None:
    """Give a closed path a second junction, so that its two halves are paths between two."""
    for number, line in enumerate(lines.lines):
        if _apart(line.coords[0], line.coords[-1]) <= SNAP and len(lines.on[number]) == 1:
            half = line.interpolate(0.5, normalized=True)
            lines.put(number, lines.node_at((half.x, half.y), SAME))


def _name_nodes(nodes: list[_Node], stood: Mapping[str, XY]) -> list[str]:
    """Return each node's label: that of the junction that stood there, else a new one."""
    left = dict(stood)
    fresh = (label for number in count(1) if (label := f"j{number}") not in stood)
    labels = []
    for node in nodes:
        near = [(d, label) for label, at in left.items() if (d := _apart(at, node.at)) <= SAME]
        label = min(near)[1] if near else next(fresh)
        left.pop(label, None)
        labels.append(label)
    return labels


def _cut_paths(lines: _Lines, labels: list[str], plane: Plane) -> Iterator[drawn.Path]:
    """Yield the pieces of each way between its junctions; an uncut way keeps its line and label."""
    used = {way.label for way in lines.ways if way.label}
    fresh = (label for number in count(1) if (label := f"p{number}") not in used)
    for way, line, on in zip(lines.ways, lines.lines, lines.on, strict=True):
        stops = list(on)
        if _apart(line.coords[0], line.coords[-1]) <= SNAP and len(stops) > 1:
            stops = _close_ring(stops, line.length)
        pieces = [(a, b) for a, b in pairwise(stops) if labels[a[1]] != labels[b[1]]]
        label = way.label or next(fresh)
        for number, (start, end) in enumerate(pieces, 1):
            name = label if number == 1 else _next_label(label, number, used)
            used.add(name)
            points = way.line
            if len(pieces) > 1:
                part = substring(line, start[0], end[0])
                points = tuple(plane.to_latlon((x, y)) for x, y in part.coords)
            between = labels[start[1]], labels[end[1]]
            yield drawn.Path(name, between, way.guards, points)


def _close_ring(stops: list[tuple[float, int]], length: float) -> list[tuple[float, int]]:
    """Let the stops of a closed path begin and end at the same junction."""
    first, last = stops[0], stops[-1]
    if first[0] > SAME and length - last[0] <= SAME:
        return [(0.0, last[1]), *stops]
    return [*stops, (length, first[1])]


def _next_label(label: str, number: int, used: set[str]) -> str:
    for again in count(number):
        tail = f"·{again}"
        name = label[: LONGEST_LABEL - len(tail)] + tail
        if name not in used:
            return name
    raise AssertionError
