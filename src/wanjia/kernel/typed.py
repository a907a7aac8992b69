"""What was typed, read: days, moments and whole numbers within a range, and the way back.

A year that no calendar of ours has (1, 9999) overflows as soon as it is turned into local time or a
day is added; a digit that is none (²) and a number of five thousand digits are no numbers. All of
these are refused here, as what cannot be read.
"""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

YEARS = range(1900, 2200)  # what every database holds in every time zone
MOST_DIGITS = 12
LONGEST_WAY = 2000  # characters of an address


def day_from(text: str) -> date:
    """The day that a text names (2022-04-18); raises ValueError for none, or one out of range."""
    day = date.fromisoformat(text)
    if day.year not in YEARS:
        raise ValueError(f"the year {day.year} is out of range")
    return day


def moment_from(text: str) -> datetime:
    """The moment that a text names, in the local time where it names no zone.

    Raises ValueError for none, or one out of range.
    """
    moment = datetime.fromisoformat(text)
    if moment.year not in YEARS:
        raise ValueError(f"the year {moment.year} is out of range")
    return moment if moment.tzinfo else timezone.make_aware(moment)


def is_whole(text: str) -> bool:
    """Whether a text is a whole number that `int` reads, of a length that a database holds."""
    return text.isdecimal() and len(text) <= MOST_DIGITS


def way_back(text: str, otherwise: str) -> str:
    """The path of ours that a form says to go back to, else the other one; never another host."""
    ours = text.startswith("/") and url_has_allowed_host_and_scheme(text, None)
    return text if ours and len(text) <= LONGEST_WAY and text.isprintable() else otherwise


def whole_number(text: object) -> int | None:
    """Read a whole number of zero or more; None for what is none."""
    typed = str(text).strip()
    return int(typed) if is_whole(typed) else None


def calendar_day(text: str | None) -> date | None:
    """Read a day as a date field sends it; None for what is none, or out of range."""
    try:
        return day_from(text or "")
    except ValueError:
        return None


class DayField(forms.DateField):
    """A day within the range."""

    def to_python(self, value: Any) -> date | None:
        """The day; raises ValidationError for what is none, or out of range."""
        day: date | None = super().to_python(value)
        _require_in_range(day)
        return day


class MomentField(forms.DateTimeField):
    """A moment within the range."""

    def to_python(self, value: Any) -> datetime | None:
        """The moment; raises ValidationError for what is none, or out of range."""
        try:
            moment: datetime | None = super().to_python(value)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        _require_in_range(moment)
        return moment


def _require_in_range(day: date | None) -> None:
    if day is not None and day.year not in YEARS:
        raise ValidationError(_("请填 1900 年到 2199 年之间的日期。"), code="invalid")
