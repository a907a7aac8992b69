"""Why somebody needs care: `risks.toml` as read, one entry a kind. Pure, below every floor."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from wanjia.core.rules.rules_file import (
    AboveZero,
    NotBlank,
    Refused,
    RulesTable,
    Text,
    load_rules_file,
    one_of,
)

FILE = Path(__file__).with_name("risks.toml")
# The program itself puts people on the register under these.
NAMED = frozenset({"alone_elder", "minor_alone", "disabled", "pregnant", "newborn"})
FIELDS = ("born", "days_left", "drug", "due", "hospital", "level", "speaks", "weekdays")
LONGEST_KEY = 16

Words = tuple[NotBlank, ...]


@dataclass(frozen=True)
class Suggest(RulesTable):
    """What suggests a kind: an age from which living alone does, or days since birth."""

    alone_from: AboveZero | None = None
    days_from_birth: AboveZero | None = None


@dataclass(frozen=True)
class RiskKind(RulesTable):
    """One kind of risk; `risks.toml` says what each of these is for."""

    name: Text
    order: AboveZero
    shut: AboveZero
    open: AboveZero
    source: str = ""
    fields: frozenset[Annotated[str, one_of(FIELDS)]] = frozenset()
    notes: Words = ()
    suggest: Suggest = field(default_factory=Suggest)
    asks: Words = ()
    guard: Words = ()
    raises: bool = False
    first: bool = False
    alone: bool = False
    pairs: Literal["", "talk", "carry"] = ""


@dataclass(frozen=True)
class ContactRules(RulesTable):
    """When somebody goes to the door, and when one speaks more often."""

    unanswered_to_door: AboveZero
    before_treatment: AboveZero
    soon_days_left: AboveZero


@dataclass(frozen=True)
class Risks(RulesTable):
    """All of `risks.toml`."""

    contact: ContactRules
    kinds: Annotated[dict[str, RiskKind], Field(min_length=1)]

    def keys(self, which: Callable[[RiskKind], Any]) -> frozenset[str]:
        """Return the keys of the kinds of which something holds."""
        return frozenset(key for key, kind in self.kinds.items() if which(kind))


def risks() -> Risks:
    """Return the kinds of risk in force."""
    return load_risks(FILE)


@cache
def load_risks(path: Path) -> Risks:
    """Read a file of risks; raises RulesFileError naming file, line and key for what is wrong."""
    return load_rules_file(Risks, path, check=_check_keys)


def _check_keys(rules: Risks) -> None:
    for key in sorted(NAMED - rules.kinds.keys()):
        raise Refused(
            "缺少这一类，程序自己要用到。", "is missing; the program itself needs it.", "kinds", key
        )
    for key in rules.kinds:
        if not re.fullmatch(r"[a-z_]+", key) or len(key) > LONGEST_KEY:
            raise Refused(
                f"名字只能用小写字母和 _，最多 {LONGEST_KEY} 个。",
                f"must be small letters and _, at most {LONGEST_KEY}.",
                "kinds",
                key,
            )
