"""What is asked of duty: who is on now, a team's calendar, who has not been home, open trips."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, visible_to
from wanjia.duty.models import Roster, Shift, Stay, Team, Trip, Wish
from wanjia.duty.rosters.rules import load_patterns

THIN = timedelta(days=3)  # so long ahead an empty calendar is told


def on_duty(community_id: UUID, at: datetime | None = None) -> QuerySet[Shift]:
    """Return the shifts that run at a moment (now), the medical team's first."""
    now = at or clock.now()
    return (
        Shift.objects.filter(
            community_id=community_id, live=True, starts_at__lte=now, ends_at__gt=now
        )
        .select_related("staff", "roster__team")
        .order_by("-roster__team__medical", "roster__team__name", "starts_at")
    )


def staff_on_duty(community_id: UUID, at: datetime | None = None) -> frozenset[UUID]:
    """Return who is on duty at a moment (now)."""
    return frozenset(on_duty(community_id, at).order_by().values_list("staff", flat=True))


def next_change(community_id: UUID, now: datetime) -> datetime | None:
    """Return when the next shift that runs now ends.

    None where nobody is on.
    """
    ends = on_duty(community_id, now).order_by("ends_at").values_list("ends_at", flat=True)
    return ends.first()


def teams(viewer: Viewer) -> QuerySet[Team]:
    """Return all teams; everybody who serves may know who is on."""
    return Team.objects.of(viewer)


def team_shifts(viewer: Viewer, team: Team, first: date, days: int) -> QuerySet[Shift]:
    """Return a team's shifts that hold, by the day on which they start."""
    return (
        Shift.objects.of(viewer)
        .filter(live=True, roster__team=team, day__gte=first, day__lt=first + timedelta(days=days))
        .select_related("staff")
        .order_by("starts_at")
    )


def my_shifts(viewer: Viewer) -> QuerySet[Shift]:
    """Return the viewer's shifts that are not over."""
    return (
        Shift.objects.of(viewer)
        .filter(live=True, staff__user=viewer.user_id, ends_at__gt=clock.now())
        .select_related("roster__team")
    )


def drafts(viewer: Viewer) -> QuerySet[Roster]:
    """Return rosters that wait to be published."""
    return (
        Roster.objects.of(viewer)
        .filter(published_at=None, withdrawn_at=None)
        .select_related("team")
    )


def wishes_between(viewer: Viewer, staff: Iterable[UUID], first: date, last: date) -> list[Wish]:
    """Return what these people ask of the days from first to last."""
    rows = Wish.objects.of(viewer).filter(staff__in=list(staff), first__lte=last, last__gte=first)
    return list(rows)


def gaps(viewer: Viewer, team: Team, first: date, days: int) -> list[tuple[datetime, datetime]]:
    """Return the stretches of these days in which nobody of the team is on duty; empty if none."""
    tz = timezone.get_current_timezone()
    at = datetime.combine(first, datetime.min.time(), tz)
    end = datetime.combine(first + timedelta(days=days), datetime.min.time(), tz)
    rows = (
        Shift.objects.of(viewer)
        .filter(live=True, roster__team=team, starts_at__lt=end, ends_at__gt=at)
        .order_by("starts_at")
    )
    empty = []
    for starts, ends in rows.values_list("starts_at", "ends_at"):
        if starts > at:
            empty.append((at, starts))
        at = max(at, ends)
    if at < end:
        empty.append((at, end))
    return empty


def away_from_home(viewer: Viewer) -> list[tuple[Stay, int]]:
    """Return who lives at the post, and for how many days.

    The longest first.
    """
    today = timezone.localdate(clock.now())
    rows = Stay.objects.of(viewer).filter(until=None)
    return [
        (stay, (today - timezone.localdate(stay.since)).days)
        for stay in rows.select_related("staff").order_by("since")
    ]


def visible_trips(viewer: Viewer) -> QuerySet[Trip]:
    """Return hospital cards in sight."""
    rows = Trip.objects.select_related("resident__dwelling__stairwell__estate", "driver")
    if viewer.role in ("doctor", "volunteer"):  # whoever drives or is called sees their own too
        own = Q(driver__user=viewer.user_id) | Q(
            resident__dwelling__stairwell__in=viewer.stairwells
        )
        return rows.filter(own, community_id=viewer.community_id)
    return visible_to(
        viewer, rows, stairwell="resident__dwelling__stairwell", dwelling="resident__dwelling"
    )


def open_trips(viewer: Viewer) -> QuerySet[Trip]:
    """Return cards whose person is not home yet, the longest open first."""
    return visible_trips(viewer).filter(returned_at=None, cancelled_at=None).order_by("opened_at")


def shift_name(pattern: str, key: str, language: str) -> str:
    """Return what a shift of a pattern is called."""
    known = load_patterns().get(pattern)
    try:
        return known.shift(key).name.words(language) if known else key
    except KeyError:
        return key
