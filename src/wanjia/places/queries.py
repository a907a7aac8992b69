"""What is asked of places: estates, the estate graph, what the map draws."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from wanjia.core.access.viewer import FIELD, Viewer, visible_to
from wanjia.core.localized import localized_name
from wanjia.core.prepared_queries import ID, prepared
from wanjia.core.problems import Problem
from wanjia.places.estates.geojson import stairwell_key, twice_labels
from wanjia.places.models import (
    Building,
    Dwelling,
    Estate,
    Gate,
    Junction,
    Path,
    SharedWay,
    Stairwell,
)


def visible_estates(viewer: Viewer) -> QuerySet[Estate]:
    """Return estates in sight.

    All for officers and the town, for field roles those of their grids.
    """
    estates = Estate.objects.of(viewer)
    if viewer.sees_all or viewer.role == "town":
        return estates
    if viewer.role in FIELD:
        return estates.filter(stairwells__in=viewer.stairwells).distinct()
    return estates.none()


def visible_stairwells(viewer: Viewer) -> QuerySet[Stairwell]:
    """Return stairwells in sight."""
    if viewer.role == "town":
        return Stairwell.objects.of(viewer)
    return visible_to(viewer, Stairwell.objects.all(), stairwell="pk")


def visible_dwellings(viewer: Viewer) -> QuerySet[Dwelling]:
    """Return dwellings in sight."""
    return visible_to(viewer, Dwelling.objects.all(), stairwell="stairwell", dwelling="pk")


def estate_by(viewer: Viewer, name_or_id: str | UUID) -> Estate:
    """Return an estate in sight by its name or id.

    Raises Problem `places.estate_unknown`.
    """
    rows = visible_estates(viewer)
    match = Q(id=name_or_id) if isinstance(name_or_id, UUID) else Q(name=name_or_id)
    estate = rows.filter(match).first()
    if estate is None:
        raise Problem("places.estate_unknown", name=name_or_id)
    return estate


def stairwell_keys(viewer: Viewer, estate: Estate) -> dict[UUID, str]:
    """Return what the estate graph calls each stairwell.

    `23`, or `1266弄3` where two lanes have a 3.
    """
    rows = Stairwell.objects.of(viewer).filter(estate=estate)
    stairwells = list(rows.values_list("id", "lane", "label"))
    twice = twice_labels((lane, label) for _, lane, label in stairwells)
    return {
        stairwell_id: stairwell_key(lane, label, label in twice)
        for stairwell_id, lane, label in stairwells
    }


def people_behind(viewer: Viewer, stairwells: Iterable[UUID] | None) -> dict[UUID, tuple[int, int]]:
    """Return each stairwell's (households, residents) from the roster.

    None for the whole community.

    A household is a dwelling in which somebody lives; who moved out does not count.
    """
    if stairwells is None:
        counted = _count_everybody(viewer.community_id)
    else:
        homes = _lived_in(viewer.community_id).filter(stairwell__in=list(stairwells))
        counted = list(_by_stairwell(homes))
    return {stairwell: (homes, people) for stairwell, homes, people in counted}


def _lived_in(community: UUID) -> QuerySet[Dwelling]:
    return Dwelling.objects.filter(
        community_id=community, residents__isnull=False, residents__left_at=None
    )


def _by_stairwell(homes: QuerySet[Dwelling]) -> QuerySet[Any]:
    counted = homes.order_by().values("stairwell_id")
    counted = counted.annotate(homes=Count("id", distinct=True), people=Count("residents"))
    return counted.values_list("stairwell_id", "homes", "people")


@prepared(community=ID)
def _count_everybody(community: UUID) -> QuerySet[Any]:
    return _by_stairwell(_lived_in(community))


def estate_graph(viewer: Viewer, estate: Estate) -> dict[str, Any]:
    """Return the estate as the planner reads it.

    Residents and households are those of the roster.
    """
    in_estate = {"community_id": viewer.community_id, "estate": estate}
    junctions = dict(Junction.objects.filter(**in_estate).values_list("id", "label"))
    stairwells = list(Stairwell.objects.filter(**in_estate))
    keys = _keys_of(stairwells)
    counts = people_behind(viewer, keys)
    return {
        "stairwells": [
            {
                "id": keys[row.id],
                "residents": counts.get(row.id, (0, 0))[1],
                "households": counts.get(row.id, (0, 0))[0],
                "at": junctions[row.junction_id],
            }
            | ({"also_at": row.also_at} if row.also_at else {})
            for row in stairwells
            if row.junction_id in junctions
        ],
        "junctions": list(junctions.values()),
        "paths": [
            {
                "id": row.label,
                "between": [junctions[row.a_id], junctions[row.b_id]],
                "guards": row.guards,
            }
            for row in Path.objects.filter(**in_estate)
        ],
        "gates": [
            {"id": row.label, "at": junctions[row.junction_id], "guards": row.guards}
            for row in Gate.objects.filter(**in_estate)
        ],
        "shared": [[keys[row.a_id], keys[row.b_id]] for row in _shared_ways(viewer, estate)],
    }


def _keys_of(stairwells: Sequence[Stairwell]) -> dict[UUID, str]:
    twice = twice_labels((row.lane, row.label) for row in stairwells)
    return {row.id: stairwell_key(row.lane, row.label, row.label in twice) for row in stairwells}


def _shared_ways(viewer: Viewer, estate: Estate) -> QuerySet[SharedWay]:
    return SharedWay.objects.of(viewer).filter(a__estate=estate)


def map_data(viewer: Viewer, estates: Iterable[Estate], ids: str = "key") -> dict[str, Any]:
    """Return what the map draws of some estates.

    Points are [lat, lon], counts those of the roster.

    A stairwell's `id` is what the estate graph calls it, or with `ids="uuid"` its own id, which
    is unique where several estates share a map; its own id is `uuid` in any case.
    """
    shown = list(estates)
    in_estates = {"community_id": viewer.community_id, "estate__in": shown}
    stairwells = list(Stairwell.objects.filter(**in_estates))
    keys: dict[UUID, str] = {}
    for estate in shown:
        keys |= _keys_of([row for row in stairwells if row.estate_id == estate.id])
    counts = people_behind(viewer, keys)
    return {
        "estates": [
            {
                "id": str(estate.id),
                "name": estate.name,
                "name_en": estate.name_en,
                "outline": estate.outline,
                "schematic": estate.schematic,
            }
            for estate in shown
        ],
        "buildings": [
            {"id": str(row.id), "label": row.label, "polygon": row.polygon, "floors": row.floors}
            for row in Building.objects.filter(**in_estates)
        ],
        "stairwells": [
            {
                "id": keys[row.id] if ids == "key" else str(row.id),
                "uuid": str(row.id),
                "label": keys[row.id],
                "at": row.at,
                "estate": str(row.estate_id),
                "households": counts.get(row.id, (0, 0))[0],
                "residents": counts.get(row.id, (0, 0))[1],
            }
            for row in stairwells
        ],
        "paths": [
            {"id": row.label, "line": row.line, "guards": row.guards}
            for row in Path.objects.filter(**in_estates)
        ],
        "gates": [
            {"id": row.label, "name": localized_name(row), "at": row.at, "guards": row.guards}
            for row in Gate.objects.filter(**in_estates)
        ],
    }
