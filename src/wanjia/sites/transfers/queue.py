"""The queue of transfers with the hours at which it moves on, in sight of a viewer."""

from datetime import timedelta
from uuid import UUID

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.sites.models import Transfer
from wanjia.sites.queries import WAITING, Beds, open_trips
from wanjia.sites.transfers.queue_forecast import SEEN, Leaving, Seats, queue

BACK = timedelta(days=14)


def leavings(viewer: Viewer, beds: list[Beds]) -> dict[UUID, Leaving]:
    """When each who waits without a seat will be taken, by their transfer; three statements.

    Everybody of the community who waits longer is before them, in sight or not.
    """
    now = clock.now()
    rows = Transfer.objects.of(viewer)
    waiting = list(
        rows.filter(WAITING, trip=None).order_by("waiting_since", "id").values_list("id", flat=True)
    )
    if not waiting:
        return {}
    past = rows.filter(waiting_since__gt=now - BACK, waiting_since__lte=now)
    times = list(past.values_list("waiting_since", "left_at"))
    since = max(min((at for at, _left in times), default=now), now - SEEN)
    trips = [
        Seats(one.leaves_at, max(one.vehicle.seats - one.given, 0))  # type: ignore[attr-defined]
        for one in open_trips(viewer)
    ]
    free = sum(one.free for one in beds)
    told = queue(len(waiting), trips, [left for _at, left in times if left], free, now, since)
    return dict(zip(waiting, told, strict=True))
