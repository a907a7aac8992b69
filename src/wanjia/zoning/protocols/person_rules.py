"""What a protocol says of persons: who is a close contact, who is exempt from which tests."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from wanjia.zoning.protocols.values import CONTACT_KINDS, Protocol, Text

TESTS = frozenset({"antigen", "pcr"})
EVERYTHING = TESTS | {"temperature", "headcount", "contact"}


@dataclass(frozen=True)
class Home:
    """Where people live: `key` is the dwelling's own name (`23-602`) or id.

    `sharing` names the kitchen and bath that several dwellings share; empty: their own.
    """

    key: str
    stairwell: str
    floor: int
    sharing: str = ""


@dataclass(frozen=True)
class ContactHome:
    """A dwelling whose people are contacts.

    `kind` is `close` or `second` (contacts of contacts).

    `relation` to the case's dwelling is one of `protocol_values.RELATIONS`.
    """

    key: str
    kind: str
    relation: str


def close_contacts(protocol: Protocol, case: Home, homes: Iterable[Home]) -> list[ContactHome]:
    """Return the dwellings whose people are contacts of a case, in the order of `homes`.

    The case's own dwelling is its household. The strictest relation counts. A protocol without
    rules for persons has none.
    """
    kitchen = "shared" if case.sharing else "own"
    rules = protocol.people.contacts if protocol.people else ()
    relations: Mapping[str, str] = next(
        (rule.relations for rule in rules if rule.kitchen == kitchen), {}
    )
    contacts = []
    for home in homes:
        ruled = [relation for relation in _relations_between(case, home) if relation in relations]
        # "close" comes before "second"; among equals the nearest relation stays first.
        strictest = min(
            ruled, key=lambda relation: CONTACT_KINDS.index(relations[relation]), default=None
        )
        if strictest:
            contacts.append(ContactHome(home.key, relations[strictest], strictest))
    return contacts


def _relations_between(case: Home, home: Home) -> list[str]:
    """Return how a dwelling stands to the case's, nearest first."""
    if home.key == case.key:
        return ["household"]
    if home.stairwell != case.stairwell:
        return []
    sharers = ["sharers"] if case.sharing and home.sharing == case.sharing else []
    steps = _floor_level(home.floor) - _floor_level(case.floor)
    near = {0: "same_floor", 1: "floor_above", -1: "floor_below"}.get(steps)
    return [*sharers, *([near] if near else []), "stairwell"]


def _floor_level(floor: int) -> int:
    """Return floors counted without a gap.

    There is no floor 0 between -1 and 1.
    """
    return floor if floor > 0 else floor + 1


@dataclass(frozen=True)
class PersonFacts:
    """What counts for exemptions.

    `returned_on`: the local date on which a recovered person came home. `pooled_waiting`: a
    pooled sample of theirs was positive and the single recheck is not back. `exempt_until`: let
    off all rounds up to and with a day, by an officer.
    """

    returned_on: date | None = None
    pooled_waiting: bool = False
    exempt_until: date | None = None


@dataclass(frozen=True)
class Exemption:
    """What a person need not give on a day.

    `until` (included) None: until the recheck is back.
    """

    kinds: frozenset[str]
    until: date | None
    why: Text

    def excuses(self, wants: frozenset[str]) -> bool:
        """Return whether nothing is left to ask of the person in a round that wants these."""
        return wants <= self.kinds


def exempt(protocol: Protocol, facts: PersonFacts, on: date) -> Exemption | None:
    """From what a person is exempt on a local date, the widest exemption first; None: nothing."""
    if facts.exempt_until and on <= facts.exempt_until:
        why = Text("经居委会同意免报", "let off the rounds by the committee")
        return Exemption(EVERYTHING, facts.exempt_until, why)
    if facts.returned_on and (excuse := _exempt_recovered(protocol, facts.returned_on, on)):
        return excuse
    skips = protocol.people is not None and protocol.people.pooled_skips_next_round
    if facts.pooled_waiting and skips:
        why = Text("混管阳性，等待单管复核", "pooled positive, waiting for the single recheck")
        return Exemption(frozenset({"pcr"}), None, why)
    return None


def _exempt_recovered(protocol: Protocol, returned_on: date, on: date) -> Exemption | None:
    """Return the exemption of a recovered person.

    The PCR of its day is wanted all the same.
    """
    if protocol.people is None or on < returned_on:
        return None
    rule = protocol.people.recovered
    day = (on - returned_on).days + 1
    if rule.no_tests.covers(day):
        last = returned_on + timedelta(days=(rule.no_tests.last or day) - 1)
        why = Text(f"康复返家第{day}天，不检测", f"day {day} at home after recovery: no tests")
        return Exemption(TESTS, last, why)
    if day == rule.pcr_day:
        why = Text(f"康复返家第{day}天，只做核酸", f"day {day} at home after recovery: PCR only")
        return Exemption(frozenset({"antigen"}), on, why)
    until = months_later(returned_on, rule.exempt_months)
    if on <= until:
        why = Text(
            f"康复后{rule.exempt_months}个月内免筛查",
            f"exempt from screening for {rule.exempt_months} months after recovery",
        )
        return Exemption(TESTS, until, why)
    return None


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the month's last day where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
