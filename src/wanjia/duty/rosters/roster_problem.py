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
    """Return a pattern of shifts, asking for so many people.

    Raises Problem `duty.pattern_unknown`.
    """
    pattern = load_patterns().get(key)
    if pattern is None:
        raise Problem("duty.pattern_unknown", key=key)
    return pattern.asking(need)


def task_of(viewer: Viewer, team: Team, first: date, days: int, pattern: Pattern) -> Task:
    """Return what the solver is asked for a team's days.

    People, wishes, what is worked and published.
    """
    if not 1 <= days <= LONGEST:
        raise Problem("duty.days_impossible")
    members = team.members.select_related("staff").order_by("staff__name")
    staff = [member.staff for member in members if member.staff.active]
    if not staff:
        raise Problem("duty.team_empty")
    last = first + timedelta(days=days - 1)
    wishes = wishes_between(viewer, [member.id for member in staff], first, last)
    people = tuple(
        Person(
            str(member.id),
            member.name,
            away=_days_of([w for w in wishes if w.staff_id == member.id and w.kind == "away"]),
            days_off=_days_of(
                [w for w in wishes if w.staff_id == member.id and w.kind == "day_off"]
            ),
            no_nights=any(w.staff_id == member.id and w.kind == "no_nights" for w in wishes),
        )
        for member in staff
    )
    known = _list_known_duties(viewer, team, first - timedelta(days=BACK), last, pattern)
    begun = _list_begun_shifts(first, pattern)
    done = frozenset(duty for duty in known if duty.day < first or (duty.day, duty.shift) in begun)
    return Task(
        first,
        days,
        pattern,
        people,
        load_rules(),
        done=done,
        published=frozenset(duty for duty in known if duty not in done),
        not_before=_minute_now(first),
        since=first - timedelta(days=BACK) if done else None,
    )


def _days_of(rows: Iterable[object]) -> frozenset[date]:
    days: set[date] = set()
    for wish in rows:
        day: date = wish.first  # type: ignore[attr-defined]
        while day <= wish.last:  # type: ignore[attr-defined]
            days.add(day)
            day += timedelta(days=1)
    return frozenset(days)


def _list_known_duties(
    viewer: Viewer, team: Team, since: date, last: date, pattern: Pattern
) -> list[Duty]:
    keys = {shift.key for shift in pattern.shifts}
    rows = Shift.objects.of(viewer).filter(live=True, roster__team=team, day__range=(since, last))
    return [
        Duty(day, key, str(who))
        for day, key, who in rows.values_list("day", "key", "staff")
        if key in keys
    ]


def _minute_now(first: date) -> int:
    """Return minutes of the first day that are gone.

    0 for a day to come.
    """
    local = timezone.localtime(clock.now())
    if local.date() < first:
        return 0
    midnight = datetime.combine(first, datetime.min.time(), local.tzinfo)
    return int((local - midnight) / timedelta(minutes=1))


def _list_begun_shifts(first: date, pattern: Pattern) -> set[tuple[date, str]]:
    gone = _minute_now(first)
    return {
        (first + timedelta(days=number), shift.key)
        for number in range(gone // DAY + 1)
        for shift in pattern.shifts
        if number * DAY + shift.start < gone
    }


def shifts_of(
    viewer: Viewer, roster: Roster, duties: Iterable[Duty], pattern: Pattern
) -> list[Shift]:
    """Return a solution's duties as rows of the roster."""
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
