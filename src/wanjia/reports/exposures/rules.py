"""`exposures.toml` as read, who is proposed as a contact, what contacts do until when. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated
from uuid import UUID

from pydantic import Field

from wanjia.core.rules.rules_file import (
    AboveZero,
    NotBlank,
    RulesTable,
    Source,
    Text,
    Whole,
    load_rules_file,
    one_of,
)
from wanjia.zoning.protocols.person_rules import Home, close_contacts
from wanjia.zoning.protocols.values import CONTACT_KINDS, RELATIONS, Protocol

FILE = Path(__file__).with_name("exposures.toml")
BESIDE_HOMES = ("tube", "queue", "lift", "door_caller", "on_duty", "same_visit")
ALL_RELATIONS = (*RELATIONS, *BESIDE_HOMES)
Kind = Annotated[str, one_of(CONTACT_KINDS)]


@dataclass(frozen=True)
class Window(RulesTable):
    """How far back one looks, and how near in time a queue is."""

    days_before: Whole
    queue_minutes: AboveZero


@dataclass(frozen=True)
class Measures(RulesTable):
    """What contacts of a kind do under some protocols."""

    protocols: Annotated[tuple[NotBlank, ...], Field(min_length=1)]
    kind: Kind
    days: AboveZero
    home_days: Whole
    tests: tuple[AboveZero, ...]
    text: Text
    source: Source


@dataclass(frozen=True)
class ExposureRules(RulesTable):
    """All of `exposures.toml`."""

    window: Window
    relations: Mapping[Annotated[str, one_of(BESIDE_HOMES)], Kind]
    measures: tuple[Measures, ...]
    no_second: tuple[NotBlank, ...] = ()
    teams: Mapping[NotBlank, tuple[NotBlank, ...]] = field(default_factory=dict)
    sources: Mapping[NotBlank, Text] = field(default_factory=dict)

    def for_contact(self, protocol: str, kind: str) -> Measures | None:
        """Return what contacts of a kind do under a protocol; None where nothing is written."""
        return next(
            (one for one in self.measures if protocol in one.protocols and one.kind == kind), None
        )


@cache
def load_rules(path: Path = FILE) -> ExposureRules:
    """Read the rules. Raises RulesFileError naming file, key and line for what is wrong."""
    return load_rules_file(ExposureRules, path)


@dataclass(frozen=True)
class Met:
    """Somebody who was near a case in a way that the homes do not tell: who, how, when, where."""

    who: UUID
    relation: str
    at: datetime
    words: str = ""
    staff: bool = False


@dataclass(frozen=True)
class Proposed:
    """Somebody to be proposed as a contact: by which relation, of which kind, since when."""

    who: UUID
    kind: str
    relation: str
    last_at: datetime
    words: str = ""
    staff: bool = False


def propose(
    protocol: Protocol | None,
    rules: ExposureRules,
    case: Home | None,
    homes: Iterable[Home],
    people: Mapping[str, Iterable[UUID]],
    met: Iterable[Met],
    until: datetime,
) -> list[Proposed]:
    """Return whom the rules propose, each once, by what is strictest; the nearest first.

    `people` are who lives behind each home's key, `until` is when those of the homes were last
    near the case: when it was taken away, or now. A protocol of `no_second` judges no contacts of
    contacts.
    """
    found: dict[UUID, Proposed] = {}
    homes = list(homes)
    if protocol and case:
        for home in close_contacts(protocol, case, homes):
            for who in people.get(home.key, ()):
                _note(found, Proposed(who, home.kind, home.relation, until))
    for one in met:
        kind = rules.relations.get(one.relation)
        if kind:
            _note(found, Proposed(one.who, kind, one.relation, one.at, one.words, one.staff))
    judged: Iterable[Proposed] = found.values()
    if protocol and protocol.name in rules.no_second:
        judged = [one for one in found.values() if one.kind != "second"]
    return sorted(
        judged,
        key=lambda one: (CONTACT_KINDS.index(one.kind), ALL_RELATIONS.index(one.relation)),
    )


def _note(found: dict[UUID, Proposed], new: Proposed) -> None:
    """Keep the strictest kind; of two alike the nearer relation, with the later moment."""
    old = found.get(new.who)
    if old is None:
        found[new.who] = new
        return
    first, other = sorted(
        (old, new),
        key=lambda one: (CONTACT_KINDS.index(one.kind), ALL_RELATIONS.index(one.relation)),
    )
    last = max(old.last_at, new.last_at)
    found[new.who] = Proposed(
        first.who, first.kind, first.relation, last, first.words or other.words, first.staff
    )


@dataclass(frozen=True)
class Course:
    """What a contact does: until which day, on which days a PCR; day 1 follows the contact."""

    first: date
    until: date
    tests: tuple[date, ...]
    text: Text


def course_of(measures: Measures, last: date) -> Course:
    """Return the days of a contact whose last contact was on a day."""
    whole = measures.days + measures.home_days
    return Course(
        last + timedelta(days=1),
        last + timedelta(days=whole),
        tuple(last + timedelta(days=day) for day in measures.tests if day <= whole),
        measures.text,
    )


def next_test(course: Course, done: Iterable[date]) -> date | None:
    """Return the first test that is due or to come; one that was missed stays due until made up."""
    taken = sorted(done)
    for day in course.tests:
        made_up = next((one for one in taken if one >= day), None)
        if made_up is None:
            return day
        taken.remove(made_up)
    return None
