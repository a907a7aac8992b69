"""How long a household has not been heard of, against what it can bear. Pure."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from wanjia.risks import risks as all_risks

FILE = Path(__file__).with_name("silence.toml")
HOUR = timedelta(hours=1)
OVER, SOON, HEARD, FREE = "over", "soon", "heard", "free"


class RulesError(ValueError):
    """What is wrong in the file: its name, the line, the key, and what must stand there."""


@dataclass(frozen=True)
class Limit:
    """The hours that may pass: shut in, and free; 0: no number of hours is too many."""

    shut: int
    open: int

    def hours(self, shut: bool) -> int:
        """The hours for somebody who is shut in or free."""
        return self.shut if shut else self.open


@dataclass(frozen=True)
class Rules:
    """All of `silence.toml`."""

    look_back: int
    soon: float
    old_age: int
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
    """Read the rules; raises RulesError naming file, line and key for what is not as it must be."""
    text = path.read_text("utf-8")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{path.name}: {error}") from error
    kinds = data.get("kinds")
    if not isinstance(kinds, dict) or not kinds:
        raise RulesError(f"{path.name}: [kinds] is missing")
    soon = data.get("soon")
    if not isinstance(soon, float) or not 0 < soon < 1:
        raise RulesError(f"{path.name}, line {_line(text, 'soon')}: soon must lie between 0 and 1")
    return Rules(
        _whole(path, text, data, "look_back", 1),
        soon,
        _whole(path, text, data, "old_age", 1),
        _limit(path, text, data, "old"),
        _limit(path, text, data, "household"),
        {kind: _limit(path, text, kinds, kind) for kind in kinds},
    )


def _limit(path: Path, text: str, table: Mapping[str, Any], key: str) -> Limit:
    row = table.get(key)
    if not isinstance(row, dict):
        raise RulesError(f"{path.name}, line {_line(text, key)}: {key} must give shut and open")
    return Limit(*(_whole(path, text, row, name, 0, key) for name in ("shut", "open")))


def _whole(
    path: Path, text: str, table: Mapping[str, Any], key: str, least: int, within: str = ""
) -> int:
    value = table.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and value >= least:
        return value
    name = f"{within}.{key}" if within else key
    raise RulesError(
        f"{path.name}, line {_line(text, within or key)}: {name} must be a whole number "
        f"from {least}, not {value!r}"
    )


def _line(text: str, key: str) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        if line.split("=")[0].strip() == key:
            return number
    return 1


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
