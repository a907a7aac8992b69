"""Who is let off tests: the recovered for some months, who waits for the single test of a pool."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.people.models import Resident
from wanjia.reports.models import Alarm, TestExemption
from wanjia.zoning.protocols.person_rules import PersonFacts, exempt, months_later
from wanjia.zoning.protocols.protocol import Protocol
from wanjia.zoning.queries import protocols, zone_of

DEFAULT = "shanghai-2022-04"  # where no zone says under which protocol a door is


@dataclass(frozen=True)
class Span:
    """Some days, both included, on which somebody is let off some tests."""

    first: date
    last: date
    kinds: frozenset[str]
    reason: str


def spans_after_return(protocol: Protocol, returned_on: date) -> list[Span]:
    """Return the days on which a recovered person is let off, as the protocol says. Pure."""
    rule = protocol.people.recovered if protocol.people else None
    if rule is None:
        return []
    facts = PersonFacts(returned_on=returned_on)
    spans: list[Span] = []
    day, last = returned_on, months_later(returned_on, rule.exempt_months)
    while day <= last:
        excuse = exempt(protocol, facts, day)
        if excuse and spans and spans[-1].kinds == excuse.kinds and _follows(spans[-1], day):
            spans[-1] = Span(spans[-1].first, day, excuse.kinds, spans[-1].reason)
        elif excuse:
            spans.append(Span(day, day, excuse.kinds, excuse.why.zh))
        day += timedelta(days=1)
    return spans


def _follows(span: Span, day: date) -> bool:
    return span.last + timedelta(days=1) == day


def protocol_at(viewer: Viewer, stairwell_id: UUID) -> Protocol | None:
    """Return the protocol at a door."""
    zone = zone_of(viewer, stairwell_id)
    return protocols(viewer.community_id).get(zone.protocol if zone else DEFAULT)


def let_off_recovered(viewer: Viewer, resident: Resident, returned_on: date) -> None:
    """Let somebody who came home after recovery off the tests that the protocol lets off.

    What an earlier return let off ends.
    """
    protocol = protocol_at(viewer, resident.dwelling.stairwell_id)
    now = clock.now()
    earlier = TestExemption.objects.of(viewer).filter(resident=resident, alarm=None)
    earlier.filter(until__gt=now).update(until=now)
    spans = spans_after_return(protocol, returned_on) if protocol else []
    TestExemption.objects.bulk_create(_rows(viewer, resident, spans, now))


def _rows(
    viewer: Viewer, resident: Resident, spans: Iterable[Span], now: datetime
) -> list[TestExemption]:
    return [
        TestExemption(
            community_id=viewer.community_id,
            resident=resident,
            antigen="antigen" in span.kinds,
            pcr="pcr" in span.kinds,
            since=timezone.make_aware(datetime.combine(span.first, time())),
            until=timezone.make_aware(datetime.combine(span.last + timedelta(days=1), time())),
            reason=span.reason[:80],
            recorded_at=now,
        )
        for span in spans
    ]


def let_off_waiting(viewer: Viewer, alarm: Alarm) -> None:
    """Let off the next round whoever waits for the single test, where the protocol says so."""
    protocol = protocol_at(viewer, alarm.resident.dwelling.stairwell_id)
    if protocol is None:
        return
    today = timezone.localdate(clock.now())
    excuse = exempt(protocol, PersonFacts(pooled_waiting=True), today)
    if excuse is None:
        return
    TestExemption.objects.create(
        community_id=viewer.community_id,
        resident=alarm.resident,
        antigen="antigen" in excuse.kinds,
        pcr="pcr" in excuse.kinds,
        since=clock.now(),
        reason=excuse.why.zh[:80],
        alarm=alarm.id,
        recorded_at=clock.now(),
    )


def end_waiting(viewer: Viewer, alarm_id: UUID) -> None:
    """End what waited for a single test that is there now."""
    rows = TestExemption.objects.of(viewer).filter(alarm=alarm_id, until=None)
    rows.update(until=clock.now())
