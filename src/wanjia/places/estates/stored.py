"""The places of a community as the values that the places file is written from."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wanjia.core.access.viewer import Viewer
from wanjia.places import models
from wanjia.places.estates.geojson import Building, Estate, Gate, Junction, Path, Stairwell
from wanjia.places.queries import visible_estates


def drawn_estate(viewer: Viewer, estate: models.Estate) -> Estate:
    """Return one estate with all that stands in it."""
    [drawn] = _draw(viewer, [estate], {"estate": estate})
    return drawn


def drawn_estates(viewer: Viewer) -> list[Estate]:
    """Return every estate in sight with all that stands in it, at eight statements."""
    return _draw(viewer, visible_estates(viewer), {})


def _draw(
    viewer: Viewer, estates: Iterable[models.Estate], of: dict[str, models.Estate]
) -> list[Estate]:
    scope = {"community_id": viewer.community_id}

    def by_estate(rows: Any) -> dict[UUID, list[Any]]:
        found: dict[UUID, list[Any]] = defaultdict(list)
        for row in rows.filter(**scope, **of):
            found[row.estate_id].append(row)
        return found

    doors = models.Stairwell.objects.select_related("building", "junction")
    ways = models.Path.objects.select_related("a", "b").order_by("label")
    wells = by_estate(doors)
    blocks = by_estate(models.Building.objects.order_by("label"))
    junctions = by_estate(models.Junction.objects.order_by("label"))
    paths = by_estate(ways)
    gates = by_estate(models.Gate.objects.select_related("junction").order_by("label"))
    homes: dict[UUID, list[tuple[str, int]]] = defaultdict(list)
    dwellings = models.Dwelling.objects.filter(
        **scope, **{f"stairwell__{name}": estate for name, estate in of.items()}
    )
    for well, room, floor in dwellings.values_list("stairwell", "room", "floor"):
        homes[well].append((room, floor))
    shared: dict[UUID, dict[Any, str]] = defaultdict(dict)
    ways_inside = models.SharedWay.objects.filter(
        **scope, **{f"a__{name}": estate for name, estate in of.items()}
    )
    for way in ways_inside.select_related("a", "b"):
        pair = (way.a.lane, way.a.label), (way.b.lane, way.b.label)
        shared[way.a.estate_id][pair] = way.kind
    return [
        Estate(
            name=estate.name,
            name_en=estate.name_en,
            kind=estate.kind,
            lanes=tuple(estate.lanes),
            outline=_point_tuples(estate.outline),
            buildings=tuple(
                Building(block.label, block.floors, _point_tuples(block.polygon))
                for block in blocks[estate.id]
            ),
            junctions=tuple(Junction(at.label, _point_tuple(at.at)) for at in junctions[estate.id]),
            paths=tuple(
                Path(way.label, (way.a.label, way.b.label), way.guards, _point_tuples(way.line))
                for way in paths[estate.id]
            ),
            gates=tuple(
                Gate(
                    gate.label,
                    gate.name,
                    gate.junction.label,
                    gate.guards,
                    _point_tuple(gate.at),
                    gate.name_en,
                )
                for gate in gates[estate.id]
            ),
            stairwells=tuple(_plan_stairwell(well, homes[well.id]) for well in wells[estate.id]),
            shared=tuple(shared[estate.id]),
            shared_kinds=tuple(shared[estate.id].values()),
            walls=tuple(map(_point_tuples, estate.walls)),
        )
        for estate in estates
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
    return tuple(tuple(row) for row in rows)
