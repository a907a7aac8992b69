"""Rounds are opened, cancelled and opened again as zones come, change and go."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from wanjia.core import clock
from wanjia.core.models import Community
from wanjia.reports.models import Round
from wanjia.zoning.models import Zone
from wanjia.zoning.protocols.protocol import Protocol, RoundWindow, rounds_between
from wanjia.zoning.queries import protocol_named

AHEAD = timedelta(days=2)
EXTRA = "extra-"  # how the key of a round begins that somebody called beside the protocol's
FEVER = "37.3"  # usual practice, for a protocol that says nothing of health


@transaction.atomic
def open_rounds(zone: Zone, until: datetime | None = None) -> list[Round]:
    """Open the rounds that a zone's protocol asks for until two days ahead.

    Again is harmless.

    Windows that passed while nobody looked are opened too: a missed round stays missed, however
    the day before stands. Returns the new rounds.
    """
    now = clock.now()
    protocol = protocol_named(zone.community_id, zone.protocol)
    windows = _windows_of(zone, protocol, until or now + AHEAD)
    known = {row.key: row for row in _rounds_of_zone(zone)}
    again = [
        known[window.key].id
        for window in windows
        if window.key in known and known[window.key].cancelled_at and window.closes_at > now
    ]
    if again:
        _rounds_of_zone(zone).filter(id__in=again).update(cancelled_at=None)
    return Round.objects.bulk_create(
        [_make_round(zone, window, protocol) for window in windows if window.key not in known],
        ignore_conflicts=True,
    )


def _rounds_of_zone(zone: Zone) -> QuerySet[Round]:
    return Round.objects.filter(community_id=zone.community_id, zone=zone)


def _windows_of(zone: Zone, protocol: Protocol, until: datetime) -> list[RoundWindow]:
    """Return the zone's windows since people could know of it.

    Its start, or its publication if later.

    A zone that is to end opens none after that.
    """
    since = zone.started_at
    if zone.publication:
        since = max(since, zone.publication.published_at)
    if zone.ended_at:
        until = min(until, zone.ended_at)
    community = Community.objects.get(id=zone.community_id)
    return rounds_between(
        protocol, zone.klass, zone.clock_from, since, until, ZoneInfo(community.timezone)
    )


def _make_round(zone: Zone, window: RoundWindow, protocol: Protocol) -> Round:
    return Round(
        community_id=zone.community_id,
        zone=zone,
        key=window.key,
        name=window.name.zh,
        name_en=window.name.en,
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        wants=sorted(window.wants),
        who=window.who,
        fever=protocol.health.fever if protocol.health else FEVER,
    )


def fever_of(zone: Zone) -> Decimal | str:
    """Return from when a temperature is a fever in a zone."""
    health = protocol_named(zone.community_id, zone.protocol).health
    return health.fever if health else FEVER


@transaction.atomic
def settle_rounds(zone: Zone) -> None:
    """Make a zone's coming rounds those that it ought to have now, after whatever changed it.

    The open rounds of a zone that has ended are cancelled; those that have closed stay as they
    were.
    """
    now = clock.now()
    if zone.ended_at and zone.ended_at <= now:
        _rounds_of_zone(zone).filter(closes_at__gt=now, cancelled_at=None).update(cancelled_at=now)
        return
    protocol = protocol_named(zone.community_id, zone.protocol)
    keys = {window.key for window in _windows_of(zone, protocol, now + AHEAD)}
    coming = _rounds_of_zone(zone).filter(opens_at__gt=now, cancelled_at=None)
    coming.exclude(key__in=keys).exclude(key__startswith=EXTRA).update(cancelled_at=now)
    open_rounds(zone)


@transaction.atomic
def extend_rounds(community_id: UUID) -> int:
    """Open the rounds to come of each zone in force and end those of zones that have ended."""
    now = clock.now()
    tenant = {"community_id": community_id}
    over = Zone.objects.filter(**tenant, ended_at__lte=now)
    ended = Round.objects.filter(**tenant, closes_at__gt=now, cancelled_at=None, zone__in=over)
    ended.update(cancelled_at=now)
    in_force = Q(ended_at=None) | Q(ended_at__gt=now)
    zones = Zone.objects.filter(in_force, **tenant).select_related("publication")
    return sum(len(open_rounds(zone)) for zone in zones)
