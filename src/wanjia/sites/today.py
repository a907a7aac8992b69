"""How many positives wait for transfer, kept for Today."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from wanjia.core.access.viewer import Viewer
from wanjia.core.journal import on
from wanjia.core.models import Entry
from wanjia.core.scheduling.cached_counts import CachedCount
from wanjia.core.scheduling.scheduler import counted_for_pages
from wanjia.sites.models import Transfer
from wanjia.sites.queries import WAITING, WHO_SEES


class Waiting(NamedTuple):
    """One who waits: behind which stairwell, whether on a trip already, since when."""

    stairwell: UUID
    seated: bool
    since: datetime


def _list_waiting(community: UUID) -> list[Waiting]:
    rows = Transfer.objects.filter(WAITING, community_id=community)
    values = rows.values_list("resident__dwelling__stairwell", "trip", "waiting_since")
    return [Waiting(well, trip is not None, since) for well, trip, since in values]


TRANSFERS: CachedCount[list[Waiting]] = CachedCount("transfers-waiting", _list_waiting)


def waiting_for(viewer: Viewer) -> tuple[int, int, datetime | None]:
    """How many in sight wait, how many of them without a seat, since when the longest does; asked
    of the database only while nothing is kept."""
    if not viewer.may(*WHO_SEES):
        return 0, 0, None
    cached = TRANSFERS.now(viewer.community_id)
    waiting = TRANSFERS.renew(viewer.community_id) if cached is None else cached
    visible = [
        transfer
        for transfer in waiting
        if viewer.sees_all or transfer.stairwell in viewer.stairwells
    ]
    unseated = sum(not transfer.seated for transfer in visible)
    return len(visible), unseated, min((transfer.since for transfer in visible), default=None)


@counted_for_pages
def count_waiting(community: UUID) -> None:
    """Count anew, every minute."""
    TRANSFERS.renew(community)


@on(
    "transfer.listed",
    "transfer.seated",
    "transfer.left",
    "transfer.undone",
    "transfer.cancelled",
    "transfer.returned",
    "vehicle.trip_cancelled",
)
def _recount_waiting(entry: Entry) -> None:
    TRANSFERS.renew_after(entry.community_id)
