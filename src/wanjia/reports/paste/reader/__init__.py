"""Pasted 接龙 and chat text → one reading a line, matched against a roster.

`read(text, roster, context)` is the whole of it: plain values in, plain values out.
"""

from wanjia.reports.paste.reader.asking import Asked, asked_in
from wanjia.reports.paste.reader.reader import Read, read, read_paste
from wanjia.reports.paste.reader.reading import (
    ListQuestion,
    Option,
    Reading,
    Said,
    read_to_json,
    why_text,
)
from wanjia.reports.paste.reader.roster import (
    Context,
    Dwelling,
    RosterDoor,
    RosterIndex,
    RosterPerson,
    Stairwell,
)

__all__ = [
    "Asked",
    "Context",
    "Dwelling",
    "ListQuestion",
    "Option",
    "Read",
    "Reading",
    "RosterDoor",
    "RosterIndex",
    "RosterPerson",
    "Said",
    "Stairwell",
    "asked_in",
    "read",
    "read_paste",
    "read_to_json",
    "why_text",
]
