"""Why somebody needs care: `risks.toml` as read, one entry a kind. Pure, below every floor."""

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("risks.toml")
# The program itself puts people on the register under these.
NAMED = frozenset({"alone_elder", "minor_alone", "disabled", "pregnant", "newborn"})
FIELDS = frozenset({"due", "born", "weekdays", "hospital", "drug", "days_left", "speaks", "level"})
PAIRS = ("talk", "carry")
LONGEST_KEY = 16


class RulesError(ValueError):
    """What is wrong in the file: its name, the line and key, and what must stand there."""


@dataclass(frozen=True)
class RiskKind:
    """One kind of risk; `risks.toml` says what each of these is for."""

    key: str
    name_zh: str
    name_en: str
    order: int
    shut: int
    open: int
    source: str = ""
    fields: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    alone_from: int | None = None
    days_from_birth: int | None = None
    asks: tuple[str, ...] = ()
    guard: tuple[str, ...] = ()
    raises: bool = False
    first: bool = False
    alone: bool = False
    pairs: str = ""


@dataclass(frozen=True)
class Risks:
    """All of `risks.toml`."""

    kinds: dict[str, RiskKind]
    unanswered_to_door: int
    before_treatment: int
    soon_days_left: int

    def keys(self, which: Callable[[RiskKind], Any]) -> frozenset[str]:
        """Return the keys of the kinds of which something holds."""
        return frozenset(kind.key for kind in self.kinds.values() if which(kind))


def risks() -> Risks:
    """Return the kinds of risk in force."""
    return load_risks(FILE)


@cache
def load_risks(path: Path) -> Risks:
    """Read a file of risks; raises RulesError naming file, line and key for what is wrong."""
    text = path.read_text("utf-8")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{path.name}: {error}") from error
    root = _Table(path.name, text, "", data)
    contact, kinds = root.table("contact"), root.table("kinds")
    root.nothing_but("contact", "kinds")
    contact.nothing_but("unanswered_to_door", "before_treatment", "soon_days_left")
    if missing := sorted(NAMED - kinds.data.keys()):
        raise RulesError(f"{path.name}: kinds.{missing[0]} is missing; the program itself needs it")
    return Risks(
        {key: _kind(key, kinds.table(key)) for key in kinds.data},
        contact.whole("unanswered_to_door"),
        contact.whole("before_treatment"),
        contact.whole("soon_days_left"),
    )


def _kind(key: str, row: "_Table") -> RiskKind:
    if not re.fullmatch(r"[a-z_]+", key) or len(key) > LONGEST_KEY:
        row.refuse("", f"is a key of small letters and _, at most {LONGEST_KEY}")
    name = row.table("name")
    suggest = row.table("suggest", must=False)
    suggest.nothing_but("alone_from", "days_from_birth")
    row.nothing_but(
        "name", "order", "shut", "open", "source", "fields", "notes", "suggest", "asks", "guard",
        "raises", "first", "alone", "pairs",
    )  # fmt: skip
    if unknown := sorted(set(row.strings("fields")) - FIELDS):
        row.refuse("fields", f"has {unknown[0]}; there are {', '.join(sorted(FIELDS))}")
    return RiskKind(
        key=key,
        name_zh=name.string("zh"),
        name_en=name.string("en"),
        order=row.whole("order"),
        shut=row.whole("shut"),
        open=row.whole("open"),
        source=row.string("source", must=False),
        fields=frozenset(row.strings("fields")),
        notes=row.strings("notes"),
        alone_from=suggest.whole("alone_from") if "alone_from" in suggest.data else None,
        days_from_birth=(
            suggest.whole("days_from_birth") if "days_from_birth" in suggest.data else None
        ),
        asks=row.strings("asks"),
        guard=row.strings("guard"),
        raises=row.flag("raises"),
        first=row.flag("first"),
        alone=row.flag("alone"),
        pairs=row.one_of("pairs", PAIRS),
    )


@dataclass(frozen=True)
class _Table:
    """A table of the file, that knows where it stands."""

    file: str
    text: str
    path: str
    data: dict[str, Any]

    def refuse(self, key: str, must: str) -> None:
        dotted = ".".join(part for part in (self.path, key) if part)
        raise RulesError(f"{self.file}, line {_line(self.text, dotted)}: {dotted} {must}")

    def table(self, key: str, must: bool = True) -> "_Table":
        value = self.data.get(key, None if must else {})
        if not isinstance(value, dict):
            self.refuse(key, "must be a table")
        return _Table(self.file, self.text, ".".join(filter(None, (self.path, key))), value or {})

    def nothing_but(self, *keys: str) -> None:
        for key in self.data:
            if key not in keys:
                self.refuse(key, f"is unknown; there are {', '.join(keys)}")

    def whole(self, key: str) -> int:
        value = self.data.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
            self.refuse(key, f"must be a whole number above 0, not {value!r}")
        return int(value or 0)

    def string(self, key: str, must: bool = True) -> str:
        value = self.data.get(key, None if must else "")
        if not isinstance(value, str) or (must and not value.strip()):
            self.refuse(key, f"must be a text, not {value!r}")
        return str(value)

    def strings(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            self.refuse(key, "must be a list of texts")
        return tuple(value)

    def flag(self, key: str) -> bool:
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            self.refuse(key, "must be true or false")
        return bool(value)

    def one_of(self, key: str, allowed: Iterable[str]) -> str:
        value = self.data.get(key, "")
        if value and value not in allowed:
            self.refuse(key, f"must be one of {', '.join(allowed)}")
        return str(value)


def _line(text: str, dotted: str) -> int:
    """The line of a key, or of the table or inline table that it is in; 1 if neither is there."""
    wanted, at = dotted.split("."), 1
    inside: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[([\w.]+)\]", line):
            inside = header[1].split(".")
            if wanted[: len(inside)] == inside:
                at = number
        elif key := re.match(r"\s*(\w+)\s*=", line):
            path = [*inside, key[1]]
            if wanted[: len(path)] == path:
                return number
    return at
