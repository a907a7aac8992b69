"""Reads rosters as committees keep them. Pure: bytes in, plain values out.

What is taken in, warned of, refused and ignored follows the conventions that `tests/people/data/
rosters` samples; `read_roster` is the way in.
"""

from wanjia.people.roster.reader.judging import refuse_place
from wanjia.people.roster.reader.lexicon import ONE_PERSON_A_CELL
from wanjia.people.roster.reader.read import read_roster
from wanjia.people.roster.reader.values import (
    Listed,
    Place,
    Question,
    Refused,
    Roster,
    Unreadable,
    Warned,
    Way,
)

__all__ = [
    "ONE_PERSON_A_CELL",
    "Listed",
    "Place",
    "Question",
    "Refused",
    "Roster",
    "Unreadable",
    "Warned",
    "Way",
    "read_roster",
    "refuse_place",
]
