"""What is asked of zoning: what is in force now or was then, plans, proposals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from wanjia.kernel import clock
from wanjia.kernel.access import Viewer, system, visible_to
from wanjia.kernel.models import Entry, User
from wanjia.kernel.problem import Problem
from wanjia.people.queries import care_burden
from wanjia.places.models import Estate, Gate, Stairwell
from wanjia.places.queries import estate_graph, stairwell_keys
from wanjia.zoning import protocol as rules
from wanjia.zoning.graph import read_graph
from wanjia.zoning.models import Case, Grid, ProtocolCopy, Publication, Zone, ZoneStairwell
from wanjia.zoning.planner import Plan, Violation, plans, violation_text

TestRounds = Callable[[Zone], Sequence[rules.TestRound]]
_test_rounds: list[TestRounds] = []


def test_rounds_from(finder: TestRounds) -> TestRounds:
    """Register the function of a higher floor that tells which test rounds a zone completed."""
    _test_rounds[:] = [finder]
    return finder


test_rounds_from.__test__ = False  # type: ignore[attr-defined]


def zones_in_force(viewer: Viewer, at: datetime | None = None) -> QuerySet[Zone]:
    """Zones in force now, or as of a past moment."""
    moment = at or clock.now()
    zones = Zone.objects.filter(community_id=viewer.community_id, started_at__lte=moment)
    zones = zones.filter(Q(ended_at=None) | Q(ended_at__gt=moment))
    if viewer.sees_all or viewer.role == "town":
        return zones
    return zones.filter(memberships__stairwell__in=viewer.stairwells).distinct()


def stairwell_zones(viewer: Viewer, at: datetime | None = None) -> dict[UUID, Zone]:
    """Each stairwell's zone, now or as of a past moment."""
    moment = at or clock.now()
    rows = ZoneStairwell.objects.filter(community_id=viewer.community_id, since__lte=moment)
    rows = rows.filter(Q(until=None) | Q(until__gt=moment)).select_related("zone")
    return {row.stairwell_id: row.zone for row in rows}


def zone_of(viewer: Viewer, stairwell_id: UUID) -> Zone | None:
    """The zone that a stairwell is in now."""
    row = (
        ZoneStairwell.objects.filter(
            community_id=viewer.community_id, stairwell_id=stairwell_id, until=None
        )
        .select_related("zone")
        .first()
    )
    return row.zone if row else None


def visible_cases(viewer: Viewer) -> QuerySet[Case]:
    """Cases in sight that were not withdrawn."""
    return visible_to(
        viewer,
        Case.objects.filter(withdrawn_at=None).select_related(
            "dwelling__stairwell__estate", "resident"
        ),
        stairwell="dwelling__stairwell",
    )


def visible_grids(viewer: Viewer) -> QuerySet[Grid]:
    """Grids in sight whose zone is in force."""
    return visible_to(
        viewer,
        Grid.objects.filter(ended_at=None, zone__ended_at=None).select_related("zone__estate"),
        stairwell="stairwells",
    ).distinct()


def stairwells_by_key(viewer: Viewer, estate: Estate) -> dict[str, Stairwell]:
    """The estate's stairwells by their id in the estate graph."""
    keys = stairwell_keys(viewer, estate)
    found = Stairwell.objects.filter(community_id=viewer.community_id, id__in=list(keys))
    return {keys[stairwell.id]: stairwell for stairwell in found.select_related("estate")}


def case_keys(viewer: Viewer, estate: Estate, days: int = 14) -> frozenset[str]:
    """Graph ids of the stairwells with a case that is still to be held.

    `days` is how far back a case counts where no zone has held it (14: the longest period that a
    class asks to be clear, `facts/protocols.md`).
    """
    keys = stairwell_keys(viewer, estate)
    since = clock.now() - timedelta(days=days)
    cases = Case.objects.filter(
        community_id=viewer.community_id, withdrawn_at=None, recorded_at__gte=since,
        dwelling__stairwell__estate=estate,
    )  # fmt: skip
    return frozenset(keys[one] for one in cases.values_list("dwelling__stairwell", flat=True))


def sealed_keys(viewer: Viewer, estate: Estate) -> frozenset[str]:
    """Graph ids of the stairwells that are sealed already."""
    keys = stairwell_keys(viewer, estate)
    rows = ZoneStairwell.objects.filter(
        community_id=viewer.community_id, until=None, zone__klass="sealed", zone__estate=estate
    )
    return frozenset(keys[one] for one in rows.values_list("stairwell_id", flat=True))


def newest_publication(viewer: Viewer, estate: Estate) -> Publication | None:
    """The estate's newest publication that was not undone."""
    return Publication.objects.filter(
        community_id=viewer.community_id, estate=estate, undone_at=None
    ).first()


def actor_name(user_id: UUID | None) -> str:
    """The name of who acted."""
    user = User.objects.filter(id=user_id).first() if user_id else None
    return (user.name or user.username) if user else ""


def post_kinds(estate: Estate) -> dict[str, str]:
    """The kind of each closable way of an estate by its label."""
    gates = Gate.objects.filter(community_id=estate.community_id, estate=estate)
    return dict.fromkeys(gates.values_list("label", flat=True), "gate")


def violation_words(violations: Iterable[Violation]) -> str:
    """What is wrong with a hand-made plan, as one sentence in the active language."""
    language = get_language() or "zh"
    return " ".join(violation_text(one, language) for one in violations)


def estate_plans(
    viewer: Viewer, estate: Estate, weight: float
) -> list[tuple[Plan, dict[str, int]]]:
    """The planner's proposals for the estate's cases, each with the care burden inside."""
    graph = read_graph(estate_graph(viewer, estate))
    cases = case_keys(viewer, estate)
    if not cases:
        return []
    return [(plan, burden_of(viewer, estate, plan.sealed)) for plan in plans(graph, cases, weight)]


def burden_of(viewer: Viewer, estate: Estate, keys: Iterable[str]) -> dict[str, int]:
    """How many people of each risk kind live in these stairwells."""
    wanted = set(keys)
    ids = [one for one, key in stairwell_keys(viewer, estate).items() if key in wanted]
    return care_burden(viewer, ids)


@lru_cache(maxsize=64)
def _parsed(name: str, toml: str) -> rules.Protocol:
    return rules.parse_protocol(toml, f"{name}.toml")


def protocols(community_id: UUID) -> Mapping[str, rules.Protocol]:
    """All protocols of a community: the files, overlaid by its own edited copies."""
    own = ProtocolCopy.objects.filter(community_id=community_id)
    return {**rules.load_protocols(), **{row.name: _parsed(row.name, row.toml) for row in own}}


def protocol_named(community_id: UUID, name: str) -> rules.Protocol:
    """One protocol; raises Problem `zones.protocol_unknown`."""
    try:
        return protocols(community_id)[name]
    except KeyError:
        raise Problem("zones.protocol_unknown", name=name) from None


def zone_state(zone: Zone) -> rules.ZoneState:
    """What the protocol's clock needs to know of a zone."""
    recorded = Case.objects.filter(
        community_id=zone.community_id, withdrawn_at=None, recorded_at__gt=zone.started_at,
        dwelling__stairwell__zonings__zone=zone, dwelling__stairwell__zonings__until=None,
    ).values_list("recorded_at", flat=True)  # fmt: skip
    last = max(recorded, default=None)
    return rules.ZoneState(
        name=zone.name,
        klass=zone.klass,
        started_at=zone.clock_from,
        last_case_at=last,
        came_from=zone.came_from.klass if zone.came_from else None,
        tests=tuple(_test_rounds[0](zone)) if _test_rounds else (),
    )


def effect_of(protocol: rules.Protocol, zone: Zone, at: datetime) -> rules.Effect:
    """What the protocol says that a new positive in a zone does."""
    return rules.on_new_case(protocol, zone_state(zone), at)


def proposals(viewer: Viewer) -> list[tuple[Zone, rules.Proposal]]:
    """What the clock proposes for each zone in force, due or coming."""
    now = clock.now()
    found = []
    for zone in zones_in_force(viewer).select_related("came_from", "estate"):
        proposal = rules.due(protocol_named(zone.community_id, zone.protocol), zone_state(zone), now)
        if proposal:
            found.append((zone, proposal))
    return found


def cases_inside(viewer: Viewer) -> list[Entry]:
    """Journal lines of cases in a zone that wait for a person's decision."""
    return list(
        Entry.objects.filter(
            community_id=viewer.community_id, type="zone.case_inside",
            subject__in=zones_in_force(system(viewer.community_id)).values("id"),
        )[:50]
    )  # fmt: skip
