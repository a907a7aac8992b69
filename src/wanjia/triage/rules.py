"""`triage.toml` as read: groups of patterns and the signs that refer to them. Pure."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("triage.toml")
CATEGORIES = (
    "medical_emergency",
    "medical_appointment",
    "medicine",
    "pregnancy",
    "infant",
    "mental_health",
    "food",
    "water_power_gas",
    "repair",
    "waste",
    "exit_permit",
    "test_result",
    "dispute",
    "pet",
    "information",
    "other",
)
# Groups that are not words but something counted in the text; `triage` fills them in.
COUNTED = frozenset(
    {"age", "low_oxygen", "temp_high", "temp_signs", "weeks_early", "far", "gone", "over"}
)


class TriageError(ValueError):
    """What is wrong in the file: its name, the line, the key, and what must stand there."""


@dataclass(frozen=True)
class Patterns:
    """Patterns joined into one expression, and the counted groups they refer to."""

    words: re.Pattern[str] | None
    counted: frozenset[str]


@dataclass(frozen=True)
class Sign:
    """One sign: what must be said, what else, what not, and what follows from it."""

    urgency: int
    category: str
    any: Patterns
    also: tuple[Patterns, ...]
    without: Patterns | None
    out: bool
    days: int
    zh: str
    en: str


@dataclass(frozen=True)
class TriageRules:
    """All of `triage.toml`, the signs in the order in which they are tried."""

    signs: tuple[Sign, ...]
    groups: dict[str, Patterns]
    default_hours: tuple[int, int, int, int]
    lowest_oxygen: int
    child_fever: float
    elder_age: int
    late_pregnancy: int


@cache
def load_rules(path: Path = FILE) -> TriageRules:
    """Read the rules; raises TriageError naming file, line and key."""
    text = path.read_text("utf-8")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TriageError(f"{path.name}: {error}") from error
    reader = _Reader(path.name, text, data.get("groups", {}))
    groups = {name: reader.patterns(f"groups.{name}", [f"@{name}"]) for name in reader.groups}
    signs = [reader.sign(number, row) for number, row in enumerate(data.get("signs", []), 1)]
    numbers = data.get("deadline", {})
    hours = numbers.get("default")
    if not isinstance(hours, list) or len(hours) != 4 or not all(isinstance(h, int) for h in hours):
        raise reader.error("default", "four whole numbers of hours")
    return TriageRules(
        signs=tuple(sorted(signs, key=lambda sign: sign.urgency)),
        groups=groups,
        default_hours=tuple(hours),
        lowest_oxygen=reader.number(numbers, "lowest_oxygen"),
        child_fever=float(reader.number(numbers, "child_fever")),
        elder_age=reader.number(numbers, "elder_age"),
        late_pregnancy=reader.number(numbers, "late_pregnancy"),
    )


class _Reader:
    """Reads one file, so that each refusal can name the line."""

    def __init__(self, name: str, text: str, groups: Any) -> None:
        self.name, self.text = name, text
        if not isinstance(groups, dict):
            raise self.error("groups", "a table of lists")
        self.groups: dict[str, list[str]] = groups

    def error(self, key: str, wanted: str) -> TriageError:
        last = key.rsplit(".", 1)[-1]
        line = next(
            (n for n, row in enumerate(self.text.splitlines(), 1) if row.startswith(last)), 1
        )
        return TriageError(f"{self.name}, line {line}: {key} must be {wanted}")

    def number(self, table: dict[str, Any], key: str) -> Any:
        value = table.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(key, "a number")
        return value

    def sign(self, number: int, row: dict[str, Any]) -> Sign:
        key = f"signs[{number}]"
        if row.get("urgency") not in (1, 2, 3, 4):
            raise self.error(f"{key}.urgency", "1, 2, 3 or 4")
        if row.get("category") not in CATEGORIES:
            raise self.error(f"{key}.category", f"one of {', '.join(CATEGORIES)}")
        if not isinstance(row.get("zh"), str) or not isinstance(row.get("en"), str):
            raise self.error(f"{key}.zh", "the reason in both languages")
        without = row.get("without")
        return Sign(
            urgency=row["urgency"],
            category=row["category"],
            any=self.patterns(f"{key}.any", row.get("any")),
            also=tuple(self.patterns(f"{key}.with", [f"@{one}"]) for one in row.get("with", [])),
            without=self.patterns(f"{key}.without", without) if without else None,
            out=bool(row.get("out", False)),
            days=int(row.get("days", 3650)),
            zh=row["zh"],
            en=row["en"],
        )

    def patterns(self, key: str, words: Any) -> Patterns:
        if not isinstance(words, list) or not words:
            raise self.error(key, "a list of patterns")
        plain, counted = self._spread(key, words, ())
        try:
            joined = re.compile("|".join(f"(?:{one})" for one in plain)) if plain else None
        except re.error as error:
            raise self.error(key, f"patterns that can be read ({error})") from error
        return Patterns(joined, frozenset(counted))

    def _spread(
        self, key: str, words: list[str], within: tuple[str, ...]
    ) -> tuple[list[str], set[str]]:
        """The patterns with those of the groups they name; a group may name others."""
        plain: list[str] = []
        counted: set[str] = set()
        for one in words:
            if not isinstance(one, str):
                raise self.error(key, "a list of texts")
            name = one[1:] if one.startswith("@") else ""
            if not name:
                plain.append(one)
            elif name in self.groups and name not in within:
                more, numbers = self._spread(key, self.groups[name], (*within, name))
                plain += more
                counted |= numbers
            elif name in COUNTED:
                counted.add(name)
            else:
                raise self.error(key, f"patterns of groups that exist (not @{name})")
        return plain, counted
