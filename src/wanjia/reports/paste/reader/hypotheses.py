"""The doors that an entry may speak of, and the ways to read it: what the finder finds."""

from dataclasses import dataclass
from enum import Enum, auto

from wanjia.reports.paste.reader.doors import Span
from wanjia.reports.paste.reader.facts import Meaning
from wanjia.reports.paste.reader.lattice import Cover
from wanjia.reports.paste.reader.names import Named
from wanjia.reports.paste.reader.roster import Dwelling, Member


class Source(Enum):
    """Where the door of a reading comes from."""

    TEXT = auto()
    SENDER = auto()
    NAME = auto()
    BEFORE = auto()
    UNKNOWN = auto()  # a door is written that the roster does not have
    NONE = auto()


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A door that an entry may speak of, and what it costs to believe so."""

    price: float
    dwelling: Dwelling | None
    source: Source
    span: Span | None = None
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whom a sender's name points at."""

    dwelling: Dwelling
    member: Member | None
    price: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to read an entry."""

    price: float
    hypothesis: Hypothesis
    cover: Cover
    meaning: Meaning

    @property
    def dwelling(self) -> Dwelling | None:
        """The door it speaks of."""
        return self.hypothesis.dwelling

    def says(self) -> tuple[object, ...]:
        """What tells it apart from another."""
        return (self.dwelling, self.hypothesis.source is Source.UNKNOWN, self.meaning.says())


@dataclass
class Candidates:
    """All that was found for one entry, the cheapest reading first."""

    ranked: list[Candidate]
    spans: list[Span]
    names: list[Named]
    speakers: list[Speaker]

    @property
    def best(self) -> Candidate:
        """The cheapest reading."""
        return self.ranked[0]

    @property
    def rival(self) -> Candidate | None:
        """The cheapest that says something else."""
        best = self.best.says()
        return next((one for one in self.ranked[1:] if one.says() != best), None)
