"""Who of a roster is known already. Pure: plain values in, plain values out."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from wanjia.people.roster.reader.name_forms import name_key


@dataclass(frozen=True, slots=True)
class Person:
    """What tells people apart; `home` is their dwelling, None where it is not known yet."""

    key: Hashable
    name: str
    id_number: str
    phones: frozenset[str]
    home: Hashable


def match(listed: Sequence[Person], known: Iterable[Person]) -> dict[Hashable, Hashable]:
    """Each listed person's key to the key of the known person that they are; each one only once.

    The same person is: same ID number and same name; or, where one of the two has no ID number,
    same name in the same dwelling with the phones not at odds; or, where they moved, same name
    and a phone in common, if only one is so known. Case, script and the order of Latin words make
    no other name. The surest matches are made first.
    """
    by_id: dict[tuple[str, str], list[Person]] = defaultdict(list)
    by_home: dict[tuple[str, Hashable], list[Person]] = defaultdict(list)
    by_phone: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for one in known:
        if one.id_number:
            by_id[one.id_number, name_key(one.name)].append(one)
        by_home[name_key(one.name), one.home].append(one)
        for phone in one.phones:
            by_phone[name_key(one.name), phone].append(one)
    found: dict[Hashable, Hashable] = {}
    taken: set[Hashable] = set()

    def settle(one: Person, candidates: Iterable[Person], only: bool = False) -> None:
        free = {other.key: other for other in candidates if other.key not in taken}
        if free and not (only and len(free) > 1):
            found[one.key] = max(
                free, key=lambda key: (free[key].home == one.home, free[key].name == one.name)
            )
            taken.add(found[one.key])

    for one in listed:
        if one.id_number:
            settle(one, by_id.get((one.id_number, name_key(one.name)), ()))
    rest = [one for one in listed if one.key not in found]
    for one in rest:
        there = by_home.get((name_key(one.name), one.home), ()) if one.home is not None else ()
        settle(one, [other for other in there if _may_be(one, other)])
    for one in rest:
        if one.key in found:
            continue
        reached = [
            other for phone in one.phones for other in by_phone.get((name_key(one.name), phone), ())
        ]
        settle(one, [other for other in reached if _ids_agree(one, other)], only=True)
    return found


def _ids_agree(one: Person, other: Person) -> bool:
    return not (one.id_number and other.id_number)


def _may_be(one: Person, other: Person) -> bool:
    """Whether two of the same name in one dwelling may be one: phones must not be at odds."""
    at_odds = one.phones and other.phones and not one.phones & other.phones
    return _ids_agree(one, other) and not at_odds
