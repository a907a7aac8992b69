"""An estate's map made of a drawing, and a drawing made of an estate's map."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shapely import Point, Polygon

from wanjia.places.estates import geojson as drawn
from wanjia.places.estates.geojson_values import LatLon
from wanjia.places.tracing.drawing import Block, Door, Drawing, Gate, Inner, Way
from wanjia.places.tracing.findings import BESIDE
from wanjia.places.tracing.network import Network, plane_of


def draw(estate: drawn.Estate) -> Drawing:
    """Return an estate's map as a drawing; what has no place yet is left out."""
    at = {junction.label: junction.at for junction in estate.junctions}
    doors = {
        (door.lane, door.label): Door(
            f"d{number}",
            door.label,
            door.lane,
            door.at,
            door.building,
            door.junction,
            at.get(door.junction),
        )
        for number, door in enumerate(estate.stairwells, 1)
        if door.at and door.junction
    }
    kinds = dict(zip(estate.shared, estate.shared_kinds, strict=False))
    return Drawing(
        outline=estate.outline,
        blocks=tuple(
            Block(f"b{number}", block.label, block.floors, block.polygon)
            for number, block in enumerate(estate.buildings, 1)
            if block.polygon
        ),
        doors=tuple(doors.values()),
        ways=tuple(
            Way(f"p{number}", way.label, way.guards, way.line)
            for number, way in enumerate(estate.paths, 1)
            if way.line
        ),
        gates=tuple(
            Gate(
                f"g{number}",
                gate.label,
                gate.name,
                gate.name_en,
                gate.guards,
                gate.at,
                gate.junction,
                at.get(gate.junction),
            )
            for number, gate in enumerate(estate.gates, 1)
            if gate.at
        ),
        walls=estate.walls,
        inner=tuple(
            Inner(f"s{number}", (doors[pair[0]].id, doors[pair[1]].id), kinds.get(pair, ""))
            for number, pair in enumerate(estate.shared, 1)
            if pair[0] in doors and pair[1] in doors
        ),
    )


def known_junctions(estate: drawn.Estate) -> dict[str, LatLon]:
    """Return where an estate's junctions lie, by their labels."""
    return {junction.label: junction.at for junction in estate.junctions if junction.at}


def assemble(estate: drawn.Estate, drawing: Drawing, network: Network) -> drawn.Estate:
    """Return an estate redrawn; its names stay, and so does what lives behind its doors."""
    buildings = _buildings_of(drawing)
    keys = {door.id: door.key for door in drawing.doors}
    inner = {frozenset(way.between): way for way in drawing.inner}
    pairs = {_pair(keys, way): way.kind for way in inner.values()}
    return replace(
        estate,
        outline=drawing.outline,
        walls=drawing.walls,
        buildings=tuple(
            drawn.Building(block.label, block.floors, block.ring) for block in drawing.blocks
        ),
        junctions=network.junctions,
        paths=network.paths,
        gates=tuple(
            drawn.Gate(label, gate.name, network.gates[gate.id], gate.guards, gate.at, gate.name_en)
            for gate, label in zip(drawing.gates, _gate_labels(drawing), strict=True)
        ),
        stairwells=tuple(
            drawn.Stairwell(
                door.label, door.lane, buildings[door.id], network.doors[door.id], door.at, ()
            )
            for door in drawing.doors
        ),
        shared=tuple(pairs),
        shared_kinds=tuple(pairs.values()),
    )


def _pair(keys: Mapping[str, Any], way: Inner) -> tuple[tuple[str, str], tuple[str, str]]:
    a, b = sorted(keys[end] for end in way.between)
    return a, b


def _gate_labels(drawing: Drawing) -> list[str]:
    """Return each gate's label: its own while it has one, else a new one."""
    used = {gate.label for gate in drawing.gates if gate.label}
    labels = []
    for gate in drawing.gates:
        label = gate.label
        if not label or label in labels:
            label = next(new for n in range(1, 9_999) if (new := f"gate{n}") not in used)
            used.add(label)
        labels.append(label)
    return labels


def _buildings_of(drawing: Drawing) -> dict[str, str]:
    """Return the label of the building that each door is of: as it says, else the nearest."""
    plane = plane_of(drawing)
    shapes = {
        block.label: Polygon([plane.to_metres(at) for at in block.ring]) for block in drawing.blocks
    }
    found = {}
    for door in drawing.doors:
        at = Point(plane.to_metres(door.at))
        near = min(((shape.distance(at), label) for label, shape in shapes.items()), default=None)
        beside = near[1] if near and near[0] <= BESIDE else ""
        found[door.id] = door.building if door.building in shapes else beside
    return found
