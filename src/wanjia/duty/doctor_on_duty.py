"""The doctor on duty and the number to call, for every screen: kept until the shift changes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache

from wanjia.core import clock
from wanjia.core.journal import on
from wanjia.core.models import Entry
from wanjia.duty.queries import on_duty

FRESH = timedelta(minutes=5)


@dataclass(frozen=True)
class Called:
    """Somebody who can be called now."""

    name: str
    phone: str
    until: datetime


@dataclass(frozen=True)
class _Kept:
    at: datetime
    people: tuple[Called, ...]


def doctors_on_duty(community_id: UUID) -> tuple[Called, ...]:
    """Return the medical team's people who are on now.

    Asked of the database once in five minutes.
    """
    now = clock.now()
    kept: _Kept | None = cache.get(_cache_key(community_id))
    if (
        kept
        and kept.at <= now < kept.at + FRESH
        and all(now < doctor.until for doctor in kept.people)
    ):
        return kept.people
    rows = on_duty(community_id, now).filter(roster__team__medical=True)
    people = tuple(Called(shift.staff.name, shift.staff.phone, shift.ends_at) for shift in rows)
    cache.set(_cache_key(community_id), _Kept(now, people), None)
    return people


@on("roster.published")
@on("shift.handed_over")
def _forget_doctors(entry: Entry) -> None:
    cache.delete(_cache_key(entry.community_id))


def _cache_key(community_id: UUID) -> str:
    return f"doctors-on-duty-{community_id}"
