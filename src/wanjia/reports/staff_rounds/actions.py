"""Staff rounds are opened as the protocols of the zones ask, and each test is noted."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.models import Staff
from wanjia.reports.models import StaffRound, StaffTest
from wanjia.reports.rounds.actions import AHEAD
from wanjia.reports.staff_rounds.alarms import raise_alarm
from wanjia.reports.staff_rounds.queries import TESTERS
from wanjia.zoning.models import Zone
from wanjia.zoning.protocols.protocol import RoundWindow, rounds_between
from wanjia.zoning.queries import community_tz, protocols

RESULTS = {
    "antigen": ("negative", "positive", "invalid"),
    "pcr": ("sampled", "negative", "positive"),
}


@transaction.atomic
def settle_staff_rounds(community_id: UUID, until: datetime | None = None) -> int:
    """Open the staff rounds to come and cancel those that no zone asks for any more.

    Rounds that several zones ask for at one time are one round: nobody is asked twice. Again is
    harmless. Return how many are new.
    """
    now = clock.now()
    wanted = _wanted_windows(community_id, now, until or now + AHEAD)
    rows = StaffRound.objects.filter(community_id=community_id)
    known = {row.key: row for row in rows.filter(closes_at__gt=now)}
    for key, row in known.items():
        window, zones = wanted.get(key, (None, []))
        if window is None and row.opens_at > now and row.cancelled_at is None:
            rows.filter(id=row.id).update(cancelled_at=now)
        elif window and (row.cancelled_at or row.zones != zones):
            rows.filter(id=row.id).update(cancelled_at=None, zones=zones)
    new = [
        StaffRound(
            community_id=community_id,
            key=key,
            name=window.name.zh,
            name_en=window.name.en,
            opens_at=window.opens_at,
            closes_at=window.closes_at,
            wants=sorted(window.wants),
            zones=zones,
        )
        for key, (window, zones) in wanted.items()
        if key not in known
    ]
    StaffRound.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _wanted_windows(
    community_id: UUID, now: datetime, until: datetime
) -> dict[str, tuple[RoundWindow, list[str]]]:
    """Return the windows that the zones in force ask for, each with its zones."""
    in_force = Q(ended_at=None) | Q(ended_at__gt=now)
    zones = list(Zone.objects.filter(in_force, community_id=community_id).order_by("id"))
    if not zones:
        return {}
    shelf, tz = protocols(community_id), community_tz(community_id)
    wanted: dict[str, tuple[RoundWindow, list[str]]] = {}
    for zone in zones:
        protocol = shelf.get(zone.protocol)
        if protocol is None or zone.klass not in protocol.classes:
            continue
        since = max(now, zone.started_at)
        end = min(until, zone.ended_at) if zone.ended_at else until
        windows = rounds_between(protocol, zone.klass, zone.clock_from, since, end, tz, staff=True)
        for window in windows:
            key = f"{window.key}-{window.opens_at:%H%M}-{window.closes_at:%H%M}"
            wanted.setdefault(key, (window, []))[1].append(str(zone.id))
    return wanted


@transaction.atomic
def note_staff_test(
    viewer: Viewer, round_id: UUID, staff_id: UUID, kind: str, result: str
) -> StaffTest:
    """Note what the test of somebody at work said; said again, the last word counts.

    Raises Problem `staff_round.closed`, `staff_round.result_unknown`.
    """
    viewer.need(*TESTERS)
    round_ = get_or_refuse(StaffRound.objects.of(viewer), id=round_id)
    now = clock.now()
    if round_.cancelled_at or round_.opens_at > now:
        raise Problem("staff_round.closed")
    if kind not in round_.wants or result not in RESULTS.get(kind, ()):
        raise Problem("staff_round.result_unknown")
    staff = get_or_refuse(Staff.objects.of(viewer), id=staff_id)
    test = StaffTest.objects.of(viewer).filter(round=round_, staff=staff).first()
    before = getattr(test, kind) if test else ""
    test = test or StaffTest(community_id=viewer.community_id, round=round_, staff=staff)
    setattr(test, kind, result)
    test.recorded_at, test.created_by = now, viewer.user_id
    quiet = test.due_at is None
    raise_alarm(test)
    test.save()
    if quiet and test.due_at:
        after = {"round": str(round_.id), "kind": "positive"}
        journal.write(viewer, "staff.alarm_opened", subject=staff.id, after=after)
    if before != result:
        journal.write(
            viewer,
            "staff.tested",
            subject=staff.id,
            before={"result": before},
            after={"round": str(round_.id), "result": result},
        )
    return test
