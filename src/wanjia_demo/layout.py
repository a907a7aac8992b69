"""The ground of the demo town: reads `estates.toml` and draws estates, in metres, then in lon, lat.

Two ways to draw: by hand (a list of buildings on named junctions) or by a comb (rows of buildings
along lanes between two spines). Both end in a `Ground`, whose doors say how many may live there.
"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import cos, pi, radians, sin
from typing import Any

from wanjia_demo.values import Building, Gate, Junction, Path, Point

METRES_A_DEGREE = 111_320
SETBACK = 5.0
SPINE_GUARDS, LANE_GUARDS = 2, 1


@dataclass(frozen=True, slots=True)
class Room:
    """A dwelling before anybody lives in it."""

    room: str
    floor: int


@dataclass(frozen=True, slots=True)
class Door:
    """A stairwell before anybody lives behind it; `homes` and `people` where the register fixes
    them, else None."""

    label: str
    lane: str
    building: str
    junction: str
    at: Point
    rooms: tuple[Room, ...]
    homes: int | None
    people: int | None


@dataclass(frozen=True, slots=True)
class Ground:
    """An estate as drawn, in whatever unit its points have."""

    buildings: tuple[Building, ...]
    junctions: tuple[Junction, ...]
    paths: tuple[Path, ...]
    gates: tuple[Gate, ...]
    doors: tuple[Door, ...]
    shared: tuple[tuple[str, str], ...]
    outline: tuple[Point, ...]


@cache
def plan() -> dict[str, Any]:
    """Return the whole of `estates.toml`."""
    return tomllib.loads(files("wanjia_demo").joinpath("estates.toml").read_text("utf-8"))


def ground(estate: dict[str, Any]) -> Ground:
    """Draws one estate of the plan in lon, lat."""
    drawn = _make_comb(estate) if "comb" in estate else _by_hand(estate)
    return _place_ground(drawn, _make_projection(plan(), estate["at"]))


def _make_projection(town: dict[str, Any], offset: list[float]) -> Callable[[Point], Point]:
    lon, lat = town["at"]
    turn = radians(town["turn"])
    scale = METRES_A_DEGREE * cos(radians(lat))

    def project(point: Point) -> Point:
        x, y = point[0] + offset[0], point[1] + offset[1]
        east, north = x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn)
        return round(lon + east / scale, 7), round(lat + north / METRES_A_DEGREE, 7)

    return project


def _place_ground(drawn: Ground, project: Callable[[Point], Point]) -> Ground:
    def line(path: Path) -> tuple[Point, Point]:
        return project(path.line[0]), project(path.line[1])

    return Ground(
        tuple(
            Building(b.label, b.floors, tuple(project(p) for p in b.polygon))
            for b in drawn.buildings
        ),
        tuple(Junction(j.id, project(j.at)) for j in drawn.junctions),
        tuple(Path(p.id, p.between, p.guards, line(p)) for p in drawn.paths),
        tuple(Gate(g.id, g.name, g.junction, g.guards, project(g.at)) for g in drawn.gates),
        tuple(
            Door(d.label, d.lane, d.building, d.junction, project(d.at), d.rooms, d.homes, d.people)
            for d in drawn.doors
        ),
        drawn.shared,
        tuple(project(p) for p in drawn.outline),
    )


def _by_hand(estate: dict[str, Any]) -> Ground:
    places = {name: (float(x), float(y)) for name, (x, y) in estate["junctions"].items()}
    buildings, doors = [], []
    for spec in estate["building"]:
        block, behind = _make_block(spec, estate["lanes"][0])
        buildings.append(block)
        doors.extend(behind)
    return Ground(
        tuple(buildings),
        tuple(Junction(name, at) for name, at in places.items()),
        tuple(_make_path(a, b, guards, places) for a, b, guards in estate["paths"]),
        tuple(
            Gate(g["id"], g["name"], g["junction"], g["guards"], (g["at"][0], g["at"][1]))
            for g in estate["gates"]
        ),
        tuple(doors),
        tuple((a, b) for a, b in estate["shared"]),
        _draw_outline(buildings, places.values()),
    )


def _make_block(spec: dict[str, Any], lane: str) -> tuple[Building, list[Door]]:
    """Return one building with its stairwells side by side, doors on the side that `door` names."""
    (x, y), (width, depth) = spec["centre"], spec["size"]
    labels = spec["stairwells"]
    label = labels[0] if len(labels) == 1 else f"{labels[0]}-{labels[-1]}"
    left, low, right, high = x - width / 2, y - depth / 2, x + width / 2, y + depth / 2
    corners = ((left, low), (right, low), (right, high), (left, high), (left, low))
    door_y = low if spec.get("door") == "south" else high
    step = width / len(labels)
    rooms = tuple(_list_rooms(spec))
    doors = [
        Door(
            number,
            lane,
            label,
            spec["junction"],
            (left + step * (i + 0.5), door_y),
            rooms,
            spec["homes"][i] if "homes" in spec else None,
            spec["people"][i] if "people" in spec else None,
        )
        for i, number in enumerate(labels)
    ]
    return Building(label, spec["floors"], corners), doors


def _list_rooms(spec: dict[str, Any]) -> Iterator[Room]:
    """Yield the dwellings behind a door: `flats` on each floor that has entries, or one house."""
    if "flats" not in spec:
        yield Room("", 1)
        return
    for floor in spec.get("entries", range(1, spec["floors"] + 1)):
        for flat in range(1, spec["flats"] + 1):
            yield Room(f"{floor}{flat:02d}", floor)


def _make_path(a: str, b: str, guards: int, places: dict[str, Point]) -> Path:
    return Path(f"{a}-{b}", (a, b), guards, (places[a], places[b]))


def _make_comb(estate: dict[str, Any]) -> Ground:
    comb = estate["comb"]
    width = comb["houses"] * comb["house_width"]
    length = comb["buildings"] * (width + comb["gap"]) + comb["gap"]
    places = _comb_junctions(comb, width, length)
    blocks = list(_comb_blocks(estate, places))
    buildings = [building for building, _ in blocks]
    doors = [door for _, behind in blocks for door in behind]
    bent = _make_bend(comb.get("bend", 0), length)
    garages = comb.get("garages", 0)
    return Ground(
        tuple(Building(b.label, b.floors, tuple(map(bent, b.polygon))) for b in buildings),
        tuple(Junction(name, bent(at)) for name, at in places.items()),
        tuple(_comb_paths(comb, {name: bent(at) for name, at in places.items()})),
        tuple(_comb_gate(gate, places, bent) for gate in estate["gates"]),
        tuple(
            Door(d.label, d.lane, d.building, d.junction, bent(d.at), d.rooms, None, None)
            for d in doors
        ),
        tuple(
            (behind[2 * i].label, behind[2 * i + 1].label)
            for _, behind in blocks
            for i in range(garages)
        ),
        _draw_outline(
            [Building("", 0, tuple(map(bent, b.polygon))) for b in buildings],
            [bent(at) for at in places.values()],
        ),
    )


def _make_bend(bend: float, length: float) -> Callable[[Point], Point]:
    return lambda point: (point[0], point[1] + bend * sin(pi * point[0] / length))


def _comb_junctions(comb: dict[str, Any], width: float, length: float) -> dict[str, Point]:
    green = {tuple(slot) for slot in comb.get("green", [])}
    places: dict[str, Point] = {}
    for row in range(1, comb["rows"] + 1):
        y = 30.0 + (row - 1) * comb["row_step"]
        places[f"r{row}w"] = (0.0, y)
        for slot in range(1, comb["buildings"] + 1):
            if (row, slot) not in green:
                middle = comb["gap"] + (slot - 1) * (width + comb["gap"]) + width / 2
                places[f"r{row}.{slot}"] = (middle, y)
        places[f"r{row}e"] = (length, y)
    return places


def _comb_blocks(
    estate: dict[str, Any], places: dict[str, Point]
) -> Iterator[tuple[Building, list[Door]]]:
    comb, lanes = estate["comb"], estate["lanes"]
    spots = [
        (row, side, f"r{row}.{slot}")
        for row in range(1, comb["rows"] + 1)
        for side in comb["sides"]
        for slot in range(1, comb["buildings"] + 1)
        if f"r{row}.{slot}" in places
    ]
    for place, (_, side, junction) in enumerate(spots):
        first = place * comb["houses"] + 1
        x, y = places[junction]
        away = SETBACK + comb["depth"] / 2
        yield _make_block(
            comb
            | {
                "stairwells": [str(first + i) for i in range(comb["houses"])],
                "junction": junction,
                "centre": (x, y - away if side == "south" else y + away),
                "size": (comb["houses"] * comb["house_width"], comb["depth"]),
                "door": "north" if side == "south" else "south",
            },
            lanes[place * len(lanes) // len(spots)],
        )


def _comb_paths(comb: dict[str, Any], places: dict[str, Point]) -> Iterator[Path]:
    for row in range(1, comb["rows"] + 1):
        slots = [f"r{row}.{slot}" for slot in range(1, comb["buildings"] + 1)]
        for a, b in pairwise([f"r{row}w", *slots, f"r{row}e"]):
            if a in places and b in places:
                yield _make_path(a, b, LANE_GUARDS, places)
        if row > 1:
            for end in "we":
                yield _make_path(f"r{row - 1}{end}", f"r{row}{end}", SPINE_GUARDS, places)


def _comb_gate(
    gate: dict[str, Any], places: dict[str, Point], bent: Callable[[Point], Point]
) -> Gate:
    junction = f"r{gate['row']}{gate['end'][0]}"
    x, y = bent(places[junction])
    return Gate(
        gate["id"],
        gate["name"],
        junction,
        gate["guards"],
        (x - 10 if gate["end"] == "west" else x + 10, y),
    )


def _draw_outline(buildings: list[Building], places: Any) -> tuple[Point, ...]:
    """Return the wall: ten metres outside whatever stands inside it."""
    from shapely import MultiPoint  # numpy comes with it: 11 MB

    points = [corner for building in buildings for corner in building.polygon] + list(places)
    hull = MultiPoint(points).convex_hull.buffer(10, join_style="mitre").simplify(1)
    return tuple((x, y) for x, y in hull.exterior.coords)
