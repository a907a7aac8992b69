"""Form fields for days and moments within a range, and the way back that a form names."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from wanjia.core.typed import YEARS

LONGEST_WAY = 2000  # characters of an address


def moment_from(text: str) -> datetime:
    """Return the moment that a text names, in the local time where it names no zone.

    Raises ValueError for none, or one out of range.
    """
    moment = datetime.fromisoformat(text)
    if moment.year not in YEARS:
        raise ValueError(f"the year {moment.year} is out of range")
    return moment if moment.tzinfo else timezone.make_aware(moment)


def safe_next_path(text: str, otherwise: str) -> str:
    """Return the path of ours that a form says to go back to, else the other one; never another
    host.
    """
    ours = text.startswith("/") and url_has_allowed_host_and_scheme(text, None)
    return text if ours and len(text) <= LONGEST_WAY and text.isprintable() else otherwise


class DayField(forms.DateField):
    """A day within the range."""

    def to_python(self, value: Any) -> date | None:
        """Return the day; raises ValidationError for what is none, or out of range."""
        day: date | None = super().to_python(value)
        _require_in_range(day)
        return day


class MomentField(forms.DateTimeField):
    """A moment within the range."""

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment; raises ValidationError for what is none, or out of range."""
        try:
            moment: datetime | None = super().to_python(value)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        _require_in_range(moment)
        return moment


def _require_in_range(day: date | None) -> None:
    if day is not None and day.year not in YEARS:
        raise ValidationError(_("请填 1900 年到 2199 年之间的日期。"), code="invalid")
