"""Who is in sight, and which of their risks hold."""

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, visible_to
from wanjia.people.models import Resident, Risk


def visible_residents(viewer: Viewer) -> QuerySet[Resident]:
    """Residents in sight who have not left."""
    return visible_to(
        viewer,
        Resident.objects.filter(left_at=None),
        stairwell="dwelling__stairwell",
        dwelling="dwelling",
    )


def risks_on(day: date, moment: datetime) -> QuerySet[Risk]:
    """Risks that hold on a day, as of a moment: begun, not over and not ended by then."""
    return Risk.objects.filter(
        Q(since=None) | Q(since__lte=day),
        Q(until=None) | Q(until__gte=day),
        Q(ended_at=None) | Q(ended_at__gt=moment),
    )


def live_risks() -> QuerySet[Risk]:
    """Risks that hold today."""
    today = timezone.localdate(clock.now())
    return Risk.objects.filter(Q(until=None) | Q(until__gte=today), ended_at=None)
