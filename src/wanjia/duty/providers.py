"""What duty tells the floors below: who is on duty, who was, who is free."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from wanjia.core.access.viewer import Viewer
from wanjia.duty.models import Shift, Wish, WishKind
from wanjia.duty.rosters.rules import load_rules
from wanjia.people.models import Staff
from wanjia.reports.exposures.tracing import on_duty_from
from wanjia.reports.staff_rounds.queries import at_work_from
from wanjia.zoning.plans.free_people import free_people_from

STAND_AT_POSTS = ("steward", "volunteer")


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


@free_people_from
def free_for_posts(viewer: Viewer, start: datetime, end: datetime) -> QuerySet[Staff]:
    """Return who can stand at posts in these hours: nobody who is on duty then, or rests after a
    shift or before one, or asked to be away.
    """
    rest = timedelta(hours=load_rules().value("rest_hours") or 0)
    scope = {"community_id": viewer.community_id, "staff": OuterRef("pk")}
    shifts = Shift.objects.filter(
        **scope, live=True, starts_at__lt=end + rest, ends_at__gt=start - rest
    )
    away = Wish.objects.filter(
        **scope,
        kind=WishKind.AWAY,
        first__lte=timezone.localdate(end),
        last__gte=timezone.localdate(start),
    )
    people = Staff.objects.of(viewer).filter(active=True, role__in=STAND_AT_POSTS)
    return people.filter(~Exists(shifts), ~Exists(away))
