"""How long a household has not been heard of, against what it can bear. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from wanjia.core.rules.rules_file import AboveZero, RulesTable, Whole, load_rules_file
from wanjia.risks import risks as all_risks

FILE = Path(__file__).with_name("silence.toml")
HOUR = timedelta(hours=1)
OVER, SOON, HEARD, FREE = "over", "soon", "heard", "free"


@dataclass(frozen=True)
class Limit(RulesTable):
    """The hours that may pass: shut in, and free; 0: no number of hours is too many."""

    shut: Whole
    open: Whole

    def hours(self, shut: bool) -> int:
        """The hours for somebody who is shut in or free."""
        return self.shut if shut else self.open


@dataclass(frozen=True)
class Rules(RulesTable):
    """All of `silence.toml`."""

    look_back: AboveZero
    soon: Annotated[float, Field(gt=0, le=1)]
    old_age: AboveZero
    old: Limit
    household: Limit
    kinds: Mapping[str, Limit]


@dataclass(frozen=True)
class Silence:
    """`hours` since anyone heard of a household (None: not within what is looked back over).

    `limit`: the hours it can bear, for the reason `why`; None: it is not watched. `share`: of the
    limit. `state`: `over`, `soon`, `heard`, or `free` (not watched).
    """

    hours: float | None
    limit: int | None
    why: str
    share: float
    state: str


@cache
def load_rules(path: Path = FILE) -> Rules:
    """Read the rules; raises RulesFileError naming file, line and key for what is wrong."""
    return load_rules_file(Rules, path)


def bearable(
    risks: Iterable[str], oldest: int | None, shut: bool, rules: Rules
) -> tuple[int | None, str]:
    """The hours a household can bear and why: its strictest line; None where nothing is watched.

    `oldest`: how old the oldest at home may be, if that is known.
    """
    limits = [(rules.household.hours(shut), "household")]
    limits += [(_limit_of(kind, rules).hours(shut), kind) for kind in risks]
    if oldest is not None and oldest >= rules.old_age:
        limits.append((rules.old.hours(shut), "old"))
    return min(((hours, why) for hours, why in limits if hours), default=(None, ""))


def _limit_of(kind: str, rules: Rules) -> Limit:
    """A kind's hours; of one that a committee added, those between two contacts."""
    if kind in rules.kinds:
        return rules.kinds[kind]
    known = all_risks().kinds.get(kind)
    return Limit(known.shut, known.open) if known else Limit(0, 0)


def silence(
    heard: datetime | None, now: datetime, limit: tuple[int | None, str], rules: Rules
) -> Silence:
    """How silent a household is; who was not heard of at all is over any limit."""
    hours = None if heard is None else max((now - heard) / HOUR, 0.0)
    most, why = limit
    if most is None:
        return Silence(hours, None, "", 0.0, FREE)
    share = (rules.look_back if hours is None else hours) / most
    state = OVER if share >= 1 or hours is None else SOON if share >= rules.soon else HEARD
    return Silence(hours, most, why, share, state)
