"""Pasted 接龙 and chat text → one reading a line, matched against a roster.

`read(text, roster, context)` is the whole of it: plain values in, plain values out.
"""

from wanjia.reports.paste.reader.asking import Asked, asked_in
from wanjia.reports.paste.reader.reader import read
from wanjia.reports.paste.reader.reading import Reading, read_to_json, why_text
from wanjia.reports.paste.reader.roster import (
    Context,
    Dwelling,
    RosterDoor,
    RosterIndex,
    RosterPerson,
)

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
