"""`risks.toml` as read: how long may pass without a human contact. Pure."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("risks.toml")


@dataclass(frozen=True)
class KindRule:
    """One kind of risk: hours between contacts, shut in or not, and its place in the order."""

    first: int
    shut: int
    open: int
    source: str


@dataclass(frozen=True)
class Rules:
    """All of `risks.toml`."""

    kinds: dict[str, KindRule]
    unanswered_to_door: int
    dialysis_before: int
    soon_days_left: int


class RulesError(ValueError):
    """What is wrong in the file: its name, the key, and what must stand there."""


@cache
def load_rules(path: Path = FILE) -> Rules:
    """Read the rules; raises RulesError naming file and key for what is not as it must be."""
    text = path.read_text("utf-8")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{path.name}: {error}") from error
    kinds = data.get("kinds")
    if not isinstance(kinds, dict) or not kinds:
        raise RulesError(f"{path.name}: [kinds] is missing")
    contact = data.get("contact", {})
    return Rules(
        {kind: _kind(path, text, kind, row) for kind, row in kinds.items()},
        *(
            _whole(path, text, f"contact.{key}", contact.get(key))
            for key in ("unanswered_to_door", "dialysis_before", "soon_days_left")
        ),
    )


def _kind(path: Path, text: str, kind: str, row: Any) -> KindRule:
    if not isinstance(row, dict):
        raise RulesError(f"{path.name}: kinds.{kind} must be a table")
    first, shut, free = (
        _whole(path, text, f"kinds.{kind}.{key}", row.get(key)) for key in ("first", "shut", "open")
    )
    return KindRule(first, shut, free, str(row.get("source", "")))


def _whole(path: Path, text: str, key: str, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise RulesError(
        f"{path.name}, line {_line(text, key)}: {key} must be a whole number above 0, not {value!r}"
    )


def _line(text: str, key: str) -> int:
    """The line of `table.key`, or of its table when the key is missing; 1 if neither is there."""
    table, _, name = key.rpartition(".")
    inside, at = False, 1
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip().startswith("["):
            inside = line.strip() == f"[{table}]"
            at = number if inside else at
        elif inside and line.split("=")[0].strip() == name:
            return number
    return at
