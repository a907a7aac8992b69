"""Whether two requests of one door speak of one matter: what is asked, without the words around it.

Pure. When in doubt they are two: a request too many costs a minute, one too few costs a person.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wanjia.core.rules.rules_file import NotBlank, RulesTable, load_rules_file
from wanjia.triage import Verdict

FILE = Path(__file__).with_name("matters.toml")
COVERED = 0.75  # of the shorter matter's letters that the other must share in one piece
COVERED_LONGER = 0.4  # of the longer one's: 奶粉 and 喝了奶粉起疹子 are two matters
VAGUE = ("other", "information")  # "has it come yet?" names no category of its own
GRAVE = 1
_CLAUSE = re.compile(r"[，,。.！!？?；;、\n~～…]+|\bbut\b|\band also\b|另外|还有|顺便")
_DOOR = re.compile(
    r"^[\s\d.、)）#＃号]*(?:[a-z]?\d{1,4}\s*(?:[-—–/弄号栋幢单元室]\s*)+)*(?:\d{2,4}(?:室|房)?)?[\s:：,，]*"
)
_NOISE = re.compile(r"[\W\d_]+")


@dataclass(frozen=True)
class Said:
    """A request as it is compared: its words, its verdict and, if it is known, whose it is."""

    text: str
    category: str
    urgency: int
    unsure: bool = False
    whose: str = ""


@dataclass(frozen=True)
class _File(RulesTable):
    courtesy: tuple[NotBlank, ...]
    asked: tuple[NotBlank, ...]
    counted: tuple[NotBlank, ...]
    people: tuple[NotBlank, ...]


@dataclass(frozen=True)
class _Lists:
    around: re.Pattern[str]
    polite: re.Pattern[str]
    people: re.Pattern[str]


@cache
def load_words(path: Path = FILE) -> _Lists:
    """Read the lists; raises RulesFileError naming file, key and line."""
    file = load_rules_file(_File, path)
    around = (*file.courtesy, *file.asked, *file.counted)
    return _Lists(_any(around), _any(file.courtesy), _any(file.people))


def _any(words: Sequence[str]) -> re.Pattern[str]:
    """One expression for words, the longest first; Latin words only as whole ones."""
    ordered = sorted(set(words), key=len, reverse=True)
    return re.compile("|".join(rf"\b{w}\b" if w.isascii() else re.escape(w) for w in ordered))


def is_same_matter(before: Said, now: Said, triage: Callable[[str], Verdict]) -> bool:
    """Whether the words of now are another voice about what was asked before.

    Life in danger is the same only where it is plainly the same, word for word; else the category
    must agree and the thing that is asked for, and no clause may speak of something else.
    """
    if before.whose and now.whose and before.whose != now.whose:
        return False
    if GRAVE in (before.urgency, now.urgency) or now.unsure:
        return _plain(before.text) == _plain(now.text) != ""
    if now.category != before.category and now.category not in VAGUE:
        return False
    if not _same_people(before.text, now.text):
        return False
    known = [one for one in map(_matter, _clauses(before.text)) if one]
    asked = [(one, _matter(one)) for one in _clauses(now.text)]
    shared = [clause for clause, matter in asked if matter and _shared(matter, known)]
    if not shared:
        return _plain(before.text) == _plain(now.text) != ""
    rest = [clause for clause, matter in asked if matter and clause not in shared]
    return all(_adds_nothing(triage(clause), before.category) for clause in rest)


def _adds_nothing(verdict: Verdict, category: str) -> bool:
    """Whether a clause beside the shared matter asks for nothing of another kind."""
    if verdict.urgency == GRAVE or verdict.unsure:
        return False
    return verdict.category in (category, *VAGUE)


def _clauses(text: str) -> list[str]:
    return [one for one in _CLAUSE.split(_bare(text)) if one and one.strip()]


def _bare(text: str) -> str:
    """The text without the door in front of it, in one writing."""
    return _DOOR.sub("", unicodedata.normalize("NFKC", text).lower(), count=1)


def _matter(clause: str) -> str:
    """The thing that a clause is about: what is left without courtesy, act, count and person."""
    words = load_words()
    return _NOISE.sub("", words.around.sub(" ", words.people.sub(" ", clause)))


def _plain(text: str) -> str:
    """All that a text says but its door and courtesy."""
    return _NOISE.sub("", load_words().polite.sub("", _bare(text)))


def _same_people(before: str, now: str) -> bool:
    words = load_words()
    named, meant = (set(words.people.findall(one.lower())) for one in (before, now))
    return not named or not meant or bool(named & meant)


def _shared(matter: str, known: list[str]) -> bool:
    return any(_alike(matter, one) for one in known)


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter, longer = sorted((len(one), len(other)))
    common = _longest_common(one, other)
    return common >= 2 and common >= COVERED * shorter and common >= COVERED_LONGER * longer


def _longest_common(one: str, other: str) -> int:
    """The length of the longest piece that stands in both."""
    best = 0
    row = [0] * (len(other) + 1)
    for letter in one:
        row = [0] + [row[at] + 1 if letter == mine else 0 for at, mine in enumerate(other)]
        best = max(best, *row)
    return best
