"""The places of a community as the values that the places file is written from."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from wanjia.core.access.viewer import Viewer
from wanjia.places import models
from wanjia.places.estates.geojson import Building, Estate, Gate, Junction, Path, Stairwell
from wanjia.places.queries import visible_estates


def drawn_estates(viewer: Viewer) -> list[Estate]:
    """Every estate in sight with all that stands in it, at eight statements."""
    of = {"community_id": viewer.community_id}

    def by_estate(rows: Any) -> dict[UUID, list[Any]]:
        found: dict[UUID, list[Any]] = defaultdict(list)
        for one in rows.filter(**of):
            found[one.estate_id].append(one)
        return found

    doors = models.Stairwell.objects.select_related("building", "junction")
    ways = models.Path.objects.select_related("a", "b").order_by("label")
    wells = by_estate(doors)
    blocks = by_estate(models.Building.objects.order_by("label"))
    junctions = by_estate(models.Junction.objects.order_by("label"))
    paths = by_estate(ways)
    gates = by_estate(models.Gate.objects.select_related("junction").order_by("label"))
    homes: dict[UUID, list[tuple[str, int]]] = defaultdict(list)
    dwellings = models.Dwelling.objects.filter(**of)
    for well, room, floor in dwellings.values_list("stairwell", "room", "floor"):
        homes[well].append((room, floor))
    shared: dict[UUID, list[Any]] = defaultdict(list)
    for way in models.SharedWay.objects.filter(**of).select_related("a", "b"):
        shared[way.a.estate_id].append(((way.a.lane, way.a.label), (way.b.lane, way.b.label)))
    return [
        Estate(
            name=one.name,
            name_en=one.name_en,
            kind=one.kind,
            lanes=tuple(one.lanes),
            outline=_point_tuples(one.outline),
            buildings=tuple(
                Building(block.label, block.floors, _point_tuples(block.polygon))
                for block in blocks[one.id]
            ),
            junctions=tuple(Junction(at.label, _point_tuple(at.at)) for at in junctions[one.id]),
            paths=tuple(
                Path(way.label, (way.a.label, way.b.label), way.guards, _point_tuples(way.line))
                for way in paths[one.id]
            ),
            gates=tuple(
                Gate(gate.label, gate.name, gate.junction.label, gate.guards, _point_tuple(gate.at))
                for gate in gates[one.id]
            ),
            stairwells=tuple(_plan_stairwell(well, homes[well.id]) for well in wells[one.id]),
            shared=tuple(shared[one.id]),
        )
        for one in visible_estates(viewer)
    ]


def _plan_stairwell(well: models.Stairwell, homes: list[tuple[str, int]]) -> Stairwell:
    return Stairwell(
        label=well.label,
        lane=well.lane,
        building=well.building.label if well.building else "",
        junction=well.junction.label if well.junction else "",
        at=_point_tuple(well.at),
        dwellings=tuple(homes),
    )


def _point_tuple(at: list[float]) -> Any:
    return tuple(at)


def _point_tuples(rows: list[list[float]]) -> tuple[Any, ...]:
    return tuple(tuple(one) for one in rows)
