"""What duty tells the floors below: who is on duty, who was."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from wanjia.core.access.viewer import Viewer
from wanjia.duty.models import Shift
from wanjia.reports.exposures.tracing import on_duty_from
from wanjia.reports.staff_rounds.queries import at_work_from


@on_duty_from
def on_shift(
    viewer: Viewer, start: datetime, end: datetime, teams: Sequence[str]
) -> Iterable[UUID]:
    """Return who had a shift in these hours in a team whose name has one of the words."""
    named = Q()
    for word in teams:
        named |= Q(roster__team__name__icontains=word)
    shifts = Shift.objects.of(viewer).filter(
        named, live=True, starts_at__lte=end, ends_at__gte=start
    )
    return shifts.values_list("staff", flat=True).distinct()


@at_work_from
def on_duty(community: UUID, start: datetime, end: datetime) -> Iterable[UUID]:
    """Return who has a shift of a roster in force in these hours."""
    shifts = Shift.objects.filter(
        community_id=community, live=True, starts_at__lt=end, ends_at__gt=start
    )
    return shifts.values_list("staff", flat=True)
