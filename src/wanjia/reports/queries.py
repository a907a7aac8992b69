"""What is asked of rounds: which are open, who is in them, who has not answered, alarms."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import FIELD, Viewer, visible_to
from wanjia.core.localized import localized_name
from wanjia.core.prepared_queries import ID, MOMENT, prepared
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.models import Resident
from wanjia.places.models import Estate
from wanjia.reports.alarms.actions import step_words
from wanjia.reports.answers.status import moment_of, with_status
from wanjia.reports.models import Alarm, Round
from wanjia.reports.rounds.progress import Counts, Progress, asked_of, round_progress
from wanjia.zoning.models import ZoneStairwell

__all__ = [
    "Counts",
    "Progress",
    "alarm_words",
    "current_rounds",
    "latest_of",
    "latest_rounds",
    "missing_residents",
    "open_alarms_rows",
    "residents_in_round",
    "residents_with_status",
    "round_by",
    "round_progress",
    "rounds_at_door",
    "rounds_between",
    "rounds_of_day",
    "step_words",
    "visible_alarms",
    "visible_rounds",
]


def visible_rounds(viewer: Viewer, cancelled: bool = False) -> QuerySet[Round]:
    """Return rounds in sight with their zone; none for the town.

    Those that were cancelled are among them only if asked for.
    """
    rows = Round.objects.of(viewer)
    rows = rows if cancelled else rows.filter(cancelled_at=None)
    rows = rows.select_related("zone__estate")
    if viewer.sees_all:
        return rows
    if viewer.role in FIELD:
        mine = ZoneStairwell.objects.of(viewer).filter(
            zone=OuterRef("zone"), stairwell__in=viewer.stairwells
        )
        return rows.filter(Exists(mine))
    return rows.none()


def round_by(viewer: Viewer, round_id: UUID, cancelled: bool = False) -> Round:
    """Return a round in sight, a cancelled one only if asked for.

    Raises Problem `kernel.not_found`.
    """
    return get_or_refuse(visible_rounds(viewer, cancelled), id=round_id)


def current_rounds(viewer: Viewer) -> list[Round]:
    """Return the rounds that are open now, those that close first in front."""
    now = clock.now()
    rows = visible_rounds(viewer).filter(opens_at__lte=now, closes_at__gt=now)
    return list(rows.order_by("closes_at", "zone__started_at", "id"))


def latest_rounds(viewer: Viewer, estate: Estate | None = None) -> list[Round]:
    """For each zone in force the rounds that are open now, or else the last that was."""
    now = clock.now()
    rounds = _open_or_last(viewer, now, now - timedelta(days=7))
    return latest_of((round_ for round_ in rounds if estate in (None, round_.zone.estate)), now)


@prepared(now=MOMENT, week_ago=MOMENT)
def _open_or_last(viewer: Viewer, now: datetime, week_ago: datetime) -> QuerySet[Round]:
    in_force = Q(zone__ended_at=None) | Q(zone__ended_at__gt=now)
    rows = visible_rounds(viewer).filter(in_force, opens_at__lte=now, closes_at__gt=week_ago)
    order = ("-closes_at", "-opens_at", "id")
    last = (
        Round.objects.of(viewer)
        .filter(zone=OuterRef("zone"), cancelled_at=None, opens_at__lte=now)
        .order_by(*order)
    )
    few = rows.filter(Q(closes_at__gt=now) | Q(id=Subquery(last.values("id")[:1])))
    return few.order_by(*order)


def latest_of(rounds: Iterable[Round], now: datetime) -> list[Round]:
    """Of rounds in descending order of their end.

    Each zone's open ones, or else its last.
    """
    rounds_by_zone: dict[UUID, list[Round]] = {}
    for round_ in rounds:
        of_zone = rounds_by_zone.setdefault(round_.zone_id, [])
        if not of_zone or round_.closes_at > now:
            of_zone.append(round_)
    return [round_ for of_zone in rounds_by_zone.values() for round_ in of_zone]


def newest_of(rounds: Iterable[Round]) -> list[Round]:
    """Of each zone's rounds the one that opened last, one of all residents before one of a few.

    Where an extra round runs beside the day's, nobody is counted twice.
    """
    newest: dict[UUID, Round] = {}
    for round_ in rounds:
        known = newest.get(round_.zone_id)
        if known is None or _rank(round_) > _rank(known):
            newest[round_.zone_id] = round_
    return list(newest.values())


def _rank(round_: Round) -> tuple[bool, datetime]:
    return round_.who == "residents", round_.opens_at


def rounds_of_day(viewer: Viewer, day: date) -> list[Round]:
    """Return the rounds that open on a local date, in order."""
    start = timezone.make_aware(datetime.combine(day, time()))
    return rounds_between(viewer, start, start + timedelta(days=1))


def rounds_between(viewer: Viewer, start: datetime, end: datetime) -> list[Round]:
    """Return the rounds that open from a moment until before another, in order."""
    rows = visible_rounds(viewer).filter(opens_at__gte=start, opens_at__lt=end)
    return list(rows.order_by("opens_at", "zone__started_at", "id"))


def rounds_at_door(community_id: UUID, stairwell_id: UUID, since: datetime) -> list[Round]:
    """Return a stairwell's rounds that close after `since`, those to come too, in order."""
    return _rounds_at_door(community_id, stairwell_id, since, clock.now())


@prepared(community_id=ID, stairwell_id=ID, since=MOMENT, now=MOMENT)
def _rounds_at_door(
    community_id: UUID, stairwell_id: UUID, since: datetime, now: datetime
) -> QuerySet[Round]:
    at_door = Q(zone__memberships__stairwell=stairwell_id)
    rows = Round.objects.filter(asks_members(community_id, since, now) & at_door)
    return rows.select_related("zone").order_by("opens_at", "closes_at", "id").distinct()


def asks_members(community_id: UUID, since: datetime, now: datetime) -> Q:
    """Return which rounds close after `since`, with their stairwells (`zone__memberships`).

    Goes into one `filter()` with what is said of the stairwell.
    """
    member = Q(
        Q(zone__memberships__until=None)
        | Q(zone__memberships__until__gt=now)
        | Q(zone__memberships__until__gte=F("closes_at")),
        zone__memberships__since__lt=F("closes_at"),
    )
    return member & Q(community_id=community_id, cancelled_at=None, closes_at__gt=since)


def residents_in_round(viewer: Viewer, round_: Round) -> QuerySet[Resident]:
    """Return the residents in sight whom a round asks.

    Of the zone's stairwells at the round's time.

    Those who are away or exempt are among them (`with_status` tells).
    """
    moment = moment_of(round_, clock.now())
    members = ZoneStairwell.objects.of(viewer).filter(
        Q(until=None) | Q(until__gt=moment), zone=round_.zone_id, since__lte=moment
    )
    rows = visible_to(
        viewer,
        Resident.objects.filter(Q(left_at=None) | Q(left_at__gt=moment)),
        stairwell="dwelling__stairwell",
        dwelling="dwelling",
    ).filter(dwelling__stairwell__in=members.values("stairwell"))
    return asked_of(viewer, rows, round_, moment)


def residents_asked_now(viewer: Viewer, round_: Round) -> QuerySet[Resident]:
    """Return those whom a round asked who live there still, in stairwells that its zone holds now.

    So a stairwell that went into another zone is counted by that zone's round alone.
    """
    now = clock.now()
    members = ZoneStairwell.objects.of(viewer).filter(
        Q(until=None) | Q(until__gt=now), zone=round_.zone_id, since__lte=now
    )
    return residents_in_round(viewer, round_).filter(
        Q(left_at=None) | Q(left_at__gt=now), dwelling__stairwell__in=members.values("stairwell")
    )


def residents_with_status(viewer: Viewer, round_: Round) -> QuerySet[Any]:
    """Return a round's residents with `status` and `abnormal`, door by door."""
    rows = with_status(residents_in_round(viewer, round_), round_)
    return rows.select_related("dwelling__stairwell__estate").order_by(
        "dwelling__stairwell__sort",
        "dwelling__stairwell__label",
        "dwelling__sort",
        "dwelling__door",
        "sort",
        "id",
    )


def missing_residents(viewer: Viewer, round_: Round) -> QuerySet[Any]:
    """Return those of whom nothing was heard in a round though they are at home and not exempt."""
    return residents_with_status(viewer, round_).filter(status="missing")


def visible_alarms(viewer: Viewer) -> QuerySet[Alarm]:
    """Return alarms in sight, the most urgent first."""
    return visible_to(
        viewer,
        Alarm.objects.select_related("resident__dwelling__stairwell__estate"),
        stairwell="resident__dwelling__stairwell",
    ).order_by("due_at", "id")


def alarm_words(alarm: Alarm) -> str:
    """Return which estate's door and what: short, without the person's name."""
    home = alarm.resident.dwelling
    return f"{localized_name(home.stairwell.estate)} {home.door} {alarm.get_kind_display()}"


def open_alarms_rows(viewer: Viewer, most: int = 50) -> list[dict[str, Any]]:
    """Return open alarms for the top of every page and for Today.

    Text, url, due, overdue, owner, kind.
    """
    now = clock.now()
    return [
        {
            "id": alarm.id,
            "text": alarm_words(alarm),
            "url": reverse("reports:alarm", args=[alarm.id]),
            "due": alarm.due_at,
            "overdue": alarm.due_at < now,
            "owner": alarm.owner_name,
            "kind": alarm.kind,
            "opened_at": alarm.opened_at,
            "dwelling": alarm.resident.dwelling_id,
        }
        for alarm in _open_alarms(viewer, most)
    ]


@prepared()
def _open_alarms(viewer: Viewer, most: int) -> QuerySet[Alarm]:
    return visible_alarms(viewer).filter(closed_at=None)[:most]
