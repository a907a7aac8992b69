"""What people and answers add to the daily report: fevers, who moved out, special care."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from wanjia.core.access.viewer import Viewer
from wanjia.people.models import Resident, Risk
from wanjia.reports.daily.counters import FigureRows, figure_rows
from wanjia.reports.models import Alarm, AlarmKind


@figure_rows("fever", "moved_out", "special_care")
def rows_between(viewer: Viewer, start: datetime, as_of: datetime) -> dict[str, FigureRows]:
    """Return who had a fever to be followed up, who moved out, who is in special care."""
    scope = {"community_id": viewer.community_id}
    fevers = Alarm.objects.filter(
        Q(closed_at=None) | Q(closed_at__gt=as_of),
        **scope,
        kind=AlarmKind.FEVER,
        opened_at__lte=as_of,
        resident=OuterRef("pk"),
    )
    day = timezone.localtime(as_of).date()
    risks = Risk.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=as_of),
        Q(since=None) | Q(since__lte=day),
        Q(until=None) | Q(until__gte=day),
        **scope,
        resident=OuterRef("pk"),
    )
    people = Resident.objects.filter(**scope)
    living = people.filter(Q(left_at=None) | Q(left_at__gt=as_of))
    return {
        "fever": _residents(people.filter(Exists(fevers))),
        "moved_out": _residents(people.filter(left_at__gte=start, left_at__lte=as_of)),
        "special_care": _residents(living.filter(Exists(risks))),
    }


def _residents(rows: QuerySet[Resident]) -> FigureRows:
    return FigureRows("resident", rows, resident="id", dwelling="dwelling_id")
