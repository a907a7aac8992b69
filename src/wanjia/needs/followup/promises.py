"""`promises.toml` as read: how soon a need is answered and done, and to whom it goes. Pure."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from wanjia.triage.rules import CATEGORIES
from wanjia.triage.verdict import Verdict

FILE = Path(__file__).with_name("promises.toml")
ROLES = ("head", "desk", "grid", "doctor", "steward", "volunteer")
# Of what is calm and has no sign: no matter at all, and an emergency that nothing names.
UNREAD = ("other", "medical_emergency")


class PromiseError(ValueError):
    """What is wrong in the file, with its name, line and key."""


@dataclass(frozen=True)
class Promises:
    """Minutes to the first answer and hours until done, by urgency; a category's first role.

    `unsure_minutes` are for what cannot be ruled out, `unread_*` for what nobody understood yet,
    `verify_hours` for what somebody else has still to verify.
    """

    answer_minutes: tuple[int, int, int, int]
    done_hours: tuple[int, int, int, int]
    first: dict[str, str]
    unsure_minutes: int
    unread_minutes: int
    unread_hours: int
    verify_hours: int

    def minutes_to_answer(self, urgency: int, unsure: bool = False, unread: bool = False) -> int:
        """Give the minutes within which somebody answers."""
        minutes = self.answer_minutes[urgency - 1]
        if unsure:
            minutes = min(minutes, self.unsure_minutes)
        return min(minutes, self.unread_minutes) if unread else minutes

    def answer_by(
        self, opened: datetime, urgency: int, unsure: bool = False, unread: bool = False
    ) -> datetime:
        """By when somebody has answered."""
        return opened + timedelta(minutes=self.minutes_to_answer(urgency, unsure, unread))

    def done_by(
        self, opened: datetime, urgency: int, deadline_hours: int | None, unread: bool = False
    ) -> datetime:
        """By when it is done: the promise, or what the text says if that is earlier.

        What is out already is still given an hour: a promise that is broken when it is made
        helps nobody.
        """
        hours = self.done_hours[urgency - 1]
        if unread:
            hours = min(hours, self.unread_hours)
        if deadline_hours is not None:
            hours = min(hours, max(deadline_hours, 1))
        return opened + timedelta(hours=hours)

    def unread_by(self, came: datetime) -> datetime:
        """By when whoever is on duty has looked at what nobody could read."""
        return came + timedelta(minutes=self.unread_minutes)

    def verify_by(self, closed: datetime) -> datetime:
        """By when somebody else has verified what one officer alone closed."""
        return closed + timedelta(hours=self.verify_hours)

    def first_role(self, category: str) -> str:
        """Who of the grid is asked first."""
        return self.first.get(category, "desk")


def is_unread(verdict: Verdict) -> bool:
    """Whether triage understood nothing: no matter, no sign, and nothing that it doubts."""
    return not verdict.unsure and says_nothing(verdict.category, verdict.urgency, verdict.signs)


def says_nothing(category: str, urgency: int, signs: Sequence[object]) -> bool:
    """Whether what was called calm tells of no matter: the kind is a guess and nothing names it."""
    return urgency == 4 and category in UNREAD and not signs


@cache
def load_promises(path: Path = FILE) -> Promises:
    """Read the promises; raises PromiseError naming file, line and key."""
    text = path.read_text("utf-8")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PromiseError(f"{path.name}: {error}") from error
    first = data.get("first", {})
    for category, role in first.items():
        if category not in CATEGORIES or role not in ROLES:
            raise _wrong(path, text, f"first.{category}", f"a category and a role, not {role!r}")
    return Promises(
        answer_minutes=_four(path, text, data, "answer_minutes"),
        done_hours=_four(path, text, data, "done_hours"),
        first=first,
        unsure_minutes=_one(path, text, data, "unsure_minutes"),
        unread_minutes=_one(path, text, data, "unread_minutes"),
        unread_hours=_one(path, text, data, "unread_hours"),
        verify_hours=_one(path, text, data, "verify_hours"),
    )


def _four(path: Path, text: str, data: dict[str, Any], key: str) -> tuple[int, int, int, int]:
    value = data.get(key)
    whole = isinstance(value, list) and len(value) == 4
    if not isinstance(value, list) or not whole or not all(_positive(one) for one in value):
        raise _wrong(path, text, key, "four whole numbers above 0")
    one, two, three, four = value
    return one, two, three, four


def _one(path: Path, text: str, data: dict[str, Any], key: str) -> int:
    value = data.get(key)
    if not isinstance(value, int) or not _positive(value):
        raise _wrong(path, text, key, "a whole number above 0")
    return value


def _positive(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _wrong(path: Path, text: str, key: str, wanted: str) -> PromiseError:
    last = key.rsplit(".", 1)[-1]
    lines = enumerate(text.splitlines(), 1)
    line = next((number for number, row in lines if row.startswith(last)), 1)
    return PromiseError(f"{path.name}, line {line}: {key} must be {wanted}")
