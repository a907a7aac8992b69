"""Weeks of a pregnancy, days of a newborn: what is due when. Pure."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from pydantic import NonNegativeInt, model_validator

from wanjia.core.rules.rules_file import NotBlank, Refused, RulesTable, Text, load_rules_file

FILE = Path(__file__).with_name("vaccines.toml")
TERM = timedelta(weeks=40)
# Weeks between antenatal contacts: before 28, to 36, after. Source: facts, medical care.
ANTENATAL = ((28, 4), (36, 2), (45, 1))
LOSS = 0.10  # of the birth weight, from which a newborn is seen by a doctor (usual practice)
REGAINED_BY = 14  # days by which the birth weight should be reached again (usual practice)


@dataclass(frozen=True)
class Dose(RulesTable):
    """One dose of the schedule: due so many days or months after birth."""

    key: NotBlank
    name: Text
    days: NonNegativeInt = 0
    months: NonNegativeInt = 0

    @model_validator(mode="after")
    def _is_due_after_birth(self) -> "Dose":
        if self.days + self.months <= 0:
            raise Refused("要写 days 或 months，大于 0。", "needs days or months above 0.")
        return self


@dataclass(frozen=True)
class _File(RulesTable):
    screening_after_hours: NonNegativeInt
    doses: tuple[Dose, ...]


@dataclass(frozen=True)
class DoseDue:
    """A dose of one child: when it is due and when it was given."""

    dose: Dose
    due: date
    given_on: date | None


@cache
def schedule(path: Path = FILE) -> tuple[Dose, ...]:
    """Read the schedule; raises RulesFileError naming file, dose and line."""
    return load_rules_file(_File, path).doses


def doses_of(
    born: date, given: Mapping[str, date], doses: Sequence[Dose] | None = None
) -> list[DoseDue]:
    """Each dose of a child born on a day: when due, and when given; the earliest due first."""
    found = [
        DoseDue(
            dose, months_after(born, dose.months) + timedelta(days=dose.days), given.get(dose.key)
        )
        for dose in (doses if doses is not None else schedule())
    ]
    return sorted(found, key=lambda one: (one.due, one.dose.key))


def _due_on(born: date, dose: Dose) -> date:
    return months_after(born, dose.months) + timedelta(days=dose.days)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the month's last day where it has none such."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def week_of(due: date, day: date) -> tuple[int, int]:
    """The (week, day of it) of a pregnancy on a day: 36 weeks and 2 days is (36, 2)."""
    gone = (day - (due - TERM)).days
    return divmod(max(gone, 0), 7)


def contact_days(due: date, start: date) -> list[date]:
    """When to speak with her from `start` on until two weeks after the due date."""
    days, day = [], start
    while day <= due + timedelta(weeks=2):
        days.append(day)
        week = week_of(due, day)[0]
        day += timedelta(weeks=next((every for until, every in ANTENATAL if week < until), 1))
    return days


def weight_concern(
    born: date, birth_grams: int | None, weighings: Sequence[tuple[date, int]]
) -> str:
    """ "loss" for a tenth lost, "slow" for no regain in two weeks, "" if the curve is fine."""
    if not birth_grams or not weighings:
        return ""
    day, grams = max(weighings)
    if grams < birth_grams * (1 - LOSS):
        return "loss"
    if (day - born).days >= REGAINED_BY and grams < birth_grams:
        return "slow"
    return ""
