"""Zones are put in force in one act, and can be taken back within the hour."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.idempotency import joined_text, known_or_refuse
from wanjia.core.problems import Problem
from wanjia.places.models import Estate, Stairwell
from wanjia.zoning import queries
from wanjia.zoning.models import Publication, Zone, ZoneStairwell
from wanjia.zoning.plans.enforcement import Enforcement, show_moment
from wanjia.zoning.plans.graph import EstateGraph
from wanjia.zoning.plans.guarding import give_posts_back
from wanjia.zoning.plans.planner import check_plan
from wanjia.zoning.protocols import protocol_store
from wanjia.zoning.protocols.protocol import Protocol, ZoneClass
from wanjia.zoning.zones import grids

UNDO_WITHIN = timedelta(hours=1)
EARLIEST, LATEST = timedelta(days=-7), timedelta(days=7)
CLOCK_SLACK = timedelta(minutes=2)


@dataclass(frozen=True)
class Order:
    """What a publication puts in force.

    Which stairwells, under which class, from when.

    `stairwells` are graph ids. `klass` "" is the protocol's strictest. `rest` is the class of
    those stairwells of the estate that are in no zone yet: "" is the protocol's mildest, None
    leaves them as they are. `seen` is the newest publication of the estate that the officer's
    page showed.
    """

    stairwells: frozenset[str]
    protocol: str
    klass: str = ""
    rest: str | None = ""
    in_force_from: datetime | None = None
    seen: UUID | None = None
    publication_id: UUID | None = None


@idempotent
def publish(viewer: Viewer, estate: Estate, order: Order) -> Publication:
    """Put zones in force.

    Memberships, grids with work groups, guard posts, links, one entry.

    The same `publication_id` again gives back what was published. Raises Problem
    `zones.published_meanwhile` when another officer was quicker, `zones.breaks_rule` for a plan
    that breaks one, `zones.clock_back`, and the other `zones.*` of bad orders.
    """
    viewer.need(*OFFICERS)
    Estate.objects.select_for_update().get(community_id=viewer.community_id, id=estate.id)
    known, id = _known_order(viewer, estate, order)
    if known:
        return known
    now = clock.now()
    start = order.in_force_from or now
    tz = queries.community_tz(viewer.community_id)
    _refuse_bad_time(viewer, estate, order, now, start, tz)
    protocol = protocol_store.to_publish(viewer.community_id, order.protocol)
    klass = protocol_store.class_in(protocol, order.klass or protocol_store.gravest(protocol))
    rest = protocol_store.mildest(protocol) if order.rest == "" else order.rest
    stairwells = queries.stairwells_by_key(viewer, estate)
    inside = _pick_stairwells(stairwells, order)
    graph = queries.graph_of(viewer, estate)
    _refuse_broken_rules(viewer, estate, order, protocol, klass, graph)
    publication = Publication.objects.create(
        id=id,
        community_id=viewer.community_id,
        estate=estate,
        published_at=now,
        in_force_from=start,
        created_by=viewer.user_id,
        protocol=order.protocol,
    )
    act = Enforcement(viewer, estate, publication, protocol, start, stairwells, graph, tz)
    publication.plan = act.put_in_force(inside, klass, rest)
    publication.save(update_fields=["plan"])
    journal.write(
        viewer,
        "zones.published",
        subject=publication.id,
        before={"closed": publication.plan["closed"]},
        after={
            **publication.plan,
            "estate": str(estate.id),
            "protocol": order.protocol,
            "class": klass.key,
            "from": start.isoformat(),
        },
    )
    return publication


def _known_order(viewer: Viewer, estate: Estate, order: Order) -> tuple[Publication | None, UUID]:
    drawn = ", ".join(sorted(order.stairwells))
    return known_or_refuse(
        viewer,
        Publication.objects.select_related("estate"),
        order.publication_id,
        lambda publication: joined_text(
            publication.estate.name, ", ".join(sorted(publication.plan["stairwells"]))
        ),
        joined_text(estate.name, drawn),
        estate=estate.id,
        stairwells=order.stairwells,
        protocol=order.protocol,
        klass=order.klass,
        rest=order.rest,
        start=order.in_force_from,
    )


def _pick_stairwells(stairwells: Mapping[str, Stairwell], order: Order) -> dict[str, Stairwell]:
    for label in sorted(order.stairwells - set(stairwells)):
        raise Problem("zones.stairwell_unknown", label=label)
    return {key: stairwell for key, stairwell in stairwells.items() if key in order.stairwells}


def _refuse_bad_time(
    viewer: Viewer, estate: Estate, order: Order, now: datetime, start: datetime, tz: ZoneInfo
) -> None:
    if not order.stairwells:
        raise Problem("zones.nothing_sealed")
    if not now + EARLIEST <= start <= now + LATEST:
        raise Problem("zones.far_from_now")
    newest = queries.newest_publication(viewer, estate)
    if newest is None:
        return
    shown = show_moment(newest.published_at, tz)
    if newest.published_at > now + CLOCK_SLACK:
        raise Problem("zones.clock_back", now=show_moment(now, tz), at=shown)
    if newest.id != order.seen:
        name = queries.actor_name(newest.created_by) or "—"
        raise Problem("zones.published_meanwhile", name=name, at=shown)


def bound(protocol: Protocol, klass: ZoneClass) -> bool:
    """Return whether a plan of this class must keep the planner's rules.

    It locks people in.
    """
    return protocol.kind == "epidemic" and klass.look == protocol_store.SEALED


def _refuse_broken_rules(
    viewer: Viewer,
    estate: Estate,
    order: Order,
    protocol: Protocol,
    klass: ZoneClass,
    graph: EstateGraph,
) -> None:
    """Refuse a plan that locks people in and breaks a rule, together with what is sealed."""
    if not bound(protocol, klass):
        return
    known = {stairwell.id for stairwell in graph.stairwells}
    sealed = order.stairwells | queries.sealed_keys(viewer, estate)
    violations = check_plan(graph, queries.case_keys(viewer, estate) & known, sealed & known)
    if violations:
        raise Problem("zones.breaks_rule", words=queries.violation_words(violations))


@transaction.atomic
def undo(viewer: Viewer, publication: Publication) -> None:
    """Take a publication back within the hour.

    What was in force before is in force again.

    The zones stay as ended rows and the journal tells both acts. Raises
    Problem `kernel.nothing_to_undo` after an hour, twice, or when a later one stands on it.
    """
    viewer.need(*OFFICERS)
    tenant = {"community_id": viewer.community_id}
    publication = Publication.objects.select_for_update().get(**tenant, id=publication.id)
    now = clock.now()
    if not may_undo(viewer, publication, now):
        raise Problem("kernel.nothing_to_undo")
    plan = publication.plan
    zones = publication.zones.values("id")
    ZoneStairwell.objects.filter(**tenant, zone__in=zones, until=None).update(until=now)
    publication.zones.filter(ended_at=None).update(ended_at=now, end_reason="undone")
    _put_back(viewer, [row[0] for row in plan["closed"]], now)
    grids.give_back(viewer, plan["grids"])
    grids.hand_back(viewer, plan.get("handed_on", ()))
    give_posts_back(viewer, publication, plan.get("posts_gone", ()), now)
    for zone_id, name, name_en in plan["renamed"]:
        Zone.objects.filter(**tenant, id=zone_id).update(name=name, name_en=name_en)
    publication.undone_at = now
    publication.save(update_fields=["undone_at"])
    published = journal.Entry.objects.filter(
        **tenant, type="zones.published", subject=publication.id
    ).first()
    journal.write(
        viewer,
        "zones.undone",
        subject=publication.id,
        before=plan,
        undoes=published.id if published else None,
    )


def may_undo(viewer: Viewer, publication: Publication, now: datetime) -> bool:
    """Return whether a publication is less than an hour old and the newest that stands."""
    newest = queries.newest_publication(viewer, publication.estate)
    fresh = now - publication.published_at <= UNDO_WITHIN and publication.undone_at is None
    return fresh and newest is not None and newest.id == publication.id


def _put_back(viewer: Viewer, closed: list[str], now: datetime) -> None:
    """Open again what a publication closed.

    What it would only have closed later goes on.
    """
    tenant = {"community_id": viewer.community_id}
    rows = list(ZoneStairwell.objects.filter(**tenant, id__in=closed))
    Zone.objects.filter(
        **tenant, id__in={row.zone_id for row in rows}, end_reason="replaced"
    ).update(ended_at=None, end_reason="")
    running = [row.id for row in rows if row.until and row.until > now]
    ZoneStairwell.objects.filter(**tenant, id__in=running).update(until=None)
    ZoneStairwell.objects.bulk_create(
        ZoneStairwell(**tenant, zone_id=row.zone_id, stairwell_id=row.stairwell_id, since=now)
        for row in rows
        if row.until is None or row.until <= now
    )
