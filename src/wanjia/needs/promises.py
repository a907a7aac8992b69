"""`promises.toml` as read: how soon a need is answered and done, and to whom it goes. Pure."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from wanjia.triage.rules import CATEGORIES

FILE = Path(__file__).with_name("promises.toml")
ROLES = ("head", "desk", "grid", "doctor", "steward", "volunteer")


class PromiseError(ValueError):
    """What is wrong in the file, with its name and key."""


@dataclass(frozen=True)
class Promises:
    """Minutes to the first answer and hours until done, by urgency; a category's first role."""

    answer_minutes: tuple[int, int, int, int]
    done_hours: tuple[int, int, int, int]
    first: dict[str, str]

    def answer_by(self, opened: datetime, urgency: int) -> datetime:
        """By when somebody has answered."""
        return opened + timedelta(minutes=self.answer_minutes[urgency - 1])

    def done_by(self, opened: datetime, urgency: int, deadline_hours: int | None) -> datetime:
        """By when it is done: the promise, or what the text says if that is earlier.

        What is out already is still given an hour: a promise that is broken when it is made
        helps nobody.
        """
        hours = self.done_hours[urgency - 1]
        if deadline_hours is not None:
            hours = min(hours, max(deadline_hours, 1))
        return opened + timedelta(hours=hours)

    def first_role(self, category: str) -> str:
        """Who of the grid is asked first."""
        return self.first.get(category, "desk")


@cache
def load_promises(path: Path = FILE) -> Promises:
    """Read the promises; raises PromiseError naming file and key."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PromiseError(f"{path.name}: {error}") from error
    first = data.get("first", {})
    for category, role in first.items():
        if category not in CATEGORIES or role not in ROLES:
            raise PromiseError(f"{path.name}: first.{category} = {role!r} is not known")
    return Promises(_four(path, data, "answer_minutes"), _four(path, data, "done_hours"), first)


def _four(path: Path, data: dict[str, Any], key: str) -> tuple[int, int, int, int]:
    value = data.get(key)
    whole = isinstance(value, list) and len(value) == 4
    if not isinstance(value, list) or not whole or not all(_positive(one) for one in value):
        raise PromiseError(f"{path.name}: {key} must be four whole numbers above 0")
    one, two, three, four = value
    return one, two, three, four


def _positive(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
