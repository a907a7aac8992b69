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
        self._wishes()
        unit = gcd(*(one.minutes for one in self.task.pattern.shifts))
        self._share("hours", lambda slot: slot.shift.minutes // unit, lambda _person: True)
        self._share("nights", lambda slot: int(slot.shift.night), lambda one: not one.no_nights)
        self._share("weekends", lambda slot: int(slot.weekend), lambda _person: True)
        roster.model.minimize(sum(self.terms))

    def _keep_published(self) -> None:
        """A published shift that its person no longer takes is a change."""
        published = {(one.person, self.task.slot(one)) for one in self.task.published}
        for key, literal in self.roster.taken.items():
            if key in published:
                self.terms.append(self.weights["changed"] * (1 - literal))
            if published:
                self.roster.model.add_hint(literal, int(key in published))

    def _wishes(self) -> None:
        """Each wish that is not met, and how many of them fall on one person at most."""
        broken = [sum(terms) for one in self.task.people if (terms := self._broken(one))]
        if not broken:
            return
        most = self.roster.model.new_int_var(0, len(self.roster.slots) + self.task.days, "")
        for each in broken:
            self.roster.model.add(most >= each)
            self.terms.append(self.weights["wish"] * each)
        self.terms.append(self.weights["wish_again"] * most)

    def _broken(self, person: Person) -> list[Any]:
        model = self.roster.model
        given = self.roster.given[person.id]
        terms: list[Any] = []
        for day in sorted(person.days_off):
            touching = [each for slot, each in given if day in slot.days]
            if any(isinstance(each, int) for each in touching):
                continue
            if touching:
                works = model.new_bool_var("")
                for each in touching:
                    model.add_implication(each, works)
                terms.append(works)
        inside = [(slot, each) for slot, each in given if slot.day >= self.task.first]
        if person.no_nights:
            terms += [each for slot, each in inside if slot.shift.night]
        if person.most_shifts is not None:
            over = model.new_int_var(0, len(inside), "")
            model.add(over >= sum(each for _slot, each in inside) - person.most_shifts)
            terms.append(over)
        return terms

    def _share(
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
            one.id: sum(
                measure(slot) * each
                for slot, each in self.roster.given[one.id]
                if slot.day >= since and measure(slot)
            )
            for one in people
        }
        credit = self._credit(done + still)
        # The average bounds both ends, which the solver would take long to find by itself.
        whole = done + still + sum(credit.values())
        average, compared = whole / max(1, len(people)), sum(asked(one) for one in people)
        high = self.roster.model.new_int_var(ceil(average), 2 * whole + 1, "")
        low = self.roster.model.new_int_var(0, whole // max(1, compared), "")
        for one in people:
            self.roster.model.add(high >= mine[one.id] + credit[one.id])
            if asked(one):
                self.roster.model.add(low <= mine[one.id] + credit[one.id])
        self.terms.append(self.weights[weight] * (high - low))

    def _credit(self, total: int) -> dict[str, int]:
        """What each person would have borne on the days they are away."""
        days = [self.task.first + timedelta(number) for number in range(self.task.days)]
        away = {one.id: sum(day in one.away for day in days) for one in self.task.people}
        there = len(days) * len(self.task.people) - sum(away.values())
        return {who: round(total * gone / there) if there else 0 for who, gone in away.items()}
