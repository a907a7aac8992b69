"""From the database to the solver's task and back."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.problems import Problem
from wanjia.duty.models import Roster, Shift, Team
from wanjia.duty.queries import wishes_between
from wanjia.duty.rosters.rules import load_patterns, load_rules
from wanjia.duty.rosters.values import DAY, Duty, Pattern, Person, Task

BACK = 14  # days before the first that the rest rules look at
LONGEST = 62


def pattern_of(key: str, need: dict[str, int]) -> Pattern:
    """A pattern of shifts, asking for so many people; raises Problem `duty.pattern_unknown`."""
    found = load_patterns().get(key)
    if found is None:
        raise Problem("duty.pattern_unknown", key=key)
    return found.asking(need)


def task_of(viewer: Viewer, team: Team, first: date, days: int, pattern: Pattern) -> Task:
    """What the solver is asked for a team's days: people, wishes, what is worked and published."""
    if not 1 <= days <= LONGEST:
        raise Problem("duty.days_impossible")
    members = team.members.select_related("staff").order_by("staff__name")
    staff = [one.staff for one in members if one.staff.active]
    if not staff:
        raise Problem("duty.team_empty")
    last = first + timedelta(days=days - 1)
    wishes = wishes_between(viewer, [one.id for one in staff], first, last)
    people = tuple(
        Person(
            str(one.id),
            one.name,
            away=_days([w for w in wishes if w.staff_id == one.id and w.kind == "away"]),
            days_off=_days([w for w in wishes if w.staff_id == one.id and w.kind == "day_off"]),
            no_nights=any(w.staff_id == one.id and w.kind == "no_nights" for w in wishes),
        )
        for one in staff
    )
    known = _known(viewer, team, first - timedelta(days=BACK), last, pattern)
    begun = _begun(first, pattern)
    done = frozenset(one for one in known if one.day < first or (one.day, one.shift) in begun)
    return Task(
        first,
        days,
        pattern,
        people,
        load_rules(),
        done=done,
        published=frozenset(one for one in known if one not in done),
        not_before=_minute(first),
        since=first - timedelta(days=BACK) if done else None,
    )


def _days(rows: Iterable[object]) -> frozenset[date]:
    found: set[date] = set()
    for one in rows:
        day: date = one.first  # type: ignore[attr-defined]
        while day <= one.last:  # type: ignore[attr-defined]
            found.add(day)
            day += timedelta(days=1)
    return frozenset(found)


def _known(viewer: Viewer, team: Team, since: date, last: date, pattern: Pattern) -> list[Duty]:
    keys = {shift.key for shift in pattern.shifts}
    rows = Shift.objects.of(viewer).filter(live=True, roster__team=team, day__range=(since, last))
    return [
        Duty(day, key, str(who))
        for day, key, who in rows.values_list("day", "key", "staff")
        if key in keys
    ]


def _minute(first: date) -> int:
    """Minutes of the first day that are gone; 0 for a day to come."""
    local = timezone.localtime(clock.now())
    if local.date() < first:
        return 0
    midnight = datetime.combine(first, datetime.min.time(), local.tzinfo)
    return int((local - midnight) / timedelta(minutes=1))


def _begun(first: date, pattern: Pattern) -> set[tuple[date, str]]:
    gone = _minute(first)
    return {
        (first + timedelta(days=number), shift.key)
        for number in range(gone // DAY + 1)
        for shift in pattern.shifts
        if number * DAY + shift.start < gone
    }


def shifts_of(
    viewer: Viewer, roster: Roster, duties: Iterable[Duty], pattern: Pattern
) -> list[Shift]:
    """A solution's duties as rows of the roster."""
    tz = timezone.get_current_timezone()
    made = []
    for duty in duties:
        shift = pattern.shift(duty.shift)
        midnight = datetime.combine(duty.day, datetime.min.time(), tz)
        starts = midnight + timedelta(minutes=shift.start)
        made.append(
            Shift(
                community_id=viewer.community_id,
                roster=roster,
                staff_id=UUID(duty.person),
                day=duty.day,
                key=duty.shift,
                starts_at=starts,
                ends_at=starts + timedelta(minutes=shift.minutes),
            )
        )
    return made
