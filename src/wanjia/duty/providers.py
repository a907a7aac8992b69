"""What duty tells the floors below: who is on duty."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from wanjia.duty.models import Shift
from wanjia.reports.staff_rounds.queries import at_work_from


@at_work_from
def on_duty(community: UUID, start: datetime, end: datetime) -> Iterable[UUID]:
    """Return who has a shift of a roster in force in these hours."""
    shifts = Shift.objects.filter(
        community_id=community, live=True, starts_at__lt=end, ends_at__gt=start
    )
    return shifts.values_list("staff", flat=True)
