"""Reads rosters as committees keep them. Pure: bytes in, plain values out.

What is taken in, warned of, refused and ignored follows the conventions that `tests/people/data/
rosters` samples; `read_roster` is the way in.
"""

from wanjia.people.roster.reader.read import read_roster, refuse_place
from wanjia.people.roster.reader.values import Listed, Place, Refused, Roster, Unreadable, Warned

__all__ = [
    "Listed",
    "Place",
    "Refused",
    "Roster",
    "Unreadable",
    "Warned",
    "read_roster",
    "refuse_place",
]
