"""The retention schedule as read, and from which moment back each kind is forgotten. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from wanjia.core.rules.rules_file import Refused, RulesTable, Source, Text, one_of, parse_rules

FILE = Path(__file__).with_name("retention.toml")
EVENTS = ("recorded", "closed", "emergency_ended")
ACTS = ("erase", "anonymise", "keep")
MOST_DAYS = 36_500


Days = Annotated[int, Field(ge=0, le=MOST_DAYS)]


@dataclass(frozen=True)
class _Row(RulesTable):
    name: Text
    purpose: Text
    what: Annotated[str, one_of(ACTS)]
    stays: Text
    source: Source
    after: Annotated[str, one_of(EVENTS)] = ""
    when: Text | None = None
    days: Days | None = None
    at_least: Days = 0

    @model_validator(mode="after")
    def _says_when_it_goes(self) -> "_Row":
        times = {"after": self.after or None, "when": self.when, "days": self.days}
        for key, value in times.items():
            if self.what == "keep" and value is not None:
                raise Refused("留着的没有期限。", "what is kept has no term.", key)
            if self.what != "keep" and value is None:
                raise Refused("缺少这一项。", "is missing.", key)
        if self.days is not None and self.days < self.at_least:
            raise Refused(
                f"应不小于 at_least（{self.at_least}）。",
                f"must be at_least ({self.at_least}) or more.",
                "days",
            )
        return self


@dataclass(frozen=True)
class _File(RulesTable):
    sources: dict[str, Text]
    kinds: dict[str, _Row]


@dataclass(frozen=True)
class Rule:
    """How long one kind of fact is kept: `days` after what, and not fewer than `at_least`.

    `what` is "erase", "anonymise" or "keep"; `when` says the event in words, `stays` what is left.
    """

    kind: str
    name: Text
    purpose: Text
    what: str
    stays: Text
    source: Text
    after: str = ""
    when: Text | None = None
    days: int = 0
    at_least: int = 0


def read_schedule(text: str, name: str = FILE.name) -> dict[str, Rule]:
    """Read a schedule. Raises RulesFileError naming file, key and line for what is wrong."""
    rows = parse_rules(_File, text, name).kinds
    return {kind: Rule(kind, **{**vars(row), "days": row.days or 0}) for kind, row in rows.items()}


def cut_off(
    rule: Rule, today: datetime, endings: Sequence[datetime], before: datetime | None = None
) -> datetime | None:
    """Return the moment before which facts of a kind are forgotten now; None where none are.

    `today` is the first moment of the present local day: what came since then always stays, so
    that a day's figures are whole before they are kept. `endings` are when emergencies ended.
    By hand (`before`) the schedule's days need not have passed, but `at_least` must.
    """
    if rule.what == "keep":
        return None
    wait = timedelta(days=rule.days if before is None else rule.at_least)
    limit = today if before is None else min(before, today)
    if rule.after == "emergency_ended":
        over = [end for end in endings if end < limit and end + wait <= today]
        return max(over, default=None)
    return min(limit, today - wait)


def next_time(rule: Rule, endings: Sequence[datetime]) -> datetime | None:
    """Return when the last emergency's facts of a kind are due by themselves; None where it is
    open.
    """
    if rule.what == "keep" or rule.after != "emergency_ended" or not endings:
        return None
    return max(endings) + timedelta(days=rule.days)
