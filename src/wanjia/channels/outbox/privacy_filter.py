"""The guard before a group: no resident's name, phone or ID number, no health fact. Pure.

Rather one text refused too many than one too few; what is refused is named, so that it can be
written anew.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wanjia.channels.outbox.canonical import canonical, in_digits, name_stream, number_stream
from wanjia.core.rules.rules_file import NotBlank, RulesTable, parse_rules
from wanjia.risks import risks

SHORTEST = 7  # digits of a number that cannot stand there by chance
NEXT = 2  # sentences after a door in which it may still be meant
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
_ADVICE = re.compile(r"如有|如果|如出现|若|一旦|凡|请勿|不要|预防|\bif\b|\bshould you\b")
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
    plain = canonical(text)
    digits = re.sub(r"(?<=\d)[\s-]+(?=\d)", "", plain)
    stream = number_stream(plain)
    found = [Finding("name", name) for name in _find_names(plain, known, said)]
    found += [Finding("phone", phone) for phone in sorted(known.phones) if _is_in(phone, stream)]
    numbers = {id_number for id_number in known.id_numbers if _is_in(id_number, stream)}
    numbers |= set(_ID_NUMBER.findall(digits))
    found += [Finding("id_number", number) for number in sorted(numbers)]
    found += [
        Finding("health", words) for words in _find_health_words(in_digits(plain), plain, said)
    ]
    return list(dict.fromkeys(found))


def _find_names(plain: str, known: Known, said: Words) -> list[str]:
    stream = name_stream(plain)
    chinese = {name for name in known.names if _CHINESE.fullmatch(name)} - said.ordinary
    found = [one for one in chinese if name_stream(one) in stream]
    others = (name for name in known.names if len(name) > 1 and not _CHINESE.fullmatch(name))
    found += [
        other for other in others if re.search(rf"(?<!\w){re.escape(other)}(?!\w)", plain, re.I)
    ]
    return sorted(found)


def _is_in(number: str, stream: str) -> bool:
    """Whether a number is written anywhere; a country's code or another number may touch it."""
    return len(number) >= SHORTEST and number.lower() in stream


def _find_health_words(doors: str, plain: str, said: Words) -> list[str]:
    """Words of health beside a door: in its sentence, in those after it, in a heading before it.

    `doors` is the text with numbers in digits. What is to be done if somebody falls ill, in a
    sentence of its own, is advice, no fact.
    """
    sentences = [one.lower() for one in _SENTENCE.split(plain) if one.strip()]
    in_numbers = [one for one in _SENTENCE.split(doors) if one.strip()]
    found = []
    for at, numbered in enumerate(in_numbers):
        if not (door := _DOOR.search(numbered)):
            continue
        near = [sentences[at]]
        near += [one for one in sentences[at + 1 : at + 1 + NEXT] if not _ADVICE.search(one)]
        near += [one for one in sentences[max(at - 1, 0) : at] if one.rstrip().endswith(":")]
        found += [f"{door[0]} {word}" for one in near for word in said.health if word in one]
    return found
