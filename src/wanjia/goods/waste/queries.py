"""What is asked of waste: the day's list, what yesterday left, barrels, the manifest."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from wanjia.core.access.viewer import STAFF, Viewer, system_viewer, visible_to
from wanjia.goods.models import Barrel, CartUse, Disinfection, Handover, Pickup, WastePlace
from wanjia.goods.queries import pushes

StillInfected = Callable[[UUID, UUID], bool]
_still_infected: list[StillInfected] = []


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
        return sum(one.bags for one in self.pickups)


def places_of(viewer: Viewer) -> QuerySet[WastePlace]:
    """The places in sight; all of them for who pushes a waste cart."""
    rows = WastePlace.objects.of(viewer)
    if pushes(viewer, CartUse.HOUSEHOLD, CartUse.MEDICAL):
        return rows
    return visible_to(viewer, rows, stairwell="dwelling__stairwell")


def active(viewer: Viewer, day: date) -> QuerySet[WastePlace]:
    """The places in sight that are collected from on a day."""
    rows = places_of(viewer)
    rows = rows.filter(Q(until=None) | Q(until__gte=day), since__lte=day)
    return rows.select_related("dwelling__stairwell__estate")


def pickups_of(viewer: Viewer, days: Iterable[date]) -> QuerySet[Pickup]:
    """What was picked up on some days and not taken back."""
    rows = Pickup.objects.of(viewer).filter(day__in=list(days), undone_at=None)
    return rows.select_related("barrel__handover")


def day_list(viewer: Viewer, day: date) -> list[Line]:
    """A day's places, estate by estate and stairwell by stairwell, from the top floor down.

    A place that was on yesterday's list and not served is `missed`.
    """
    before = day - timedelta(days=1)
    by_place: dict[tuple[UUID, date], list[Pickup]] = defaultdict(list)
    for one in pickups_of(viewer, (before, day)):
        by_place[one.place_id, one.day].append(one)
    lines = [
        Line(
            place,
            by_place[place.id, day],
            place.since <= before and not by_place[place.id, before],
        )
        for place in active(viewer, day)
    ]
    return sorted(lines, key=_order)


def _order(line: Line) -> tuple[object, ...]:
    home = line.place.dwelling
    if home is None:
        return (1, line.place.address, 0, 0, 0)
    well = home.stairwell
    return (0, well.estate.name, well.sort, -home.floor, home.sort)


def left_out(viewer: Viewer, day: date) -> list[Line]:
    """The places of the day before that were not served then or today: red in the morning."""
    return [line for line in day_list(viewer, day) if line.missed and not line.done]


def disinfections(viewer: Viewer) -> QuerySet[Disinfection]:
    """What is still to be disinfected, the most urgent first."""
    rows = visible_to(viewer, Disinfection.objects.all(), stairwell="stairwell")
    return rows.filter(done_at=None, cancelled_at=None).select_related(
        "stairwell__estate", "dwelling"
    )


def barrels_of(viewer: Viewer, day: date) -> QuerySet[Barrel]:
    """The barrels of a day with what is in them and who took them."""
    viewer.need(*STAFF, "town")
    rows = Barrel.objects.of(viewer).filter(day=day)
    return rows.select_related("handover").prefetch_related("pickups")


def barrels_here(viewer: Viewer) -> QuerySet[Barrel]:
    """The barrels of any day that nobody has taken yet, the oldest first."""
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
        return sum(one.grams or 0 for one in self.barrels)


def manifest(viewer: Viewer, day: date) -> Manifest:
    """The manifest of a day."""
    barrels = list(barrels_of(viewer, day))
    ids = {one.handover_id for one in barrels if one.handover_id}
    handovers = Handover.objects.of(viewer).filter(id__in=ids)
    town = viewer.role == "town"
    lines = day_list(system_viewer(viewer.community_id) if town else viewer, day)
    return Manifest(
        day,
        barrels,
        list(handovers.order_by("at")),
        [] if town else lines,
        len(lines),
        sum(line.done for line in lines),
        sum(line.bags for line in lines),
    )
