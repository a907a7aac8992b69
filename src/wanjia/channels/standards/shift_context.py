"""What a shift is in the middle of: the zones in force meanwhile, by their protocols' words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from wanjia.core import clock
from wanjia.duty.models import Shift
from wanjia.zoning.models import Zone
from wanjia.zoning.queries import community_tz, protocols
from wanjia.zoning.zones.public_text import ToldZone, told_zone

SURE = timedelta(days=1)  # a zone without an end is told of the shifts until then


@dataclass(frozen=True)
class Around:
    """The events of a shift, each once, and a line for each zone."""

    events: tuple[str, ...]
    note: str


def zones_around(community: UUID, shifts: Sequence[Shift], language: str) -> dict[UUID, Around]:
    """Return what each of some shifts is in the middle of, at three statements for all of them."""
    if not shifts:
        return {}
    first, last = min(one.starts_at for one in shifts), max(one.ends_at for one in shifts)
    zones = Zone.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=first), community_id=community, started_at__lt=last
    )
    found = list(zones.order_by("started_at", "id"))
    if not found:
        return {one.id: Around((), "") for one in shifts}
    shelf, tz = protocols(community), community_tz(community)
    around = {}
    for shift in shifts:
        told = [
            told_zone(shelf, one, shift.starts_at, tz)
            for one in found
            if _is_in_force_during(one, shift)
        ]
        around[shift.id] = _collect_context([one for one in told if one], language)
    return around


def _is_in_force_during(zone: Zone, shift: Shift) -> bool:
    """Return whether a zone holds in a shift, as far as can be said: until its end, or a day from
    now.
    """
    until = zone.ended_at or max(zone.planned_end or clock.now(), clock.now() + SURE)
    return zone.started_at < shift.ends_at and until > shift.starts_at


def _collect_context(told: list[ToldZone], language: str) -> Around:
    dash = " - " if language.startswith("en") else " "
    events = dict.fromkeys(one.words(language).event for one in told)
    lines = [f"{one.place.words(language)}{dash}{one.words(language).headline}" for one in told]
    return Around(tuple(events), "\n".join(lines))
