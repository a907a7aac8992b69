"""Lines worded alike mean alike: what one says is decided once, for whichever door and people.

A list of hundreds of lines has a few dozen wordings: `3-201 张伟 阴 36.5` and `12-602 郭强 阴 36.7`
are one. A line's wording is its text without its door, the names of who lives there, its entry
number and its temperatures. The careful way reads the first line of a wording; what came out is
kept here, said of places (the second of the household, the first temperature) instead of people,
and said again of the next line, if nothing about it could make the careful way read it otherwise.
"""

import re
from typing import Any, NamedTuple

from wanjia.places.addresses.characters import NUMERALS, plain
from wanjia.reports.paste.reader.doors import DOOR_WORDS, find_doors, other_doors
from wanjia.reports.paste.reader.entry import wording_of
from wanjia.reports.paste.reader.facts import Run, facts_of
from wanjia.reports.paste.reader.lexicon import LEXICON
from wanjia.reports.paste.reader.lines import (
    MARKER,
    NEXT_ENTRY,
    is_format,
    looks_like_title,
    number_of,
    sender_of,
)
from wanjia.reports.paste.reader.naming import named
from wanjia.reports.paste.reader.reading import Reading
from wanjia.reports.paste.reader.roster import Dwelling, Place
from wanjia.reports.paste.reader.scan import DOOR, SLOT

HEAT = "\x13"  # stands for a temperature
LONGEST = 190  # characters of a line whose wording is kept
MOST_KEPT = 8192
_PLACED = re.compile(
    r"(?:(\d{1,3})( ?[.、] ?))?(\D{0,12}?)(\d{1,3})((?:-|号楼?|[幢栋#]) ?)(\d{3,4})(室?)(?![\d.])",
    re.ASCII,
)
# What a living person can have; where one ends and what it means is the same for all of these.
_HEAT = re.compile(r"(3(?<![\d.]3)[5-9]\.\d)(?!\d)")
_HAN = re.compile(r"[○\u3007\u3400-\u9fff]")
_BOUND = re.compile(
    r"[\ufe0e\ufe0f\u20e3]|以下|以内|不到|\d{4}"
    rf"|{SLOT}\s?[甲乙丙丁]?\s?[号號幢栋棟座弄#＃楼樓单單门門]"
)
_INSTRUCT = LEXICON.title_words["instruct"]
_WHOLE = (*_INSTRUCT, *LEXICON.title_words["format"], "格式", "某某", "xxx", "张三丰")
_STARTS = tuple({word[:at] for word in _WHOLE for at in range(1, len(word))})
_ENDS = tuple({word[at:] for word in _WHOLE for at in range(1, len(word))})
_AFTER_DOORS = frozenset(
    NUMERALS + "人份元斤个块箱袋盒毫升岁天米路度点月年上下早晚中线码口位日条道杠根第"
)


class Meaning(NamedTuple):
    """A reading said of places: members of the household, temperatures in the line's order.

    `residents` is None for all of the household in its order.
    """

    kind: Any
    many: int | None
    antigen: Any
    temperature: Any
    where: str | None
    status: Any
    why: str
    residents: tuple[int, ...] | None
    candidates: tuple[int, ...]
    symptoms: tuple[str, ...]
    about_door: bool
    asks: bool


class Worded(NamedTuple):
    """A line taken apart: its wording (`key`), and what stands in the places it leaves open.

    `start` is where the text after its number begins, `door` from where to where its door stands,
    `names` are those of the household in the line's order. `meaning` is None where the wording is
    new or hangs on more than that.
    """

    key: tuple[Any, ...]
    meaning: Meaning | None
    number: int | None
    start: int
    door: tuple[int, int]
    dwelling: Dwelling
    names: tuple[str, ...]
    heat: list[str]


_kept: dict[tuple[Any, ...], Meaning | None] = {}


def worded(row: str, view: dict[str, Dwelling], purpose: str) -> Worded | None:
    """Take apart a line that begins with its number, door or a name; None for any other line.

    `view` are the doors that are one dwelling (`RosterIndex.view`).
    """
    match = _PLACED.match(row)
    if match is None or "  " in row or len(row) > LONGEST:
        return None
    number, after_number, before, stairwell, mark, room, end_mark = match.groups()
    dwelling = view.get(f"{stairwell}-{room}")
    if dwelling is None or row[0] == " " or row[-1] == " " or not row.isprintable():
        return None
    masked, names, who = f"{before}{DOOR}{row[match.end() :]}", (), ()
    hits = named(row, dwelling.written)
    if hits:
        _at, written, names, who = zip(*hits, strict=True)
        if not dwelling.odd(tells).isdisjoint(who):
            return None
        for said in written:
            masked = masked.replace(said, SLOT, 1)
    heat: list[str] = []
    if "." in masked:
        parts = _HEAT.split(masked)
        if len(parts) > 1:
            masked, heat = HEAT.join(parts[::2]), parts[1::2]
    key = (
        masked, who, dwelling.size, len(heat) if len(heat) < 2 else tuple(map(heat.index, heat)),
        mark, end_mark, len(stairwell), len(room), after_number, purpose,
    )  # fmt: skip
    return Worded(
        key, _kept.get(key), int(number) if number else None, match.start(3),
        (match.start(4), match.end()), dwelling, names, heat,
    )  # fmt: skip


def said_again(line: int, text: str, worded: Worded) -> Reading:
    """The reading of a line whose wording has a meaning."""
    _key, meaning, _number, _start, _at, dwelling, names, heat = worded
    assert meaning is not None
    kind, many, antigen, told, where, status, why, who, choice, symptoms, empty, asks = meaning
    if heat and told is not None:
        if isinstance(told, tuple):
            told = tuple([None if at is None else float(heat[at]) for at in told])
        else:
            told = float(heat[told])
    ids, door = dwelling.ids, dwelling.door
    residents = ids if who is None else tuple([ids[at] for at in who])
    candidates = tuple([ids[at] for at in choice]) if choice else ()
    return Reading._make((
        line, text, kind, (door,), names, many, antigen, told, where, status, why, residents,
        candidates, symptoms, False, door if empty else "", asks,
    ))  # fmt: skip


def keep(worded: Worded, row: str, reading: Reading, place: Place) -> None:
    """Keep what the careful way read in a row, where it holds for every line of the wording."""
    if worded.key in _kept:
        return
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[worded.key] = _meaning(worded, reading) if _stands_alone(worded, row, place) else None


def tells(name: str) -> bool:
    """Whether a name (plain form) could be taken for a part of a door, a title or a format."""
    return (
        any(c.isascii() for c in name)
        or name[0] in _AFTER_DOORS
        or not DOOR_WORDS.isdisjoint(name)
        or name.endswith(_STARTS)
        or name.startswith(_ENDS)
        or any(word in name for word in _WHOLE)
    )


def _stands_alone(worded: Worded, row: str, place: Place) -> bool:
    """Whether the line is one entry of one door, and would be with any other number and door."""
    simple, start = plain(row), worded.start
    body, masked = simple[start:], _masked(worded)
    found = find_doors(body, place.roster, place.context, place.prefix)
    if len(found) != 1 or found[0].found != (worded.dwelling,) or found[0].room:
        return False
    if (found[0].start + start, found[0].end + start) != worded.door or other_doors(body, found[0]):
        return False
    if number_of(simple) != (worded.number, start if worded.number is not None else 0):
        return False
    if MARKER.match(simple) or is_format(body) or NEXT_ENTRY.search(body):
        return False
    if _BOUND.search(masked) or any(word in plain(masked) for word in _INSTRUCT):
        return False
    if _HAN.findall(masked) != _HAN.findall(plain(masked)):
        return False  # a name could be written so
    headed = ":" in simple or sender_of(simple) is not None or looks_like_title(simple)
    return worded.number is not None or not headed


def _meaning(worded: Worded, reading: Reading) -> Meaning | None:
    """The reading said of places; None where it hangs on more than the wording."""
    facts = facts_of(wording_of(_masked(worded)))
    heat = [float(one) for one in worded.heat]
    told = reading.temperature
    given = told if isinstance(told, tuple) else (told,)
    read = [one for run in facts.runs for one in run.temps]
    ids, door = worded.dwelling.ids, worded.dwelling.door
    if (
        reading.kind not in ("answer", "headcount")
        or facts.unknown
        or facts.has("need", "question", "asked")
        or any(_by_age(run) for run in facts.runs)
        or reading.doors != (door,)
        or reading.names != worded.names
        or reading.why.startswith("name_")
        or reading.about not in ("", door)
        or not set(reading.residents + reading.candidates) <= set(ids)
        or (heat and (len(read) != len(heat) or not {*given} <= {None, *heat}))
    ):
        return None
    temperature: Any = told
    if heat and told is not None:
        places = tuple(None if one is None else heat.index(one) for one in given)
        temperature = places if isinstance(told, tuple) else places[0]
    return Meaning(
        reading.kind,
        reading.count,
        reading.antigen,
        temperature,
        reading.where,
        reading.status,
        reading.why,
        None if reading.residents == ids else tuple(map(ids.index, reading.residents)),
        tuple(map(ids.index, reading.candidates)),
        reading.symptoms,
        bool(reading.about),
        reading.asks,
    )


def _masked(worded: Worded) -> str:
    """The wording with the line's own temperatures in their places."""
    first, *others = worded.key[0].split(HEAT)
    return first + "".join(map("".join, zip(worded.heat, others, strict=True)))


def _by_age(run: Run) -> bool:
    """Whether whose the marks of a run are can hang on how old the household's people are."""
    grouped = any(name in ("adults", "children", "elders") for name, _ in run.groups)
    return grouped or (run.total is not None and bool(run.people))
