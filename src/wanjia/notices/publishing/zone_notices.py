"""A notice that tells a zone what holds there: written from the zone's protocol."""

from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.ids import parse_id
from wanjia.zoning.queries import protocols, visible_zones
from wanjia.zoning.zones.public_text import ToldZone, told_zone


def zone_to_tell(viewer: Viewer, text: str) -> ToldZone | None:
    """Return the zone whose id somebody brings, with what everybody is told of it.

    None without one.
    """
    zone_id = parse_id(text)
    zone = visible_zones(viewer).filter(id=zone_id, ended_at=None).first() if zone_id else None
    if zone is None:
        return None
    tz = timezone.get_current_timezone()
    return told_zone(protocols(viewer.community_id), zone, clock.now(), tz)
