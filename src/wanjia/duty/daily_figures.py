"""What duty adds to the daily report of the town: who was on duty."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from wanjia.core.access.viewer import Viewer
from wanjia.duty.models import Shift
from wanjia.people.models import Staff
from wanjia.reports.daily.counters import FigureRows, figure_rows

VOLUNTEER = "volunteer"


@figure_rows("staff_on_duty", "volunteers_on_duty")
def rows_between(viewer: Viewer, start: datetime, as_of: datetime) -> dict[str, FigureRows]:
    """Return who had a published shift that day; each person once."""
    scope = {"community_id": viewer.community_id}
    shifts = Shift.objects.filter(
        **scope, staff=OuterRef("pk"), live=True, starts_at__lte=as_of, ends_at__gt=start
    )
    people = Staff.objects.filter(Exists(shifts), **scope)
    return {
        "staff_on_duty": FigureRows("staff", people.exclude(role=VOLUNTEER), word="role"),
        "volunteers_on_duty": FigureRows("staff", people.filter(role=VOLUNTEER), word="role"),
    }
