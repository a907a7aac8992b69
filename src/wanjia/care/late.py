"""How many are late to be spoken with, kept at hand for Today: counted anew each minute."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache

from wanjia.care.queries import Promise, promise
from wanjia.kernel import clock
from wanjia.kernel.access import system
from wanjia.kernel.regular import regularly

FRESH = timedelta(minutes=10)


@dataclass(frozen=True)
class Late:
    """How many are late, how many of these need a visit, the longest overdue; and when counted."""

    people: int
    by_door: int
    oldest: datetime | None
    counted_at: datetime


@regularly
def count_late(community_id: UUID) -> Late:
    """Count who is late now and keep it at hand."""
    return keep(community_id, promise(system(community_id)))


def keep(community_id: UUID, told: Promise) -> Late:
    """Keep the count of a promise that was just made."""
    found = Late(
        len(told.late),
        sum(one.due.step == "door" for one in told.late),
        min((one.due.due_at for one in told.late), default=None),
        clock.now(),
    )
    cache.set(_key(community_id), found, None)
    return found


def late_now(community_id: UUID) -> Late | None:
    """The count, if it is fresh; it asks the database nothing."""
    found: Late | None = cache.get(_key(community_id))
    if found is None or not abs(clock.now() - found.counted_at) <= FRESH:
        return None
    return found


def _key(community_id: UUID) -> str:
    return f"care-late-{community_id}"
