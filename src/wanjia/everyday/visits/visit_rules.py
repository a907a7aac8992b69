"""`visits.toml` as read: why somebody is visited, how often, what an outcome means. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import model_validator

from wanjia.core.rules.rules_file import (
    AboveZero,
    NotBlank,
    Refused,
    RulesTable,
    Text,
    Whole,
    load_rules_file,
)
from wanjia.risks import risks

FILE = Path(__file__).with_name("visits.toml")
REGISTER, MOVED_IN, REQUEST, WARNING, OFFICER = (
    "register",
    "moved_in",
    "request",
    "warning",
    "officer",
)
BY_HAND = "by_hand"  # the program itself plans under this one
LONGEST_KEY = 16
Contacted = Literal["", "well", "needs", "no_answer", "refused"]


@dataclass(frozen=True)
class VisitRule(RulesTable):
    """One reason for visits; `visits.toml` says what each of these is for."""

    name: Text
    order: AboveZero
    begins: Literal["register", "moved_in", "request", "warning", "officer"]
    risks: frozenset[NotBlank] = frozenset()
    categories: frozenset[NotBlank] = frozenset()
    every_days: Whole = 0
    first_days: Whole = 0
    within_hours: Whole = 0
    again_hours: Whole = 0

    @model_validator(mode="after")
    def _is_whole(self) -> "VisitRule":
        if self.begins == WARNING and not self.within_hours:
            raise Refused(
                "预警的走访要写 within_hours。", "visits after a warning need within_hours."
            )
        unknown = sorted(self.risks - set(risks().kinds))
        if unknown:
            raise Refused(
                f"没有“{unknown[0]}”这一类关爱对象。", f"there is no risk “{unknown[0]}”."
            )
        return self


@dataclass(frozen=True)
class OutcomeRule(RulesTable):
    """What came of a visit."""

    name: Text
    seen: bool = False
    contact: Contacted = ""
    again_hours: Whole = 0
    asks: bool = False


@dataclass(frozen=True)
class VisitRules(RulesTable):
    """All of `visits.toml`."""

    rules: Mapping[str, VisitRule]
    outcomes: Mapping[str, OutcomeRule]

    @model_validator(mode="after")
    def _has_what_is_named(self) -> "VisitRules":
        if BY_HAND not in self.rules or not self.outcomes:
            raise Refused(
                "要有 rules.by_hand 和 outcomes。", "rules.by_hand and outcomes are needed."
            )
        for key in (*self.rules, *self.outcomes):
            if len(key) > LONGEST_KEY:
                raise Refused(
                    f"“{key}”太长（最多 16 个字母）。", f"“{key}” is too long (16 at most)."
                )
        return self

    def beginning(self, begins: str) -> dict[str, VisitRule]:
        """Return the rules that begin in a way."""
        return {key: rule for key, rule in self.rules.items() if rule.begins == begins}


@cache
def load_visit_rules(path: Path = FILE) -> VisitRules:
    """Read the rules. Raises RulesFileError naming file, key and line for what is wrong."""
    return load_rules_file(VisitRules, path)
