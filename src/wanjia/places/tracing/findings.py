"""What is still wrong with a drawing, or worth a look: each finding points to the part it is of."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from shapely import LineString, MultiLineString, Point, Polygon

from wanjia.places.doors.labels import natural
from wanjia.places.estates.geojson import stairwell_key, twice_labels
from wanjia.places.tracing.drawing import Drawing
from wanjia.places.tracing.network import Network, Plane, plane_of

BESIDE = 15.0  # metres from a door to the building it is of
FAR = 40.0  # metres from a building to a path that reaches it
AT_GATE = 10.0  # metres from a gate within which a path passes through the wall


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong (`code`), with which part (`part` is its id, `name` what people call it).

    While a finding `blocks`, the drawing can't be saved as the estate's map.
    """

    code: str
    blocks: bool
    part: str = ""
    name: str = ""


def check_drawing(
    drawing: Drawing, network: Network, lived_in: Collection[tuple[str, str]]
) -> tuple[Finding, ...]:
    """Return what is wrong with a drawing, what blocks first.

    `lived_in` are the doors (lane, label) behind which the roster knows dwellings.
    """
    found = [
        *_check_ways(drawing, network),
        *_check_gates(drawing, network),
        *_check_doors(drawing, network, lived_in),
        *_check_blocks(drawing),
        *_check_walls(drawing),
    ]
    return tuple(sorted(found, key=lambda finding: not finding.blocks))


def _check_ways(drawing: Drawing, network: Network) -> Iterator[Finding]:
    if not drawing.ways:
        yield Finding("no_path", True)
    if not drawing.gates:
        yield Finding("no_gate", True)
    labels = Counter(way.label for way in drawing.ways if way.label)
    for way in drawing.ways:
        if labels[way.label] > 1:
            yield Finding("path_twice", True, way.id, way.label)
    if not network.gates:
        return
    loose = {path.label for path in network.paths if not set(path.between) & network.reached}
    for way in drawing.ways:
        if way.label in loose:
            yield Finding("path_loose", False, way.id, way.label)


def _check_gates(drawing: Drawing, network: Network) -> Iterator[Finding]:
    names = Counter(gate.name for gate in drawing.gates)
    for gate in drawing.gates:
        if not gate.name:
            yield Finding("gate_unnamed", True, gate.id)
        elif names[gate.name] > 1:
            yield Finding("gate_twice", True, gate.id, gate.name)
        elif not gate.name_en:
            yield Finding("gate_no_english", False, gate.id, gate.name)
        if drawing.ways and gate.id not in network.gates:
            yield Finding("gate_off", True, gate.id, gate.name)


def _check_doors(
    drawing: Drawing, network: Network, lived_in: Collection[tuple[str, str]]
) -> Iterator[Finding]:
    keys = Counter(door.key for door in drawing.doors)
    twice = twice_labels(lived_in)
    missing = sorted(set(lived_in) - set(keys), key=lambda key: (natural(key[0]), natural(key[1])))
    if missing:
        names = [stairwell_key(lane, label, label in twice) for lane, label in missing]
        yield Finding("door_missing", True, name="、".join(names))
    for door in drawing.doors:
        if not door.label:
            yield Finding("door_unnamed", True, door.id)
        elif keys[door.key] > 1:
            yield Finding("door_twice", True, door.id, door.label)
        if not drawing.ways:
            continue
        if door.id not in network.doors:
            yield Finding("door_off", True, door.id, door.label)
        elif network.gates and network.doors[door.id] not in network.reached:
            yield Finding("door_cut_off", True, door.id, door.label)


def _check_blocks(drawing: Drawing) -> Iterator[Finding]:
    plane = plane_of(drawing)
    labels = Counter(block.label for block in drawing.blocks)
    doors = [Point(plane.to_metres(door.at)) for door in drawing.doors]
    named = {door.building for door in drawing.doors}
    ways = MultiLineString([plane.line(way.line) for way in drawing.ways])
    for block in drawing.blocks:
        if not block.label:
            yield Finding("building_unnamed", True, block.id)
        elif labels[block.label] > 1:
            yield Finding("building_twice", True, block.id, block.label)
        shape = _shape_of(block.ring, plane)
        if drawing.ways and shape.distance(ways) > FAR:
            yield Finding("building_far", False, block.id, block.label)
        if block.label not in named and all(shape.distance(door) > BESIDE for door in doors):
            yield Finding("building_doorless", False, block.id, block.label)


def _shape_of(ring: tuple[tuple[float, float], ...], plane: Plane) -> Polygon:
    return Polygon([plane.to_metres(at) for at in ring])


def _check_walls(drawing: Drawing) -> Iterator[Finding]:
    """Yield the paths that run through a wall where there is no gate."""
    if not drawing.outline:
        yield Finding("no_wall", False)
    plane = plane_of(drawing)
    walls = MultiLineString(
        [plane.line(wall) for wall in (drawing.outline, *drawing.walls) if wall]
    )
    gates = [Point(plane.to_metres(gate.at)) for gate in drawing.gates]
    for way in drawing.ways:
        for at in _passages(plane.line(way.line), walls):
            if all(gate.distance(at) > AT_GATE for gate in gates):
                yield Finding("wall_crossed", False, way.id, way.label)
                break


def _passages(way: LineString, walls: MultiLineString) -> Iterator[Point]:
    crossed = way.intersection(walls)
    for part in getattr(crossed, "geoms", [crossed]):
        if part.geom_type == "Point":
            yield part
