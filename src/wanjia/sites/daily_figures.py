"""What sites add to the daily report of the town: who waits, was taken, and came home."""

from datetime import datetime

from django.db.models import Q

from wanjia.core.access.viewer import Viewer
from wanjia.reports.daily.counters import FigureRows, figure_rows
from wanjia.sites.models import Transfer


@figure_rows("transfers_waiting", "transferred", "returned")
def rows_between(viewer: Viewer, start: datetime, as_of: datetime) -> dict[str, FigureRows]:
    """Return the transfers that waited at the end, left in between, came home in between."""
    rows = Transfer.objects.filter(community_id=viewer.community_id)
    kept = rows.filter(Q(cancelled_at=None) | Q(cancelled_at__gt=as_of))
    waiting = kept.filter(
        Q(left_at=None) | Q(left_at__gt=as_of),
        Q(returned_at=None) | Q(returned_at__gt=as_of),
        waiting_since__lte=as_of,
    )
    found = {
        "transfers_waiting": waiting,
        "transferred": kept.filter(left_at__gte=start, left_at__lte=as_of),
        "returned": kept.filter(returned_at__gte=start, returned_at__lte=as_of),
    }
    return {
        key: FigureRows(
            "resident", some, resident="resident_id", dwelling="resident__dwelling_id", said=key
        )
        for key, some in found.items()
    }
