"""Every way in which a door of the roster can stand in a line, each with its price."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from wanjia.places.addresses.characters import NUMERALS, numeral
from wanjia.reports.paste.reader.called_doors import called_doors
from wanjia.reports.paste.reader.roster import Dwelling, RosterIndex

_SUFFIX = (
    r"号楼|楼栋|栋楼|号门|号院|门洞|号房|号|幢|栋|座|单元|门|楼|层|室|室内|室房|房间|房"
    r"|#楼|#|支弄|弄"
)
_ATOM = re.compile(
    rf"第?(?:(?P<digits>\d[\doli]{{0,5}}|[li]\d[\doli]{{0,4}})|(?P<spoken>[{NUMERALS}]{{1,6}}(?![个人位口家条道根杠直共起样切些点下次支岁天粒间张会]))"
    rf"|(?P<letter>[a-z](?![a-z])|[甲乙丙丁](?=\s?\d{{3}})))(?P<more>[甲乙丙丁](?!方)|(?!x\d)[a-z](?![a-z]))?(?:\s?(?P<suffix>{_SUFFIX}))?(?P<after>[甲乙丙丁](?!方))?"
)
_GAP = re.compile(r"一(?=\d{3})|的|[-_./\\、, ~·•|:]{0,2}")
_GLUED = re.compile(r"(?<![\d.a-z])(\d{4,6})(?![\d号弄]|[.。:]\d)")
_ENGLISH = re.compile(
    r"(?:building|bldg|block|tower|no)\b\.?\s*#?(?P<a>[a-z]?\d+[a-z]?|[a-z]\b)\W{1,3}"
    r"(?:unit\.?\s*(?P<u>\d{1,2})\W{1,3})?"
    r"(?:(?:room|rm|flat|apt|apartment|unit|suite)\b\.?\s*(?:no\.?\s*)?|#)(?P<r>\w*\d\w*)"
    r"(?:,?\s*lane \d+)?"
    r"|(?:room|rm|flat|apt|apartment|unit|suite)\b\.?\s*#?(?P<r2>\w*\d\w*)\W{1,3}(?:in\s+|of\s+)?"
    r"(?:building|bldg|block|tower|no)\b\.?\s*(?P<a2>[a-z]?\d+[a-z]?|[a-z]\b)(?:,?\s*lane \d+)?"
)
_NO_DOOR = re.compile(
    r"人|\s*(?:份|元|斤|个|块|箱|袋|盒|毫升|ml|岁|天|米|路|度|℃|点|月|年|次(?!卧)|条|道|杠|根|线|日|口(?!\S*室)|位|[.。:]\d)"
)
_PHONE = re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_LABEL_BEFORE = re.compile(
    rf"(?<![\d{NUMERALS}])(\d{{1,3}}|[{NUMERALS}]{{1,3}}|[a-z])([甲乙丙丁])?\s*(?:号楼|号|弄|幢|栋|门)?([甲乙丙丁])?[-/\s,，]{{0,2}}$"
)
_A_DOOR = re.compile(rf"[\d{NUMERALS}]|[a-z]")
MOST_KEPT = 2048  # texts whose doors are kept: a line is asked for them more than once
BUILDING, UNIT, ROOM, LANE = "b", "u", "r", "l"
# What a number can be by the word after it.
_ROLES = {
    "号楼": "b", "楼栋": "b", "栋楼": "b", "幢": "b", "栋": "bu", "座": "bu", "号院": "b",
    "#": "bu", "#楼": "b", "号": "bur", "号门": "bu", "门洞": "bu", "门": "bu", "单元": "u",
    "楼": "bf", "层": "f", "室": "r", "室内": "r", "室房": "r",
    "房间": "r", "房": "r", "号房": "r", "弄": "l", "支弄": "l", None: "lbur",
}  # fmt: skip
_ORDERS = {
    1: ("r", "b"), 2: ("br", "rb", "ur", "lb", "bu"), 3: ("bur", "lbr", "rbu", "bfr", "lbu"),
    4: ("lbur", "bufr"),
}  # fmt: skip


@dataclass(slots=True)
class Span:
    """A place where a door can stand. `doors` are those of the roster with their prices; `bare`:
    only a room is named. A span without doors is well formed and unknown."""

    start: int
    end: int
    doors: list[tuple[Dwelling, float]]
    bare: bool
    said: str = ""


class _Atom(NamedTuple):
    value: str
    suffix: str | None
    spoken: bool
    start: int
    end: int
    letter: bool


def spans_of(text: str, index: RosterIndex) -> list[Span]:
    """All places of a plain text where a door can stand."""
    if not (_A_DOOR.search(text) or any(word in text for word in index.room_words)):
        return []
    known = index.spans_kept.get(text)
    if known is None:
        if len(index.spans_kept) > MOST_KEPT:
            index.spans_kept.clear()
        masked = text
        if "1" in text and _PHONE.search(text):
            masked = _PHONE.sub(lambda m: "\x00" * len(m[0]), text)
        known = index.spans_kept[text] = _without_parts(_Search(masked, index).spans())
    return known


def _without_parts(spans: list[Span]) -> list[Span]:
    """Without what is but a part of a whole door that the roster has."""
    whole = [one for one in spans if one.doors and not one.bare]
    return [one for one in spans if not any(_is_part(one, other) for other in whole)]


def _is_part(span: Span, whole: Span) -> bool:
    shorter = span.end - span.start < whole.end - whole.start
    return shorter and whole.start <= span.start and span.end <= whole.end


class _Search:
    def __init__(self, text: str, index: RosterIndex) -> None:
        self.text, self.index, self.found = text, index, list[Span]()
        self.keys = door_keys(index)

    def spans(self) -> list[Span]:
        text = self.text
        for at, first in enumerate(text):
            if first.isascii() and first.isalnum() and at and text[at - 1].isdigit():
                continue
            if first in "十百" and at and text[at - 1] in NUMERALS:
                continue
            self._from(at, ())
        if "r" in text or "b" in text or "u" in text or "f" in text or "a" in text:
            self._english()
        self._glued()
        self._in_words()
        self._called()
        return self.found

    def _from(self, at: int, atoms: tuple[_Atom, ...]) -> None:
        match = _ATOM.match(self.text, at)
        if match is not None and match["more"] and self._name_begins(match.start("more")):
            match = _ATOM.match(self.text, at, match.start("more"))  # 301丁一
        if match is None:
            return
        if atoms and match.start() == atoms[-1].end and not _ends(atoms[-1]):
            return
        atom = _atom(match)
        so_far = (*atoms, atom)
        self._look(so_far)
        if len(so_far) < 4:
            gap = _GAP.match(self.text, atom.end)
            assert gap is not None
            self._from(gap.end(), so_far)

    def _look(self, atoms: tuple[_Atom, ...]) -> None:
        start, end, last = atoms[0].start, atoms[-1].end, atoms[-1]
        unit = last.suffix is None and _NO_DOOR.match(self.text, end)
        clock = self.text[end : end + 1] == ":" and len(last.value) > 2  # 501:3 is no time
        if unit and not clock and not self._name_begins(end):
            return
        doors = self._known(atoms)
        if doors:
            bare = len(atoms) == 1 and any(d.room for d, _ in doors)
            if not (len(atoms) == 1 and (last.suffix or "") in ("", "号") and last.letter):
                self.found.append(Span(start, end, doors, bare, _said(atoms)))
        elif _is_shaped(atoms, self.text):
            self.found.append(Span(start, end, [], len(atoms) == 1, _said(atoms)))

    def _name_begins(self, at: int) -> bool:
        """`601路遥`, `302 米朵`: whether somebody of the roster is named here, and no unit."""
        at += self.text[at : at + 1] == " "
        if self.text[at : at + 2] in self.index.by_given:
            return True
        sizes = self.index.name_sizes.get(self.text[at : at + 1], ())
        return any(self.text[at : at + size] in self.index.by_name for size in sizes)

    def _known(self, atoms: tuple[_Atom, ...]) -> list[tuple[Dwelling, float]]:
        """The roster's doors that these numbers can be, each at its lowest price."""
        found = []
        for roles in _ORDERS[len(atoms)]:
            if _fits(roles, atoms):
                known = self.keys.get(_key(roles, atoms))
                if known:
                    found.append(known)
        more = 0.3 if any(a.spoken and not a.suffix for a in atoms) else 0.0
        alone = len(atoms) == 1 and not atoms[0].suffix
        if len(found) == 1 and not more and not (alone and not found[0][0][0].room):
            return found[0]
        hits: dict[int, tuple[Dwelling, float]] = {}
        for dwelling, price in (pair for several in found for pair in several):
            paid = price + more + (0.8 if alone and not dwelling.room else 0.0)
            known_at = hits.get(id(dwelling))
            if known_at is None or paid < known_at[1]:
                hits[id(dwelling)] = (dwelling, paid)
        return list(hits.values())

    def _english(self) -> None:
        for match in _ENGLISH.finditer(self.text):
            parts = [match["a"] or match["a2"], *([match["u"]] if match["u"] else [])]
            room = match["r"] or match["r2"]
            door = "-".join([*map(numeral, parts), numeral(room)])
            doors = [(d, 0.0) for d in self.index.by_door.get(door, ())]
            self.found.append(Span(match.start(), match.end(), doors, False, door.upper()))

    def _in_words(self) -> None:
        """`8号前楼`, `12甲亭子间`: rooms that are called and not numbered."""
        taken = 0
        for word in self.index.room_words:
            at = self.text.find(word)
            while at >= taken:
                end = at + len(word) + (self.text[at + len(word) : at + len(word) + 1] == "室")
                before = _LABEL_BEFORE.search(self.text[:at])
                label = numeral(before[1]) + (before[2] or before[3] or "") if before else ""
                doors = [(d, 0.0) for d in self.index.by_door.get(f"{label}-{word}", ())]
                if before is not None and doors:
                    self.found.append(Span(before.start(), end, doors, False, f"{label}-{word}"))
                else:
                    rooms = [(d, 1.0) for d in self.index.by_room.get(word, ()) if d.room]
                    self.found.append(Span(at, end, rooms, True, word))
                at = self.text.find(word, end)

    def _called(self) -> None:
        """`C1 803`, `听澜五号`: stairwells that have a name."""
        for match in called_doors(self.index).find(self.text):
            said = self.text[match.start : match.end].upper()
            known = {(one.start, one.end) for one in self.found if one.doors}
            if (match.start, match.end) not in known:
                self.found.append(Span(match.start, match.end, match.doors, match.bare, said))

    def _glued(self) -> None:
        """`23602`: stairwell and room run together, where one split of it exists."""
        for match in _GLUED.finditer(self.text):
            digits = match[1]
            if _NO_DOOR.match(self.text, match.end()) or digits in self.index.by_room:
                continue
            for size in (1, 2, 3):
                door = f"{digits[:size]}-{digits[size:]}"
                doors = [(d, 0.9) for d in self.index.by_door.get(door, ())]
                if not doors:  # 2301: room 301 of unit 2
                    key = ((UNIT, digits[:size]), (ROOM, digits[size:]))
                    doors = [(d, price + 0.9) for d, price in self.keys.get(key, ())]
                if doors and len(digits) - size > 2:
                    self.found.append(Span(match.start(), match.end(), doors, False, door))


def _ends(atom: _Atom) -> bool:
    """Whether a number ends where it does though another follows at once: 12甲801, A1201."""
    return bool(atom.suffix) or atom.letter or atom.value[-1] in "甲乙丙丁"


def _atom(match: re.Match[str]) -> _Atom:
    written = match["digits"] or match["spoken"] or match["letter"]
    value = numeral(written)
    value = (value.lstrip("0") or value) + (match["more"] or match["after"] or "")
    letter = match["letter"] is not None
    return _Atom(
        value, match["suffix"], match["spoken"] is not None, match.start(), match.end(), letter
    )


def _fits(roles: str, atoms: tuple[_Atom, ...]) -> bool:
    """Whether numbers with these words after them can be that, in this order."""
    for role, atom in zip(roles, atoms, strict=True):
        if role not in _ROLES[atom.suffix] and not (role == "f" and atom.suffix == "楼"):
            alone = roles == "br" and atom is atoms[0] and atom.suffix in ("单元", "门")
            if not alone and not (role == "r" and atom.suffix == "楼"):
                return False
        if atom.letter and role in (ROOM, LANE):
            return False
    if roles == "rb":  # the room first: only where a word says so
        return bool(atoms[1].suffix) or atoms[0].suffix == "室"
    return not (roles == "b" and atoms[0].suffix is None and atoms[0].start)


def _key(roles: str, atoms: tuple[_Atom, ...]) -> tuple[tuple[str, str], ...]:
    if "f" in roles:  # 6楼02室: the floor and the door on it
        floor, room = atoms[-2].value, atoms[-1].value
        whole = room if len(room) > 2 else floor + room.zfill(2)
        rest = zip(roles[:-2], atoms[:-2], strict=True)
        return (*((role, atom.value) for role, atom in rest), (ROOM, whole))
    return tuple((role, atom.value) for role, atom in zip(roles, atoms, strict=True))


def _said(atoms: tuple[_Atom, ...]) -> str:
    return "-".join(atom.value for atom in atoms).upper()


def _is_shaped(atoms: tuple[_Atom, ...], text: str) -> bool:
    """Whether numbers that the roster does not know are written as a door."""
    last = atoms[-1]
    if len(atoms) == 1:
        lead = not last.start and re.fullmatch(r"\d{3,4}", last.value) is not None
        return last.suffix == "室" or (
            lead and last.suffix is None and not re.match(r"3[5-9]\d$", last.value)
        )
    joined = text[atoms[0].end : atoms[0].end + 1] in ("-", "/", "_")
    marked = atoms[0].suffix in ("号", "号楼", "幢", "栋", "座", "#", "楼")
    return (
        re.fullmatch(r"\d{3,4}", last.value) is not None
        and last.suffix in ("室", None, "房")
        and (marked or joined)
    )


def door_keys(
    index: RosterIndex,
) -> dict[tuple[tuple[str, str], ...], list[tuple[Dwelling, float]]]:
    """Every dwelling by each way its door can be said; made once for a roster."""
    if index.door_keys is None:
        keys: dict[tuple[tuple[str, str], ...], list[tuple[Dwelling, float]]] = {}
        for dwelling in index.dwellings:
            for key, price in _keys(dwelling).items():
                keys.setdefault(key, []).append((dwelling, price))
        index.door_keys = keys
    return index.door_keys


def _keys(dwelling: Dwelling) -> dict[tuple[tuple[str, str], ...], float]:
    """The ways to say a door, each with what it leaves out as its price."""
    label, room, lane = dwelling.stairwell.label, dwelling.room, dwelling.lane
    building, _, unit = label.partition("-")
    keys: dict[tuple[tuple[str, str], ...], float] = {}

    def put(price: float, *parts: tuple[str, str]) -> None:
        if all(value for _role, value in parts):
            keys.setdefault(parts, price)

    b, u, r, way = (BUILDING, building), (UNIT, unit), (ROOM, room), (LANE, lane)
    if not room:
        put(0.4, b)
        put(0.1, way, b)
        put(0.3, b, u)
        return keys
    put(0.0, b, u, r)
    put(0.5 if unit else 0.0, b, r)
    put(0.0, way, b, r)
    put(0.0, way, b, u, r)
    put(0.8, r, b)
    put(0.8, r, b, u)
    put(1.5, u, r)
    put(1.0, r)
    if building[-1:] in "甲乙丙丁" and len(building) > 1:
        put(0.9, (BUILDING, building[-1]), r)  # 甲101 in a list of number 12
    letter = re.fullmatch(r"([a-z])(\d+)", room)
    if letter:
        put(1.2, (ROOM, letter[2]))
    return keys
