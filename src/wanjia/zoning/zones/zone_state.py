"""What the clock of a protocol needs to know of the zones in force."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from wanjia.core.models import Community
from wanjia.zoning.models import Case, Review, Zone
from wanjia.zoning.protocols import protocol as rules
from wanjia.zoning.protocols.protocol_store import zone_title

TestRounds = Callable[[Zone], Sequence[rules.TestRound]]
_test_rounds: list[TestRounds] = []


def test_rounds_from(finder: TestRounds) -> TestRounds:
    """Register the function of a higher floor that tells which test rounds a zone completed."""
    _test_rounds[:] = [finder]
    return finder


test_rounds_from.__test__ = False  # type: ignore[attr-defined]


class _Inside(NamedTuple):
    recorded_at: datetime
    moved_out_at: datetime | None
    review: str


def community_tz(community_id: UUID) -> ZoneInfo:
    """Return the community's time zone."""
    return ZoneInfo(Community.objects.values_list("timezone", flat=True).get(id=community_id))


def zone_states(
    zones: Iterable[Zone], *, tests: bool = True, tz: tzinfo | None = None
) -> dict[UUID, rules.ZoneState]:
    """Return each zone's state.

    `came_from` should be at hand. Without `tests` no round is looked up.
    """
    all_zones = list(zones)
    if not all_zones:
        return {}
    community_id = all_zones[0].community_id
    local = tz or community_tz(community_id)
    inside = _cases_inside(community_id, all_zones)
    standing = list(_standing_rows(community_id))
    return {
        zone.id: _build_state(
            zone,
            inside[zone.id],
            frozenset(
                klass
                for zone_id, protocol, klass in standing
                if protocol == zone.protocol and zone_id != zone.id
            ),
            tuple(_test_rounds[0](zone)) if tests and _test_rounds else (),
            local,
        )
        for zone in all_zones
    }


def _cases_inside(community_id: UUID, zones: list[Zone]) -> dict[UUID, list[_Inside]]:
    wanted = {zone.id for zone in zones}
    inside: dict[UUID, list[_Inside]] = defaultdict(list)
    for zone_id, *row in _cases_at_doors(community_id):
        if zone_id in wanted:
            inside[zone_id].append(_Inside(*row))
    return inside


def _cases_at_doors(community_id: UUID) -> QuerySet[Any]:
    rows = Case.objects.filter(
        community_id=community_id,
        withdrawn_at=None,
        dwelling__stairwell__zonings__until=None,
    )
    return rows.values_list("dwelling__stairwell__zonings__zone", *_Inside._fields)


def _standing_rows(community_id: UUID) -> QuerySet[Any]:
    rows = Zone.objects.filter(community_id=community_id, ended_at=None)
    return rows.values_list("id", "protocol", "klass")


def _build_state(
    zone: Zone,
    cases: list[_Inside],
    others: frozenset[str],
    tests: tuple[rules.TestRound, ...],
    tz: tzinfo,
) -> rules.ZoneState:
    later = [case for case in cases if case.recorded_at > zone.started_at]
    counting = [
        case.recorded_at for case in later if case.review not in (Review.ASKED, Review.KEPT)
    ]
    moved = [case.moved_out_at for case in cases if case.moved_out_at]
    return rules.ZoneState(
        name=zone_title(zone),
        klass=zone.klass,
        started_at=zone.clock_from,
        last_case_at=max(counting, default=None),
        undecided=sum(case.review == Review.ASKED for case in later),
        came_from=zone.came_from.klass if zone.came_from else None,
        tests=tests,
        moved_out_at=max(moved, default=None),
        waiting_to_move=sum(case.moved_out_at is None for case in cases),
        others=others,
        tz=tz,
    )


def zone_state(zone: Zone, *, tests: bool = True, tz: tzinfo | None = None) -> rules.ZoneState:
    """Return what the protocol's clock needs to know of one zone."""
    return zone_states([zone], tests=tests, tz=tz)[zone.id]
