"""`fields.toml` as read: what the town asks for, under which headings. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field as Limits

from wanjia.core.rules.rules_file import NotBlank, Refused, RulesTable, Text, parse_rules

FILE = Path(__file__).with_name("fields.toml")


@dataclass(frozen=True)
class Field(RulesTable):
    """One figure: what is counted, its heading, its name, and its word in the text."""

    key: NotBlank
    section: NotBlank
    name: Text
    short: Text | None = None
    settles: bool = True


@dataclass(frozen=True)
class DailyRules(RulesTable):
    """All of `fields.toml`."""

    four_eyes: bool
    corrected_days: Annotated[int, Limits(ge=0, le=60)]
    sections: dict[str, Text]
    fields: tuple[Field, ...]


@cache
def load_rules(text: str, name: str, counted: frozenset[str]) -> DailyRules:
    """Read a file's text; `counted` are the keys that somebody counts.

    Raises RulesFileError naming file, key and line for what is wrong.
    """
    return parse_rules(DailyRules, text, name, lambda rules: _check_fields(rules, counted))


def _check_fields(rules: DailyRules, counted: Collection[str]) -> None:
    seen: set[str] = set()
    for place, field in enumerate(rules.fields):
        if field.section not in rules.sections:
            raise Refused(
                f"[sections] 里没有“{field.section}”。",
                f"[sections] has no “{field.section}”.",
                "fields", place, "section",
            )  # fmt: skip
        if field.key not in counted:
            some = ", ".join(sorted(counted))
            raise Refused(
                f"没有人数“{field.key}”；可用的有：{some}。",
                f"nobody counts “{field.key}”; there are {some}.",
                "fields", place, "key",
            )  # fmt: skip
        if field.key in seen:
            raise Refused(
                f"“{field.key}”写了两次。", f"“{field.key}” stands twice.", "fields", place, "key"
            )
        seen.add(field.key)
