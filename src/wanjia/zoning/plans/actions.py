"""Zones are put in force in one act, and can be taken back within the hour."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Max

from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.idempotency import joined_text, known_or_refuse
from wanjia.core.problems import Problem
from wanjia.people.residents.actions import make_household_links
from wanjia.places.models import Dwelling, Estate, Stairwell
from wanjia.places.queries import people_behind
from wanjia.zoning import queries
from wanjia.zoning.models import GuardPost, Publication, Zone, ZoneStairwell
from wanjia.zoning.plans.planner import Plan, check_plan, price
from wanjia.zoning.protocols import protocol_store
from wanjia.zoning.protocols.protocol import Protocol, ZoneClass
from wanjia.zoning.zones import grids, labels
from wanjia.zoning.zones.actions import open_zone

UNDO_WITHIN = timedelta(hours=1)
EARLIEST, LATEST = timedelta(days=-7), timedelta(days=7)
CLOCK_SLACK = timedelta(minutes=2)
POSTED = ("epidemic", "gas")  # heat, wind and darkness are not kept in by guards


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
    plan = _checked_plan(viewer, estate, order, protocol, klass)
    publication = Publication.objects.create(
        id=id,
        community_id=viewer.community_id,
        estate=estate,
        published_at=now,
        in_force_from=start,
        created_by=viewer.user_id,
        protocol=order.protocol,
    )
    act = _Act(viewer, estate, publication, protocol, start, stairwells, tz)
    publication.plan = act.put_in_force(inside, klass, rest, plan)
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
    shown = _show_moment(newest.published_at, tz)
    if newest.published_at > now + CLOCK_SLACK:
        raise Problem("zones.clock_back", now=_show_moment(now, tz), at=shown)
    if newest.id != order.seen:
        name = queries.actor_name(newest.created_by) or "—"
        raise Problem("zones.published_meanwhile", name=name, at=shown)


def _show_moment(moment: datetime, tz: ZoneInfo) -> str:
    return f"{moment.astimezone(tz):%m-%d %H:%M}"


def posted(protocol: Protocol, klass: ZoneClass) -> bool:
    """Return whether zones of a class are kept by guard posts."""
    return protocol.kind in POSTED and klass.look != protocol_store.PRECAUTION


def bound(protocol: Protocol, klass: ZoneClass) -> bool:
    """Return whether a plan of this class must keep the planner's rules.

    It locks people in.
    """
    return protocol.kind == "epidemic" and klass.look == protocol_store.SEALED


def _checked_plan(
    viewer: Viewer, estate: Estate, order: Order, protocol: Protocol, klass: ZoneClass
) -> Plan | None:
    """Return the plan with its posts, for a class that has any.

    A plan that breaks a rule is refused.
    """
    if not posted(protocol, klass):
        return None
    graph = queries.graph_of(viewer, estate)
    drawn = order.stairwells & {stairwell.id for stairwell in graph.stairwells}
    cases = queries.case_keys(viewer, estate) if bound(protocol, klass) else frozenset()
    violations = check_plan(graph, cases, drawn)
    if violations and bound(protocol, klass):
        raise Problem("zones.breaks_rule", words=queries.violation_words(violations))
    return price(graph, cases, drawn)


@dataclass(frozen=True)
class _Act:
    """One publication being carried out."""

    viewer: Viewer
    estate: Estate
    publication: Publication
    protocol: Protocol
    start: datetime
    stairwells: Mapping[str, Stairwell]
    tz: ZoneInfo

    def put_in_force(
        self, inside: dict[str, Stairwell], klass: ZoneClass, rest: str | None, plan: Plan | None
    ) -> dict[str, Any]:
        """Write the zones and all that hangs on them.

        Return what was done, for an undo.
        """
        ids = [stairwell.id for stairwell in inside.values()]
        closed = self._close_memberships(ids)
        losers = {zone_id for _, zone_id in closed}
        taken, known = grids.take_away(self.viewer, losers, ids, self.start)
        zone = self._open_zone_of(klass.key, inside)
        beside = self._open_rest(rest)
        if klass.look != protocol_store.PRECAUTION:
            grids.make_grids(self.viewer, zone, inside, known)
            self._make_links(ids)
        posts = self._make_posts(plan) if plan else []
        counts = people_behind(self.viewer, ids)
        return {
            "stairwells": list(inside),
            "residents": sum(people for _, people in counts.values()),
            "households": sum(homes for homes, _ in counts.values()),
            "guards": sum(post.guards for post in posts),
            "closed": closed,
            "renamed": self._rename_zones(losers),
            "grids": taken,
            "zone": str(zone.id),
            "rest": str(beside.id) if beside else None,
        }

    def _close_memberships(self, stairwells: list[UUID]) -> list[list[str]]:
        """End what the stairwells were in; [membership, zone] ids."""
        ending = ZoneStairwell.objects.filter(
            community_id=self.viewer.community_id, stairwell__in=stairwells, until=None
        )
        self._refuse_before(stairwells)
        rows = list(ending)
        ending.update(until=self.start)
        zones = {row.zone_id for row in rows}
        Zone.objects.filter(
            community_id=self.viewer.community_id, id__in=_find_empty(self.viewer, zones)
        ).update(ended_at=self.start, end_reason="replaced")
        return [[str(row.id), str(row.zone_id)] for row in rows]

    def _refuse_before(self, stairwells: Iterable[UUID]) -> None:
        """A stairwell was in another zone until a moment, or is since one.

        No sooner than that.
        """
        rows = ZoneStairwell.objects.filter(
            community_id=self.viewer.community_id, stairwell__in=list(stairwells)
        )
        begun = rows.filter(until=None).aggregate(at=Max("since"))["at"]
        ended = rows.filter(until__gt=F("since")).aggregate(at=Max("until"))["at"]
        latest = max((at for at in (begun, ended) if at), default=self.start)
        if latest > self.start:
            raise Problem("zones.before_zone", at=_show_moment(latest, self.tz))

    def _open_zone_of(self, klass: str, inside: Mapping[str, Stairwell]) -> Zone:
        name = labels.zone_name(self.estate, self.stairwells, inside)
        return open_zone(
            self.viewer,
            self.estate,
            self.publication,
            self.protocol,
            klass,
            name,
            [stairwell.id for stairwell in inside.values()],
            self.start,
            self.tz,
        )

    def _open_rest(self, klass: str | None) -> Zone | None:
        """Put the stairwells that are in no zone yet under the rest's class."""
        if not klass:
            return None
        protocol_store.class_in(self.protocol, klass)
        taken = set(
            ZoneStairwell.objects.filter(
                community_id=self.viewer.community_id, stairwell__estate=self.estate, until=None
            ).values_list("stairwell_id", flat=True)
        )
        free = {
            key: stairwell
            for key, stairwell in self.stairwells.items()
            if stairwell.id not in taken
        }
        self._refuse_before(stairwell.id for stairwell in free.values())
        return self._open_zone_of(klass, free) if free else None

    def _make_links(self, stairwells: list[UUID]) -> None:
        dwellings = Dwelling.objects.filter(
            community_id=self.viewer.community_id,
            stairwell__in=stairwells,
            residents__left_at=None,
            residents__isnull=False,
        ).distinct()
        make_household_links(self.viewer, list(dwellings))

    def _make_posts(self, plan: Plan) -> list[GuardPost]:
        kinds = queries.post_kinds(self.estate)
        return GuardPost.objects.bulk_create(
            GuardPost(
                community_id=self.viewer.community_id,
                publication=self.publication,
                label=post.id,
                kind="door" if post.id.startswith("door:") else kinds.get(post.id, "path"),
                guards=post.guards,
            )
            for post in plan.posts
        )

    def _rename_zones(self, zones: Iterable[str]) -> list[list[str]]:
        """Name zones that lost stairwells by what is left; [id, names before]."""
        tenant = {"community_id": self.viewer.community_id}
        renamed = []
        for zone in Zone.objects.filter(**tenant, id__in=list(zones), ended_at=None):
            left = set(zone.memberships.filter(until=None).values_list("stairwell_id", flat=True))
            name = labels.zone_name(
                self.estate,
                self.stairwells,
                {
                    key: stairwell
                    for key, stairwell in self.stairwells.items()
                    if stairwell.id in left
                },
            )
            renamed.append([str(zone.id), zone.name, zone.name_en])
            zone.name, zone.name_en = name.zh[:80], name.en[:120]
            zone.save(update_fields=["name", "name_en"])
        return renamed


def _find_empty(viewer: Viewer, zones: Iterable[UUID]) -> list[UUID]:
    """Return those of the zones that no stairwell is in any more."""
    tenant = {"community_id": viewer.community_id}
    open_rows = ZoneStairwell.objects.filter(**tenant, until=None, zone__in=list(zones))
    held = set(open_rows.values_list("zone_id", flat=True))
    return [zone_id for zone_id in zones if zone_id not in held]


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
