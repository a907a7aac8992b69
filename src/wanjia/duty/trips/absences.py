"""Who is out at a hospital, for Today: kept until a card changes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache

from wanjia.core.access.viewer import Viewer, system_viewer
from wanjia.core.journal import on
from wanjia.core.models import Entry
from wanjia.duty.queries import open_trips

FRESH = timedelta(minutes=5)


@dataclass(frozen=True)
class Out:
    """An open card: whose door, which hospital, who drives."""

    trip: UUID
    door: str
    stairwell: UUID
    hospital: str
    driver: UUID | None
    planned_at: datetime | None
    back_by: datetime | None
    left: bool


def people_out(viewer: Viewer) -> list[Out]:
    """Return the open cards in sight.

    The database is asked once in five minutes, or when one changes.
    """
    kept: tuple[Out, ...] | None = cache.get(_cache_key(viewer.community_id))
    if kept is None:
        kept = tuple(
            Out(
                trip.id,
                trip.resident.dwelling.door,
                trip.resident.dwelling.stairwell_id,
                trip.hospital,
                trip.driver.user_id if trip.driver else None,
                trip.planned_at,
                trip.back_by,
                trip.left_at is not None,
            )
            for trip in open_trips(system_viewer(viewer.community_id))
        )
        cache.set(_cache_key(viewer.community_id), kept, FRESH.total_seconds())
    return [out for out in kept if _is_visible(viewer, out)]


def _is_visible(viewer: Viewer, out: Out) -> bool:
    mine = out.driver is not None and out.driver == viewer.user_id
    return viewer.sees_all or mine or out.stairwell in viewer.stairwells


@on(
    "trip.opened",
    "trip.changed",
    "trip.told",
    "trip.left",
    "trip.arrived",
    "trip.returned",
    "trip.cancelled",
)
def _forget_absences(entry: Entry) -> None:
    cache.delete(_cache_key(entry.community_id))


def _cache_key(community_id: UUID) -> str:
    return f"people-out-2-{community_id}"
