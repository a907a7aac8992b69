"""Home health monitoring of those who came home: which day it is, what is asked, what was heard."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.reports.models import Answer
from wanjia.sites.models import Transfer
from wanjia.zoning.protocols.values import RecoveredRule
from wanjia.zoning.queries import protocol_named, protocols, zone_of

DEFAULT = "shanghai-2022-04"  # where no zone says under which protocol a door is


@dataclass(frozen=True)
class Watch:
    """One person's day at home: `temperatures` of the `wanted` were heard of today."""

    transfer: Transfer
    day: int
    days: int
    pcr_today: bool
    temperatures: int
    wanted: int
    until: Any


def rules_at(viewer: Viewer, stairwell_id: UUID) -> RecoveredRule | None:
    """Return what the protocol in force at a door says of those who came home; None: nothing."""
    zone = zone_of(viewer, stairwell_id)
    shelf = protocols(viewer.community_id)
    name = zone.protocol if zone and zone.protocol in shelf else DEFAULT
    if name not in shelf:
        return None
    people = protocol_named(viewer.community_id, name).people
    return people.recovered if people else None


def watches_of(viewer: Viewer, rows: Iterable[Transfer]) -> list[Watch]:
    """Return those of the returned whose days at home are not over, the newest first."""
    now = clock.now()
    today = timezone.localdate(now)
    rules: dict[UUID, RecoveredRule | None] = {}
    watches = []
    transfers = list(rows)
    counts = _count_temperatures(viewer, [transfer.resident_id for transfer in transfers], now)
    for transfer in transfers:
        well = transfer.resident.dwelling.stairwell_id
        if well not in rules:
            rules[well] = rules_at(viewer, well)
        rule = rules[well]
        if rule is None or transfer.returned_at is None:
            continue
        home = timezone.localtime(transfer.returned_at).date()
        day = (today - home).days + 1
        if 1 <= day <= rule.home_days:
            watches.append(
                Watch(
                    transfer,
                    day,
                    rule.home_days,
                    day == rule.pcr_day,
                    counts[transfer.resident_id],
                    rule.temperature_a_day,
                    home + timedelta(days=rule.home_days - 1),
                )
            )
    return watches


def _count_temperatures(viewer: Viewer, people: list[UUID], now: datetime) -> Counter[UUID]:
    """Return how many temperatures of each were told today."""
    begin = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = (
        Answer.objects.of(viewer)
        .filter(resident__in=people, recorded_at__gte=begin, current=True)
        .exclude(temperature=None, well=False)
    )
    return Counter(rows.order_by().values_list("resident", flat=True))
