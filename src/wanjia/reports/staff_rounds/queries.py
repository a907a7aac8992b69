"""Who is at work in the zones of a staff round, and what their tests said."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, Viewer
from wanjia.people.models import Staff
from wanjia.reports.models import StaffRound, StaffTest
from wanjia.zoning.models import GridMember

TESTERS = (*OFFICERS, "grid", "doctor")
AtWork = Callable[[UUID, datetime, datetime], Iterable[UUID]]
_at_work: list[AtWork] = []


def at_work_from(finder: AtWork) -> AtWork:
    """Register a function of a higher floor that tells who is on duty between two moments."""
    if finder not in _at_work:
        _at_work.append(finder)
    return finder


@dataclass(frozen=True)
class StaffRow:
    """One person at work, and what was told of their test."""

    staff: Staff
    test: StaffTest | None

    @property
    def done(self) -> bool:
        """Whether the person was tested."""
        return self.test is not None

    @property
    def positive(self) -> bool:
        """Whether a test was positive."""
        return self.test is not None and "positive" in (self.test.antigen, self.test.pcr)


def rows_of(viewer: Viewer, round_: StaffRound) -> list[StaffRow]:
    """Return who is at work in the round's zones or on duty in its hours, each once.

    Who was tested stays on the list.
    """
    in_grids = GridMember.objects.of(viewer).filter(
        grid__zone__in=round_.zones, grid__ended_at=None
    )
    wanted = set(in_grids.values_list("staff", flat=True))
    for find in _at_work:
        wanted |= set(find(viewer.community_id, round_.opens_at, round_.closes_at))
    tests = {test.staff_id: test for test in StaffTest.objects.of(viewer).filter(round=round_)}
    people = Staff.objects.of(viewer).filter(id__in=wanted | set(tests))
    return [
        StaffRow(person, tests.get(person.id))
        for person in people.order_by("role", "name", "id")
        if person.active or person.id in tests
    ]


def staff_rounds_of(viewer: Viewer, day: date) -> list[StaffRound]:
    """Return the staff rounds that open on a local date, in order."""
    start = timezone.make_aware(datetime.combine(day, time()))
    rounds = StaffRound.objects.of(viewer).filter(cancelled_at=None, opens_at__gte=start)
    return list(rounds.filter(opens_at__lt=start + timedelta(days=1)).order_by("opens_at", "id"))


def open_now(viewer: Viewer) -> list[StaffRound]:
    """Return the staff rounds that are open."""
    now = clock.now()
    rounds = StaffRound.objects.of(viewer).filter(cancelled_at=None, opens_at__lte=now)
    return list(rounds.filter(closes_at__gt=now).order_by("closes_at", "id"))
