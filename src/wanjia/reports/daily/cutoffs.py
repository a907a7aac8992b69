"""When a day of the daily report ends: at midnight, or at the hour that the town asks for. Pure.

A committee's hours are pairs of a day and an hour: from that day on, days end at that hour. A day
begins where the day before it ended, so that whatever the hour is changed to, no moment is in two
days or in none.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

MIDNIGHT = 24
HOURS = range(1, MIDNIGHT + 1)
ONE_DAY = timedelta(days=1)

# As JSON holds them: the first day as "2022-04-20", and the hour of each day's end from then on.
Hours = Sequence[Sequence[str | int]]


def hour_of(day: date, hours: Hours = ()) -> int:
    """Return at which hour a day ends."""
    begun = [int(hour) for first, hour in hours if date.fromisoformat(str(first)) <= day]
    return begun[-1] if begun else MIDNIGHT


def end_of(day: date, hours: Hours = ()) -> datetime:
    """Return the moment after a day's last, in the time zone in force."""
    hour = hour_of(day, hours)
    local = datetime.combine(day, time(hour)) if hour < MIDNIGHT else _midnight_after(day)
    return timezone.make_aware(local)


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + ONE_DAY, time())


def span_of(day: date, hours: Hours = ()) -> tuple[datetime, datetime]:
    """Return a day's first moment and the one after its last."""
    return end_of(day - ONE_DAY, hours), end_of(day, hours)


def running_day(now: datetime, hours: Hours = ()) -> date:
    """Return the day that a moment counts to: after the cut-off that is the day after."""
    day = timezone.localdate(now)
    return day if now < end_of(day, hours) else day + ONE_DAY


def with_hour(hours: Hours, hour: int, now: datetime) -> list[list[str | int]]:
    """Return the hours with another one, from the first day on that can still end at it.

    What is over stays: a day whose new end has passed keeps the end that it has.
    """
    day = running_day(now, hours)
    kept = [list(pair) for pair in hours if date.fromisoformat(str(pair[0])) < day]
    if end_of(day, [*kept, [day.isoformat(), hour]]) <= now:
        if (own := hour_of(day, hours)) != hour_of(day, kept):
            kept.append([day.isoformat(), own])
        day += ONE_DAY
    return kept if hour_of(day, kept) == hour else [*kept, [day.isoformat(), hour]]
