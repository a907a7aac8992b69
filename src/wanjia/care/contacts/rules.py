"""`risks.toml` as read: how long may pass without a human contact. Pure."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, PositiveInt

from wanjia.core.rules.rules_file import RulesTable, load_rules_file

FILE = Path(__file__).with_name("risks.toml")


@dataclass(frozen=True)
class KindRule(RulesTable):
    """One kind of risk: hours between contacts, shut in or not, and its place in the order."""

    first: PositiveInt
    shut: PositiveInt
    open: PositiveInt
    source: str = ""


@dataclass(frozen=True)
class ContactRules(RulesTable):
    """Calls without an answer, hours before a treatment, and days of medicine that are few."""

    unanswered_to_door: PositiveInt
    dialysis_before: PositiveInt
    soon_days_left: PositiveInt


@dataclass(frozen=True)
class Rules(RulesTable):
    """All of `risks.toml`."""

    kinds: Annotated[dict[str, KindRule], Field(min_length=1)]
    contact: ContactRules


@cache
def load_rules(path: Path = FILE) -> Rules:
    """Read the rules; raises RulesFileError naming file, key and line."""
    return load_rules_file(Rules, path)
