"""The doors a roster names: found among those known, or made where nobody had drawn them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple
from uuid import UUID

from wanjia.core.access.viewer import Viewer
from wanjia.core.ids import new_id
from wanjia.places.bulk import insert_rows
from wanjia.places.doors.labels import door_of, floor_of, natural, sort_of
from wanjia.places.models import Dwelling, Estate, EstateKind, Stairwell


class Door(NamedTuple):
    """Where a roster says that somebody lives; estate, lane and room may be empty."""

    estate: str
    lane: str
    stairwell: str
    room: str


class Made(NamedTuple):
    """What was not there before."""

    estates: int
    stairwells: int
    dwellings: int


class Doors:
    """All doors of a community at one moment, looked up without asking the database again."""

    def __init__(self, viewer: Viewer, estate_named: str = "") -> None:
        """`estate_named` is what an estate is called that the roster does not name."""
        of = {"community_id": viewer.community_id}
        self.community_id = viewer.community_id
        self.estate_named = estate_named
        self.estates = {row.name: row for row in Estate.objects.filter(**of)}
        self.stairwells: dict[tuple[UUID, str, str], UUID] = {}
        self._lanes: dict[tuple[UUID, str], set[str]] = defaultdict(set)
        self._lane_estates: dict[str, set[str]] = defaultdict(set)
        names = {row.id: row.name for row in self.estates.values()}
        rows = Stairwell.objects.filter(**of).order_by()
        for one, estate, lane, label in rows.values_list("id", "estate_id", "lane", "label"):
            self._know_stairwell(estate, lane, label, one, names[estate])
        for row in self.estates.values():
            for lane in row.lanes:
                self._lane_estates[lane].add(row.name)
        self.dwellings: dict[tuple[UUID, str], UUID] = {
            (stairwell, room): one
            for one, stairwell, room in Dwelling.objects.filter(**of)
            .order_by()
            .values_list("id", "stairwell_id", "room")
        }
        self._roomed = {stairwell for stairwell, room in self.dwellings if room}

    def _know_stairwell(self, estate: UUID, lane: str, label: str, one: UUID, name: str) -> None:
        self.stairwells[estate, lane, label] = one
        self._lanes[estate, label].add(lane)
        self._lane_estates[lane].add(name)

    def estate_of(self, door: Door) -> str:
        """The name of the estate that a door is in, known or not."""
        if door.estate:
            return self._as_known(door.estate)
        by_lane = self._lane_estates.get(door.lane, set()) if door.lane else set()
        if len(by_lane) == 1:
            return next(iter(by_lane))
        if len(self.estates) == 1:
            return next(iter(self.estates))
        return self.estate_named

    def knows_all(self, estate: str, wells: Iterable[tuple[str, str]]) -> bool:
        """Whether all these stairwells, as lane and label, are known in one estate."""
        return all(self._stairwell(Door(estate, *well, "")) is not None for well in wells)

    def _as_known(self, name: str) -> str:
        for spelling in (name, name.removesuffix("小区"), f"{name}小区"):
            if spelling in self.estates:
                return spelling
        return name

    def is_ambiguous(self, door: Door) -> bool:
        """Whether a door without a lane may be in several: lane 1266 no. 3 and lane 1288 no. 3."""
        estate = self.estates.get(self.estate_of(door))
        if door.lane or estate is None:
            return False
        lanes = self._lanes.get((estate.id, door.stairwell), set())
        return len(lanes) > 1 and "" not in lanes

    def lacks_room(self, door: Door) -> bool:
        """Whether a door without a room is no house: the stairwell is known to have flats."""
        if door.room or self.find(door) is not None:
            return False
        return self._stairwell(door) in self._roomed

    def find(self, door: Door) -> UUID | None:
        """The dwelling that a door means, if it is known."""
        stairwell = self._stairwell(door)
        return self.dwellings.get((stairwell, door.room)) if stairwell else None

    def _stairwell(self, door: Door) -> UUID | None:
        estate = self.estates.get(self.estate_of(door))
        if estate is None:
            return None
        lanes = self._lanes.get((estate.id, door.stairwell), set())
        lane = door.lane
        if lane not in lanes and len(lanes) == 1 and (not lane or "" in lanes):
            lane = next(iter(lanes))
        return self.stairwells.get((estate.id, lane, door.stairwell))

    def missing(self, doors: Iterable[Door]) -> Made:
        """How much `make` would make for these doors."""
        unknown = [door for door in doors if self.find(door) is None]
        estates = {self.estate_of(door) for door in unknown} - set(self.estates)
        stairwells = {
            (self.estate_of(door), door.lane, door.stairwell)
            for door in unknown
            if self._stairwell(door) is None
        }
        return Made(len(estates), len(stairwells), len(unknown))

    def make(self, doors: Collection[Door]) -> tuple[Made, list[Estate]]:
        """Make what these doors lack; return how much, and the estates that got a stairwell."""
        unknown = list(dict.fromkeys(door for door in doors if self.find(door) is None))
        estates = self._make_estates(unknown)
        stairwells = self._make_stairwells(unknown)
        dwellings = self._make_dwellings(unknown)
        grown = {estate for estate, _, _ in stairwells}
        return (
            Made(len(estates), len(stairwells), dwellings),
            [row for row in self.estates.values() if row.id in grown],
        )

    def _make_estates(self, doors: list[Door]) -> list[Estate]:
        lanes: dict[str, set[str]] = defaultdict(set)
        rooms: dict[str, set[bool]] = defaultdict(set)
        for door in doors:
            name = self.estate_of(door)
            if name not in self.estates:
                lanes[name] |= {door.lane} - {""}
                rooms[name].add(bool(door.room))
        made = [
            Estate(
                community_id=self.community_id,
                name=name,
                kind=EstateKind.APARTMENTS if True in rooms[name] else EstateKind.DETACHED,
                lanes=sorted(lanes[name], key=natural),
                schematic=True,
            )
            for name in rooms
        ]
        for row in Estate.objects.bulk_create(made):
            self.estates[row.name] = row
        return made

    def _make_stairwells(self, doors: list[Door]) -> Collection[tuple[UUID, str, str]]:
        """Make the stairwells that are missing; return their estates, lanes and labels."""
        made: dict[tuple[UUID, str, str], UUID] = {}
        for door in doors:
            estate = self.estates[self.estate_of(door)]
            if self._stairwell(door) is None:
                key = (estate.id, door.lane, door.stairwell)
                made[key] = new_id()
                self._know_stairwell(*key, made[key], estate.name)
        insert_rows(
            Stairwell,
            ("id", "estate_id", "lane", "label"),
            [(one, *key) for key, one in made.items()],
            community_id=self.community_id,
        )
        return made

    def _make_dwellings(self, doors: list[Door]) -> int:
        rows: list[tuple[Any, ...]] = []
        for door in sorted(doors, key=lambda door: (floor_of(door.room), natural(door.room))):
            stairwell = self._stairwell(door)
            assert stairwell is not None
            if (stairwell, door.room) in self.dwellings:
                continue
            one, floor = new_id(), floor_of(door.room)
            name, sort = door_of(door.stairwell, door.room), sort_of(floor, door.room)
            rows.append((one, stairwell, door.room, name, floor, sort))
            self.dwellings[stairwell, door.room] = one
        insert_rows(
            Dwelling,
            ("id", "stairwell_id", "room", "door", "floor", "sort"),
            rows,
            community_id=self.community_id,
        )
        return len(rows)
