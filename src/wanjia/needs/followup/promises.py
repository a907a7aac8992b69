"""`promises.toml` as read: how soon a need is answered and done, and to whom it goes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import PositiveInt

from wanjia.core.rules.rules_file import RulesTable, load_rules_file, one_of
from wanjia.triage.rules import CATEGORIES
from wanjia.triage.verdict import Verdict

FILE = Path(__file__).with_name("promises.toml")
ROLES = ("head", "desk", "grid", "doctor", "steward", "volunteer")
# Of what is calm and has no sign: no matter at all, and an emergency that nothing names.
UNREAD = ("other", "medical_emergency")


FourNumbers = tuple[PositiveInt, PositiveInt, PositiveInt, PositiveInt]
Category = Annotated[str, one_of(CATEGORIES)]
Role = Annotated[str, one_of(ROLES)]


@dataclass(frozen=True)
class Promises(RulesTable):
    """Minutes to the first answer and hours until done, by urgency; a category's first role.

    `unsure_minutes` are for what cannot be ruled out, `unread_*` for what nobody understood yet,
    `verify_hours` for what somebody else has still to verify.
    """

    answer_minutes: FourNumbers
    done_hours: FourNumbers
    unsure_minutes: PositiveInt
    unread_minutes: PositiveInt
    unread_hours: PositiveInt
    verify_hours: PositiveInt
    first: dict[Category, Role] = field(default_factory=dict)

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
    """Read the promises; raises RulesFileError naming file, line and key."""
    return load_rules_file(Promises, path)
