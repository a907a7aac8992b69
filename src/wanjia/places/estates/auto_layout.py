"""A plan for an estate that has a roster but no map: buildings in rows along lanes off one drive.

What it draws is no survey, only a tidy picture with doors, junctions, paths and a gate, so that the
map and the zone planner have something to work on. The same roster gives the same picture.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import ceil, cos, radians, sqrt

from wanjia.places.doors.labels import natural

Point = tuple[float, float]

METRES_A_DEGREE = 111_320
FLAT_WIDTH = 8.0
HOUSE_WIDTH = 9.0
DEPTH = 13.0
GAP = 9.0
DRIVE = 12.0
SETBACK = 5.0
ROW_STEP = 36.0
MARGIN = 12.0
SIDE_BY_SIDE = 4
TOWER = 40
WALK_UP, MID_RISE = 7, 12
LANE_GUARDS, DRIVE_GUARDS, GATE_GUARDS = 1, 2, 2


@dataclass(frozen=True, slots=True)
class Block:
    """A building; `polygon` is a closed ring."""

    label: str
    floors: int
    polygon: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Door:
    """A stairwell's street door in its building, on its junction."""

    label: str
    building: str
    junction: str
    at: Point


@dataclass(frozen=True, slots=True)
class Junction:
    id: str
    at: Point


@dataclass(frozen=True, slots=True)
class Path:
    id: str
    between: tuple[str, str]
    guards: int
    line: tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Gate:
    id: str
    name: str
    junction: str
    guards: int
    at: Point


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole picture; points are (lon, lat) in degrees, rings closed."""

    outline: tuple[Point, ...]
    buildings: tuple[Block, ...]
    doors: tuple[Door, ...]
    junctions: tuple[Junction, ...]
    paths: tuple[Path, ...]
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True)
class _Planned:
    """A building before it has a place; `width` in metres."""

    label: str
    stairwells: tuple[str, ...]
    floors: int
    width: float


@dataclass(frozen=True, slots=True)
class _Placed:
    """A building with the middle of its street side, in metres, and the junction there."""

    planned: _Planned
    x: float
    y: float
    junction: str


def lay_out(stairwells: Iterable[tuple[str, int, int]], origin: Point = (121.23, 31.06)) -> Layout:
    """Lays out an estate from its stairwells.

    (label, dwellings, floors), in any order.

    Neighbouring stairwells of like height share a building, a tower and a house stand alone; labels
    of the form 3-2 (幢-单元) are grouped by building. `origin` (lon, lat) is the gate. Labels must
    differ: ValueError if two are the same or a floor count is below 1.
    """
    wells = sorted(stairwells, key=lambda well: (natural(well[0]), well[0]))
    _check_stairwells(wells)
    planned = list(_plan_buildings(wells))
    placed = list(_place_buildings(planned))
    rows = max((int(p.junction[1:].split(".")[0]) for p in placed), default=1)
    return _Drawing(origin).layout(placed, rows)


def _check_stairwells(wells: Sequence[tuple[str, int, int]]) -> None:
    for label, _, floors in wells:
        if floors < 1:
            raise ValueError(f"stairwell {label!r} has {floors} floors")
    for (label, *_), (following, *_) in pairwise(wells):
        if label == following:
            raise ValueError(f"two stairwells are labelled {label!r}")


def _plan_buildings(wells: Sequence[tuple[str, int, int]]) -> Iterator[_Planned]:
    """Yield stairwells side by side.

    Of one 幢 where labels say so, else neighbours of like height.
    """
    used: set[str] = set()
    for (prefix, _), like in groupby(wells, key=_likeness_of):
        members = list(like)
        while members:
            fits = 1 if _stands_alone(members[0]) else SIDE_BY_SIDE
            here, members = (members, []) if prefix else (members[:fits], members[fits:])
            labels = tuple(label for label, _, _ in here)
            name = prefix or (labels[0] if len(labels) == 1 else f"{labels[0]}-{labels[-1]}")
            name = _unused_name(name, used)
            floors = max(floors for _, _, floors in here)
            yield _Planned(name, labels, floors, sum(_width_of(well) for well in here))


def _unused_name(name: str, used: set[str]) -> str:
    """Return the name, with a number where a building has it already.

    A no. 3 may stand beside a 3-1.
    """
    tried = (name, *(f"{name}·{again}" for again in range(2, len(used) + 3)))
    fresh = next(numbered for numbered in tried if numbered not in used)
    used.add(fresh)
    return fresh


def _likeness_of(well: tuple[str, int, int]) -> tuple[str, int]:
    """Return what neighbours have in common in a building.

    Its 幢, or their storeys' class.

    Classes, not storeys: where the top flat is empty the roster knows one floor less.
    """
    label, _, floors = well
    unit = re.fullmatch(r"(.+?)[-幢栋](\d+)(?:单元)?", label)
    if unit:
        return unit[1], 0
    return "", 0 if _stands_alone(well) else 1 + (floors > WALK_UP) + (floors > MID_RISE)


def _stands_alone(well: tuple[str, int, int]) -> bool:
    return well[1] <= 1 or well[1] >= TOWER


def _width_of(well: tuple[str, int, int]) -> float:
    _, dwellings, floors = well
    if dwellings <= 1:
        return HOUSE_WIDTH
    return FLAT_WIDTH * min(4, max(1, ceil(dwellings / floors)))


def _place_buildings(planned: Sequence[_Planned]) -> Iterator[_Placed]:
    """Fills rows off a drive in the middle, west wing then east.

    Rows go north from the gate.
    """
    for turn, wing in enumerate(_cut_wings(planned)):
        row, west = turn // 2 + 1, turn % 2 == 0
        away = DRIVE / 2 + GAP
        # Numbers read from west to east on both sides, places count from the drive outwards.
        for place, building in enumerate(reversed(wing) if west else wing, 1):
            middle = away + building.width / 2
            away += building.width + GAP
            yield _Placed(
                building,
                -middle if west else middle,
                row * ROW_STEP,
                f"r{row}.{'w' if west else 'e'}{place}",
            )


def _cut_wings(planned: Sequence[_Planned]) -> Iterator[list[_Planned]]:
    """Cuts the buildings into wings, so long that the estate is about as wide as it is deep."""
    length = sum(building.width + GAP for building in planned)
    longest = sqrt(length * ROW_STEP) / 2
    wing: list[_Planned] = []
    taken = 0.0
    for building in planned:
        if wing and taken + building.width + GAP > longest:
            yield wing
            wing, taken = [], 0.0
        wing.append(building)
        taken += building.width + GAP
    if wing:
        yield wing


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Turns places in metres from the gate into a layout in degrees."""

    origin: Point

    def at(self, x: float, y: float) -> Point:
        lon, lat = self.origin
        scale = METRES_A_DEGREE * cos(radians(lat))
        return round(lon + x / scale, 7), round(lat + y / METRES_A_DEGREE, 7)

    def ring(self, left: float, low: float, right: float, high: float) -> tuple[Point, ...]:
        corners = ((left, low), (right, low), (right, high), (left, high), (left, low))
        return tuple(self.at(x, y) for x, y in corners)

    def layout(self, placed: Sequence[_Placed], rows: int) -> Layout:
        junctions = {"g": (0.0, 0.0)}
        junctions |= {f"r{row}": (0.0, row * ROW_STEP) for row in range(1, rows + 1)}
        junctions |= {p.junction: (p.x, p.y) for p in placed}
        edges = [abs(p.x) + p.planned.width / 2 for p in placed]
        half = max(edges, default=DRIVE) + MARGIN
        return Layout(
            self.ring(-half, 0, half, rows * ROW_STEP + MARGIN),
            tuple(self.block(p) for p in placed),
            tuple(door for p in placed for door in self.doors(p)),
            tuple(Junction(name, self.at(*where)) for name, where in junctions.items()),
            tuple(self.paths(placed, rows, junctions)),
            (Gate("gate", "大门", "g", GATE_GUARDS, self.at(0, 0)),),
        )

    def block(self, building: _Placed) -> Block:
        high = building.y - SETBACK
        left = building.x - building.planned.width / 2
        ring = self.ring(left, high - DEPTH, left + building.planned.width, high)
        return Block(building.planned.label, building.planned.floors, ring)

    def doors(self, building: _Placed) -> Iterator[Door]:
        step = building.planned.width / len(building.planned.stairwells)
        left = building.x - building.planned.width / 2
        for number, label in enumerate(building.planned.stairwells):
            at = self.at(left + step * (number + 0.5), building.y - SETBACK)
            yield Door(label, building.planned.label, building.junction, at)

    def paths(
        self, placed: Sequence[_Placed], rows: int, junctions: dict[str, Point]
    ) -> Iterator[Path]:
        drive = ["g", *(f"r{row}" for row in range(1, rows + 1))]
        for start, end in pairwise(drive):
            yield self.path(start, end, DRIVE_GUARDS, junctions)
        for wing, lane in groupby(placed, key=lambda p: re.sub(r"\d+$", "", p.junction)):
            for start, end in pairwise([wing.split(".")[0], *(p.junction for p in lane)]):
                yield self.path(start, end, LANE_GUARDS, junctions)

    def path(self, start: str, end: str, guards: int, junctions: dict[str, Point]) -> Path:
        return Path(
            f"{start}-{end}",
            (start, end),
            guards,
            (self.at(*junctions[start]), self.at(*junctions[end])),
        )
