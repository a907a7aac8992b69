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


def _open(community: UUID) -> QuerySet[Supply]:
    return Supply.objects.filter(
        community_id=community,
        kind=SupplyKind.GROUP_BUY,
        closed_at=None,
        cancelled_at=None,
        finished_at=None,
    )


def _list(community: UUID) -> list[Buy]:
    rows = _open(community).values_list("id", "title", "title_en", "estate", "closes_at")
    return [Buy(*row) for row in rows]


BUYS: CachedCount[list[Buy]] = CachedCount("open-buys", _list)


def open_buys(community: UUID, estate: UUID) -> list[Buy]:
    """What a household of an estate can join now; asks the database while nothing is kept."""
    kept = BUYS.now(community)
    every = BUYS.renew(community) if kept is None else kept
    now = clock.now()
    return [
        one
        for one in every
        if one.estate in (None, estate) and (one.closes_at is None or one.closes_at > now)
    ]


@on("supply.opened", "supply.closed", "supply.reopened", "supply.cancelled", "supply.finished")
def _list_anew(entry: Entry) -> None:
    BUYS.renew_after(entry.community_id)
