"""`warnings.toml` as read; what a message warns of, how grave, and whether it is of here. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wanjia.core.rules.rules_file import NotBlank, RulesTable, Text, load_rules_file
from wanjia.everyday.warnings.cap_reader import Point, WeatherMessage

FILE = Path(__file__).with_name("warnings.toml")
RED, ORANGE, YELLOW, BLUE = "red", "orange", "yellow", "blue"
HERE, ELSEWHERE, UNSURE = "here", "elsewhere", "unsure"
_COLOURS = (
    (RED, re.compile(r"红色|\bred\b", re.IGNORECASE)),
    (ORANGE, re.compile(r"橙色|\borange\b", re.IGNORECASE)),
    (YELLOW, re.compile(r"黄色|\byellow\b", re.IGNORECASE)),
    (BLUE, re.compile(r"蓝色|\bblue\b", re.IGNORECASE)),
)
_SEVERITIES = {"extreme": RED, "severe": ORANGE, "moderate": YELLOW, "minor": BLUE}
_CHINESE_CODE = re.compile(r"\d{6}(?:\d{3})?(?:\d{3})?")


@dataclass(frozen=True)
class Hazard(RulesTable):
    """One hazard; `warnings.toml` says what each of these is for."""

    name: Text
    words: tuple[NotBlank, ...]
    visits: NotBlank
    protocol: str = ""


@dataclass(frozen=True)
class HazardRules(RulesTable):
    """All of `warnings.toml`."""

    hazards: Mapping[str, Hazard]


@cache
def load_hazards(path: Path = FILE) -> Mapping[str, Hazard]:
    """Read the rules. Raises RulesFileError naming file, key and line for what is wrong."""
    return load_rules_file(HazardRules, path).hazards


@dataclass(frozen=True)
class Place:
    """Where a community is, as far as it is known: its codes, its names, points of its estates."""

    code: str
    names: tuple[str, ...]
    points: tuple[Point, ...] = ()


def hazard_of(message: WeatherMessage, hazards: Mapping[str, Hazard]) -> str:
    """Return the key of what a message warns of; nothing where no word of it is known."""
    for text in (message.event, message.headline, message.headline_en):
        low = text.lower()
        for key, hazard in hazards.items():
            if any(_has(low, word.lower()) for word in hazard.words):
                return key
    return ""


def _has(text: str, word: str) -> bool:
    if not word.isascii():
        return word in text
    return re.search(rf"\b{re.escape(word)}", text) is not None


def level_of(message: WeatherMessage) -> str:
    """Return how grave a message is: by the colour that it names, else by its severity.

    What names neither is nothing known, and not calm.
    """
    told = (message.headline, message.event, message.headline_en, *message.parameters)
    for text in told:
        named = [level for level, colour in _COLOURS if colour.search(text)]
        if named:
            return named[0]
    return _SEVERITIES.get(message.severity.lower(), "")


def where_is(message: WeatherMessage, place: Place) -> str:
    """Return whether a message is of here. Where one way says so it is; where a code or a polygon
    says that it is not, and none that it is, it is of elsewhere; else nobody knows.
    """
    ours = place.code if place.code.isdigit() else ""
    found = (code for _name, code in message.geocodes if _CHINESE_CODE.fullmatch(code))
    codes = [_significant(code) for code in found]
    if ours and any(ours.startswith(code) for code in codes):
        return HERE
    rings = [ring for ring in message.polygons if len(ring) > 2]
    if any(_inside(point, ring) for point in place.points for ring in rings):
        return HERE
    told = f"{message.area} {message.headline} {message.sender_name}"
    if any(name and name in told for name in place.names):
        return HERE
    if ours and any(code.startswith(ours) for code in codes):
        return UNSURE  # a part of what our own code names: perhaps ours, perhaps the next one
    known_elsewhere = (ours and codes) or (place.points and rings)
    return ELSEWHERE if known_elsewhere else UNSURE


def _significant(code: str) -> str:
    """Return the digits of an administrative code that say something: 310000 is 31."""
    for width in (2, 4, 6, 9):
        if set(code[width:]) <= {"0"}:
            return code[:width]
    return code


def _inside(point: Point, ring: Sequence[Point]) -> bool:
    y, x = point
    inside = False
    for (y1, x1), (y2, x2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
