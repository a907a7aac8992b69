"""Which rules a set of duties breaks, found by walking each person's shifts in the order of time.

Made without the solver on purpose: it checks what the solver made and what people swap by hand.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from wanjia.duty.rosters.values import Duty, Slot, Task

WEEK = 7


@dataclass(frozen=True)
class Breach:
    """A rule that is broken: `rule` is one of RULES, or "cover", "twice", "away"; when; whose."""

    rule: str
    day: date
    person: str = ""
    shift: str = ""


def breaches(task: Task, duties: Iterable[Duty]) -> list[Breach]:
    """Return all that is wrong with a whole roster.

    `task.done` before the horizon counts as worked.
    """
    everything = set(duties) | {duty for duty in task.done if duty.day < task.first}
    broken = list(_list_uncovered(task, everything))
    for person in {duty.person for duty in everything}:
        broken += breaches_of(task, person, everything)
    return broken


def breaches_of(task: Task, person: str, duties: Iterable[Duty]) -> list[Breach]:
    """Return the rules that one person's duties break, in the order of the rules."""
    slots = sorted(
        (task.slot(duty) for duty in duties if duty.person == person),
        key=lambda slot: (slot.start, slot.end),
    )
    broken = [
        *(("twice", slot) for slot in _list_overlapping(slots)),
        *(("away", slot) for slot in _list_while_away(task, person, slots)),
        *(("rest_hours", slot) for slot in _list_without_rest(task, slots)),
        *(("nights_in_row", slot) for slot in _too_many_nights(task, slots)),
        *(("rest_after_nights", slot) for slot in _after_nights(task, slots)),
        *(("hours_in_seven_days", slot) for slot in _long_weeks(task, slots)),
        *(("days_off_in_seven", slot) for slot in _weeks_without_rest(task, slots)),
    ]
    return [Breach(rule, slot.day, person, slot.shift.key) for rule, slot in broken]


def _list_uncovered(task: Task, duties: set[Duty]) -> Iterator[Breach]:
    there: dict[tuple[date, str], int] = defaultdict(int)
    for duty in duties:
        there[duty.day, duty.shift] += 1
    for slot in task.slots():
        if there[slot.day, slot.shift.key] < slot.shift.need:
            yield Breach("cover", slot.day, shift=slot.shift.key)


def empty_minutes(task: Task, duties: Iterable[Duty]) -> int:
    """Minutes of the horizon, from its first shift to its last, in which nobody is on duty."""
    slots = task.slots()
    if not slots:
        return 0
    worked = sorted((task.slot(duty).start, task.slot(duty).end) for duty in duties)
    at, end, empty = slots[0].start, max(slot.end for slot in slots), 0
    for start, over in worked:
        empty += max(0, min(start, end) - at)
        at = max(at, over)
    return empty + max(0, end - at)


def _list_overlapping(slots: list[Slot]) -> Iterator[Slot]:
    for earlier, later in pairwise(slots):
        if later.start < earlier.end:
            yield later


def _list_while_away(task: Task, person: str, slots: list[Slot]) -> Iterator[Slot]:
    away = next((known.away for known in task.people if known.id == person), frozenset())
    for slot in slots:
        if not away.isdisjoint(slot.days):
            yield slot


def _list_without_rest(task: Task, slots: list[Slot]) -> Iterator[Slot]:
    least = task.rules.value("rest_hours") or 0
    for earlier, later in pairwise(slots):
        if earlier.end <= later.start < earlier.end + least * 60:
            yield later


def _too_many_nights(task: Task, slots: list[Slot]) -> Iterator[Slot]:
    most = task.rules.value("nights_in_row")
    if most is None:
        return
    run, last = 0, None
    for slot in slots:
        if not slot.shift.night:
            continue
        run = run + 1 if last is not None and slot.day - last == timedelta(1) else 1
        last = slot.day
        if run > most:
            yield slot


def _after_nights(task: Task, slots: list[Slot]) -> Iterator[Slot]:
    least = task.rules.value("rest_after_nights") or 0
    for earlier, later in pairwise(slots):
        goes_on = later.shift.night and (later.day - earlier.day).days <= 1
        if earlier.shift.night and not goes_on and later.start < earlier.end + least * 60:
            yield later


def _long_weeks(task: Task, slots: list[Slot]) -> Iterator[Slot]:
    most = task.rules.value("hours_in_seven_days")
    if most is None:
        return
    for slot in slots:
        week = [other for other in slots if 0 <= (slot.day - other.day).days < WEEK]
        if sum(other.shift.minutes for other in week) > most * 60:
            yield slot


def _weeks_without_rest(task: Task, slots: list[Slot]) -> Iterator[Slot]:
    least = task.rules.value("days_off_in_seven") or 0
    days = {day: slot for slot in slots for day in slot.days}
    for day, slot in days.items():
        worked = sum(day - timedelta(back) in days for back in range(WEEK))
        if WEEK - worked < least:
            yield slot
