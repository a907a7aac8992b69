"""What a piece of a line can mean: the kinds of token that the chart is laid with."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any


class Kind(Enum):
    """The meanings that a span of text can have."""

    __hash__ = object.__hash__  # kinds are looked up at every span of every line

    NEGATIVE = auto()
    POSITIVE = auto()
    FAINT = auto()
    INVALID = auto()
    UNTESTED = auto()
    AWAY = auto()
    HOSPITAL = auto()
    WORK = auto()
    HOME = auto()
    TEMPERATURE = auto()
    BAD_TEMPERATURE = auto()
    LIMIT = auto()  # 37以下: a temperature that is no number
    ALL = auto()
    EACH = auto()
    REST = auto()
    SAME = auto()  # 儿子也是: as was said of those before
    EXCEPT = auto()
    EXCEPT_END = auto()
    SELF = auto()
    ALONE = auto()
    KIN = auto()
    PERSON = auto()
    STRANGER = auto()  # a name that the roster does not explain
    COUNT = auto()
    NUMBER = auto()  # a number that nothing explains
    QUANTITY = auto()
    DOOR = auto()
    PLACE = auto()  # an estate, a lane, a road
    TEST = auto()
    PCR = auto()
    DONE = auto()
    WELL = auto()
    SYMPTOM = auto()
    CORRECTION = auto()
    NOT = auto()
    NEED = auto()
    QUESTION = auto()
    HEDGE = auto()
    WORRY = auto()
    OTHERS = auto()
    PAST = auto()
    GENERAL = auto()
    CANCEL = auto()
    ORDER = auto()
    FILL = auto()
    WORD = auto()  # a word of everyday talk that says nothing of results
    AND = auto()
    BREAK = auto()
    STOP = auto()
    SPACE = auto()
    JUNK = auto()


RESULTS = {
    Kind.NEGATIVE: "negative",
    Kind.POSITIVE: "positive",
    Kind.FAINT: "positive",
    Kind.INVALID: "invalid",
    Kind.UNTESTED: "untested",
}
PLACES = {Kind.AWAY: "away", Kind.HOSPITAL: "hospital", Kind.WORK: "work", Kind.HOME: "home"}
VALUES = frozenset([*RESULTS, *PLACES, Kind.TEMPERATURE, Kind.BAD_TEMPERATURE])
SUBJECTS = frozenset(
    [Kind.PERSON, Kind.STRANGER, Kind.KIN, Kind.ALL, Kind.EACH, Kind.REST, Kind.SELF, Kind.ALONE,
     Kind.COUNT]
)  # fmt: skip
# What carries no meaning of its own: two covers that differ in these alone are the same.
SILENT = frozenset(
    [Kind.FILL, Kind.WORD, Kind.BREAK, Kind.STOP, Kind.SPACE, Kind.JUNK, Kind.TEST, Kind.AND]
)


@dataclass(slots=True, eq=False)
class Token:
    """A span of the text, what it means and what it costs to take it so."""

    start: int
    end: int
    kind: Kind
    value: Any
    price: float
