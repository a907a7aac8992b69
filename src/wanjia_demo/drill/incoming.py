"""What comes in during a drill: who calls and what they say. Pure, from a seed."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID

from wanjia_demo.drill.settings import Settings


@dataclass(frozen=True)
class Person:
    """A resident as the drill knows them."""

    id: UUID
    dwelling: UUID
    stairwell: UUID
    risks: frozenset[str]


@dataclass(frozen=True)
class Call:
    """Something said by or for a resident; by phone, or on the household's page."""

    person: Person
    text: str
    by_phone: bool


def calls(
    rng: Random,
    settings: Settings,
    hour: int,
    minutes: float,
    people: Sequence[Person],
    by_risk: Mapping[str, Sequence[Person]],
    sealed: frozenset[UUID],
) -> list[Call]:
    """Return the calls of so many minutes in an hour of the day, where `sealed` are the shut
    stairwells.

    How many follows a Poisson law; sealed residents call `sealed_times` as often.
    """
    inside = [person for person in people if person.stairwell in sealed]
    weight = len(people) + (settings.calls.sealed_times - 1) * len(inside)
    mean = settings.calls.by_hour[hour] * weight / 1000 * minutes / 60
    share = settings.calls.sealed_times * len(inside) / weight if weight else 0
    return [
        _draw_call(rng, settings, inside if rng.random() < share else people, by_risk)
        for _ in range(_draw_poisson(rng, mean))
    ]


def _draw_call(
    rng: Random,
    settings: Settings,
    people: Sequence[Person],
    by_risk: Mapping[str, Sequence[Person]],
) -> Call:
    said = rng.choices(settings.said, [one.weight for one in settings.said])[0]
    whose = by_risk.get(said.risk, ()) if said.risk else people
    person = rng.choice(whose or people)
    return Call(person, said.text, rng.random() >= settings.calls.by_household_page)


def _draw_poisson(rng: Random, mean: float) -> int:
    """Knuth's way, for the small means of a few minutes."""
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count
