"""Minimal grids of a zone and who works in them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from wanjia.core.access.viewer import Viewer
from wanjia.people.models import Staff
from wanjia.places.models import Stairwell
from wanjia.places.queries import people_behind
from wanjia.zoning.models import Grid, GridMember, GridStairwell, Zone
from wanjia.zoning.zones import labels

# One of each, and two volunteers: 网格员、家庭医生、物业管家、志愿者.
WORK_GROUP = (("grid", 1), ("doctor", 1), ("steward", 1), ("volunteer", 2))
# A work group of five for fewer doors would leave other grids without one (our default).
LEAST_HOUSEHOLDS = 10

Unit = list[tuple[str, Stairwell]]
Pairs = list[list[str]]


def make_grids(
    viewer: Viewer,
    zone: Zone,
    inside: Mapping[str, Stairwell],
    known: Mapping[UUID, Iterable[UUID]] = {},
) -> list[Grid]:
    """Make one grid per building of the zone, each with its work group.

    Small buildings beside each other share one. `inside` are the stairwells by graph id; `known`
    tells which staff looked after a stairwell before: they stay. Then come people who live in
    the grid, then the others in turn, so that nobody carries two grids while another has none.
    """
    pools = _staff_pools(viewer)
    grids, doors, members = [], [], []
    tenant = {"community_id": viewer.community_id}
    for unit in _split_units(viewer, inside):
        name = labels.grid_name([key for key, _ in unit])
        grid = Grid(zone=zone, name=name.zh[:80], name_en=name.en[:120], **tenant)
        ids = {stairwell.id for _, stairwell in unit}
        before = {member for door in ids for member in known.get(door, ())}
        grids.append(grid)
        doors += [
            GridStairwell(grid=grid, stairwell_id=stairwell_id, **tenant) for stairwell_id in ids
        ]
        members += [
            GridMember(grid=grid, staff=member, **tenant)
            for member in _take_staff(pools, ids, before)
        ]
    Grid.objects.bulk_create(grids)
    GridStairwell.objects.bulk_create(doors)
    GridMember.objects.bulk_create(members)
    return grids


def _split_units(viewer: Viewer, inside: Mapping[str, Stairwell]) -> list[Unit]:
    """Return the stairwells of each grid.

    A building's, or of neighbours that are small.
    """
    buildings: dict[object, Unit] = defaultdict(list)
    for key, stairwell in sorted(inside.items(), key=lambda item: (item[1].sort, item[1].label)):
        buildings[stairwell.building_id or stairwell.id].append((key, stairwell))
    homes = people_behind(viewer, [stairwell.id for stairwell in inside.values()])
    units: list[Unit] = []
    filled = LEAST_HOUSEHOLDS
    for building in buildings.values():
        if filled >= LEAST_HOUSEHOLDS:
            units.append([])
            filled = 0
        units[-1].extend(building)
        filled += sum(homes.get(stairwell.id, (0, 0))[0] for _, stairwell in building)
    if len(units) > 1 and filled < LEAST_HOUSEHOLDS:
        units[-2].extend(units.pop())
    return units


def _staff_pools(viewer: Viewer) -> dict[str, list[Staff]]:
    pools: dict[str, list[Staff]] = defaultdict(list)
    staff = Staff.objects.of(viewer).filter(active=True)
    for person in staff.select_related("resident__dwelling"):
        pools[person.role].append(person)
    return pools


def _take_staff(
    pools: dict[str, list[Staff]], stairwells: set[UUID], before: Iterable[UUID]
) -> list[Staff]:
    taken: list[Staff] = []
    for role, wanted in WORK_GROUP:
        pool = pools[role]
        first = [person for person in pool if person.id in before]
        first += [
            person
            for person in pool
            if person not in first
            and person.resident
            and person.resident.dwelling.stairwell_id in stairwells
        ]
        chosen = (first + [person for person in pool if person not in first])[:wanted]
        taken += chosen
        pools[role] = [person for person in pool if person not in chosen] + chosen
    return taken


def set_members(grid: Grid, staff: Iterable[Staff]) -> None:
    """Make these people the grid's work group."""
    grid.members.all().delete()
    GridMember.objects.bulk_create(
        GridMember(community_id=grid.community_id, grid=grid, staff=person) for person in staff
    )


def split(old: Zone, new: Zone, stairwells: Collection[UUID]) -> tuple[Pairs, Pairs]:
    """Let the grids of some stairwells go on in a zone of their own.

    A grid that stays with its other doors goes on there with the same work group. Returns the
    [grid, zone before] pairs of those that went whole, and the [grid, stairwell] pairs of doors
    that were taken out, for an undo.
    """
    tenant = {"community_id": old.community_id}
    keys = dict(
        GridStairwell.objects.filter(
            **tenant, grid__zone=old, grid__ended_at=None, stairwell__in=stairwells
        ).values_list("stairwell_id", "stairwell__label")
    )
    whole, taken = [], []
    for grid in old.grids.filter(ended_at=None, stairwells__in=stairwells).distinct():
        rows = GridStairwell.objects.filter(**tenant, grid=grid)
        doors = set(rows.values_list("stairwell_id", flat=True))
        going = [door for door in keys if door in doors]
        if doors <= set(stairwells):
            whole.append([str(grid.id), str(old.id)])
            Grid.objects.filter(**tenant, id=grid.id).update(zone=new)
            continue
        taken += [[str(grid.id), str(door)] for door in going]
        GridStairwell.objects.filter(**tenant, grid=grid, stairwell__in=going).delete()
        name = labels.grid_name([keys[door] for door in going])
        apart = Grid.objects.create(zone=new, name=name.zh[:80], name_en=name.en[:120], **tenant)
        GridStairwell.objects.bulk_create(
            GridStairwell(grid=apart, stairwell_id=door, **tenant) for door in going
        )
        set_members(apart, [member.staff for member in grid.members.select_related("staff")])
        _name_by_doors(grid)
    return whole, taken


def _name_by_doors(grid: Grid) -> None:
    rows = GridStairwell.objects.filter(community_id=grid.community_id, grid=grid)
    doors = rows.order_by("stairwell__sort", "stairwell__label")
    name = labels.grid_name(list(doors.values_list("stairwell__label", flat=True)))
    grid.name, grid.name_en = name.zh[:80], name.en[:120]
    grid.save(update_fields=["name", "name_en"])


def hand_on(old: Zone, new: Zone) -> None:
    """Let a zone's grids go on in the zone that follows it."""
    Grid.objects.filter(community_id=old.community_id, zone=old, ended_at=None).update(zone=new)


def hand_back(viewer: Viewer, pairs: Iterable[Sequence[str]]) -> None:
    """Put grids back into the zones that they were handed on from."""
    for grid, zone in pairs:
        Grid.objects.of(viewer).filter(id=grid).update(zone=zone)


def take_away(
    viewer: Viewer, zones: Iterable[UUID], stairwells: Iterable[UUID], at: datetime
) -> tuple[list[list[str]], dict[UUID, set[UUID]]]:
    """Take stairwells out of the grids of zones that lost them.

    A grid left empty ends.

    Returns the [grid, stairwell] pairs for an undo, and who looked after each stairwell.
    """
    lost = list(
        GridStairwell.objects.of(viewer).filter(
            grid__zone__in=list(zones), grid__ended_at=None, stairwell__in=list(stairwells)
        )
    )
    ids = {row.grid_id for row in lost}
    known: dict[UUID, set[UUID]] = defaultdict(set)
    members = GridMember.objects.of(viewer).filter(grid__in=ids)
    by_grid: dict[UUID, set[UUID]] = defaultdict(set)
    for grid_id, staff_id in members.values_list("grid_id", "staff_id"):
        by_grid[grid_id].add(staff_id)
    for row in lost:
        known[row.stairwell_id] |= by_grid[row.grid_id]
    tenant = {"community_id": viewer.community_id}
    GridStairwell.objects.filter(**tenant, id__in=[row.id for row in lost]).delete()
    left = GridStairwell.objects.filter(**tenant, grid__in=ids).values("grid")
    Grid.objects.filter(**tenant, id__in=ids).exclude(id__in=left).update(ended_at=at)
    return [[str(row.grid_id), str(row.stairwell_id)] for row in lost], known


def give_back(viewer: Viewer, pairs: Iterable[Sequence[str]]) -> None:
    """Put stairwells back into the grids that they were taken from."""
    tenant = {"community_id": viewer.community_id}
    grids = {grid for grid, _ in pairs}
    Grid.objects.filter(**tenant, id__in=grids).update(ended_at=None)
    GridStairwell.objects.bulk_create(
        GridStairwell(grid_id=grid, stairwell_id=stairwell, **tenant) for grid, stairwell in pairs
    )
