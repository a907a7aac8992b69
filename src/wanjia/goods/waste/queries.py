"""What is asked of waste: the day's list, what yesterday left, barrels, the manifest."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import FIELD, OFFICERS, STAFF, Viewer, system_viewer, visible_to
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.goods.models import Barrel, CartUse, Disinfection, Handover, Pickup, WastePlace
from wanjia.goods.queries import pushes_cart
from wanjia.goods.rules import load_rules
from wanjia.people.models import HouseholdLink
from wanjia.people.search.queries import dwellings_like

LISTERS = (*OFFICERS, "grid", "steward")
StillInfected = Callable[[UUID, UUID], bool]
_still_infected: list[StillInfected] = []


def waste_day() -> date:
    """Return the community's day, as waste is counted."""
    return timezone.localdate(clock.now())


def still_infected_from(finder: StillInfected) -> StillInfected:
    """Register a function of a higher floor: whether somebody positive is still in a dwelling of a
    community."""
    if finder not in _still_infected:
        _still_infected.append(finder)
    return finder


def is_still_infected(community: UUID, dwelling: UUID) -> bool:
    """Ask whether somebody positive is still in a dwelling, as far as any floor knows."""
    return any(finder(community, dwelling) for finder in _still_infected)


@dataclass
class Line:
    """A place on a day's list: what was taken today, whether yesterday left it out."""

    place: WastePlace
    pickups: list[Pickup] = field(default_factory=list)
    missed: bool = False

    @property
    def done(self) -> bool:
        return bool(self.pickups)

    @property
    def bags(self) -> int:
        return sum(pickup.bags for pickup in self.pickups)


def places_of(viewer: Viewer) -> QuerySet[WastePlace]:
    """Return the places in sight; all of them for who pushes a waste cart."""
    rows = WastePlace.objects.of(viewer)
    if pushes_cart(viewer, CartUse.HOUSEHOLD, CartUse.MEDICAL):
        return rows
    return visible_to(viewer, rows, stairwell="dwelling__stairwell")


def places_on(viewer: Viewer, day: date) -> QuerySet[WastePlace]:
    """Return the places in sight that are collected from on a day."""
    rows = places_of(viewer)
    rows = rows.filter(Q(until=None) | Q(until__gte=day), since__lte=day)
    return rows.select_related("dwelling__stairwell__estate")


def pickups_of(viewer: Viewer, days: Iterable[date]) -> QuerySet[Pickup]:
    """Return what was picked up on some days and not taken back."""
    rows = Pickup.objects.of(viewer).filter(day__in=list(days), undone_at=None)
    return rows.select_related("barrel__handover")


def day_list(viewer: Viewer, day: date) -> list[Line]:
    """Return a day's places, estate by estate and stairwell by stairwell, from the top floor down.

    A place that was on yesterday's list and not served is `missed`.
    """
    before = day - timedelta(days=1)
    by_place: dict[tuple[UUID, date], list[Pickup]] = defaultdict(list)
    for pickup in pickups_of(viewer, (before, day)):
        by_place[pickup.place_id, pickup.day].append(pickup)
    lines = [
        Line(
            place,
            by_place[place.id, day],
            place.since <= before and not by_place[place.id, before],
        )
        for place in places_on(viewer, day)
    ]
    return sorted(lines, key=_sort_key)


def _sort_key(line: Line) -> tuple[object, ...]:
    home = line.place.dwelling
    if home is None:
        return (1, line.place.address, 0, 0, 0)
    well = home.stairwell
    return (0, well.estate.name, well.sort, -home.floor, home.sort)


def place_scanned(viewer: Viewer, text: str) -> UUID:
    """Return the place on today's list that a scanned household code, or a typed door, means.

    Raises Problem `waste.unknown`.
    """
    words = text.strip()
    places = {line.place.dwelling_id: line.place.id for line in day_list(viewer, waste_day())}
    token = words.rstrip("/").rpartition("/")[2]
    link = HouseholdLink.objects.of(viewer).filter(token=token, revoked_at=None).first()
    if link and link.dwelling_id in places:
        return places[link.dwelling_id]
    dwellings = [] if link or not words else list(dwellings_like(viewer, words)[:20])
    meant = [places[dwelling.id] for dwelling in dwellings if dwelling.id in places]
    if len(meant) == 1:
        return meant[0]
    raise Problem("waste.unknown", text=link.dwelling.door if link else words[:20])


def left_out(viewer: Viewer, day: date) -> list[Line]:
    """Return the places of the day before that were not served then or today.

    Red in the morning.
    """
    return [line for line in day_list(viewer, day) if line.missed and not line.done]


def open_disinfections(viewer: Viewer) -> QuerySet[Disinfection]:
    """Return what is still to be disinfected, the most urgent first."""
    rows = visible_to(viewer, Disinfection.objects.all(), stairwell="stairwell")
    return rows.filter(done_at=None, cancelled_at=None).select_related(
        "stairwell__estate", "dwelling"
    )


def barrels_of(viewer: Viewer, day: date) -> QuerySet[Barrel]:
    """Return the barrels of a day with what is in them and who took them."""
    viewer.need(*STAFF, "town")
    rows = Barrel.objects.of(viewer).filter(day=day)
    return rows.select_related("handover").prefetch_related("pickups")


def barrels_here(viewer: Viewer) -> QuerySet[Barrel]:
    """Return the barrels of any day that nobody has taken yet, the oldest first."""
    viewer.need(*STAFF)
    rows = Barrel.objects.of(viewer).filter(handover=None)
    return rows.order_by("day", "number")


@dataclass(frozen=True)
class Manifest:
    """A day's manifest: barrels, hand-overs, how many places were served, their bags, the weight.

    `lines` are the places in the viewer's sight; the town sees the sums of all and no line.
    """

    day: date
    barrels: Sequence[Barrel]
    handovers: Sequence[Handover]
    lines: Sequence[Line]
    places: int
    served: int
    bags: int

    @property
    def grams(self) -> int:
        return sum(barrel.grams or 0 for barrel in self.barrels)


def day_manifest(viewer: Viewer, day: date) -> Manifest:
    """Return the manifest of a day."""
    barrels = list(barrels_of(viewer, day))
    ids = {barrel.handover_id for barrel in barrels if barrel.handover_id}
    handovers = Handover.objects.of(viewer).filter(id__in=ids)
    town = viewer.role == "town"
    lines = day_list(system_viewer(viewer.community_id) if town else viewer, day)
    return Manifest(
        day,
        barrels,
        list(handovers.order_by("occurred_at")),
        [] if town else lines,
        len(lines),
        sum(line.done for line in lines),
        sum(line.bags for line in lines),
    )


def place_of(viewer: Viewer, place_id: UUID) -> WastePlace:
    """Return one place in sight; raises Problem `kernel.not_found`."""
    rows = places_of(viewer).select_related("dwelling__stairwell")
    return get_or_refuse(rows, id=place_id)


def late_before() -> datetime:
    """Return since when a weighed barrel may still be here; before that it is late."""
    return clock.now() - timedelta(hours=load_rules().waste.haulier_hours)


def may_list(viewer: Viewer) -> bool:
    """Return whether the viewer puts places on the list and takes them off."""
    return viewer.may(*LISTERS) or viewer.role not in FIELD
