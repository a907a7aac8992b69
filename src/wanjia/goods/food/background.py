"""How many households are without food tomorrow, kept at hand for Today: counted each half hour."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.core.cache import cache

from wanjia.core import clock
from wanjia.core.access.viewer import system_viewer
from wanjia.core.scheduling.scheduler import counted_for_pages
from wanjia.goods.food.queries import food_homes

EVERY = timedelta(minutes=30)
FRESH = timedelta(hours=1)


class Hungry(NamedTuple):
    """How many households are without food tomorrow, counted when."""

    homes: int
    at: datetime


@counted_for_pages
def count_hungry(community_id: UUID) -> None:
    """Count anew when the last count is half an hour old."""
    known: Hungry | None = cache.get(_key(community_id))
    now = clock.now()
    if known is None or abs(now - known.at) >= EVERY:
        homes = sum(one.runs_out for one in food_homes(system_viewer(community_id)))
        cache.set(_key(community_id), Hungry(homes, now), None)


def hungry_now(community_id: UUID) -> Hungry | None:
    """The count, if it is fresh; it asks the database nothing."""
    known: Hungry | None = cache.get(_key(community_id))
    return known if known and abs(clock.now() - known.at) <= FRESH else None


def _key(community_id: UUID) -> str:
    return f"goods-hungry-{community_id}"
