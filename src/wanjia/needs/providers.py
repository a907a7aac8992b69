"""What needs tells the floors below: which work there was."""

from datetime import datetime

from wanjia.core.access.viewer import Viewer
from wanjia.duty.load.queries import Pieces, work_from
from wanjia.needs.models import Channel, Need

DONE = {
    "dispatch": "dispatched_at",
    "handle": "reported_at",
    "verify": "verified_at",
}


@work_from
def needs_handled(viewer: Viewer, start: datetime, end: datetime) -> Pieces:
    """Tell which calls were taken, and which needs were sent on, handled and verified."""
    needs = Need.objects.of(viewer).order_by()
    calls = needs.filter(channel=Channel.PHONE, opened_at__gte=start, opened_at__lt=end)
    yield from (("call", at) for at in calls.values_list("opened_at", flat=True))
    for kind, moment in DONE.items():
        rows = needs.filter(**{f"{moment}__gte": start, f"{moment}__lt": end})
        yield from ((kind, at) for at in rows.values_list(moment, flat=True))
