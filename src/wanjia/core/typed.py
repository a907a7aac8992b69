"""What somebody typed into a field, as a value; None where it is none. Pure.

`str.isdigit` also holds for `²`, which `int` refuses, as it does more than 4,300 digits; and a year
that no calendar of ours has (1, 9999) overflows as soon as a day is added or it becomes local time.
"""

from datetime import date

YEARS = range(1900, 2200)  # what every database holds in every time zone
MOST_DIGITS = 12


def whole_number(text: object) -> int | None:
    """Read a whole number of zero or more."""
    typed = str(text).strip()
    return int(typed) if typed.isdecimal() and len(typed) <= MOST_DIGITS else None


def calendar_day(text: str | None) -> date | None:
    """Read a day as a date field sends it (2022-04-18), within the years people live in."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year in YEARS else None
