"""What is asked of zoning: what is in force now or was then, cases, plans, proposals."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, visible_to
from wanjia.core.localized import active_language
from wanjia.core.models import Entry, User
from wanjia.core.prepared_queries import MOMENT, prepared
from wanjia.people.queries import care_burden
from wanjia.places.models import Estate, Gate, Stairwell
from wanjia.places.queries import estate_graph, stairwell_keys
from wanjia.zoning.cases.queries import (
    CASE_DAYS,
    case_keys,
    recent_cases,
    unheld_cases,
    visible_cases,
)
from wanjia.zoning.models import Case, Grid, GuardPost, Publication, Zone, ZoneStairwell
from wanjia.zoning.plans.graph import EstateGraph, read_graph
from wanjia.zoning.plans.planner import Plan, Violation, plans, violation_text
from wanjia.zoning.protocols import protocol as rules
from wanjia.zoning.protocols.protocol_store import (
    SEALED,
    class_of,
    klass_word,
    look_of,
    protocol_named,
    protocols,
)
from wanjia.zoning.zones.zone_state import (
    TestRounds,
    community_tz,
    test_rounds_from,
    zone_state,
    zone_states,
)

__all__ = [
    "Spans",
    "TestRounds",
    "burden_of",
    "case_keys",
    "cases_inside",
    "class_of",
    "community_tz",
    "estate_plans",
    "klass_word",
    "look_of",
    "newest_publication",
    "posts_in_force",
    "proposals",
    "protocol_named",
    "protocols",
    "recent_cases",
    "sealed_keys",
    "stairwell_looks",
    "stairwell_zones",
    "stairwells_by_key",
    "test_rounds_from",
    "unheld_cases",
    "visible_cases",
    "visible_grids",
    "visible_zones",
    "zone_of",
    "zone_spans",
    "zone_state",
    "zone_states",
    "zones_in_force",
]

# A zone's stairwells, each from one moment until another.
Spans = dict[UUID, list[tuple[UUID, datetime, datetime | None]]]


def visible_zones(viewer: Viewer) -> QuerySet[Zone]:
    """Return zones in sight, in force or ended.

    All for officers and the town, else those of its grids.
    """
    zones = Zone.objects.of(viewer)
    if viewer.sees_all or viewer.role == "town":
        return zones
    inside = ZoneStairwell.objects.of(viewer).filter(
        zone=OuterRef("pk"), stairwell__in=viewer.stairwells
    )
    return zones.filter(Exists(inside))


def zones_in_force(viewer: Viewer, at: datetime | None = None) -> QuerySet[Zone]:
    """Return zones in force now, or as of a past moment."""
    moment = at or clock.now()
    return visible_zones(viewer).filter(
        Q(ended_at=None) | Q(ended_at__gt=moment), started_at__lte=moment
    )


def stairwell_zones(
    viewer: Viewer, at: datetime | None = None, estate: Estate | None = None
) -> dict[UUID, Zone]:
    """Return each stairwell's zone, now or as of a past moment.

    Of one estate or of all.
    """
    moment = at or clock.now()
    rows = ZoneStairwell.objects.of(viewer).filter(since__lte=moment)
    rows = rows.filter(Q(until=None) | Q(until__gt=moment))
    if estate:
        rows = rows.filter(stairwell__estate=estate)
    return {row.stairwell_id: row.zone for row in rows.select_related("zone")}


def stairwell_looks(viewer: Viewer) -> dict[UUID, str]:
    """Return how each stairwell in a zone is drawn now."""
    shelf = protocols(viewer.community_id)
    moment = clock.now()
    rows = (
        ZoneStairwell.objects.of(viewer)
        .filter(Q(until=None) | Q(until__gt=moment), since__lte=moment)
        .values_list("stairwell", "zone__protocol", "zone__klass")
    )
    looks: dict[tuple[str, str], str] = {}
    look_by_stairwell = {}
    for stairwell, protocol, klass in rows:
        if (protocol, klass) not in looks:
            looks[protocol, klass] = look_of(shelf, Zone(protocol=protocol, klass=klass))
        look_by_stairwell[stairwell] = looks[protocol, klass]
    return look_by_stairwell


def zone_spans(
    viewer: Viewer, zones: Iterable[UUID] | None = None, after: datetime | None = None
) -> Spans:
    """Return each zone's stairwells in sight, now or before.

    Without `zones` those not ended.

    With `after` all those that were in a zone at some time since then.
    """
    if after is not None:
        some = (Q(until=None) | Q(until__gt=after)) & Q(since__lte=clock.now())
    else:
        some = Q(zone__ended_at=None) if zones is None else Q(zone__in=set(zones))
    spans: Spans = {}
    for zone, stairwell, since, until in _span_rows(viewer, some):
        spans.setdefault(zone, []).append((stairwell, since, until))
    return spans


def _span_rows(viewer: Viewer, some: Q) -> QuerySet[Any]:
    rows = visible_to(viewer, ZoneStairwell.objects.all(), stairwell="stairwell").filter(some)
    return rows.values_list("zone", "stairwell", "since", "until")


def doors_now(viewer: Viewer, now: datetime, spans: Spans | None = None) -> dict[UUID, list[UUID]]:
    """Return each zone's stairwells in sight, as they are now.

    From `spans` where they are at hand.
    """
    if spans is None:
        pairs: Iterable[tuple[UUID, UUID]] = _doors_now(viewer, now)
    else:
        pairs = [
            (zone, stairwell)
            for zone, doors in spans.items()
            for stairwell, since, until in doors
            if since <= now and (until is None or until > now)
        ]
    stairwells_by_zone: dict[UUID, list[UUID]] = {}
    for zone, stairwell in pairs:
        stairwells_by_zone.setdefault(zone, []).append(stairwell)
    return stairwells_by_zone


@prepared(now=MOMENT)
def _doors_now(viewer: Viewer, now: datetime) -> QuerySet[Any]:
    rows = visible_to(viewer, ZoneStairwell.objects.all(), stairwell="stairwell")
    rows = rows.filter(Q(until=None) | Q(until__gt=now), zone__ended_at=None, since__lte=now)
    return rows.values_list("zone", "stairwell")


def zone_of(viewer: Viewer, stairwell_id: UUID) -> Zone | None:
    """Return the zone that a stairwell is in now, or comes into next."""
    row = (
        ZoneStairwell.objects.of(viewer)
        .filter(stairwell_id=stairwell_id, until=None)
        .select_related("zone__came_from")
        .first()
    )
    return row.zone if row else None


def visible_grids(viewer: Viewer) -> QuerySet[Grid]:
    """Return grids in sight whose zone is in force, or about to be, in the order of their doors."""
    moment = clock.now()
    in_force = Q(zone__ended_at=None) | Q(zone__ended_at__gt=moment)
    rows = Grid.objects.filter(in_force, ended_at=None).select_related("zone__estate")
    seen = visible_to(viewer, rows, stairwell="stairwells").distinct()
    return seen.annotate(first=Min("stairwells__sort")).order_by("zone", "first", "id")


def stairwells_by_key(viewer: Viewer, estate: Estate) -> dict[str, Stairwell]:
    """Return the estate's stairwells by their id in the estate graph, in order."""
    keys = stairwell_keys(viewer, estate)
    rows = Stairwell.objects.of(viewer).filter(estate=estate)
    return {keys[row.id]: row for row in rows if row.id in keys}


def sealed_keys(viewer: Viewer, estate: Estate) -> frozenset[str]:
    """Return graph ids of the stairwells that are sealed, by the look of their zone's class."""
    shelf = protocols(viewer.community_id)
    keys = stairwell_keys(viewer, estate)
    rows = (
        ZoneStairwell.objects.of(viewer)
        .filter(until=None, zone__estate=estate)
        .select_related("zone")
    )
    return frozenset(keys[row.stairwell_id] for row in rows if look_of(shelf, row.zone) == SEALED)


def newest_publication(viewer: Viewer, estate: Estate) -> Publication | None:
    """Return the estate's newest publication that was not undone."""
    standing = Publication.objects.of(viewer).filter(estate=estate, undone_at=None)
    return standing.order_by("-published_at", "-id").first()


def actor_name(user_id: UUID | None) -> str:
    """Return the name of who acted."""
    user = User.objects.filter(id=user_id).first() if user_id else None
    return (user.name or user.username) if user else ""


def posts_in_force(
    viewer: Viewer, estates: Iterable[Estate], at: datetime | None = None
) -> list[GuardPost]:
    """Return the guard posts that stand now or stood then."""
    posts = posts_at(viewer, at or clock.now()).filter(publication__estate__in=list(estates))
    return list(posts.select_related("publication"))


def posts_at(viewer: Viewer, at: datetime) -> QuerySet[GuardPost]:
    """Return the guard posts that stand at a moment."""
    since = Coalesce(F("started_at"), F("publication__in_force_from"))
    posts = GuardPost.objects.of(viewer).annotate(since=since)
    return posts.filter(Q(ended_at=None) | Q(ended_at__gt=at), since__lte=at)


def post_kinds(estate: Estate) -> dict[str, str]:
    """Return the kind of each closable way of an estate by its label."""
    gates = Gate.objects.filter(community_id=estate.community_id, estate=estate)
    return dict.fromkeys(gates.values_list("label", flat=True), "gate")


def violation_words(violations: Iterable[Violation]) -> str:
    """Return what is wrong with a hand-made plan, as one sentence in the active language."""
    language = active_language()
    return " ".join(violation_text(violation, language) for violation in violations)


def graph_of(viewer: Viewer, estate: Estate) -> EstateGraph:
    """Return the estate as the planner sees it."""
    return read_graph(estate_graph(viewer, estate))


def estate_plans(
    viewer: Viewer, estate: Estate, weight: float
) -> list[tuple[Plan, dict[str, int]]]:
    """Return the planner's proposals for the estate's cases, each with the care burden inside."""
    graph = graph_of(viewer, estate)
    cases = case_keys(viewer, estate)
    if not cases:
        return []
    return [(plan, burden_of(viewer, estate, plan.sealed)) for plan in plans(graph, cases, weight)]


def burden_of(viewer: Viewer, estate: Estate, keys: Iterable[str]) -> dict[str, int]:
    """Return how many people of each risk kind live in these stairwells."""
    wanted = set(keys)
    ids = [
        stairwell_id
        for stairwell_id, key in stairwell_keys(viewer, estate).items()
        if key in wanted
    ]
    return care_burden(viewer, ids)


def proposals(
    viewer: Viewer, tz: tzinfo | None = None, zones: Iterable[Zone] | None = None
) -> list[tuple[Zone, rules.Proposal]]:
    """Return what the clock proposes for each zone in force, due or coming.

    The due first.

    `tz` is the community's time zone and `zones` are those in force with what they came from,
    where these are at hand.
    """
    now = clock.now()
    shelf = protocols(viewer.community_id)
    if zones is None:
        zones = zones_in_force(viewer).select_related("came_from", "estate")
    zones = [zone for zone in zones if class_of(shelf, zone)]
    states = zone_states(zones, tz=tz)
    asked = [(zone, rules.due(shelf[zone.protocol], states[zone.id], now)) for zone in zones]
    due = [(zone, proposal) for zone, proposal in asked if proposal]
    return sorted(due, key=lambda pair: (not pair[1].ready, pair[1].on, pair[0].name))


def cases_inside(
    viewer: Viewer, recent: list[Any] | None = None, zones: Iterable[Zone] | None = None
) -> list[tuple[Entry, Case, Zone]]:
    """Return cases in a zone that wait for a person's decision, with the journal line that says so.

    A case is done with when somebody decided it, or, where its class was to be raised, when a
    sealed zone holds it. `recent` (of `recent_cases`) and the zones in force are not asked for
    again where they are at hand.
    """
    cases = recent_cases(viewer) if recent is None else recent
    if not cases:
        return []
    entries = Entry.objects.of(viewer).filter(
        type__in=("zone.case_inside", "zone.case_decided"),
        occurred_at__gte=clock.now() - timedelta(days=CASE_DAYS),
    )
    asked: dict[UUID, Entry] = {}
    decided = set()
    for entry in entries:
        if entry.type == "zone.case_decided":
            decided.add(entry.subject)
        elif entry.after:
            asked[UUID(entry.after["case"])] = entry
    waiting = [
        (asked[case.id], case)
        for case in cases
        if case.id in asked and case.id not in decided and not _is_settled(asked[case.id], case)
    ]
    if not waiting:
        return []
    if zones is None:
        subjects = {entry.subject for entry, _case in waiting if entry.subject}
        zones = visible_zones(viewer).filter(id__in=subjects).select_related("estate")
    known: dict[UUID | None, Zone] = {zone.id: zone for zone in zones}
    return [
        (entry, case, known[entry.subject]) for entry, case in waiting if entry.subject in known
    ]


def _is_settled(entry: Entry, case: Any) -> bool:
    """Return whether a case whose class was to be raised is in a sealed zone by now."""
    return bool(case.held) and (entry.after or {}).get("effect") == "raise_to"
