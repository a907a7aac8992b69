"""The guard before a group: no resident's name, phone or ID number, no health fact. Pure.

Rather one text refused too many than one too few; what is refused is named, so that it can be
written anew.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wanjia.core.rules.rules_file import NotBlank, RulesTable, parse_rules
from wanjia.risks import risks

FILE = Path(__file__).with_name("guard.toml")
_CHINESE = re.compile(r"[\u4e00-\u9fff·]{2,}")
_SENTENCE = re.compile(r"[。！？；!?;\n]")
_DOOR = re.compile(
    r"(?<!\d)\d{1,4}[-－—–]\d{3,4}(?!\d)"  # 23-602
    r"|\d{1,4}\s*(?:号|幢|栋|楼|单元)[^，。,\d]{0,4}\d{3,4}(?!\d)"  # 23号602
    r"|(?<!\d)\d{3,4}\s*室"  # 602室
    r"|\b(?:flat|door|room|no\.?)\s*\d{1,4}",
    re.IGNORECASE,
)
# An ID number of eighteen places with its date of birth, whether or not anybody here has it.
_ID_NUMBER = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)


@dataclass(frozen=True)
class Known:
    """What is known of a community's residents and may not be told."""

    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    id_numbers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Finding:
    """What a text may not say: of which kind (name, phone, id_number, health), and the words."""

    kind: str
    words: str


@dataclass(frozen=True)
class Words(RulesTable):
    """The words of health, and the names that are ordinary words."""

    health: tuple[NotBlank, ...]
    ordinary: frozenset[NotBlank]


@cache
def words() -> Words:
    """Return the words of `guard.toml`, and those of each kind of risk."""
    read = read_words(FILE.read_text(encoding="utf-8"))
    of_risks = (word for kind in risks().kinds.values() for word in kind.guard)
    return Words(tuple(dict.fromkeys((*read.health, *of_risks))), read.ordinary)


def read_words(text: str, name: str = FILE.name) -> Words:
    """Read a file of words; raises RulesFileError naming file, key and line."""
    return parse_rules(Words, text, name)


def findings(text: str, known: Known, said: Words | None = None) -> list[Finding]:
    """Return all that keeps a text from a group, each once; empty if it may be sent."""
    said = said or words()
    plain = unicodedata.normalize("NFKC", text)
    squeezed = re.sub(r"\s+", "", plain)
    digits = re.sub(r"(?<=\d)[\s-]+(?=\d)", "", plain)
    found = [Finding("name", name) for name in _find_names(plain, squeezed, known, said)]
    found += [
        Finding("phone", phone) for phone in sorted(known.phones) if _number_in(phone, digits)
    ]
    numbers = {id_number for id_number in known.id_numbers if _number_in(id_number, digits)}
    numbers |= set(_ID_NUMBER.findall(digits))
    found += [Finding("id_number", number) for number in sorted(numbers)]
    found += [Finding("health", health_word) for health_word in _find_health_words(plain, said)]
    return list(dict.fromkeys(found))


def _find_names(plain: str, squeezed: str, known: Known, said: Words) -> list[str]:
    chinese = {name for name in known.names if _CHINESE.fullmatch(name)} - said.ordinary
    found = [one for one in chinese if one in squeezed]
    others = (name for name in known.names if len(name) > 1 and not _CHINESE.fullmatch(name))
    found += [
        other for other in others if re.search(rf"(?<!\w){re.escape(other)}(?!\w)", plain, re.I)
    ]
    return sorted(found)


def _number_in(number: str, digits: str) -> bool:
    if len(number) < 7 or number.lower() not in digits.lower():
        return False  # of thousands of numbers hardly one is there; the others need no pattern
    return bool(re.search(rf"(?<!\d){re.escape(number)}(?!\d)", digits, re.I))


def _find_health_words(plain: str, said: Words) -> list[str]:
    """Words of health that stand in one sentence with a door."""
    return [
        f"{door[0]} {word}"
        for sentence in _SENTENCE.split(plain)
        if (door := _DOOR.search(sentence))
        for word in said.health
        if word in sentence.lower()
    ]
