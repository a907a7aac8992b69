"""A zone's one date is kept: counted anew after whatever may have moved it, and journaled."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.zoning.models import Zone
from wanjia.zoning.protocols import protocol as rules
from wanjia.zoning.protocols.protocol_store import protocols
from wanjia.zoning.zones.zone_state import community_tz, zone_state

DATES = ["clock_from", "planned_end", "clear_days"]


def count_end(zone: Zone, protocol: rules.Protocol, now: datetime, tz: ZoneInfo) -> None:
    """Write a zone's end as its protocol counts it, without saving."""
    end = rules.earliest_end(protocol, zone_state(zone, tests=False, tz=tz), now)
    zone.planned_end = end.moment(tz) if end else None
    zone.clear_days = end.days if end else None


def dates_of(zone: Zone) -> dict[str, Any]:
    """Return a zone's clock and date for the journal."""
    return {
        "zone": str(zone.id),
        "clock_from": zone.clock_from.astimezone(UTC).isoformat(),
        "planned_end": zone.planned_end.astimezone(UTC).isoformat() if zone.planned_end else None,
        "clear_days": zone.clear_days,
    }


def settle_end(viewer: Viewer, zone: Zone, **because: Any) -> bool:
    """Count a zone's end anew after what may have moved it; return whether it moved.

    `because` tells the journal what it was. The zone's class and clock are as they are saved.
    """
    protocol = protocols(viewer.community_id).get(zone.protocol)
    if zone.ended_at or protocol is None or zone.klass not in protocol.classes:
        return False
    before, counted = dates_of(zone), zone.clear_days
    count_end(zone, protocol, clock.now(), community_tz(viewer.community_id))
    after = dates_of(zone)
    if after == before:
        return False
    zone.save(update_fields=DATES)
    moved = after["planned_end"] != before["planned_end"]
    if moved or counted is not None:
        journal.write(
            viewer, "zone.clock_reset", subject=zone.id, before=before, after={**after, **because}
        )
    return moved
