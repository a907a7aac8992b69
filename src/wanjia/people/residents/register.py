"""The register as it was at a moment, as far as is known by now: who lived where."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from wanjia.core.models import Entry
from wanjia.people.models import Resident
from wanjia.places.models import Dwelling


@dataclass(frozen=True)
class Living:
    """Somebody who lived in a home at a moment; `where` is where they are now."""

    resident: UUID
    dwelling: UUID
    stairwell: UUID
    where: str


def people_living_at(community_id: UUID, at: datetime) -> Iterator[Living]:
    """Give who lived here at a moment, door by door; moves since then are taken back."""
    rows = Resident.objects.filter(
        Q(left_at=None) | Q(left_at__gt=at),
        Q(moved_in_at=None) | Q(moved_in_at__lte=at),
        community_id=community_id,
    )
    ordered = rows.order_by(
        "dwelling__stairwell__sort", "dwelling__sort", "dwelling__door", "sort", "id"
    )
    moved = _homes_before(community_id, at)
    columns = ("id", "dwelling_id", "dwelling__stairwell_id", "where")
    for resident, dwelling, stairwell, where in ordered.values_list(*columns):
        home, well = moved.get(resident, (dwelling, stairwell))
        yield Living(resident, home, well, where)


def people_behind_at(community_id: UUID, at: datetime) -> dict[UUID, tuple[int, int]]:
    """Return each stairwell's (households, residents) at a moment."""
    homes: dict[UUID, set[UUID]] = defaultdict(set)
    people: dict[UUID, int] = defaultdict(int)
    for living in people_living_at(community_id, at):
        homes[living.stairwell].add(living.dwelling)
        people[living.stairwell] += 1
    return {stairwell: (len(homes[stairwell]), people[stairwell]) for stairwell in homes}


def _homes_before(community_id: UUID, at: datetime) -> dict[UUID, tuple[UUID, UUID]]:
    """Return the dwelling and stairwell of those who have moved since a moment."""
    entries = Entry.objects.filter(
        community_id=community_id, type="resident.moved", occurred_at__gt=at
    ).order_by("-occurred_at", "-id")
    before = {
        entry.subject: UUID(entry.before["dwelling"])
        for entry in entries
        if entry.subject and "dwelling" in (entry.before or {}) and _begins(entry) > at
    }
    wells = dict(
        Dwelling.objects.filter(
            community_id=community_id, id__in=list(before.values())
        ).values_list("id", "stairwell_id")
    ) if before else {}  # fmt: skip
    return {who: (home, wells[home]) for who, home in before.items() if home in wells}


def _begins(entry: Entry) -> datetime:
    """Return from when a move holds: the day that was told, or when it was written down."""
    told = (entry.after or {}).get("since")
    return day_begins(date.fromisoformat(told)) if told else entry.occurred_at


def day_begins(day: date) -> datetime:
    """Return a local day's first moment."""
    return timezone.make_aware(datetime.combine(day, time()))
