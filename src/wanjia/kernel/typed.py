"""What somebody typed into a field, as a value; None where it is none.

`str.isdigit` also holds for `²`, which `int` refuses, as it does more than 4,300 digits; and a day
at either end of the calendar has no day beside it.
"""

from datetime import date

LONGEST = 12  # digits
FIRST_YEAR, LAST_YEAR = 1900, 2199


def whole_number(text: object) -> int | None:
    """Read a whole number of zero or more."""
    typed = str(text).strip()
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST else None


def calendar_day(text: str | None) -> date | None:
    """Read a day as a date field sends it (2022-04-18), within the years people live in."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
