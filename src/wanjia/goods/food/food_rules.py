"""`food.toml` as read. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("food.toml")


class FoodRulesError(ValueError):
    """What is wrong in the file: its name, the line, the key, and what must stand there."""


@dataclass(frozen=True)
class Food:
    """One kind of food: what names it, its energy, what a piece or a unit of it weighs (kg)."""

    words: tuple[str, ...]
    kcal_kg: float
    piece: float
    units: Mapping[str, float]
    counts: float


@dataclass(frozen=True)
class FoodRules:
    """All of `food.toml`; the spans are from little to much."""

    kcal_a_day: float
    at_home: tuple[float, float, float]
    eaten: tuple[float, float]
    foods: tuple[Food, ...]
    not_food: tuple[str, ...]


@cache
def load_food_rules(path: Path = FILE) -> FoodRules:
    """Read the rules; raises FoodRulesError naming file, line and key."""
    text = path.read_text("utf-8")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FoodRulesError(f"{path.name}: {error}") from error
    rows = data.get("foods")
    if not isinstance(rows, list) or not rows:
        raise FoodRulesError(f"{path.name}: [[foods]] is missing")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == "[[foods]]"]
    top = f"{path.name}, line 1"
    low, likely, high = _span(top, data, "at_home", 3)
    frugal, hungry = _span(top, data, "eaten", 2)
    return FoodRules(
        _number(top, data, "kcal_a_day"),
        (low, likely, high),
        (frugal, hungry),
        tuple(
            _food(f"{path.name}, line {line}", row) for line, row in zip(lines, rows, strict=True)
        ),
        tuple(_words(top, data, "not_food")),
    )


def _food(at: str, row: Mapping[str, Any]) -> Food:
    words, units = _words(at, row, "words"), row.get("units", {})
    if not isinstance(units, dict):
        raise FoodRulesError(f"{at}: units must be a table of numbers")
    return Food(
        tuple(words),
        _number(at, row, "kcal_kg"),
        _number(at, row, "piece"),
        {unit: _number(at, units, unit) for unit in units},
        _number(at, {"counts": 1.0} | dict(row), "counts"),
    )


def _words(at: str, row: Mapping[str, Any], key: str) -> list[str]:
    words = row.get(key)
    if not isinstance(words, list) or not words or not all(isinstance(w, str) and w for w in words):
        raise FoodRulesError(f"{at}: {key} must be a list of texts")
    return words


def _span(at: str, data: Mapping[str, Any], key: str, many: int) -> list[float]:
    values = data.get(key)
    numbers = values if isinstance(values, list) else []
    good = len(numbers) == many and all(isinstance(one, int | float) for one in numbers)
    if not good or numbers != sorted(numbers) or numbers[0] < 0:
        raise FoodRulesError(f"{at}: {key} must be {many} numbers, from little to much")
    return [float(one) for one in numbers]


def _number(at: str, row: Mapping[str, Any], key: str) -> float:
    value = row.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
        return float(value)
    raise FoodRulesError(f"{at}: {key} must be a number above 0, not {value!r}")
