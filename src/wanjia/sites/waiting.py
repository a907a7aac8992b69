"""How many positives wait for transfer, kept for Today."""

from datetime import datetime
from uuid import UUID

from wanjia.kernel.access import Viewer, system
from wanjia.kernel.journal import on
from wanjia.kernel.kept import Kept
from wanjia.kernel.models import Entry
from wanjia.kernel.regular import regularly
from wanjia.sites.queries import WHO_SEES, waiting_now

Waiting = tuple[int, int, datetime | None]


def _count(community: UUID) -> Waiting:
    return waiting_now(system(community))


TRANSFERS: Kept[Waiting] = Kept("transfers-waiting", _count)


def waiting_for(viewer: Viewer) -> Waiting:
    """How many wait, how many of them without a seat, since when: asked of the database only for
    who sees a part, or while nothing is kept."""
    if not viewer.may(*WHO_SEES):
        return 0, 0, None
    if not viewer.sees_all:
        return waiting_now(viewer)
    kept = TRANSFERS.now(viewer.community_id)
    return TRANSFERS.renew(viewer.community_id) if kept is None else kept


@regularly
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
    "trip.cancelled",
)
def _count_anew(entry: Entry) -> None:
    TRANSFERS.renew_after(entry.community_id)
