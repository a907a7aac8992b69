"""`food.toml` as read. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, PositiveFloat, model_validator

from wanjia.core.rules.rules_file import NotBlank, Refused, RulesTable, load_rules_file

FILE = Path(__file__).with_name("food.toml")
Words = Annotated[tuple[NotBlank, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Food(RulesTable):
    """One kind of food: what names it, its energy, what a piece or a unit of it weighs (kg)."""

    words: Words
    kcal_kg: PositiveFloat
    piece: PositiveFloat
    units: Mapping[str, PositiveFloat] = field(default_factory=dict)
    counts: PositiveFloat = 1.0


@dataclass(frozen=True)
class FoodRules(RulesTable):
    """All of `food.toml`; the spans are from little to much."""

    kcal_a_day: PositiveFloat
    at_home: tuple[float, float, float]
    eaten: tuple[PositiveFloat, PositiveFloat]
    not_food: Words
    foods: Annotated[tuple[Food, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _from_little_to_much(self) -> "FoodRules":
        for key in ("at_home", "eaten"):
            span = getattr(self, key)
            if list(span) != sorted(span) or span[0] < 0:
                raise Refused("要从少到多。", "must go from little to much.", key)
        return self


@cache
def load_food_rules(path: Path = FILE) -> FoodRules:
    """Read the rules; raises RulesFileError naming file, line and key."""
    return load_rules_file(FoodRules, path)
