"""Pasted 接龙 and chat text → one reading a line, matched against a roster.

`read(text, roster, context)` is the whole of it: plain values in, plain values out.
"""

from wanjia.reports.jielong.asking import Asked, asked_in
from wanjia.reports.jielong.reader import read
from wanjia.reports.jielong.reading import Reading, read_to_json, why_text
from wanjia.reports.jielong.roster import Context, Dwelling, RosterDoor, RosterIndex, RosterPerson

__all__ = [
    "Asked",
    "Context",
    "Dwelling",
    "Reading",
    "RosterDoor",
    "RosterIndex",
    "RosterPerson",
    "asked_in",
    "read",
    "read_to_json",
    "why_text",
]
