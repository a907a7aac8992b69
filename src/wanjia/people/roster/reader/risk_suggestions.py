"""What a roster suggests of a person's need of care. Pure: a person confirms it or not."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("risks.toml")
NOT = "无非不没曾"
NEAR = 62  # days


@dataclass(frozen=True)
class Signs:
    """`risks.toml` as read."""

    lone_elder_age: int
    newborn_days: int
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
        {kind: tuple(signs_of) for kind, signs_of in words.items()},
    )


def suggested(born: tuple[date, date] | None, note: str, alone: bool, today: date) -> set[str]:
    """The kinds of risk that a birth, a note and living alone suggest on `today`.

    `born` are the first and last day of birth that are possible: somebody of whom a roster says
    only the year, or an age, is not overlooked.
    """
    known = signs()
    kinds = {kind for kind, words in known.words.items() if note and _says(note, words)}
    if born and born[0] <= today:
        if alone and years(born[0], today) >= known.lone_elder_age:
            kinds.add("lone_elder")
        if (today - born[1]).days <= known.newborn_days and _near(born):
            kinds.add("newborn")
    return kinds


def _near(born: tuple[date, date]) -> bool:
    """Whether a birth is known to about a month: of a year alone nobody is a newborn."""
    return (born[1] - born[0]).days <= NEAR


def years(birth: date, today: date) -> int:
    """Whole years lived."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def _says(note: str, words: tuple[str, ...]) -> bool:
    for word in words:
        at = note.find(word)
        if at >= 0 and (at == 0 or note[at - 1] not in NOT):
            return True
    return False
