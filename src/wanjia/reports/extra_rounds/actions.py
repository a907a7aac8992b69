"""加测一轮: a round beside those of the protocol, for some zones, with who called it and why."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, Viewer
from wanjia.core.hearing import LIFE, Words, hear
from wanjia.core.localized import localized_name
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.reports.models import Round
from wanjia.reports.rounds.actions import EXTRA, fever_of
from wanjia.zoning.models import Zone
from wanjia.zoning.protocols.protocol import Text
from wanjia.zoning.queries import visible_zones

NAMES = {"pcr": Text("加测核酸", "Extra PCR"), "antigen": Text("加测抗原", "Extra antigen")}
LONGEST = timedelta(hours=24)
AHEAD = timedelta(days=7)


@transaction.atomic
def call_extra_round(
    viewer: Viewer,
    zones: Iterable[UUID],
    test: str,
    opens_at: datetime,
    closes_at: datetime,
    reason: str,
) -> list[Round]:
    """Call a round of a test in some zones beside those of their protocols; one act, one line.

    The same again is harmless. Raises Problem `round.no_zone`, `round.window_wrong`,
    `round.reason_needed`, and `round.asked_already` where people would be asked twice at once.
    """
    viewer.need(*OFFICERS)
    called_in = list(_zones_to_test(viewer, zones))
    if not called_in:
        raise Problem("round.no_zone")
    if not reason.strip():
        raise Problem("round.reason_needed")
    now = clock.now()
    late = opens_at > now + AHEAD or closes_at <= now
    if closes_at <= opens_at or closes_at - opens_at > LONGEST or late:
        raise Problem("round.window_wrong")
    key = f"{EXTRA}{test}-{timezone.localtime(opens_at):%Y%m%d%H%M}"
    known = Round.objects.of(viewer).filter(zone__in=called_in, key=key, cancelled_at=None)
    if already := list(known):
        return already
    _refuse_asked_twice(viewer, called_in, test, opens_at, closes_at)
    Round.objects.of(viewer).filter(zone__in=called_in, key=key).delete()
    rounds = Round.objects.bulk_create(
        Round(
            community_id=viewer.community_id,
            zone=zone,
            key=key,
            name=NAMES[test].zh,
            name_en=NAMES[test].en,
            opens_at=opens_at,
            closes_at=closes_at,
            wants=[test],
            fever=fever_of(zone),
            reason=reason.strip(),
            created_by=viewer.user_id,
        )
        for zone in called_in
    )
    hear(viewer, Words(reason, "round.reason", rounds[0].id, upto=LIFE))
    journal.write(viewer, "round.called", after=_told(rounds, reason))
    return rounds


def _zones_to_test(viewer: Viewer, zones: Iterable[UUID]) -> QuerySet[Zone]:
    rows = visible_zones(viewer).filter(id__in=list(zones), ended_at=None)
    return rows.select_related("estate").order_by("name")


def _refuse_asked_twice(
    viewer: Viewer, zones: Sequence[Zone], test: str, opens_at: datetime, closes_at: datetime
) -> None:
    overlapping = Round.objects.of(viewer).filter(
        Q(opens_at__lt=closes_at) & Q(closes_at__gt=opens_at), zone__in=zones, cancelled_at=None
    )
    for round_ in overlapping.select_related("zone"):
        if test in round_.wants:
            raise Problem(
                "round.asked_already",
                zone=localized_name(round_.zone),
                name=localized_name(round_),
                at=f"{timezone.localtime(round_.opens_at):%m-%d %H:%M}",
            )


def _told(rounds: Sequence[Round], reason: str) -> dict[str, object]:
    first = rounds[0]
    return {
        "rounds": [str(round_.id) for round_ in rounds],
        "zones": [round_.zone.name for round_ in rounds],
        "wants": first.wants,
        "opens_at": first.opens_at.isoformat(),
        "closes_at": first.closes_at.isoformat(),
        "why": reason.strip(),
    }


@transaction.atomic
def cancel_extra_round(viewer: Viewer, round_id: UUID) -> None:
    """Cancel an extra round that has not closed yet; again is harmless."""
    viewer.need(*OFFICERS)
    rows = Round.objects.of(viewer).filter(key__startswith=EXTRA)
    round_ = get_or_refuse(rows.select_for_update(), id=round_id)
    if round_.closes_at <= clock.now():
        raise Problem("round.not_to_cancel")
    if round_.cancelled_at:
        return
    round_.cancelled_at = clock.now()
    round_.save(update_fields=["cancelled_at"])
    journal.write(
        viewer, "round.cancelled", subject=round_.id, after=_told([round_], round_.reason)
    )
