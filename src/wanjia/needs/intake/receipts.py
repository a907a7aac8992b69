"""What whoever asked is told at once: understood, by when, the number, and what to do now. Pure."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from wanjia.triage.rules import CATEGORIES

FILE = Path(__file__).with_name("receipts.toml")
LIFE = 1
PLACES = {
    "asker": ("new", "added"),
    "staff": ("new", "added", "do_now"),
    "by": ("today", "day", "soon"),
}


class ReceiptError(ValueError):
    """What is wrong in the file, with its name, line and key."""


@dataclass(frozen=True)
class Pair:
    """A sentence in both languages."""

    zh: str
    en: str

    def words(self, language: str, **values: Any) -> str:
        """The sentence in a language (`en…`, else Chinese), with its places filled."""
        return (self.en if language.startswith("en") else self.zh).format(**values)


@dataclass(frozen=True)
class DoNow:
    """What to do at once in one kind of danger, and by which reason or category it is known."""

    name: str
    reasons: tuple[str, ...]
    categories: tuple[str, ...]
    said: Pair

    def fits(self, category: str, reasons: str) -> bool:
        """Whether this is the danger; one without reasons and categories always is."""
        if not self.reasons and not self.categories:
            return True
        return category in self.categories or any(_stands(one, reasons) for one in self.reasons)


def _stands(word: str, reasons: str) -> bool:
    """Whether a word stands in the reasons; a Latin one as a whole word (gas, not gasping)."""
    if not word.isascii():
        return word in reasons
    return re.search(rf"\b{re.escape(word)}\b", reasons) is not None


@dataclass(frozen=True)
class Receipts:
    """All sentences: what to do now, and the receipts by place (`asker.new`)."""

    do_now: tuple[DoNow, ...]
    said: dict[str, Pair]


@dataclass(frozen=True)
class Facts:
    """What a receipt tells of a need. `what` is its category in the reader's language, `reasons`
    are all of triage's, in any language; `questions` are those that settle a doubt."""

    number: str
    what: str
    category: str
    urgency: int
    reasons: str = ""
    answer_by: datetime | None = None
    added: bool = False
    questions: Sequence[str] = ()
    staff: bool = False


def receipt(facts: Facts, language: str, today: datetime | None = None) -> str:
    """What the sender is told; `answer_by` and `today` are in the community's time."""
    told = load_receipts()
    parts = []
    if facts.urgency == LIFE:
        do = do_now(facts.category, facts.reasons, language)
        # Who reads it in a note of somebody else passes it on.
        parts.append(told.said["staff.do_now"].words(language, do=do) if facts.staff else do)
    place = f"{'staff' if facts.staff else 'asker'}.{'added' if facts.added else 'new'}"
    by = _by(told, facts.answer_by, today, language)
    parts.append(told.said[place].words(language, what=facts.what, number=facts.number, by=by))
    if facts.questions:
        asked = " ".join(f"{n}) {one}" for n, one in enumerate(facts.questions, 1))
        parts.append(told.said["unsure"].words(language, questions=asked))
    return "\n".join(parts)


def do_now(category: str, reasons: str, language: str) -> str:
    """What to do at once where life is in danger."""
    reasons = reasons.lower()
    found = next(one for one in load_receipts().do_now if one.fits(category, reasons))
    return found.said.words(language)


def _by(told: Receipts, moment: datetime | None, today: datetime | None, language: str) -> str:
    if moment is None:
        return told.said["by.soon"].words(language)
    same = today is None or moment.date() == today.date()
    values = {"time": f"{moment:%H:%M}", "month": moment.month, "day": moment.day}
    return told.said["by.today" if same else "by.day"].words(language, **values)


@cache
def load_receipts(path: Path = FILE) -> Receipts:
    """Read the sentences; raises ReceiptError naming file, line and key."""
    text = path.read_text("utf-8")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ReceiptError(f"{path.name}: {error}") from error
    reader = _Reader(path.name, text)
    dangers = data.pop("do_now", [])
    do = tuple(reader.do_now(f"do_now[{n}]", row) for n, row in enumerate(dangers, 1))
    if not do or do[-1].reasons or do[-1].categories:
        raise reader.error("do_now", "a list whose last always fits")
    said = {"unsure": reader.pair("unsure", data.pop("unsure", None))}
    for place, names in PLACES.items():
        table = data.pop(place, {})
        said |= {f"{place}.{one}": reader.pair(f"{place}.{one}", table.get(one)) for one in names}
    for key in data:
        raise reader.error(key, "nothing: it is not known")
    return Receipts(do, said)


class _Reader:
    """Reads one file, so that each refusal can name the line."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.rows = name, text.splitlines()

    def error(self, key: str, wanted: str) -> ReceiptError:
        """What is wrong at a key."""
        table = key.split("[")[0]
        line = next((n for n, row in enumerate(self.rows, 1) if table in row), 1)
        return ReceiptError(f"{self.name}, line {line}: {key} must be {wanted}")

    def pair(self, key: str, row: Any) -> Pair:
        """A sentence in both languages whose places are known ones."""
        if not isinstance(row, dict) or not all(isinstance(row.get(k), str) for k in ("zh", "en")):
            raise self.error(key, "a sentence in both languages (zh, en)")
        try:
            known = dict.fromkeys(
                ("what", "number", "by", "do", "questions", "time", "month", "day"), ""
            )
            for said in (row["zh"], row["en"]):
                said.format(**known)
        except (KeyError, IndexError, ValueError) as error:
            raise self.error(key, f"a sentence with known places only ({error})") from error
        return Pair(row["zh"], row["en"])

    def do_now(self, key: str, row: dict[str, Any]) -> DoNow:
        """One kind of danger and what to do in it."""
        reasons, categories = row.get("reasons", []), row.get("categories", [])
        for one in categories:
            if one not in CATEGORIES:
                raise self.error(f"{key}.categories", f"categories of triage (not {one!r})")
        return DoNow(
            str(row.get("name", "")),
            tuple(str(one).lower() for one in reasons),
            tuple(categories),
            self.pair(key, row),
        )
