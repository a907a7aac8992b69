"""What whoever asked is told at once: understood, by when, the number, and what to do now. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, model_validator

from wanjia.core.rules.rules_file import (
    NotBlank,
    Refused,
    RulesTable,
    Text,
    load_rules_file,
    one_of,
)
from wanjia.triage.rules import CATEGORIES

FILE = Path(__file__).with_name("receipts.toml")
LIFE = 1
PLACES = ("what", "number", "by", "do", "questions", "time", "month", "day")


def _holds_known_places(said: str) -> str:
    try:
        said.format(**dict.fromkeys(PLACES, ""))
    except (KeyError, IndexError, ValueError) as error:
        raise Refused(
            f"句子里有不认识的空（{error}）。", f"must hold known places only ({error})."
        ) from error
    return said


Sentence = Annotated[NotBlank, AfterValidator(_holds_known_places)]


@dataclass(frozen=True)
class Pair(Text):
    """A sentence in both languages, with places that are filled in."""

    zh: Sentence
    en: Sentence


@dataclass(frozen=True)
class DoNow(Pair):
    """What to do at once in one kind of danger, and by which reason or category it is known."""

    name: str = ""
    reasons: tuple[Annotated[str, AfterValidator(str.lower)], ...] = ()
    categories: tuple[Annotated[str, one_of(CATEGORIES)], ...] = ()

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
class Receipt(RulesTable):
    """What is said of a new request, and of more words on one that is known."""

    new: Pair
    added: Pair


@dataclass(frozen=True)
class StaffReceipt(Receipt):
    """The same to an officer who took it down, and what to pass on at once."""

    do_now: Pair


@dataclass(frozen=True)
class By(RulesTable):
    """By when somebody answers."""

    today: Pair
    day: Pair
    soon: Pair


@dataclass(frozen=True)
class Receipts(RulesTable):
    """All of `receipts.toml`."""

    do_now: tuple[DoNow, ...]
    unsure: Pair
    asker: Receipt
    staff: StaffReceipt
    by: By

    @model_validator(mode="after")
    def _ends_with_what_always_fits(self) -> "Receipts":
        last = self.do_now[-1] if self.do_now else None
        if last is None or last.reasons or last.categories:
            raise Refused(
                "最后一条要总是适用：不写 reasons 和 categories。",
                "must be a list whose last always fits: without reasons and categories.",
                "do_now",
            )
        return self


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
    wording = told.staff if facts.staff else told.asker
    parts = []
    if facts.urgency == LIFE:
        do = do_now(facts.category, facts.reasons, language)
        # Who reads it in a note of somebody else passes it on.
        parts.append(told.staff.do_now.words(language, do=do) if facts.staff else do)
    said = wording.added if facts.added else wording.new
    by = _by(told.by, facts.answer_by, today, language)
    parts.append(said.words(language, what=facts.what, number=facts.number, by=by))
    if facts.questions:
        asked = " ".join(f"{n}) {one}" for n, one in enumerate(facts.questions, 1))
        parts.append(told.unsure.words(language, questions=asked))
    return "\n".join(parts)


def do_now(category: str, reasons: str, language: str) -> str:
    """What to do at once where life is in danger."""
    reasons = reasons.lower()
    found = next(one for one in load_receipts().do_now if one.fits(category, reasons))
    return found.words(language)


def _by(told: By, moment: datetime | None, today: datetime | None, language: str) -> str:
    if moment is None:
        return told.soon.words(language)
    same = today is None or moment.date() == today.date()
    values = {"time": f"{moment:%H:%M}", "month": moment.month, "day": moment.day}
    return (told.today if same else told.day).words(language, **values)


@cache
def load_receipts(path: Path = FILE) -> Receipts:
    """Read the sentences; raises RulesFileError naming file, line and key."""
    return load_rules_file(Receipts, path)
