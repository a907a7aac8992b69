"""Where each row's people live: cells that are empty, merged or repeated follow the row above."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from wanjia.people.roster.reader import doors
from wanjia.people.roster.reader.facts import text_of
from wanjia.people.roster.reader.rows import Layout, is_ditto
from wanjia.people.roster.reader.values import Place

if TYPE_CHECKING:
    from wanjia.people.roster.reader.cards import Carried

PLACE = ("estate", "lane", "building", "unit", "stairwell", "floor", "room", "address")
EMPTY = "/\\-—–. "
NONE = frozenset(("无", "没有", "暂无"))
INNER = ("building", "unit", "stairwell", "floor", "room")


class Written(NamedTuple):
    """The place cells that hold for a row, as texts."""

    estate: str = ""
    lane: str = ""
    building: str = ""
    unit: str = ""
    stairwell: str = ""
    floor: str = ""
    room: str = ""
    address: str = ""


NOWHERE = Written()


class Follower:
    """Walks down a table and says for each row which place cells hold for it."""

    def __init__(self, layout: Layout, carried: "Carried") -> None:
        self.columns = [(one, layout.first[one]) for one in PLACE if one in layout.first]
        self.covered = layout.covered
        self.rows_covered = {row for row, _ in self.covered}
        self.carried = carried
        self.seen = NOWHERE
        self.last: tuple[Any, ...] = ()
        self.door = [one for one in ("building", "unit", "stairwell") if one in layout.first]

    @property
    def above(self) -> Written:
        """The place that the row above has, or a line between the rows has named."""
        return self.carried.above

    def follow(self, at: int, row: Sequence[Any]) -> Written:
        """The place cells of a row; it becomes the row above of the next."""
        cells = tuple([row[column] for _, column in self.columns])
        if cells == self.last and self.seen is self.above and at not in self.rows_covered:
            return self.above
        self.last = cells
        own: dict[str, str] = {}
        given: set[str] = set()
        repeated: set[str] = set()
        for (name, column), cell in zip(self.columns, cells, strict=True):
            if (at, column) in self.covered:
                repeated.add(name)
            elif cell == "" or cell is None:
                continue
            elif is_ditto(cell):
                repeated.add(name)
                given.add(name)
            elif (text := _place_text(cell)).strip(EMPTY):
                own[name] = "" if text in NONE else text
                given.add(name)
        self.carried.above = self.seen = self._joined(own, given, repeated)
        return self.seen

    def _joined(self, own: dict[str, str], given: set[str], repeated: set[str]) -> Written:
        above = self.above
        estate = own.get("estate", above.estate)
        moved = estate != above.estate
        lane = own.get("lane", "" if moved else above.lane)
        moved = moved or lane != above.lane
        if "address" in own:
            inner = {one: own.get(one, "") for one in INNER}
            return Written(estate, lane, **inner, address=own["address"])
        if moved and self.above is not NOWHERE:
            return Written(estate, lane, **{one: own.get(one, "") for one in INNER})
        building = own.get("building", above.building)
        moved = building != above.building
        unit = own.get("unit", "" if moved else above.unit)
        stairwell = own.get("stairwell", "" if moved else above.stairwell)
        door_given = any(one in given for one in self.door)
        room = own.get("room", "")
        same_door = all(one in repeated for one in self.door if one in given)
        if not room and (
            "room" in repeated or not ((door_given and not same_door) or "room" in given)
        ):
            room = above.room
        same_room = room == above.room or not door_given
        floor = own.get("floor", above.floor if same_room and not moved else "")
        address = "" if (door_given and not same_door) or "room" in own else above.address
        return Written(estate, lane, building, unit, stairwell, floor, room, address)


def _place_text(cell: Any) -> str:
    """A place cell as text; a program has made a day of what was typed as 3-2."""
    return f"{cell.month}-{cell.day}" if isinstance(cell, date) else text_of(cell)


def own_cells(layout: Layout, row: Sequence[Any]) -> Written:
    """The place cells that a row itself fills in."""
    cells = {one: row[layout.first[one]] for one in PLACE if one in layout.first}
    return Written(**{one: _place_text(cell) for one, cell in cells.items() if not is_ditto(cell)})


def names_place(written: Written) -> bool:
    """Whether cells name a room, or a stairwell that can be read: else they are a remark."""
    texts = (written.stairwell, written.building)
    return bool(written.room or written.address) or any(
        text and doors.stairwell_of(text) is not None for text in texts
    )


@lru_cache(16384)
def place_of(written: Written, with_unit: bool) -> tuple[Place | None, bool]:
    """The place that cells name in normal form, None without a stairwell; and if it is a range.

    `with_unit` says that the doors' numbers begin anew in each building, so that a building and
    its door together are the stairwell.
    """
    lane = doors.lane_of(written.lane) if written.lane else ""
    full = doors.address_of(written.address) if written.address else None
    well = _well(written, with_unit)
    if well is None:
        if full is None and written.room and not _names_door(written):
            full = doors.address_of(written.room)
            if full is None or not full.room:
                return None, False
        if full is None:
            return None, False
        room = full.room
        if written.room and written.address and not room:
            room = doors.room_of(written.room, full.stairwell)[0]
        place = Place(written.estate or full.estate, lane or full.lane, full.stairwell, room)
        return place, False
    room, ranged = _room(written, well.label)
    if not room and not written.room:
        room = _room_in_door(written, well.label)
    return Place(written.estate, lane or well.lane, well.label, room), ranged


def _names_door(written: Written) -> bool:
    return bool(written.stairwell or written.building or written.unit)


def _well(written: Written, with_unit: bool) -> doors.Well | None:
    if written.stairwell and written.unit and not written.building:
        return _well(written._replace(building=written.stairwell, stairwell=""), with_unit)
    if written.stairwell:
        well = _plain_well(written.stairwell, written.room)
        if well is None or not (with_unit and written.building):
            return well
        building = doors.stairwell_of(written.building)
        return building and doors.Well(well.lane or building.lane, f"{building.label}-{well.label}")
    building = _building(written) if written.building else None
    if not written.unit:
        return building
    unit = doors.unit_of(written.unit)
    if building is None:
        return doors.Well("", unit) if unit and not written.building else None
    return doors.Well(building.lane, f"{building.label}-{unit}") if unit else None


def _building(written: Written) -> doors.Well | None:
    named = doors.named_well(written.building, written.estate, written.room)
    return named or _plain_well(written.building, written.room)


def _plain_well(text: str, room: str) -> doors.Well | None:
    if not room and doors.holds_room(text):
        return _door_in(text)
    return doors.stairwell_of(text) or _door_in(text)


def _door_in(text: str) -> doors.Well | None:
    """The stairwell of a cell that holds the room too: 23-602, 23号602室."""
    full = doors.address_of(text)
    return doors.Well(full.lane, full.stairwell) if full and full.room else None


def _room_in_door(written: Written, label: str) -> str:
    text = written.stairwell or written.building
    if doors.stairwell_of(text) and not doors.holds_room(text):
        return ""
    full = doors.address_of(text)
    return full.room if full and full.stairwell == label else ""


def _room(written: Written, label: str) -> tuple[str, bool]:
    room, ranged = doors.room_of(written.room, label) if written.room else ("", False)
    if written.floor and room.isdecimal() and len(room) <= 2:
        floor = "".join(one for one in written.floor if one.isdecimal())
        room = f"{floor}{room:0>2}" if floor else room
    elif written.floor.isdecimal() and len(room) == 1 and room.isascii() and room.isalpha():
        room = f"{written.floor}{room}"
    return room, ranged
