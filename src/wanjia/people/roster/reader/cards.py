"""Forms of one household each, and the place that a sheet carries from line to line."""

from collections.abc import Sequence
from typing import Any

from wanjia.people.roster.reader import doors
from wanjia.people.roster.reader.addresses import NOWHERE, Written
from wanjia.people.roster.reader.cells import kinds
from wanjia.people.roster.reader.forms import PEOPLE, PLACES, Pair
from wanjia.people.roster.reader.headings import Heading
from wanjia.people.roster.reader.mentions import FIELDS
from wanjia.people.roster.reader.sheets import Sheet

DOOR = ("building", "unit", "stairwell", "address")


class Carried:
    """Where the rows are that do not say so themselves."""

    def __init__(self, above: Written = NOWHERE) -> None:
        self.above = above

    @property
    def holds_door(self) -> bool:
        """Whether a stairwell is known by now."""
        one = self.above
        return bool(one.building or one.unit or one.stairwell or one.address)

    def lose_door(self) -> None:
        """A line names a building without saying which: what was known holds no longer."""
        self.above = Written(estate=self.above.estate, lane=self.above.lane)

    def begin_table(self, heading: Heading) -> None:
        """A table begins: what it names in columns of its own is not carried into it."""
        if heading.names_door:
            self.above = Written(estate=self.above.estate, lane=self.above.lane)
        elif "room" in heading.columns:
            self.above = self.above._replace(room="", floor="")

    def card(self, place: dict[str, str]) -> None:
        """A form says where its people live."""
        if any(part in place for part in DOOR):
            kept = {"estate": self.above.estate, "lane": self.above.lane}
            self.above = Written(**{**kept, **place})
        else:
            self.above = self.above._replace(room="", floor="", **{})._replace(**place)

    @staticmethod
    def is_section(text: str) -> bool:
        """Whether a line by itself names where the rows below it are."""
        found = kinds(text)
        if doors.names_range(text):
            return False
        return (
            bool(doors.floor_of(text))
            or bool(found & {"block", "unit", "door", "address"})
            or doors.names_stairwell(text)
            or Carried.is_room(text)
        )

    @staticmethod
    def is_room(text: str) -> bool:
        """Whether a line by itself names a room in so many words: 301室."""
        return "room" in kinds(text) and text.strip().endswith(("室", "房"))

    def section(self, text: str, heading: Heading | None = None) -> None:
        """A line between the rows names the place of those below."""
        kept = {"estate": self.above.estate, "lane": self.above.lane}
        found = kinds(text)
        if floor := doors.floor_of(text):
            self.above = self.above._replace(room="", floor=floor)
        elif self.is_room(text):
            self.above = self.above._replace(room=text, floor="")
        elif "address" in found and heading and "room" not in heading.columns:
            self.above = Written(**kept, address=text)
        elif "unit" in found:
            above = self.above
            building = above.building or above.stairwell  # 9号楼 in a title, 一单元 over a block
            self.above = above._replace(
                building=building, stairwell="", unit=text, room="", floor=""
            )
        elif "block" in found:
            self.above = Written(**kept, building=text)
        else:
            self.above = Written(**kept, stairwell=text)


class Card:
    """What a form has said so far."""

    def __init__(self) -> None:
        self.labels: dict[tuple[str, str], None] = {}
        self.place: dict[str, str] = {}
        self.people: list[tuple[int, dict[str, str]]] = []
        self.rows: list[int] = []
        self.place_says_more = False
        self.waiting: dict[str, str] = {}

    def repeats(self, pairs: Sequence[Pair]) -> bool:
        """Whether these labels begin another form: the door, or the householder, once more."""
        again = {(one.field, one.label) for one in pairs} & self.labels.keys()
        if self.place and again and next(iter(self.labels)) in again:
            return True
        return any(field in PLACES or field == "head" for field, _ in again)

    def take(self, at: int, pairs: Sequence[Pair]) -> None:
        """Take down a row of the form."""
        self.rows.append(at)
        self.place_says_more = False
        for one in pairs:
            self.labels[one.field, one.label] = None
            if one.field in PLACES:
                self.place[one.field] = one.value
                self.place_says_more = True
            elif one.field in PEOPLE:
                relation = (
                    {"relation": "户主"} if one.field == "head" and "户主" in one.label else {}
                )
                self.people.append((at, {"name": one.value, **self.waiting, **relation}))
                self.waiting = {}
            elif one.field in FIELDS and self.people:
                self.people[-1][1].setdefault(one.field, one.value)
            elif one.field in FIELDS:
                self.waiting[one.field] = one.value

    def table(self, sheet: Sheet) -> tuple[Sheet, Heading, list[int]]:
        """The form as a table of its people, and which row of the sheet each stands in."""
        fields = ("name", *FIELDS)
        rows: list[list[Any]] = [[one.get(field, "") for field in fields] for _, one in self.people]
        columns: dict[str, tuple[int, ...]] = {one: (at,) for at, one in enumerate(fields)}
        heading = Heading(-1, -1, fields, columns)
        return Sheet(sheet.name, rows), heading, [at for at, _ in self.people]
