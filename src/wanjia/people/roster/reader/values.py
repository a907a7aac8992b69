"""What a roster holds once it is read."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple


class Unreadable(Exception):
    """A file that is no roster; says why in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh = zh
        self.en = en


class Place(NamedTuple):
    """Where somebody lives, as normal forms; estate, lane and room may be empty."""

    estate: str
    lane: str
    stairwell: str
    room: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One person of a roster, taken in. `row` counts as Excel counts, from 1.

    `born` are the first and last day on which they can have been born.
    """

    row: int
    sheet: str
    place: Place
    name: str
    sex: str = ""
    birth: date | None = None
    id_number: str = ""
    phones: tuple[str, ...] = ()
    relation: str = ""
    register: str = ""
    note: str = ""
    id_good: bool = False
    born: tuple[date, date] | None = None
    source: Any = field(default=None, compare=False, repr=False)

    @property
    def estate(self) -> str:
        """The estate's name, empty where the roster names none."""
        return self.place.estate


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that speaks of a person but does not say who or where; `cells` under `titles`."""

    row: int
    sheet: str
    column: str
    zh: str
    en: str
    titles: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Warned:
    """A row that was taken in, or ignored, and should be looked at; no row: about the file."""

    row: int | None
    sheet: str
    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way to read a file: its key, what it is in words, what it finds and whom first."""

    key: str
    zh: str
    en: str
    people: int
    households: int
    stairwells: int
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What a person must decide before the roster comes in; `ways` are what to choose from."""

    code: str
    zh: str
    en: str
    sheet: str = ""
    rows: tuple[int, ...] = ()
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True)
class Roster:
    """A roster as read: who is in it, and what became of every other row.

    `about` is what stands over the headings and the names of sheets and file: where an estate may
    be named. With `questions` it is not to be taken in before a person has answered them.
    """

    people: tuple[Listed, ...]
    refused: tuple[Refused, ...]
    warnings: tuple[Warned, ...]
    ignored: tuple[int, ...]
    sheets: tuple[str, ...]
    about: str = ""
    questions: tuple[Question, ...] = ()

    @cached_property
    def households(self) -> int:
        """How many dwellings at least one of the people lives in."""
        return len({one.place for one in self.people})

    @cached_property
    def stairwells(self) -> int:
        """How many doors at least one of the people lives behind."""
        return len({one.place[:3] for one in self.people})
