"""What changes places: a map comes in, a roster names doors that nobody had drawn."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Count, Max

from wanjia.core import journal
from wanjia.core.access.viewer import OFFICERS, Viewer
from wanjia.places.doors.actions import Door, Doors, Made
from wanjia.places.estates import auto_layout
from wanjia.places.estates import geojson as drawn
from wanjia.places.estates.sync import PlacesDifference, Tally, rehang, settle_estate
from wanjia.places.models import Estate, Gate, Stairwell

ORIGIN = (121.23, 31.06)
APART = 0.008  # degrees of longitude between one schematic estate and what lies west of it


class _Undo(Exception):
    """Takes back what was written only to see what it would change."""


def import_places(
    viewer: Viewer, estates: Sequence[drawn.Estate], commit: bool = True
) -> PlacesDifference:
    """Bring the community's places to what a file says.

    Without `commit` only tell the difference.

    Estates that the file does not name stay as they are, and so do stairwells and dwellings that
    it leaves out: people may live there. Ways, gates and junctions are redrawn as the file has
    them. The same file again changes nothing.
    """
    viewer.need(*OFFICERS)
    tally = Tally(viewer.community_id)
    try:
        with transaction.atomic():
            for estate in estates:
                settle_estate(tally, estate)
            difference = tally.difference()
            if not commit:
                raise _Undo
            if not difference.nothing:
                journal.write(viewer, "places.imported", after=difference.to_dict())
    except _Undo:
        pass
    return difference


def make_doors(doors: Doors, wanted: Collection[Door]) -> Made:
    """Make what these doors lack, and draw it.

    A schematic estate anew, else beside a neighbour.

    Writes no journal line: it is part of the act that names the doors.
    """
    made, grown = doors.make(wanted)
    for estate in grown:
        if estate.schematic:
            lay_out(estate)
        else:
            rehang(estate)
    return made


def lay_out(estate: Estate) -> None:
    """Draw an estate that has no map from its stairwells.

    Its gate stays where it is.
    """
    wells = list(
        Stairwell.objects.filter(community_id=estate.community_id, estate=estate).annotate(
            homes=Count("dwellings"), floors=Max("dwellings__floor")
        )
    )
    twice = drawn.twice_labels((row.lane, row.label) for row in wells)
    rows = {drawn.stairwell_key(row.lane, row.label, row.label in twice): row for row in wells}
    plan = auto_layout.lay_out(
        [(key, row.homes, max(row.floors or 1, 1)) for key, row in rows.items()],
        _find_origin(estate),
    )
    settle_estate(Tally(estate.community_id), _as_drawn(estate, plan, rows), schematic=True)


def _find_origin(estate: Estate) -> tuple[float, float]:
    """Return where an estate's gate stands, or a free place east of all others, as (lon, lat)."""
    gate = Gate.objects.filter(community_id=estate.community_id, estate=estate).first()
    if gate:
        return gate.at[1], gate.at[0]
    outlines = Estate.objects.filter(community_id=estate.community_id).values_list(
        "outline", flat=True
    )
    corners = [corner for outline in outlines for corner in outline]
    if not corners:
        return ORIGIN
    return max(lon for _, lon in corners) + APART, min(lat for lat, _ in corners)


def _as_drawn(
    estate: Estate, plan: auto_layout.Layout, rows: Mapping[str, Stairwell]
) -> drawn.Estate:
    names = {
        block.label: _shorten_label(block.label, place)
        for place, block in enumerate(plan.buildings)
    }
    return drawn.Estate(
        name=estate.name,
        name_en=estate.name_en,
        kind=estate.kind,
        lanes=tuple(estate.lanes),
        outline=_turn_points(plan.outline),
        buildings=tuple(
            drawn.Building(names[building.label], building.floors, _turn_points(building.polygon))
            for building in plan.buildings
        ),
        junctions=tuple(
            drawn.Junction(junction.id, junction.at[::-1]) for junction in plan.junctions
        ),
        paths=tuple(
            drawn.Path(path.id, path.between, path.guards, _turn_points(path.line))
            for path in plan.paths
        ),
        gates=tuple(
            drawn.Gate(gate.id, gate.name, gate.junction, gate.guards, gate.at[::-1])
            for gate in plan.gates
        ),
        stairwells=tuple(
            drawn.Stairwell(
                label=rows[door.label].label,
                lane=rows[door.label].lane,
                building=names[door.building],
                junction=door.junction,
                at=door.at[::-1],
                dwellings=(),
            )
            for door in plan.doors
        ),
    )


def _shorten_label(label: str, place: int) -> str:
    """Return a building's label that fits its column and stays its own."""
    return label if len(label) <= 20 else f"{label[:14]}…{place}"


def _turn_points(points: Iterable[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """(lon, lat) as [lat, lon], which the map draws."""
    return tuple((lat, lon) for lon, lat in points)
