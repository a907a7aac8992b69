"""What is asked of channels: whose people are in which group, what was sent, what is left to do."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from wanjia.channels.models import Group, GroupStairwell, Heard, Incoming, Message, Status
from wanjia.core.access.viewer import Viewer
from wanjia.core.prepared_queries import prepared
from wanjia.notices.models import Reach
from wanjia.places.models import Stairwell
from wanjia.zoning.models import ZoneStairwell


def coverage(viewer: Viewer, groups: Iterable[Group]) -> dict[UUID, frozenset[UUID]]:
    """Return each group's stairwells, at three statements; a group of a role has none."""
    shown = list(groups)
    scope = {"community_id": viewer.community_id}
    estate_of = dict(Stairwell.objects.filter(**scope).values_list("id", "estate"))
    zoned = ZoneStairwell.objects.filter(
        until=None, zone__in={one.zone_id for one in shown if one.zone_id}, **scope
    ).values_list("zone", "stairwell")
    doors = GroupStairwell.objects.filter(group__in=[one.id for one in shown], **scope)
    own: dict[UUID, set[UUID]] = {one.id: set() for one in shown}
    for group, stairwell in doors.values_list("group", "stairwell"):
        own[group].add(stairwell)
    for one in shown:
        if one.reach == Reach.COMMUNITY:
            own[one.id] = set(estate_of)
        elif one.reach == Reach.ESTATE:
            own[one.id] = {well for well, estate in estate_of.items() if estate == one.estate_id}
        elif one.reach == Reach.ZONE:
            own[one.id] = {well for zone, well in zoned if zone == one.zone_id}
    return {key: frozenset(wells) for key, wells in own.items()}


def messages(viewer: Viewer) -> QuerySet[Message]:
    """Return the messages in sight: an officer's, all of the community."""
    rows = Message.objects.of(viewer).select_related("group")
    return rows if viewer.sees_all else rows.none()


def groups(viewer: Viewer) -> QuerySet[Group]:
    """Return the groups in use."""
    rows = Group.objects.of(viewer).filter(ended_at=None)
    return rows if viewer.sees_all else rows.none()


def counts(viewer: Viewer, subject: UUID | None = None) -> dict[str, int]:
    """Return how many messages stand how, of all or of one matter."""
    rows = messages(viewer).filter(subject=subject) if subject else messages(viewer)
    counted = rows.order_by().values("status").annotate(n=Count("id"))
    return {row["status"]: row["n"] for row in counted}


MOST_LETTERS = 200


@prepared()
def waiting_letters(viewer: Viewer) -> QuerySet[Incoming]:
    """Return the messages that wait for a person, the longest waiting first."""
    rows = Incoming.objects.of(viewer).filter(status=Heard.WAITING)
    if not viewer.sees_all:
        rows = rows.none()
    return rows.select_related("sender__dwelling").order_by("received_at", "id")[:MOST_LETTERS]


def left_to_do(viewer: Viewer) -> dict[str, Any]:
    """Return how many messages wait for a hand, did not go out, or came in and wait for a person;
    how many wait to be sent (`waiting`), and when the first of these was to leave (`since`).
    """
    if not viewer.sees_all:
        return {"by_hand": 0, "failed": 0, "incoming": 0, "waiting": 0, "since": None}
    letters = Incoming.objects.of(viewer).filter(status=Heard.WAITING)
    stuck, waiting = Q(status__in=(Status.FAILED, Status.REFUSED)), Q(status=Status.WAITING)
    left = Message.objects.of(viewer).aggregate(
        by_hand=Count("id", filter=Q(status=Status.BY_HAND)),
        failed=Count("id", filter=stuck),
        waiting=Count("id", filter=waiting),
        since=Min("next_try_at", filter=waiting),
    )
    return {**left, "incoming": letters.count()}
