"""Zones begin, step to another class or protocol, and get their work groups."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, Viewer, visible_to
from wanjia.core.problems import Problem
from wanjia.people.models import Staff
from wanjia.places.models import Estate, Stairwell
from wanjia.zoning import queries
from wanjia.zoning.models import Change, Grid, Publication, Zone, ZoneStairwell
from wanjia.zoning.protocols import protocol_store
from wanjia.zoning.protocols.protocol import (
    OPEN,
    Proposal,
    Protocol,
    Text,
    ZoneState,
    due,
    earliest_end,
)
from wanjia.zoning.zones import grids
from wanjia.zoning.zones.changes import mark_changed
from wanjia.zoning.zones.clock import DATES, count_end, dates_of
from wanjia.zoning.zones.naming import zone_text


def open_zone(
    viewer: Viewer,
    estate: Estate,
    publication: Publication | None,
    protocol: Protocol,
    klass: str,
    name: Text,
    stairwells: Iterable[UUID],
    start: datetime,
    tz: ZoneInfo,
    came_from: Zone | None = None,
) -> Zone:
    """Make a zone of a class with its stairwells, and the end that its protocol plans."""
    tenant = {"community_id": viewer.community_id}
    origin = came_from.klass if came_from else None
    state = ZoneState(klass, start, came_from=origin, tz=tz)
    end = earliest_end(protocol, state, start)
    zone = Zone.objects.create(
        **tenant,
        estate=estate,
        publication=publication,
        name=name.zh,
        name_en=name.en,
        klass=klass,
        protocol=protocol.name,
        protocol_version=protocol.version,
        came_from=came_from,
        started_at=start,
        clock_from=start,
        planned_end=end.moment(tz) if end else None,
        clear_days=end.days if end else None,
        phase=protocol.classes[klass].phases[0].key,
    )
    ZoneStairwell.objects.bulk_create(
        ZoneStairwell(**tenant, zone=zone, stairwell_id=stairwell_id, since=start)
        for stairwell_id in stairwells
    )
    return zone


def continue_zone(
    viewer: Viewer,
    zone: Zone,
    going: Sequence[ZoneStairwell],
    start: datetime,
    name: Text,
    publication: Publication | None,
) -> tuple[Zone, grids.Pairs, grids.Pairs]:
    """Let some of a zone's stairwells go on as a zone of their own, with the same clock.

    Return the new zone, and what moved with it of the grids (see `grids.split`).
    """
    tenant = {"community_id": viewer.community_id}
    new = Zone.objects.create(
        **tenant,
        estate=zone.estate,
        publication=publication,
        name=name.zh,
        name_en=name.en,
        klass=zone.klass,
        protocol=zone.protocol,
        protocol_version=zone.protocol_version,
        came_from=zone.came_from,
        started_at=max(start, zone.started_at),
        clock_from=zone.clock_from,
        planned_end=zone.planned_end,
        clear_days=zone.clear_days,
        phase=zone.phase,
    )
    rows = ZoneStairwell.objects.filter(**tenant, id__in=[row.id for row in going])
    rows.update(until=new.started_at)
    ids = [row.stairwell_id for row in going]
    ZoneStairwell.objects.bulk_create(
        ZoneStairwell(**tenant, zone=new, stairwell_id=stairwell_id, since=new.started_at)
        for stairwell_id in ids
    )
    whole, taken = grids.split(zone, new, ids)
    return new, whole, taken


def name_zones(
    viewer: Viewer, zones: Iterable[UUID], stairwells: Mapping[str, Stairwell]
) -> list[list[str]]:
    """Name zones of an estate by what is left in them; [id, names before]."""
    renamed = []
    standing = Zone.objects.filter(
        community_id=viewer.community_id, id__in=list(zones), ended_at=None
    )
    for zone in standing.select_related("estate"):
        left = set(zone.memberships.filter(until=None).values_list("stairwell_id", flat=True))
        inside = [key for key, stairwell in stairwells.items() if stairwell.id in left]
        name = zone_text(zone.estate, stairwells, inside)
        if (zone.name, zone.name_en) != (name.zh, name.en):
            renamed.append([str(zone.id), zone.name, zone.name_en])
            zone.name, zone.name_en = name.zh, name.en
            zone.save(update_fields=["name", "name_en"])
    return renamed


@transaction.atomic
def step(
    viewer: Viewer, zone: Zone, to_class: str, why: str = "", confirmed: Iterable[str] = ()
) -> Zone | None:
    """Move a whole zone to another class of its protocol, as a person approved.

    `to_class` "open" ends the zone and returns None. What the clock proposes as due needs no
    reason; any other step does. `confirmed` are keys of what the protocol asks a person to make
    sure of. Raises Problem `zones.ended`, `zones.not_begun`, `zones.class_unknown`,
    `zones.same_class`, `zones.why_needed`, `zones.confirm_needed`.
    """
    viewer.need(*OFFICERS)
    zone = Zone.objects.select_for_update().get(community_id=viewer.community_id, id=zone.id)
    if zone.ended_at:
        raise Problem("zones.ended")
    if zone.started_at > clock.now():
        raise Problem("zones.not_begun")
    protocol = queries.protocol_named(viewer.community_id, zone.protocol)
    if to_class != OPEN:
        protocol_store.class_in(protocol, to_class)
    if to_class == zone.klass:
        raise Problem("zones.same_class")
    proposal = _find_proposal(protocol, zone)
    _refuse_unasked(proposal, to_class, why, frozenset(confirmed))
    now = clock.now()
    stairwells = list(zone.memberships.filter(until=None).values_list("stairwell_id", flat=True))
    zone.memberships.filter(until=None).update(until=now)
    zone.ended_at, zone.end_reason = now, "stepped"
    zone.save(update_fields=["ended_at", "end_reason"])
    new = None
    if to_class != OPEN:
        tz = queries.community_tz(viewer.community_id)
        new = open_zone(
            viewer, zone.estate, zone.publication, protocol, to_class,
            Text(zone.name, zone.name_en), stairwells, now, tz, came_from=zone,
        )  # fmt: skip
        grids.hand_on(zone, new)
    mark_changed(viewer, new or zone, Change.STEP if new else Change.OVER, now)
    journal.write(
        viewer,
        "zone.stepped",
        subject=new.id if new else zone.id,
        before={"zone": str(zone.id), "class": zone.klass},
        after={"class": to_class, "why": why, "confirmed": sorted(confirmed)},
    )
    return new


def _find_proposal(protocol: Protocol, zone: Zone) -> Proposal | None:
    if zone.klass not in protocol.classes:
        return None
    return due(protocol, queries.zone_state(zone), clock.now())


def _refuse_unasked(
    proposal: Proposal | None, to_class: str, why: str, confirmed: frozenset[str]
) -> None:
    asked = proposal is not None and proposal.ready and proposal.to_class == to_class
    if not asked and not why.strip():
        raise Problem("zones.why_needed")
    if asked and proposal and {confirmation.key for confirmation in proposal.confirm} - confirmed:
        raise Problem("zones.confirm_needed")


@transaction.atomic
def move_protocol(viewer: Viewer, zone: Zone, protocol: str, klass: str = "") -> None:
    """Put a zone under another protocol.

    Its clock goes on from the same start.

    `klass` says which class of that protocol it is under from now on; without it the class of
    the same key, else the first that looks alike. Raises Problem `zones.class_unknown`.
    """
    viewer.need(*OFFICERS)
    if zone.ended_at:
        raise Problem("zones.ended")
    protocols = queries.protocols(viewer.community_id)
    rules = protocol_store.to_publish(viewer.community_id, protocol)
    before = {**dates_of(zone), "protocol": zone.protocol, "class": zone.klass}
    look = queries.look_of(protocols, zone)
    zone.klass = klass or alike(rules, zone.klass, look)
    protocol_store.class_in(rules, zone.klass)
    zone.protocol, zone.protocol_version = rules.name, rules.version
    count_end(zone, rules, clock.now(), queries.community_tz(viewer.community_id))
    zone.save(update_fields=["klass", "protocol", "protocol_version", *DATES])
    journal.write(
        viewer,
        "zone.protocol_moved",
        subject=zone.id,
        before=before,
        after={"protocol": protocol, "class": zone.klass},
    )


def alike(protocol: Protocol, klass: str, look: str) -> str:
    """Return the class of a protocol that is nearest to a class of another one."""
    if klass in protocol.classes:
        return klass
    same = [key for key, klass_rules in protocol.classes.items() if klass_rules.look == look]
    return same[0] if same else klass


@transaction.atomic
def set_work_group(viewer: Viewer, grid: Grid, staff_ids: Iterable[UUID]) -> None:
    """Replace a grid's work group by these people."""
    viewer.need(*OFFICERS)
    before = [str(member.staff_id) for member in grid.members.all()]
    wanted = list(visible_to(viewer, Staff.objects.filter(id__in=list(staff_ids), active=True)))
    grids.set_members(grid, wanted)
    journal.write(
        viewer,
        "grid.group_set",
        subject=grid.id,
        before={"staff": before},
        after={"staff": [str(member.id) for member in wanted]},
    )
