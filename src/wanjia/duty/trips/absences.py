"""Who is out at a hospital, for Today: kept until a card changes."""

from dataclasses import dataclass
from datetime import timedelta
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


def people_out(viewer: Viewer) -> list[Out]:
    """The open cards in sight; the database is asked once in five minutes, or when one changes."""
    kept: tuple[Out, ...] | None = cache.get(_key(viewer.community_id))
    if kept is None:
        kept = tuple(
            Out(
                one.id,
                one.resident.dwelling.door,
                one.resident.dwelling.stairwell_id,
                one.hospital,
                one.driver.user_id if one.driver else None,
            )
            for one in open_trips(system_viewer(viewer.community_id))
        )
        cache.set(_key(viewer.community_id), kept, FRESH.total_seconds())
    return [one for one in kept if _seen(viewer, one)]


def _seen(viewer: Viewer, one: Out) -> bool:
    mine = one.driver is not None and one.driver == viewer.user_id
    return viewer.sees_all or mine or one.stairwell in viewer.stairwells


@on(
    "trip.opened",
    "trip.changed",
    "trip.told",
    "trip.left",
    "trip.arrived",
    "trip.returned",
    "trip.cancelled",
)
def _forget(entry: Entry) -> None:
    cache.delete(_key(entry.community_id))


def _key(community_id: UUID) -> str:
    return f"people-out-{community_id}"
