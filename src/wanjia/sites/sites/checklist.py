"""`items.toml` as read: what a makeshift hospital needs for its beds. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("items.toml")
MEASURES = ("per_bed", "beds_each", "fixed")


@dataclass(frozen=True)
class Item:
    """One thing that is needed; `measure` and `amount` say how much of it for how many beds."""

    key: str
    zh: str
    en: str
    unit: str
    unit_en: str
    measure: str
    amount: int
    weight: int
    hours: int
    after: tuple[str, ...]

    def target(self, beds: int) -> int:
        """How much of it a site with so many beds needs."""
        if self.measure == "fixed":
            return self.amount
        return beds * self.amount if self.measure == "per_bed" else -(-beds // self.amount)


class ItemsError(ValueError):
    """What is wrong in the file: its name, the line, the key, and what must stand there."""


@cache
def load_items(path: Path = FILE) -> tuple[Item, ...]:
    """Read the items in the order of the file, each after all that it depends on.

    Raises ItemsError naming file, line and key for what is not as it must be.
    """
    text = path.read_text("utf-8")
    try:
        rows = tomllib.loads(text).get("items", [])
    except tomllib.TOMLDecodeError as error:
        raise ItemsError(f"{path.name}: {error}") from error
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == "[[items]]"]
    found: dict[str, Item] = {}
    for line, row in zip(lines, rows, strict=True):
        at = f"{path.name}, line {line}"
        item = _item(at, row)
        missing = [key for key in item.after if key not in found]
        if item.key in found or missing:
            raise ItemsError(f"{at}: {item.key} twice, or before what it depends on: {missing}")
        found[item.key] = item
    if not found:
        raise ItemsError(f"{path.name}: [[items]] is missing")
    return tuple(found.values())


def _item(at: str, row: Mapping[str, Any]) -> Item:
    measures = [one for one in MEASURES if one in row]
    if len(measures) != 1:
        raise ItemsError(f"{at}: one of {', '.join(MEASURES)} must be given")
    amount, weight, hours = (_whole(at, row, key) for key in (measures[0], "weight", "hours"))
    name, unit = row.get("name"), row.get("unit")
    return Item(
        key=_word(at, row, "key"),
        zh=_word(at, name, "zh", "name."),
        en=_word(at, name, "en", "name."),
        unit=_word(at, unit, "zh", "unit."),
        unit_en=_word(at, unit, "en", "unit."),
        measure=measures[0],
        amount=amount,
        weight=weight,
        hours=hours,
        after=tuple(row.get("after", ())),
    )


def _word(at: str, row: Any, key: str, within: str = "") -> str:
    value = row.get(key) if isinstance(row, dict) else None
    if isinstance(value, str) and value:
        return value
    raise ItemsError(f"{at}: {within}{key} must be a word, not {value!r}")


def _whole(at: str, row: Mapping[str, Any], key: str) -> int:
    value = row.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise ItemsError(f"{at}: {key} must be a whole number above 0, not {value!r}")
