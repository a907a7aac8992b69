"""What changes in zoning: cases recorded, zones published, undone, stepped down. One act each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from wanjia.kernel import clock, journal
from wanjia.kernel.access import Viewer, visible_to
from wanjia.kernel.ids import new_id
from wanjia.kernel.models import Community
from wanjia.kernel.problem import Problem
from wanjia.people.actions import make_household_links
from wanjia.people.models import Resident
from wanjia.places.models import Dwelling, Estate, Stairwell
from wanjia.places.queries import estate_graph
from wanjia.zoning import grids, naming, queries
from wanjia.zoning.graph import read_graph
from wanjia.zoning.models import Case, GuardPost, Publication, Zone, ZoneStairwell
from wanjia.zoning.planner import Plan, check_plan, price
from wanjia.zoning.protocol import Protocol, end_of

UNDO_WITHIN = timedelta(hours=1)
EARLIEST, LATEST = timedelta(days=-7), timedelta(days=7)
CLOCK_SLACK = timedelta(minutes=2)


@transaction.atomic
def record_case(
    viewer: Viewer,
    dwelling: Dwelling,
    *,
    test: str,
    sampled_at: datetime,
    told_by: str,
    resident: Resident | None = None,
    note: str = "",
    case_id: UUID | None = None,
) -> Case:
    """Record a positive person and where they live; sending the same `case_id` again is harmless.

    A case inside a zone puts that zone's clock back as its protocol says.
    Raises Problem `case.future` and `case.not_living_there`.
    """
    viewer.need("head", "desk")
    if case_id and (known := Case.objects.filter(community_id=viewer.community_id, id=case_id)):
        return known[0]
    now = clock.now()
    if sampled_at > now + CLOCK_SLACK:
        raise Problem("case.future")
    if resident and resident.dwelling_id != dwelling.id:
        raise Problem("case.not_living_there", name=resident.name, door=dwelling.door)
    case = Case.objects.create(
        id=case_id or new_id(),
        community_id=viewer.community_id,
        dwelling=dwelling,
        resident=resident,
        test=test,
        sampled_at=sampled_at,
        told_by=told_by,
        note=note,
        recorded_at=now,
    )
    journal.write(
        viewer,
        "case.recorded",
        subject=case.id,
        dwelling=dwelling.id,
        after={"test": test, "sampled_at": sampled_at.isoformat(), "told_by": told_by},
    )
    _put_clock_back(viewer, case)
    return case


def _put_clock_back(viewer: Viewer, case: Case) -> None:
    """Let the protocol of the zone that the case is in say what a new positive does."""
    zone = queries.zone_of(viewer, case.dwelling.stairwell_id)
    if zone is None:
        return
    protocol = queries.protocol_named(viewer.community_id, zone.protocol)
    effect = queries.effect_of(protocol, zone, case.recorded_at)
    if effect.kind == "restart_zone":
        before = zone.planned_end
        zone.clock_from = case.recorded_at
        zone.planned_end = end_of(protocol, zone.klass, case.recorded_at)
        zone.save(update_fields=["clock_from", "planned_end"])
        journal.write(
            viewer,
            "zone.clock_reset",
            subject=zone.id,
            before={"planned_end": before and before.isoformat()},
            after={
                "planned_end": zone.planned_end and zone.planned_end.isoformat(),
                "case": str(case.id),
            },
        )
    elif effect.kind != "none":
        # Splitting off a building, raising a class or a review is a person's decision: the
        # journal line puts it among the proposals.
        journal.write(
            viewer,
            "zone.case_inside",
            subject=zone.id,
            dwelling=case.dwelling_id,
            after={"effect": effect.kind, "to_class": effect.to_class, "case": str(case.id)},
        )


@transaction.atomic
def withdraw_case(viewer: Viewer, case: Case, why: str) -> None:
    """Take back a case that was recorded by mistake; it stays in the journal."""
    viewer.need("head", "desk")
    if case.withdrawn_at:
        return
    case.withdrawn_at = clock.now()
    case.save(update_fields=["withdrawn_at"])
    journal.write(
        viewer, "case.withdrawn", subject=case.id, dwelling=case.dwelling_id, after={"why": why}
    )


@dataclass(frozen=True)
class Order:
    """What a publication puts in force: which stairwells, under which protocol, from when.

    `seen` is the newest publication of the estate that the officer's page showed.
    """

    stairwells: frozenset[str]
    protocol: str
    klass: str = "sealed"
    rest: str | None = "precaution"
    in_force_from: datetime | None = None
    seen: UUID | None = None
    publication_id: UUID | None = None
    weight: float = 20


@transaction.atomic
def publish(viewer: Viewer, estate: Estate, order: Order) -> Publication:
    """Put zones in force: memberships, grids with work groups, guard posts, links, one entry.

    Raises Problem `zones.published_meanwhile` when another officer was quicker,
    `zones.breaks_rule` for a plan that breaks one, and the other `zones.*` of bad orders.
    """
    viewer.need("head", "desk")
    Estate.objects.select_for_update().get(community_id=viewer.community_id, id=estate.id)
    if order.publication_id:
        sent = Publication.objects.filter(
            community_id=viewer.community_id, id=order.publication_id
        ).first()
        if sent:
            return sent
    now = clock.now()
    start = order.in_force_from or now
    _refuse_bad_time(viewer, estate, order, now, start)
    protocol = queries.protocol_named(viewer.community_id, order.protocol)
    for klass in filter(None, (order.klass, order.rest)):
        if klass not in protocol.classes:
            raise Problem("zones.class_unknown", protocol=order.protocol, klass=klass)
    plan = _checked_plan(viewer, estate, order)
    publication = Publication.objects.create(
        id=order.publication_id or new_id(),
        community_id=viewer.community_id,
        estate=estate,
        at=now,
        in_force_from=start,
        by=viewer.user_id,
        protocol=order.protocol,
    )
    inside = [s for key, s in queries.stairwells_by_key(viewer, estate).items()
              if key in order.stairwells]  # fmt: skip
    closed = _close_memberships(viewer, inside, start)
    zone = _open_zone(viewer, publication, protocol, order.klass, inside, start)
    rest = _rest_zone(viewer, publication, protocol, order, start)
    grids.make_grids(viewer, zone, inside)
    _make_posts(publication, plan)
    dwellings = Dwelling.objects.filter(
        community_id=viewer.community_id, stairwell__in=inside, residents__left_at=None
    ).distinct()
    make_household_links(viewer, list(dwellings))
    publication.plan = {
        "stairwells": sorted(order.stairwells),
        "residents": plan.residents,
        "households": plan.households,
        "guards": plan.guards,
        "closed": closed,
        "zone": str(zone.id),
        "rest": str(rest.id) if rest else None,
    }
    publication.save(update_fields=["plan"])
    journal.write(
        viewer, "zones.published", subject=publication.id, before={"closed": closed},
        after=publication.plan | {"estate": str(estate.id), "protocol": order.protocol,
                                  "from": start.isoformat()},
    )  # fmt: skip
    return publication


def _refuse_bad_time(
    viewer: Viewer, estate: Estate, order: Order, now: datetime, start: datetime
) -> None:
    if not order.stairwells:
        raise Problem("zones.nothing_sealed")
    if not now + EARLIEST <= start <= now + LATEST:
        raise Problem("zones.far_from_now")
    newest = queries.newest_publication(viewer, estate)
    if newest is None:
        return
    zone = ZoneInfo(Community.objects.get(id=viewer.community_id).timezone)
    shown = f"{newest.at.astimezone(zone):%m-%d %H:%M}"
    if newest.at > now + CLOCK_SLACK:
        raise Problem("zones.clock_back", now=f"{now.astimezone(zone):%m-%d %H:%M}", at=shown)
    if newest.id != order.seen:
        name = queries.actor_name(newest.by) or "—"
        raise Problem("zones.published_meanwhile", name=name, at=shown)


def _checked_plan(viewer: Viewer, estate: Estate, order: Order) -> Plan:
    graph = read_graph(estate_graph(viewer, estate))
    known = {stairwell.id for stairwell in graph.stairwells}
    for label in sorted(order.stairwells - known):
        raise Problem("zones.stairwell_unknown", label=label)
    cases = queries.case_keys(viewer, estate) if order.klass == "sealed" else frozenset()
    cases -= queries.sealed_keys(viewer, estate)
    violations = check_plan(graph, cases, order.stairwells)
    if violations and order.klass == "sealed":
        raise Problem("zones.breaks_rule", words=queries.violation_words(violations))
    return price(graph, cases, order.stairwells)


def _close_memberships(
    viewer: Viewer, stairwells: Sequence[Stairwell], until: datetime
) -> list[list[str]]:
    """End what these stairwells were in; return [membership, zone] ids for an undo."""
    ending = ZoneStairwell.objects.filter(
        community_id=viewer.community_id, stairwell__in=stairwells, until=None
    )
    closed = [[str(row.id), str(row.zone_id)] for row in ending]
    zone_ids = {row[1] for row in closed}
    ending.update(until=until)
    _end_empty_zones(viewer, zone_ids, until, "replaced")
    return closed


def _end_empty_zones(viewer: Viewer, zone_ids: Iterable[str], at: datetime, why: str) -> None:
    empty = Zone.objects.filter(
        community_id=viewer.community_id, id__in=list(zone_ids), ended_at=None
    ).exclude(memberships__until=None)
    ids = list(empty.values_list("id", flat=True))
    Zone.objects.filter(community_id=viewer.community_id, id__in=ids).update(
        ended_at=at, end_why=why
    )


def _open_zone(
    viewer: Viewer,
    publication: Publication | None,
    protocol: Protocol,
    klass: str,
    stairwells: Sequence[Stairwell],
    start: datetime,
    came_from: Zone | None = None,
) -> Zone:
    estate = stairwells[0].estate
    zone = Zone.objects.create(
        community_id=viewer.community_id,
        estate=estate,
        publication=publication,
        name=came_from.name if came_from else naming.zone_name(viewer, estate, stairwells),
        klass=klass,
        protocol=protocol.name,
        protocol_version=protocol.version,
        came_from=came_from,
        started_at=start,
        clock_from=start,
        planned_end=end_of(protocol, klass, start),
    )
    ZoneStairwell.objects.bulk_create(
        ZoneStairwell(
            community_id=viewer.community_id, zone=zone, stairwell=stairwell, since=start
        )
        for stairwell in stairwells
    )
    return zone


def _rest_zone(
    viewer: Viewer, publication: Publication, protocol: Protocol, order: Order, start: datetime
) -> Zone | None:
    """The stairwells of the estate that are in no zone yet come under the plan's rest class."""
    if not order.rest:
        return None
    free = list(
        Stairwell.objects.filter(
            community_id=viewer.community_id, estate_id=publication.estate_id
        )
        .exclude(zonings__until=None, zonings__isnull=False)
        .select_related("estate")
    )
    if not free:
        return None
    return _open_zone(viewer, publication, protocol, order.rest, free, start)


def _make_posts(publication: Publication, plan: Plan) -> None:
    kinds = queries.post_kinds(publication.estate)
    GuardPost.objects.bulk_create(
        GuardPost(
            community_id=publication.community_id,
            publication=publication,
            label=post.id,
            kind="door" if post.id.startswith("door:") else kinds.get(post.id, "path"),
            guards=post.guards,
        )
        for post in plan.posts
    )


@transaction.atomic
def undo(viewer: Viewer, publication: Publication) -> None:
    """Take a publication back within the hour: what was in force before is in force again.

    The zones stay as ended rows and the journal tells both acts. Raises
    Problem `kernel.nothing_to_undo` after an hour, twice, or when a later one stands on it.
    """
    viewer.need("head", "desk")
    publication = Publication.objects.select_for_update().get(
        community_id=viewer.community_id, id=publication.id
    )
    now = clock.now()
    newest = queries.newest_publication(viewer, publication.estate)
    late = now - publication.at > UNDO_WITHIN
    if publication.undone_at or late or newest is None or newest.id != publication.id:
        raise Problem("kernel.nothing_to_undo")
    ZoneStairwell.objects.filter(
        community_id=viewer.community_id, zone__publication=publication, until=None
    ).update(until=now)
    publication.zones.filter(ended_at=None).update(ended_at=now, end_why="undone")
    before = [
        row
        for row in ZoneStairwell.objects.filter(
            community_id=viewer.community_id,
            id__in=[ids[0] for ids in publication.plan["closed"]],
        )
    ]
    Zone.objects.filter(
        community_id=viewer.community_id, id__in={row.zone_id for row in before},
        end_why="replaced",
    ).update(ended_at=None, end_why="")  # fmt: skip
    ZoneStairwell.objects.bulk_create(
        ZoneStairwell(
            community_id=viewer.community_id,
            zone_id=row.zone_id,
            stairwell_id=row.stairwell_id,
            since=now,
        )
        for row in before
    )
    publication.undone_at = now
    publication.save(update_fields=["undone_at"])
    published = journal.Entry.objects.filter(
        community_id=viewer.community_id, type="zones.published", subject=publication.id
    ).first()
    journal.write(
        viewer,
        "zones.undone",
        subject=publication.id,
        before=publication.plan,
        undoes=published.id if published else None,
    )


@transaction.atomic
def step(viewer: Viewer, zone: Zone, to_class: str, why: str) -> Zone | None:
    """Move a whole zone to another class of its protocol, as a person approved.

    `to_class` "open" ends the zone. Raises Problem `zones.ended` when it has ended already.
    """
    viewer.need("head", "desk")
    zone = Zone.objects.select_for_update().get(community_id=viewer.community_id, id=zone.id)
    if zone.ended_at:
        raise Problem("zones.ended")
    protocol = queries.protocol_named(viewer.community_id, zone.protocol)
    if to_class != "open" and to_class not in protocol.classes:
        raise Problem("zones.class_unknown", protocol=zone.protocol, klass=to_class)
    now = clock.now()
    stairwells = [
        row.stairwell
        for row in zone.memberships.filter(until=None).select_related("stairwell__estate")
    ]
    zone.memberships.filter(until=None).update(until=now)
    zone.ended_at, zone.end_why = now, "stepped"
    zone.save(update_fields=["ended_at", "end_why"])
    new = None
    if to_class != "open":
        new = _open_zone(viewer, None, protocol, to_class, stairwells, now, came_from=zone)
        grids.hand_on(zone, new)
    journal.write(
        viewer,
        "zone.stepped",
        subject=new.id if new else zone.id,
        before={"zone": str(zone.id), "class": zone.klass},
        after={"class": to_class, "why": why},
    )
    return new


@transaction.atomic
def move_protocol(viewer: Viewer, zone: Zone, name: str) -> None:
    """Put a zone under another protocol; its clock goes on from the same start."""
    viewer.need("head", "desk")
    protocol = queries.protocol_named(viewer.community_id, name)
    if zone.klass not in protocol.classes:
        raise Problem("zones.class_unknown", protocol=name, klass=zone.klass)
    before = zone.protocol
    zone.protocol, zone.protocol_version = protocol.name, protocol.version
    zone.planned_end = end_of(protocol, zone.klass, zone.clock_from)
    zone.save(update_fields=["protocol", "protocol_version", "planned_end"])
    journal.write(
        viewer, "zone.protocol_moved", subject=zone.id,
        before={"protocol": before}, after={"protocol": name},
    )  # fmt: skip


@transaction.atomic
def set_work_group(viewer: Viewer, grid: "grids.Grid", staff_ids: Iterable[UUID]) -> None:
    """Replace a grid's work group by these people."""
    viewer.need("head", "desk")
    before = [str(member.staff_id) for member in grid.members.all()]
    wanted = visible_to(viewer, grids.Staff.objects.filter(id__in=list(staff_ids), active=True))
    grids.set_members(grid, list(wanted))
    journal.write(
        viewer, "grid.group_set", subject=grid.id, before={"staff": before},
        after={"staff": [str(one.id) for one in wanted]},
    )  # fmt: skip
