"""How many are late to be spoken with, kept at hand for Today: counted anew each minute."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count, Max

from wanjia.care.contacts.queries import Promise, make_promise
from wanjia.core import clock, journal
from wanjia.core.access.viewer import system_viewer
from wanjia.core.scheduling.scheduler import counted_for_pages
from wanjia.people.models import Contact

Mark = tuple[datetime | None, datetime | None, int]
FRESH = timedelta(minutes=10)
UNCHANGED_FOR = timedelta(minutes=4)  # clocks run out though nobody does anything


@dataclass(frozen=True)
class Late:
    """How many are late, how many of these need a visit, the longest overdue; and when counted,
    after which last act and contact."""

    people: int
    by_door: int
    oldest: datetime | None
    counted_at: datetime
    after: Mark = (None, None, 0)


@counted_for_pages
def count_late(community_id: UUID) -> Late:
    """Count who is late now and keep it at hand.

    Seldom where nothing was done since. Counting reads everybody at risk, which for a town of a
    hundred communities is a minute's work.
    """
    known: Late | None = cache.get(_cache_key(community_id))
    young = known is not None and abs(clock.now() - known.counted_at) < UNCHANGED_FOR
    if known and young and known.after == _mark_last_change(community_id):
        return known
    return keep_count(community_id, make_promise(system_viewer(community_id)))


def _mark_last_change(community_id: UUID) -> Mark:
    """When something was done last, and when somebody was contacted, which is no act there."""
    contacts = Contact.objects.filter(community_id=community_id)
    last = contacts.aggregate(
        at=Max("occurred_at"), many=Count("id")
    )  # a clock set back makes none newest
    return journal.moments(community_id).first(), last["at"], last["many"]


def keep_count(community_id: UUID, promised: Promise, marked: bool = True) -> Late:
    """Keep the count of a promise that was just made.

    Unless it is `marked` with the last act that it knows of, the next minute counts anew.
    """
    late = Late(
        len(promised.late),
        sum(person.due.step == "door" for person in promised.late),
        min((person.due.due_at for person in promised.late), default=None),
        clock.now(),
        _mark_last_change(community_id) if marked else (None, None, 0),
    )
    cache.set(_cache_key(community_id), late, None)
    return late


def late_now(community_id: UUID) -> Late | None:
    """Return the count, if it is fresh; it asks the database nothing."""
    late: Late | None = cache.get(_cache_key(community_id))
    if late is None or not abs(clock.now() - late.counted_at) <= FRESH:
        return None
    return late


def _cache_key(community_id: UUID) -> str:
    return f"care-late-{community_id}"
