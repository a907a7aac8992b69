"""Zones step to another class or protocol; protocols and work groups are changed."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer, visible_to
from wanjia.core.problems import Problem
from wanjia.core.rules.rules_file import RulesFileError
from wanjia.people.models import Staff
from wanjia.zoning import queries
from wanjia.zoning.models import Grid, ProtocolCopy, Zone
from wanjia.zoning.protocols import protocol_store
from wanjia.zoning.protocols.protocol import (
    OPEN,
    Proposal,
    Protocol,
    Text,
    due,
    end_of,
    load_protocols,
    parse_protocol,
)
from wanjia.zoning.zones import grids
from wanjia.zoning.zones.publish import open_zone

OFFICERS = ("head", "desk")


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
    proposal = _proposed(protocol, zone)
    _refuse_unasked(proposal, to_class, why, frozenset(confirmed))
    now = clock.now()
    stairwells = list(zone.memberships.filter(until=None).values_list("stairwell_id", flat=True))
    zone.memberships.filter(until=None).update(until=now)
    zone.ended_at, zone.end_why = now, "stepped"
    zone.save(update_fields=["ended_at", "end_why"])
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


def _proposed(protocol: Protocol, zone: Zone) -> Proposal | None:
    if zone.klass not in protocol.classes:
        return None
    return due(protocol, queries.zone_state(zone), clock.now())


def _refuse_unasked(
    proposal: Proposal | None, to_class: str, why: str, confirmed: frozenset[str]
) -> None:
    asked = proposal is not None and proposal.ready and proposal.to_class == to_class
    if not asked and not why.strip():
        raise Problem("zones.why_needed")
    if asked and proposal and {one.key for one in proposal.confirm} - confirmed:
        raise Problem("zones.confirm_needed")


@transaction.atomic
def move_protocol(viewer: Viewer, zone: Zone, name: str, klass: str = "") -> None:
    """Put a zone under another protocol; its clock goes on from the same start.

    `klass` says which class of that protocol it is under from now on; without it the class of
    the same key, else the first that looks alike. Raises Problem `zones.class_unknown`.
    """
    viewer.need(*OFFICERS)
    if zone.ended_at:
        raise Problem("zones.ended")
    protocols = queries.protocols(viewer.community_id)
    protocol = protocol_store.to_publish(viewer.community_id, name)
    before = {"zone": str(zone.id), "protocol": zone.protocol, "class": zone.klass}
    look = queries.look_of(protocols, zone)
    zone.klass = klass or alike(protocol, zone.klass, look)
    protocol_store.class_in(protocol, zone.klass)
    zone.protocol, zone.protocol_version = protocol.name, protocol.version
    origin = zone.came_from.klass if zone.came_from else None
    tz = queries.community_tz(viewer.community_id)
    zone.planned_end = end_of(protocol, zone.klass, zone.clock_from, origin, tz)
    zone.save(update_fields=["klass", "protocol", "protocol_version", "planned_end"])
    journal.write(
        viewer,
        "zone.protocol_moved",
        subject=zone.id,
        before=before,
        after={"protocol": name, "class": zone.klass},
    )


def alike(protocol: Protocol, klass: str, look: str) -> str:
    """The class of a protocol that is nearest to a class of another one."""
    if klass in protocol.classes:
        return klass
    same = [key for key, one in protocol.classes.items() if one.look == look]
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
        after={"staff": [str(one.id) for one in wanted]},
    )


@transaction.atomic
def save_protocol(viewer: Viewer, name: str, toml: str) -> Protocol:
    """Keep the committee's own copy of a protocol; the file stays as it came.

    Raises Problem `protocols.bad` (file, line, key and why), `zones.protocol_unknown` for a name
    that no file has, `protocols.class_in_use` when zones in force would lose their class.
    """
    viewer.need("head")
    protocol = read_copy(viewer, name, toml)
    before = ProtocolCopy.objects.of(viewer).filter(name=name).first()
    ProtocolCopy.objects.update_or_create(
        community_id=viewer.community_id,
        name=name,
        defaults={"toml": toml, "saved_at": clock.now()},
    )
    protocol_store.forget()
    journal.write(
        viewer,
        "protocol.saved",
        before={"name": name, "toml": before.toml if before else None},
        after={"name": name, "toml": toml},
    )
    return protocol


def read_copy(viewer: Viewer, name: str, toml: str) -> Protocol:
    """Read an edited copy and refuse what cannot be used; nothing is stored."""
    if name not in load_protocols():
        raise Problem("zones.protocol_unknown", name=name)
    try:
        protocol = parse_protocol(toml, f"{name}.toml")
    except RulesFileError as error:
        raise Problem(
            "protocols.bad", where=error.file, line=error.line, key=error.key or "—",
            why=error.why,
        ) from None  # fmt: skip
    standing = (
        Zone.objects.of(viewer)
        .filter(protocol=name, ended_at=None)
        .exclude(klass__in=list(protocol.classes))
    )
    if lost := standing.first():
        raise Problem("protocols.class_in_use", klass=lost.klass, zone=lost.name)
    return protocol


@transaction.atomic
def reset_protocol(viewer: Viewer, name: str) -> None:
    """Put a protocol back to the file; without a copy nothing happens."""
    viewer.need("head")
    copy = ProtocolCopy.objects.of(viewer).filter(name=name).first()
    if copy is None:
        return
    file = load_protocols()[name]
    lost = (
        Zone.objects.of(viewer)
        .filter(protocol=name, ended_at=None)
        .exclude(klass__in=list(file.classes))
    )
    if found := lost.first():
        raise Problem("protocols.class_in_use", klass=found.klass, zone=found.name)
    before = copy.toml
    copy.delete()
    protocol_store.forget()
    journal.write(
        viewer, "protocol.reset", before={"name": name, "toml": before}, after={"name": name}
    )
