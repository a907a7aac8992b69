"""What a roster is to make least: published shifts that change, wishes not met, unfair shares."""

from collections.abc import Callable
from datetime import timedelta
from math import ceil, gcd
from typing import Any

from wanjia.duty.rosters.constraints import RosterModel
from wanjia.duty.rosters.values import Person, Slot


class Aim:
    """The objective of a model, as the sum of its weighted terms."""

    def __init__(self, roster: RosterModel) -> None:
        self.roster = roster
        self.task = roster.task
        self.weights = roster.task.rules.weights
        self.terms: list[Any] = []
        self._keep_published()
        self._minimize_broken_wishes()
        unit = gcd(*(shift.minutes for shift in self.task.pattern.shifts))
        self._share_evenly("hours", lambda slot: slot.shift.minutes // unit, lambda _person: True)
        self._share_evenly(
            "nights", lambda slot: int(slot.shift.night), lambda person: not person.no_nights
        )
        self._share_evenly("weekends", lambda slot: int(slot.weekend), lambda _person: True)
        roster.model.minimize(sum(self.terms))

    def _keep_published(self) -> None:
        """A published shift that its person no longer takes is a change."""
        published = {(duty.person, self.task.slot(duty)) for duty in self.task.published}
        for key, literal in self.roster.taken.items():
            if key in published:
                self.terms.append(self.weights["changed"] * (1 - literal))
            if published:
                self.roster.model.add_hint(literal, int(key in published))

    def _minimize_broken_wishes(self) -> None:
        """Each wish that is not met, and how many of them fall on one person at most."""
        broken = [
            sum(terms) for person in self.task.people if (terms := self._list_broken_terms(person))
        ]
        if not broken:
            return
        most = self.roster.model.new_int_var(0, len(self.roster.slots) + self.task.days, "")
        for wishes in broken:
            self.roster.model.add(most >= wishes)
            self.terms.append(self.weights["wish"] * wishes)
        self.terms.append(self.weights["wish_again"] * most)

    def _list_broken_terms(self, person: Person) -> list[Any]:
        model = self.roster.model
        given = self.roster.given[person.id]
        terms: list[Any] = []
        for day in sorted(person.days_off):
            touching = [literal for slot, literal in given if day in slot.days]
            if any(isinstance(literal, int) for literal in touching):
                continue
            if touching:
                works = model.new_bool_var("")
                for literal in touching:
                    model.add_implication(literal, works)
                terms.append(works)
        inside = [(slot, literal) for slot, literal in given if slot.day >= self.task.first]
        if person.no_nights:
            terms += [literal for slot, literal in inside if slot.shift.night]
        if person.most_shifts is not None:
            over = model.new_int_var(0, len(inside), "")
            model.add(over >= sum(literal for _slot, literal in inside) - person.most_shifts)
            terms.append(over)
        return terms

    def _share_evenly(
        self, weight: str, measure: Callable[[Slot], int], asked: Callable[[Person], bool]
    ) -> None:
        """The distance between whoever has most and whoever of those asked has least.

        Days away count as an average day, so that nobody has to make up for an absence.
        """
        people = self.task.people
        since = self.task.since or self.task.first
        done = sum(measure(slot) for _who, slot in self.roster.done if slot.day >= since)
        still = sum(measure(slot) * slot.shift.need for slot in self.roster.slots)
        mine = {
            person.id: sum(
                measure(slot) * literal
                for slot, literal in self.roster.given[person.id]
                if slot.day >= since and measure(slot)
            )
            for person in people
        }
        credit = self._credit_absence(done + still)
        # The average bounds both ends, which the solver would take long to find by itself.
        whole = done + still + sum(credit.values())
        average, compared = whole / max(1, len(people)), sum(asked(person) for person in people)
        high = self.roster.model.new_int_var(ceil(average), 2 * whole + 1, "")
        low = self.roster.model.new_int_var(0, whole // max(1, compared), "")
        for person in people:
            self.roster.model.add(high >= mine[person.id] + credit[person.id])
            if asked(person):
                self.roster.model.add(low <= mine[person.id] + credit[person.id])
        self.terms.append(self.weights[weight] * (high - low))

    def _credit_absence(self, total: int) -> dict[str, int]:
        """Return what each person would have borne on the days they are away."""
        days = [self.task.first + timedelta(number) for number in range(self.task.days)]
        away = {person.id: sum(day in person.away for day in days) for person in self.task.people}
        there = len(days) * len(self.task.people) - sum(away.values())
        return {who: round(total * gone / there) if there else 0 for who, gone in away.items()}
