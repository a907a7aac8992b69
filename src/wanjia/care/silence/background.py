"""How many households are too long silent, kept at hand for Today: counted every quarter hour.

Silence is measured in hours; counting reads every trace of a community.
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.core.cache import cache

from wanjia.care.silence.queries import too_silent
from wanjia.core import clock
from wanjia.core.access.viewer import system_viewer
from wanjia.core.scheduling.scheduler import counted_for_pages

EVERY = timedelta(minutes=15)
FRESH = timedelta(minutes=30)


class Silent(NamedTuple):
    """How many households, how many of them with somebody at risk, counted when."""

    homes: int
    at_risk: int
    at: datetime


@counted_for_pages
def count_silent(community_id: UUID) -> None:
    """Count anew when the last count is a quarter of an hour old."""
    known: Silent | None = cache.get(_key(community_id))
    now = clock.now()
    if known and abs(now - known.at) < EVERY:
        return
    homes = too_silent(system_viewer(community_id))
    found = Silent(len(homes), sum(bool(one.home.risks) for one in homes), now)
    cache.set(_key(community_id), found, None)


def silent_now(community_id: UUID) -> Silent | None:
    """The count, if it is fresh; it asks the database nothing."""
    known: Silent | None = cache.get(_key(community_id))
    return known if known and abs(clock.now() - known.at) <= FRESH else None


def _key(community_id: UUID) -> str:
    return f"care-silent-{community_id}"
