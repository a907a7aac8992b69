"""The work of reports and people, which lie below duty."""

from datetime import datetime

from wanjia.core.access.viewer import Viewer
from wanjia.duty.load.queries import Pieces, work_from
from wanjia.people.models import Contact
from wanjia.reports.models import Alarm, Paste


@work_from
def alarms_and_pastes(viewer: Viewer, start: datetime, end: datetime) -> Pieces:
    """Tell which alarms were followed up, and which lists were pasted."""
    closed = Alarm.objects.of(viewer).filter(closed_at__gte=start, closed_at__lt=end)
    yield from (("alarm", at) for at in closed.values_list("closed_at", flat=True) if at)
    pasted = Paste.objects.of(viewer).filter(committed_at__gte=start, committed_at__lt=end)
    yield from (("paste", at) for at in pasted.values_list("committed_at", flat=True) if at)


@work_from
def contacts(viewer: Viewer, start: datetime, end: datetime) -> Pieces:
    """Tell who was called, seen at the door, or asked for their answer to a round."""
    rows = Contact.objects.of(viewer).filter(occurred_at__gte=start, occurred_at__lt=end)
    for at, way, outcome in rows.order_by().values_list("occurred_at", "channel", "outcome"):
        if outcome == "will_report":
            yield "chase", at
        else:
            yield ("contact_door" if way == "door" else "contact_call"), at
