"""Doors whose stairwell is called and not only numbered: C1-803, T3 908, 听澜5, 枫丹六号, B12C.

Each such door is a chain of pieces (letters, a word, digits) in a trie. The text is walked along
it: between two pieces there may be blanks, dashes and words like 号 or 栋, digits may be spoken,
and a word may be written in pinyin or with other characters of its sound.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from wanjia.places.addresses.characters import NUMERALS, numeral
from wanjia.reports.paste.reader.roster import Dwelling, RosterIndex, Stairwell
from wanjia.reports.paste.reader.sounds import sound_of, syllables_of

_PIECE = re.compile(r"[a-z]+|\d+|[\u3400-\u9fff]+")
_BETWEEN = re.compile(
    r"(?:房(?!间)|那边|[-_./\\、,~·•|:#'\s]|号楼|楼栋|栋楼|号门|号院|号|幢|栋|座|单元|楼|层|组|院|弄|的"
    r"|(?:room|rm|flat|apt|unit|no|house|villa)\b\.?)+"
)
_BEFORE = re.compile(r"(?:building|bldg|block|tower|villa|house|no)\b\.?\s*#?$")
_AFTER = re.compile(r"\s?(?:号楼|号院|号|栋|幢|座|室|房)(?![a-z\d])")
_SPOKEN = re.compile(rf"[{NUMERALS}]+(?![个人位口条道])")
_PLAIN_LETTERS = "甲乙丙丁"
_PART = re.compile(r"^(?:第?[\d一二三四五六七八九十]{1,2}期|[\u3400-\u9fff]{1,4}[区期])")
LEFT_OUT = 0.8  # the price of a phase or part of the estate that is not said


class Match(NamedTuple):
    """A place in a text and the dwellings that are called so there, each with its price."""

    start: int
    end: int
    doors: list[tuple[Dwelling, float]]
    bare: bool


@dataclass(slots=True)
class _Node:
    """What may follow what was read so far: the next pieces, and whose door ends here."""

    after: dict[str, "_Node"] = field(default_factory=dict)
    doors: list[tuple[Dwelling, float]] = field(default_factory=list)
    bare: list[tuple[Dwelling, float]] = field(default_factory=list)  # a room alone


def is_called(label: str) -> bool:
    """Whether a stairwell's label is more than numbers: a word or letters belong to it."""
    return any(not piece.isdigit() for piece in _PIECE.findall(label.strip(_PLAIN_LETTERS)))


class CalledDoors:
    """The doors of a roster whose stairwells or rooms have words or letters in their names."""

    def __init__(self, index: RosterIndex) -> None:
        self.root = _Node()
        self.words: set[str] = set()
        for dwelling in index.dwellings:
            label, room = dwelling.stairwell.label, dwelling.room
            if is_called(label) or (room and is_called(room)):
                self._enter(f"{label}-{room}", dwelling, False)
                short = _PART.sub("", label)
                if short != label and short[:1].isdigit():
                    self._enter(f"{short}-{room}", dwelling, False, LEFT_OUT)
            if room and is_called(room) and any(c.isdigit() for c in room):
                self._enter(room, dwelling, True)
        self.names: dict[str, list[Stairwell]] = {}
        for stairwell in index.stairwells:
            if is_called(stairwell.label) and len(stairwell.label) > 1:
                self.names.setdefault(stairwell.label, []).append(stairwell)

    def _enter(self, door: str, dwelling: Dwelling, bare: bool, price: float = 0.0) -> None:
        node = self.root
        for piece in _PIECE.findall(door):
            node = node.after.setdefault(piece, _Node())
            if not piece.isascii() and len(piece) > 1:
                self.words.add(piece)
        (node.bare if bare else node.doors).append((dwelling, price))

    def find(self, text: str) -> list[Match]:
        """Where such doors stand in a plain text; the longest at each place."""
        if not self.root.after:
            return []
        found: list[Match] = []
        for at in range(len(text)):
            if _goes_on(text, at):
                continue
            ends: dict[int, tuple[_Node, float]] = {}
            self._walk(text, at, self.root, 0.0, ends)
            if ends:
                found.append(_match(text, at, ends))
        return found

    def stairwells_in(self, title: str) -> list[Stairwell]:
        """The stairwells that a plain title calls by name."""
        found = []
        for name, stairwells in self.names.items():
            pieces = map(re.escape, _PIECE.findall(name))
            pattern = r"[-\s号栋幢座楼]{0,3}".join(pieces)
            if re.search(rf"(?<![a-z\d]){pattern}(?![a-z\d])", title):
                found += stairwells
        return found

    def _walk(
        self, text: str, at: int, node: _Node, price: float, ends: dict[int, tuple[_Node, float]]
    ) -> None:
        """Follow the text from a place and a node, and note where doors end."""
        for piece, follows in node.after.items():
            for end, paid in self._pieces(text, at, piece):
                if (follows.doors or follows.bare) and _may_end(text, end):
                    known = ends.get(end)
                    if known is None or price + paid < known[1]:
                        ends[end] = (follows, price + paid)
                if follows.after:
                    self._walk(text, end, follows, price + paid, ends)
                    between = _BETWEEN.match(text, end)
                    if between is not None:
                        self._walk(text, between.end(), follows, price + paid, ends)

    def _pieces(self, text: str, at: int, piece: str) -> list[tuple[int, float]]:
        """Where a piece that begins here may end, each with its price."""
        if text.startswith(piece, at):
            end = at + len(piece)
            if not piece.isdigit() and piece.isascii() and "a" <= text[end : end + 1] <= "z":
                return []
            return [(end, 0.0)]
        if piece.isdigit():
            zeros = re.compile(rf"0+{piece}(?!\d)").match(text, at)
            if zeros is not None:
                return [(zeros.end(), 0.2)]
            spoken = _SPOKEN.match(text, at) if text[at : at + 1] in NUMERALS else None
            if spoken is not None and numeral(spoken[0]) == piece:
                return [(spoken.end(), 0.2)]
            return []
        if piece.isascii() or len(piece) < 2:
            return []
        return self._by_sound(text, at, piece)

    def _by_sound(self, text: str, at: int, piece: str) -> list[tuple[int, float]]:
        """A word in pinyin, or in other characters of the same sound."""
        first = text[at : at + 1]
        if "a" <= first <= "z":
            said = "".join(syllables_of(piece))
            if not said.startswith(first):
                return []
            match = re.compile(r"\s?".join(syllables_of(piece)) + r"(?![a-z])").match(text, at)
            return [(match.end(), 0.3)] if match is not None else []
        word = text[at : at + len(piece)]
        if len(word) < len(piece) or not all("\u3400" <= c <= "\u9fff" for c in word):
            return []
        return [(at + len(piece), 0.8)] if sound_of(word) == sound_of(piece) else []


def _goes_on(text: str, at: int) -> bool:
    """Whether a letter or digit here belongs to what stands before it."""
    if not at or not (text[at].isascii() and text[at].isalnum() and text[at - 1].isascii()):
        return False
    return text[at - 1].isalnum() or (text[at].isdigit() and text[at - 1] in ".:")


def _may_end(text: str, end: int) -> bool:
    """Whether a door may end here: no digit and no letter goes on."""
    last, after = text[end - 1], text[end : end + 1]
    if after.isdigit() and last.isdigit():
        return False
    clock = after == ":" and re.search(r"(?<!\d)\d{1,2}$", text[:end])
    if (after in (".", "。") or clock) and last.isdigit() and text[end + 1 : end + 2].isdigit():
        return False
    return not ("a" <= after <= "z" and ("a" <= last <= "z"))


def _match(text: str, at: int, ends: dict[int, tuple[_Node, float]]) -> Match:
    end = max(ends)
    node, price = ends[end]
    before = _BEFORE.search(text[:at])
    after = _AFTER.match(text, end)
    doors = [(dwelling, price + more) for dwelling, more in node.doors]
    bare = not doors
    doors += [(dwelling, price + more + 1.0) for dwelling, more in node.bare]
    start = before.start() if before is not None else at
    return Match(start, after.end() if after is not None else end, doors, bare)


def called_doors(index: RosterIndex) -> CalledDoors:
    """The roster's called doors; laid out once."""
    if index.called is None:
        index.called = CalledDoors(index)
    assert isinstance(index.called, CalledDoors)
    return index.called
