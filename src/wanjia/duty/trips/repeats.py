"""When a trip that repeats (dialysis) goes next. Pure."""

from collections.abc import Collection
from datetime import datetime, timedelta, tzinfo

WEEK = 7


def next_going(
    planned: datetime, weekdays: Collection[int], tz: tzinfo, after: datetime
) -> datetime | None:
    """Return the next moment at the same local time on one of the weekdays (1 is Monday).

    The first one after both the trip before and `after`; None where it does not repeat.
    """
    local = planned.astimezone(tz)
    for days in range(1, WEEK * 60):
        # Local time is kept through a change of the clocks.
        going = (local.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=tz)
        if going.isoweekday() in weekdays and going > after:
            return going
    return None


def same_stay(planned: datetime, back_by: datetime | None, going: datetime) -> datetime | None:
    """Return when somebody is to be back who stays as long as the time before."""
    return going + (back_by - planned) if back_by else None
