"""`rules.toml` as read. Pure."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from wanjia.core.rules.rules_file import (
    AboveZero,
    NotBlank,
    RulesTable,
    Text,
    Whole,
    load_rules_file,
)

FILE = Path(__file__).with_name("rules.toml")


@dataclass(frozen=True)
class WasteRules(RulesTable):
    """What is sprayed (mg/L), how full a bag may be, and the clocks in hours and years."""

    agent: Text
    ppm: Annotated[int, Field(ge=100, le=20_000)]
    bag_full: NotBlank
    haulier_hours: AboveZero
    disinfect_hours: AboveZero
    keep_years: AboveZero


@dataclass(frozen=True)
class RoundRules(RulesTable):
    """How carts walk (metres a minute) and wait (minutes), and what an unheard home will give."""

    metres_a_minute: AboveZero
    gate_minutes: Whole
    apart_minutes: Whole
    bags_each: Whole
    goods_minutes: Whole
    goods_minutes_each: Whole
    waste_minutes: Whole
    waste_minutes_each: Whole


@dataclass(frozen=True)
class GoodsRules(RulesTable):
    """All of `rules.toml`."""

    waste: WasteRules
    rounds: RoundRules


@cache
def load_rules(path: Path = FILE) -> GoodsRules:
    """Read the rules. Raises RulesFileError naming file, key and line for what is wrong."""
    return load_rules_file(GoodsRules, path)
