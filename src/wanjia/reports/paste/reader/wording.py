"""Lines worded alike mean alike: what one says is worked out once, for whichever door and people.

A list of hundreds of lines has a few dozen wordings: `3-201 张伟 阴 36.5` and `12-602 郭强 阴 36.7`
are one. A line's wording is its text without its door, the full names of who lives there and its
temperatures. The chart reads the first line of a wording; what came out for sure is kept, said of
places (the second of the household, the first temperature) instead of people, and said again of
the next line if nothing about it could make the chart read it otherwise.
"""

import re
from dataclasses import replace
from typing import NamedTuple

from wanjia.places.addresses.characters import plain
from wanjia.reports.paste.reader.document import Line
from wanjia.reports.paste.reader.doors import spans_of
from wanjia.reports.paste.reader.lexicon import load_lexicon
from wanjia.reports.paste.reader.names import full_names
from wanjia.reports.paste.reader.reading import Reading, Said, Temperature
from wanjia.reports.paste.reader.roster import Dwelling, RosterIndex
from wanjia.reports.paste.reader.tokens import Kind

DOOR, NAME, HEAT = "\x12", "\x11", "\x13"
KNOWN = 0.9
LONGEST, MOST_KEPT = 120, 4096
_PLACED = re.compile(r"(\d{1,3})(-|号楼?|[幢栋#])(\d{3,4})(室?)(?![\d.a-z])")
_ROOM = re.compile(r"(\d{3,4})(室?)(?![\d.a-z])(?!\s?(?:[-/号]|\d))")
_HEAT = re.compile(r"(?<![\d.])(3[5-9]\.\d)(?!\d)")
# A name with one of these could be read as part of a number, a result or a door.
_TELLING = frozenset("零一二两三四五六七八九十百半双单俩仨阴阳杠性温度号楼室幢栋弄座门家府宅")
_LETTERS = re.compile(r"[a-z]")


class Worded(NamedTuple):
    """A line taken apart: its wording, whose door it is, who is named, and its temperatures."""

    key: tuple[object, ...]
    dwelling: Dwelling
    names: tuple[str, ...]
    heat: tuple[float, ...]


class Meaning(NamedTuple):
    """A reading said of places: of the household's people, and of the line's temperatures."""

    reading: Reading
    residents: tuple[int, ...]
    said: tuple[tuple[int, str | None, int | None, str | None], ...]
    temperature: int | tuple[int | None, ...] | None
    named: bool


_kept: dict[tuple[object, ...], Meaning | None] = {}


def placed(
    text: str, index: RosterIndex, estate: str = ""
) -> tuple[Dwelling, re.Match[str]] | None:
    """The door that stands in a plain text in the commonest dress, if it is one dwelling.

    `estate`: where it is looked for if several have it.
    """
    match = _PLACED.search(text)
    if match is None:
        return None
    found = index.by_door.get(f"{match[1]}-{match[3]}")
    if found is not None and len(found) > 1 and estate:
        found = [one for one in found if one.estate == estate]
    if found is None or len(found) != 1 or (match.start() and text[match.start() - 1].isalnum()):
        return None
    return found[0], match


def _estate_of(line: Line) -> str:
    """The estate that a line's list is about, if that is known."""
    estates = line.block.estates
    best = max(estates, key=lambda one: estates[one], default="")
    return best if estates.get(best, 0.0) > KNOWN else ""


def _room_of(line: Line, text: str, index: RosterIndex) -> tuple[Dwelling, re.Match[str]] | None:
    """The door of a room alone, in a list whose stairwell is known."""
    match = _ROOM.match(text)
    if match is None or not line.block.likely:
        return None
    top = line.block.likely[0]
    found = index.rooms.get(top, {}).get(match[1])
    return (found, match) if found is not None and line.block.stairwells[top] > KNOWN else None


def take_apart(line: Line, text: str, index: RosterIndex) -> Worded | None:
    """A line's wording; None for a line that may hang on more than that."""
    if len(text) > LONGEST or line.sender or line.follows is not None:
        return None
    door = placed(text, index, _estate_of(line)) or _room_of(line, text, index)
    if door is None:
        return None
    dwelling, match = door
    share = 0.0 if match.re is _PLACED else round(line.block.stairwells[dwelling.stairwell], 2)
    masked = f"{text[: match.start()]}{DOOR}{text[match.end() :]}"
    names = []
    for place, member in enumerate(dwelling.members):
        at = masked.find(member.name)
        if at < 0:
            continue
        if not _is_plain(member.name, masked, at):
            return None
        masked = masked.replace(member.name, NAME, 1)
        names.append((text.find(member.name), member.name, place))
    names.sort()
    places = tuple(place for _at, _name, place in names)
    parts = _HEAT.split(masked)
    masked, heat = HEAT.join(parts[::2]), tuple(map(float, parts[1::2]))
    if _could_call(dwelling, masked):
        return None
    key = (
        masked,
        places,
        dwelling.size,
        tuple(map(heat.index, heat)),
        line.block.purpose,
        line.role,
        share,
        len(index.by_door[plain(dwelling.door)]) > 1,
    )
    return Worded(key, dwelling, tuple(name for _at, name, _place in names), heat)


def _is_plain(name: str, text: str, at: int) -> bool:
    """Whether a name could be nothing but a name where it stands."""
    if _TELLING.intersection(name) or name[0].isascii() or len(name) < 2:
        return False
    before, after = text[at - 1 : at], text[at + len(name) : at + len(name) + 1]
    return (
        before + name[0] not in load_lexicon().pairs
        and name[-1] + after not in load_lexicon().pairs
    )


def _could_call(dwelling: Dwelling, masked: str) -> bool:
    """Whether what is left could call one of the household otherwise: by nickname or in letters."""
    known = dwelling.cache.get("letters")
    if known is None:
        known = {c for m in dwelling.members for word in (m.name, *m.aliases) for c in word}
        dwelling.cache["letters"] = known
    assert isinstance(known, set)
    return not known.isdisjoint(masked) or bool(_LETTERS.search(masked))


def said_before(worded: Worded, line: Line) -> Reading | None:
    """The reading of a line whose wording is known."""
    meaning = _kept.get(worded.key)
    if meaning is None:
        return None
    ids, heat = worded.dwelling.ids, worded.heat
    told = meaning.temperature
    temperature: Temperature = None
    if isinstance(told, tuple):
        temperature = tuple(None if at is None else heat[at] for at in told)
    elif told is not None:
        temperature = heat[told]
    return replace(
        meaning.reading,
        line=line.number,
        text=line.written,
        doors=(worded.dwelling.door,),
        names=worded.names if meaning.named else (),
        temperature=temperature,
        residents=tuple(ids[at] for at in meaning.residents),
        said=tuple(
            Said(ids[who], antigen, None if at is None else heat[at], where)
            for who, antigen, at, where in meaning.said
        ),
    )


def is_new(worded: Worded) -> bool:
    """Whether nothing is kept of a wording yet."""
    return worded.key not in _kept


def keep(worded: Worded, text: str, reading: Reading, index: RosterIndex) -> None:
    """Keep what the chart read, where it holds for every line of the wording."""
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    alone = _stands_alone(worded, text, index)
    _kept[worded.key] = _meaning(worded, reading) if alone else None


def _stands_alone(worded: Worded, text: str, index: RosterIndex) -> bool:
    """Whether the line has one door, names of that door alone, and no word for kin."""
    spans = spans_of(text, index)
    doors = {d for span in spans for d, _ in span.doors}
    named = full_names(text, index)
    kin = any(
        token.kind in (Kind.KIN, Kind.SELF, Kind.PLACE) for token in load_lexicon().find(text)
    )
    return (
        len(spans) == 1
        and worded.dwelling in doors
        and (
            spans[0].bare
            or all(d is worded.dwelling or d.estate != worded.dwelling.estate for d in doors)
        )
        and len(named) == len(worded.names)
        and all(any(m.dwelling is worded.dwelling for m in one.members) for one in named)
        and not kin
        and not any(name in text for name in index.estate_names)
    )


def _meaning(worded: Worded, reading: Reading) -> Meaning | None:
    """The reading said of places; None where it hangs on more than the wording."""
    ids = worded.dwelling.ids
    given = reading.temperature
    heats = given if isinstance(given, tuple) else (given,)
    said = {one.temperature for one in reading.said} | set(heats)
    if (
        reading.status != "sure"
        or reading.kind not in ("answer", "headcount")
        or reading.doors != (worded.dwelling.door,)
        or reading.names not in (worded.names, ())
        or reading.about
        or not said <= {None, *worded.heat}
    ):
        return None
    place = {one: worded.heat.index(one) for one in worded.heat}
    temperature: int | tuple[int | None, ...] | None
    if isinstance(given, tuple):
        temperature = tuple(None if one is None else place[one] for one in given)
    else:
        temperature = None if given is None else place[given]
    return Meaning(
        reading,
        tuple(ids.index(one) for one in reading.residents),
        tuple(
            (ids.index(s.resident), s.antigen, place.get(s.temperature or 0.0), s.where)
            for s in reading.said
        ),
        temperature,
        bool(reading.names),
    )  # fmt: skip
