"""Find which of some thousand fragments a text holds, compiling only those that can match. Pure.

Compiling all fragments takes a second, so each is compiled when a text first holds one of the
beginnings with which it can start.
"""

import itertools
import re
from collections.abc import Iterable
from functools import lru_cache

LENGTH = 2  # characters of a beginning
MOST = 160  # beginnings of one fragment before it is told by their first characters alone
_ZERO_WIDTH = ("(?=", "(?!", "(?<=", "(?<!")
_CLASSES = "DwWsS"
# Most fragments are as simple as this, and there are thousands.
_PLAIN = re.compile(r"[^\\\[\](){}?*+.|^$]{2}(?![?*{])")
_PLAIN_GROUP = re.compile(r"\(\?:([^()\[\]\\?*+{}.^$]+)\)(?![?*{])")

# "Anything between" ends with the sentence.
_WIDE, _WITHIN = re.compile(r"(?<!\\)\.(?=[{*+?])"), r"[^。!?\\n]"

Span = tuple[int, int]


class Listener:
    """Fragments by the beginnings with which they can start."""

    def __init__(self, fragments: Iterable[tuple[str, str]]) -> None:
        self._fragments = list(fragments)
        self._by_beginning: dict[str, list[int]] = {}
        self._always: list[int] = []
        self._compiled: dict[int, re.Pattern[str]] = {}
        for number, (_name, fragment) in enumerate(self._fragments):
            begins = beginnings(fragment)
            if "" in begins:
                self._always.append(number)
            for begin in begins - {""}:
                self._by_beginning.setdefault(begin, []).append(number)

    def spans(self, text: str) -> dict[str, list[Span]]:
        """Return where each name's fragments stand in a text."""
        pieces = set(text)
        pieces.update(map("".join, itertools.pairwise(text)))
        numbers = set(self._always)
        for piece in pieces & self._by_beginning.keys():
            numbers.update(self._by_beginning[piece])
        found: dict[str, list[Span]] = {}
        for number in sorted(numbers):
            name = self._fragments[number][0]
            for match in self._pattern(number).finditer(text):
                if match.end() > match.start() and not _is_inside_word(text, match.start()):
                    found.setdefault(name, []).append(match.span())
        return found

    def _pattern(self, number: int) -> re.Pattern[str]:
        pattern = self._compiled.get(number)
        if pattern is None:
            fragment = _WIDE.sub(_WITHIN, self._fragments[number][1])
            pattern = self._compiled[number] = re.compile(fragment)
        return pattern


def _is_inside_word(text: str, start: int) -> bool:
    """Tell whether a Latin word begins before: "still" is not "ill"."""
    if start == 0 or not ("a" <= text[start - 1] <= "z" and "a" <= text[start] <= "z"):
        return False
    return not text.startswith("n't", start)


@lru_cache(maxsize=20_000)
def beginnings(fragment: str) -> frozenset[str]:
    """Return strings of which one begins every match of a fragment; "" where that is unknown."""
    if "|" not in fragment and _PLAIN.match(fragment):
        return frozenset({fragment[:LENGTH]})
    if group := _PLAIN_GROUP.match(fragment):
        rest = fragment[group.end() :]
        if "|" not in rest or len(_alternatives(f"({rest})", 0, len(rest) + 2)) == 1:
            return frozenset(one[:LENGTH] for one in group[1].split("|"))
    try:
        found = _heads(f"(?:{fragment})", 0, LENGTH, ())
    except (IndexError, RecursionError):
        return frozenset({""})
    if len(found) > MOST:
        found = {one[:1] for one in found}
    return frozenset(found)


def _heads(text: str, at: int, want: int, after: tuple[int, ...]) -> set[str]:
    """Return the beginnings of what follows a place; `after` is where open groups go on."""
    if want == 0:
        return {""}
    if at >= len(text):
        return {""}
    sign = text[at]
    if sign in "|)":
        if not after:
            return {""}
        return _heads(text, after[-1], want, after[:-1])
    end = _item_end(text, at)
    repeated, following, many = _repeat(text, end)
    if sign in "^$" or text.startswith(_ZERO_WIDTH, at) or (sign == "\\" and text[at + 1] in "bB"):
        return _heads(text, following, want, after)
    found: set[str] = set()
    if repeated:
        found |= _heads(text, following, want, after)
    if sign == "(":
        for start in _alternatives(text, at, end):
            # After a repeated group nothing is known but its own beginning.
            found |= _heads(text, start, want, () if many else (*after, following))
        return found
    for char in _signs(text, at, end):
        if char == "":
            return found | {""}
        if many:
            found.add(char)
        else:
            found |= {char + rest for rest in _heads(text, following, want - 1, after)}
    return found


def _signs(text: str, at: int, end: int) -> list[str]:
    """Return the characters that an item stands for, [""] where they are too many to tell."""
    if text[at] == "\\":
        if text[at + 1] == "d":
            return list("0123456789")
        return [""] if text[at + 1] in _CLASSES else [text[at + 1]]
    if text[at] == ".":
        return [""]
    if text[at] != "[":
        return [text[at]]
    inside = text[at + 1 : end - 1]
    if inside.startswith("^") or "\\" in inside or "-" in inside[1:-1]:
        return [""]
    return list(inside)


def _item_end(text: str, at: int) -> int:
    if text[at] == "\\":
        return at + 2
    if text[at] == "[":
        return text.index("]", at + 2) + 1
    if text[at] != "(":
        return at + 1
    depth, place = 0, at
    while True:
        sign = text[place]
        if sign == "\\":
            place += 2
            continue
        if sign == "[":
            place = text.index("]", place + 2) + 1
            continue
        depth += (sign == "(") - (sign == ")")
        place += 1
        if depth == 0:
            return place


def _repeat(text: str, at: int) -> tuple[bool, int, bool]:
    """Return whether an item may be missing, where the next one starts, and if it may repeat."""
    if at >= len(text) or text[at] not in "?*+{":
        return False, at, False
    sign, end = text[at], at + 1
    if sign == "{":
        end = text.index("}", at) + 1
    optional = sign in "?*" or text.startswith("{0", at)
    if end < len(text) and text[end] == "?":
        end += 1
    return optional, end, sign != "?"


def _alternatives(text: str, at: int, end: int) -> list[int]:
    place = at + (3 if text.startswith("(?:", at) else 1)
    starts = [place]
    while place < end - 1:
        if text[place] == "|":
            starts.append(place + 1)
            place += 1
        else:
            place = _item_end(text, place)
    return starts
