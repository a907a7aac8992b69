"""Which of several answers is the current one, in whatever order they arrived. Pure.

Each answer speaks of some fields and was measured at some moment. What is known of a person is,
field by field, what was measured last: so the order of arrival does not matter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

CONTENT = ("antigen", "pcr", "temperature", "well", "symptoms", "where", "note")
BLANK: Mapping[str, Any] = dict.fromkeys(CONTENT, "") | {"temperature": None, "well": False}
ALL, NOTHING = "*", "-"


@dataclass(frozen=True)
class Statement:
    """What one answer says, of which fields, and when it was measured.

    `id` settles a tie.
    """

    id: UUID
    measured_at: datetime
    told: frozenset[str]
    says: Mapping[str, Any]

    @property
    def order(self) -> tuple[datetime, UUID]:
        """What puts statements in order: the moment, then the id."""
        return self.measured_at, self.id


def told_by(says: Mapping[str, Any], whole: bool = False) -> frozenset[str]:
    """Return the fields that an answer speaks of.

    With `whole` all, else those that are filled in.

    A number takes back that the temperature was said to be normal.
    """
    if whole:
        return frozenset(CONTENT)
    told = {name for name in CONTENT if says[name] not in ("", None, False)}
    return frozenset(told | ({"well"} if says["temperature"] is not None else set()))


def known_from(statements: Iterable[Statement]) -> dict[str, Any]:
    """Return what is known after all of these.

    Of each field what was measured last.
    """
    known = dict(BLANK)
    for statement in sorted(statements, key=lambda statement: statement.order):
        known.update({name: statement.says[name] for name in statement.told})
    return known


def write_told(told: frozenset[str]) -> str:
    """Return the fields as they are stored beside an answer."""
    return ALL if told == frozenset(CONTENT) else ",".join(sorted(told)) or NOTHING


def read_told(text: str, says: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields that a stored answer speaks of.

    Where none are noted, those filled in.
    """
    if not text:
        return told_by(says)
    return frozenset(CONTENT) if text == ALL else frozenset(text.split(",")) & frozenset(CONTENT)
