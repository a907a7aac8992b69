"""Zones begin, step to another class or protocol, and get their work groups."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, Viewer, visible_to
from wanjia.core.problems import Problem
from wanjia.people.models import Staff
from wanjia.places.models import Estate
from wanjia.zoning import queries
from wanjia.zoning.models import Grid, Publication, Zone, ZoneStairwell
from wanjia.zoning.protocols import protocol_store
from wanjia.zoning.protocols.protocol import (
    OPEN,
    Proposal,
    Protocol,
    Text,
    due,
    end_of,
)
from wanjia.zoning.zones import grids


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
    zone = Zone.objects.create(
        **tenant,
        estate=estate,
        publication=publication,
        name=name.zh[:80],
        name_en=name.en[:120],
        klass=klass,
        protocol=protocol.name,
        protocol_version=protocol.version,
        came_from=came_from,
        started_at=start,
        clock_from=start,
        planned_end=end_of(protocol, klass, start, came_from.klass if came_from else None, tz),
    )
    ZoneStairwell.objects.bulk_create(
        ZoneStairwell(**tenant, zone=zone, stairwell_id=stairwell_id, since=start)
        for stairwell_id in stairwells
    )
    return zone


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
    before = {"zone": str(zone.id), "protocol": zone.protocol, "class": zone.klass}
    look = queries.look_of(protocols, zone)
    zone.klass = klass or alike(rules, zone.klass, look)
    protocol_store.class_in(rules, zone.klass)
    zone.protocol, zone.protocol_version = rules.name, rules.version
    origin = zone.came_from.klass if zone.came_from else None
    tz = queries.community_tz(viewer.community_id)
    zone.planned_end = end_of(rules, zone.klass, zone.clock_from, origin, tz)
    zone.save(update_fields=["klass", "protocol", "protocol_version", "planned_end"])
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
