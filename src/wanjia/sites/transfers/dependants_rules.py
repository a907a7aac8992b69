"""Who stays at home alone when somebody is taken away. Pure.

Our default: whoever is between 18 and 74 and not disabled can look after the others; where nobody
like that stays, the minor, the elder from 75 on and the disabled are cases of care at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

ADULT, ELDER = 18, 75
MINOR_ALONE, LONE_ELDER, DISABLED = "minor_alone", "alone_elder", "disabled"


@dataclass(frozen=True)
class Person:
    """Somebody of the dwelling: whole years lived (None: unknown), and whether they are home."""

    id: UUID
    age: int | None
    disabled: bool = False
    home: bool = True


@dataclass(frozen=True)
class Left:
    """Who needs somebody now, and as what kind of risk."""

    id: UUID
    kind: str


def can_look_after(person: Person) -> bool:
    """Whether a person can be left in charge; of unknown age they are taken for an adult."""
    return not person.disabled and (person.age is None or ADULT <= person.age < ELDER)


def left_behind(people: Iterable[Person], leaving: frozenset[UUID]) -> list[Left]:
    """Those who stay and need somebody, in the order given; nobody if someone can help them."""
    stay = [one for one in people if one.home and one.id not in leaving]
    if any(can_look_after(one) for one in stay):
        return []
    return [Left(one.id, _kind(one)) for one in stay]


def _kind(person: Person) -> str:
    if person.age is not None and person.age < ADULT:
        return MINOR_ALONE
    return LONE_ELDER if person.age is not None and person.age >= ELDER else DISABLED
