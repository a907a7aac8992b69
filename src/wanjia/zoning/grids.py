"""Minimal grids of a sealed zone and who works in them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from wanjia.kernel.access import Viewer, stairwell_scope
from wanjia.people.models import Staff
from wanjia.places.models import Stairwell
from wanjia.zoning.models import Grid, GridMember, GridStairwell, Zone

# One of each, and two volunteers: 网格员、家庭医生、物业管家、志愿者.
WORK_GROUP = (("grid", 1), ("doctor", 1), ("steward", 1), ("volunteer", 2))


def make_grids(viewer: Viewer, zone: Zone, stairwells: Sequence[Stairwell]) -> list[Grid]:
    """Make one grid per building of the zone, each with its work group.

    People who live in the grid are taken first, the others in turn, so that nobody carries two
    grids while another carries none.
    """
    units: dict[object, list[Stairwell]] = defaultdict(list)
    for stairwell in stairwells:
        units[stairwell.building_id or stairwell.id].append(stairwell)
    pools = _pools(viewer)
    made = []
    for unit in units.values():
        unit.sort(key=lambda stairwell: (stairwell.sort, stairwell.label))
        name = "、".join(f"{stairwell.label}号" for stairwell in unit)
        grid = Grid.objects.create(community_id=viewer.community_id, zone=zone, name=name[:80])
        GridStairwell.objects.bulk_create(
            GridStairwell(community_id=viewer.community_id, grid=grid, stairwell=stairwell)
            for stairwell in unit
        )
        set_members(grid, _take(pools, {stairwell.id for stairwell in unit}))
        made.append(grid)
    return made


def _pools(viewer: Viewer) -> dict[str, list[Staff]]:
    pools: dict[str, list[Staff]] = defaultdict(list)
    staff = Staff.objects.filter(community_id=viewer.community_id, active=True)
    for person in staff.select_related("resident__dwelling"):
        pools[person.role].append(person)
    return pools


def _take(pools: dict[str, list[Staff]], stairwells: set[UUID]) -> list[Staff]:
    taken = []
    for role, wanted in WORK_GROUP:
        pool = pools[role]
        home = [
            person
            for person in pool
            if person.resident and person.resident.dwelling.stairwell_id in stairwells
        ]
        chosen = (home + [person for person in pool if person not in home])[:wanted]
        taken += chosen
        pools[role] = [person for person in pool if person not in chosen] + chosen
    return taken


def set_members(grid: Grid, staff: Iterable[Staff]) -> None:
    """Make these people the grid's work group."""
    grid.members.all().delete()
    GridMember.objects.bulk_create(
        GridMember(community_id=grid.community_id, grid=grid, staff=person) for person in staff
    )


def hand_on(old: Zone, new: Zone) -> None:
    """Let a zone's grids and their people go on in the zone that follows it."""
    old.grids.filter(ended_at=None).update(zone=new)


@stairwell_scope
def stairwells_of(viewer: Viewer) -> frozenset[UUID]:
    """Tell which stairwells a field role looks after: those of its grids in zones in force."""
    return frozenset(
        GridStairwell.objects.filter(
            community_id=viewer.community_id,
            grid__members__staff__user=viewer.user_id,
            grid__zone__ended_at=None,
            grid__ended_at=None,
        ).values_list("stairwell_id", flat=True)
    )
