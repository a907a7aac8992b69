"""The group buys that households can join, kept for their pages, which are asked for all day."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from wanjia.core import clock
from wanjia.core.journal import on
from wanjia.core.models import Entry
from wanjia.core.scheduling.cached_counts import CachedCount
from wanjia.goods.models import Supply, SupplyKind


class Buy(NamedTuple):
    """An open group buy: of one estate or (None) of all, until a moment or until it is closed."""

    id: UUID
    name: str
    name_en: str
    estate: UUID | None
    closes_at: datetime | None


def _open_supplies(community: UUID) -> QuerySet[Supply]:
    return Supply.objects.filter(
        community_id=community,
        kind=SupplyKind.GROUP_BUY,
        closed_at=None,
        cancelled_at=None,
        finished_at=None,
    )


def _list_buys(community: UUID) -> list[Buy]:
    rows = _open_supplies(community).values_list("id", "title", "title_en", "estate", "closes_at")
    return [Buy(*row) for row in rows]


BUYS: CachedCount[list[Buy]] = CachedCount("open-buys", _list_buys)


def open_buys(community: UUID, estate: UUID) -> list[Buy]:
    """Return what a household of an estate can join now.

    Asks the database while nothing is kept.
    """
    cached = BUYS.now(community)
    buys = BUYS.renew(community) if cached is None else cached
    now = clock.now()
    return [
        buy
        for buy in buys
        if buy.estate in (None, estate) and (buy.closes_at is None or buy.closes_at > now)
    ]


@on("supply.opened", "supply.closed", "supply.reopened", "supply.cancelled", "supply.finished")
def _renew_buys(entry: Entry) -> None:
    BUYS.renew_after(entry.community_id)
