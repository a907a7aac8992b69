"""The roster as a problem for CP-SAT: who may take which shift, and the rules.

Rules bind what is still to be decided: a shift that was worked against a rule is a fact, and never
makes the days after it impossible.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from ortools.sat.python import cp_model

from wanjia.duty.rosters.values import DAY, Person, Slot, Task

WEEK = 7
BEFORE = 14  # days of work done that can still bear on a rule
Given = list[tuple[Slot, Any]]


class RosterModel:
    """A task as a CP-SAT model.

    `taken` holds a literal for each person and slot that is open to them; `given` each person's
    slots in the order of time with their literal, or 1 for what is done.
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self.model = cp_model.CpModel()
        self.slots = task.slots()
        self.taken: dict[tuple[str, Slot], Any] = {}
        self.done = {(duty.person, task.slot(duty)) for duty in task.done}
        self.given = {person.id: self._place_person(person) for person in task.people}
        self._cover_slots()
        for given in self.given.values():
            self._require_rest(given)
            self._limit_nights(given)
            self._limit_hours(given)
            self._days_off(given)

    def _place_person(self, person: Person) -> Given:
        given: Given = [
            (slot, 1) for who, slot in self.done if who == person.id and slot.start >= -BEFORE * DAY
        ]
        for slot in self.slots:
            if (person.id, slot) not in self.done and person.away.isdisjoint(slot.days):
                literal = self.model.new_bool_var("")
                self.taken[person.id, slot] = literal
                given.append((slot, literal))
        return sorted(given, key=lambda place: (place[0].start, place[0].end))

    def _cover_slots(self) -> None:
        """Each slot has as many people as it needs.

        Those who were there already count.
        """
        there: dict[Slot, int] = defaultdict(int)
        for _who, slot in self.done:
            there[slot] += 1
        for slot in self.slots:
            keys = [(person.id, slot) for person in self.task.people]
            still = [self.taken[key] for key in keys if key in self.taken]
            self.model.add(sum(still) == max(0, slot.shift.need - there[slot]))

    def _require_rest(self, given: Given) -> None:
        """Nobody is in two places; hours between shifts.

        Rest after the last night of a row.
        """
        rest = (self.task.rules.value("rest_hours") or 0) * 60
        after = (self.task.rules.value("rest_after_nights") or 0) * 60
        nights = _by_day(given, nights=True)
        for place, (slot, literal) in enumerate(given):
            reach = max(rest, after if slot.shift.night else 0)
            for other, second in given[place + 1 :]:
                pause = other.start - slot.end
                if pause >= reach:
                    break
                if pause < rest or (slot.shift.night and not other.shift.night):
                    self._forbid_both(literal, second)
                elif slot.shift.night and (other.day - slot.day).days > 1:
                    between = nights[slot.day + timedelta(1)]
                    self._run_goes_on(literal, second, between)

    def _forbid_both(self, first: Any, other: Any) -> None:
        if not (isinstance(first, int) and isinstance(other, int)):
            self.model.add(first + other <= 1)

    def _run_goes_on(self, first: Any, other: Any, between: list[Any]) -> None:
        """Two nights so close that there is no rest between them need a night in between."""
        if not (isinstance(first, int) and isinstance(other, int)):
            self.model.add(first + other <= 1 + sum(between))

    def _limit_nights(self, given: Given) -> None:
        most = self.task.rules.value("nights_in_row")
        if most is None:
            return
        nights = _by_day(given, nights=True)
        for window in self._list_windows(most + 1):
            self._at_most([literal for day in window for literal in nights[day]], most)

    def _limit_hours(self, given: Given) -> None:
        """A shift's minutes count on the day that it starts."""
        hours = self.task.rules.value("hours_in_seven_days")
        if hours is None:
            return
        minutes: dict[date, list[Any]] = defaultdict(list)
        for slot, literal in given:
            minutes[slot.day].append(slot.shift.minutes * literal)
        for window in self._list_windows(WEEK):
            self._at_most([term for day in window for term in minutes[day]], hours * 60)

    def _days_off(self, given: Given) -> None:
        """A day off is a calendar day without a minute of duty."""
        least = self.task.rules.value("days_off_in_seven")
        if not least:
            return
        touching: dict[date, list[Any]] = defaultdict(list)
        for slot, literal in given:
            for day in slot.days:
                touching[day].append(literal)
        off: dict[date, Any] = {}
        for day, literals in touching.items():
            if 1 in [literal for literal in literals if isinstance(literal, int)]:
                off[day] = 0
                continue
            off[day] = self.model.new_bool_var("")
            for literal in literals:
                self.model.add_implication(literal, off[day].negated())
        for window in self._list_windows(WEEK):
            free = [off.get(day, 1) for day in window]
            could = sum(not (isinstance(literal, int) and literal == 0) for literal in free)
            self.model.add(sum(free) >= min(least, could))

    def _at_most(self, terms: list[Any], most: int) -> None:
        """Bound a sum.

        What is done may have gone beyond the bound, and then stands.
        """
        sure = sum(term for term in terms if isinstance(term, int))
        open_terms = [term for term in terms if not isinstance(term, int)]
        if open_terms:
            self.model.add(sum(open_terms) <= max(most - sure, 0))

    def _list_windows(self, length: int) -> Iterator[list[date]]:
        """Each run of so many days that ends within the horizon, or on the morning after it."""
        for last in range(self.task.days + 1):
            yield [self.task.first + timedelta(last - back) for back in range(length)]


def _by_day(given: Given, *, nights: bool) -> dict[date, list[Any]]:
    by_day: dict[date, list[Any]] = defaultdict(list)
    for slot, literal in given:
        if slot.shift.night or not nights:
            by_day[slot.day].append(literal)
    return by_day
