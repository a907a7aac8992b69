"""What a roster suggests of a person's need of care. Pure: a person confirms it or not."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from wanjia.people.roster.reader.birth_ranges import born_between

FILE = Path(__file__).with_name("risks.toml")
NOT = "无非不没曾"
YOUNG = 732  # days: what is known in part of somebody older says nothing of a newborn


@dataclass(frozen=True)
class Signs:
    """`risks.toml` as read."""

    lone_elder_age: int
    newborn_days: int
    alone: tuple[str, ...]
    ages: tuple[tuple[str, int, int], ...]
    words: dict[str, tuple[str, ...]]


@cache
def signs(path: Path = FILE) -> Signs:
    """Read the signs; raises ValueError naming file and key for what is not as it must be."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error
    for key in ("lone_elder_age", "newborn_days"):
        if not isinstance(data.get(key), int) or data[key] < 0:
            raise ValueError(f"{path.name}: {key} must be a whole number of 0 or more")
    words = data.get("words")
    if not isinstance(words, dict):
        raise ValueError(f"{path.name}: [words] is missing")
    for kind, signs_of in words.items():
        if not isinstance(signs_of, list) or not all(isinstance(w, str) and w for w in signs_of):
            raise ValueError(f"{path.name}: words.{kind} must be a list of texts")
    return Signs(
        data["lone_elder_age"],
        data["newborn_days"],
        tuple(_alone(path, data.get("alone"))),
        tuple(_ages(path, data.get("ages", {}))),
        {kind: tuple(signs_of) for kind, signs_of in words.items()},
    )


def _alone(path: Path, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise ValueError(f"{path.name}: alone must be a list of texts")
    return value


def _ages(path: Path, value: Any) -> Iterator[tuple[str, int, int]]:
    for word, span in value.items() if isinstance(value, dict) else ():
        if not isinstance(span, list) or [type(one) for one in span] != [int, int]:
            raise ValueError(f"{path.name}: ages.{word} must be two whole numbers")
        yield word, span[0], span[1]


def suggested(birth: date | None, note: str, alone: bool, today: date) -> set[str]:
    """The kinds of risk that a birth, a note and living alone suggest on `today`.

    A birth known in part is a range: who may be old enough is suggested, for a person to confirm.
    """
    known = signs()
    kinds = {kind for kind, words in known.words.items() if note and _says(note, words)}
    said_alone = bool(note) and _says(note, known.alone)
    born = born_between(birth, note, today, known.ages)
    if born is None:
        return kinds | {"lone_elder"} if said_alone else kinds
    if born.earliest <= today:
        if (alone or said_alone) and years(born.earliest, today) >= known.lone_elder_age:
            kinds.add("lone_elder")
        new = (today - born.latest).days <= known.newborn_days
        if new and (today - born.earliest).days <= YOUNG:
            kinds.add("newborn")
    return kinds


def years(birth: date, today: date) -> int:
    """Whole years lived."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def _says(note: str, words: tuple[str, ...]) -> bool:
    for word in words:
        at = note.find(word)
        if at >= 0 and (at == 0 or note[at - 1] not in NOT):
            return True
    return False
