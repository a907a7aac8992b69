"""Share out whom to speak with among those who can: by load, neighbours first. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from wanjia.core.rules.rules_file import AboveZero, RulesTable, Whole, load_rules_file

FILE = Path(__file__).with_name("assignments.toml")


@dataclass(frozen=True)
class Rules(RulesTable):
    """How many somebody is given at most, how dear the way to another estate is, and for how many
    hours a pair is waited for.
    """

    most_each: AboveZero
    other_estate: Whole
    door: AboveZero
    pair_hours: Whole


@dataclass(frozen=True)
class Waiting:
    """Somebody to speak with: where they live, whether at the door."""

    id: Any
    estate: Any
    door: bool


@dataclass(frozen=True)
class Helper:
    """Somebody who can: where they live (None: anywhere), and how many they have already."""

    id: Any
    estate: Any
    has: int


@dataclass(frozen=True)
class Shared:
    """Who is given to whom, and for whom nobody was left."""

    given: dict[Any, Any]
    left: tuple[Any, ...]


@cache
def load_rules(path: Path = FILE) -> Rules:
    """Read the rules; raises RulesFileError naming file, line and key for what is wrong."""
    return load_rules_file(Rules, path)


def share_out(waiting: Sequence[Waiting], helpers: Iterable[Helper], rules: Rules) -> Shared:
    """Give each of those who wait, the most pressing first, to who has least to do.

    A visit counts as several calls; another estate is as dear as so many calls. Nobody is given
    more than `most_each` people with those they have.
    """
    load = {helper: float(helper.has) for helper in helpers}
    has = {helper: helper.has for helper in load}
    given, left = {}, []
    for person in waiting:
        free = [helper for helper in load if has[helper] < rules.most_each]
        if not free:
            left.append(person.id)
            continue
        best = min(
            free, key=lambda helper: (load[helper] + _way(helper, person, rules), helper.has)
        )
        given[person.id] = best.id
        has[best] += 1
        load[best] += rules.door if person.door else 1
    return Shared(given, tuple(left))


def _way(helper: Helper, person: Waiting, rules: Rules) -> int:
    return 0 if helper.estate in (None, person.estate) else rules.other_estate
