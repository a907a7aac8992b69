"""A sheet's rows to people, under the headings that it is read with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wanjia.people.roster.reader import titles
from wanjia.people.roster.reader.addresses import Follower, Written, names_place, own_cells
from wanjia.people.roster.reader.cards import Card, Carried
from wanjia.people.roster.reader.cells import kinds, says_not_all
from wanjia.people.roster.reader.columns import Column, columns_of, settle
from wanjia.people.roster.reader.facts import is_vacant, name_of, text_of
from wanjia.people.roster.reader.forms import PLACES, pairs_in
from wanjia.people.roster.reader.headings import (
    PART,
    Heading,
    field_of,
    heading_in,
    side_by_side,
)
from wanjia.people.roster.reader.mentions import people_in
from wanjia.people.roster.reader.person import Facts, Reader
from wanjia.people.roster.reader.rows import Layout, is_blank
from wanjia.people.roster.reader.sheets import Sheet
from wanjia.people.roster.reader.slots import Slot, Slots, find_slots
from wanjia.people.roster.reader.values import Place


@dataclass(slots=True)
class Row:
    """A row that speaks of a person (`facts`) or of an empty dwelling (none)."""

    number: int
    sheet: str
    written: Written
    name: str
    facts: Facts | None
    cells: list[Any]
    layout: Layout
    place: Place | None = None
    ranged: bool = False
    vacant: bool = False
    several: int = 1
    card: bool = False


@dataclass
class Table:
    """Rows read under one heading; `read` are their places in the sheet."""

    layout: Layout
    slots: Slots
    columns: list[Column]
    read: set[int] = field(default_factory=set)


@dataclass
class SheetReading:
    """What one way of reading makes of a sheet."""

    sheet: Sheet
    rows: list[Row] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    spoken: set[int] = field(default_factory=set)
    strange: list[tuple[int, str]] = field(default_factory=list)
    joined: list[tuple[int, str]] = field(default_factory=list)
    vague: list[tuple[int, str]] = field(default_factory=list)
    unplaced: list[tuple[int, str]] = field(default_factory=list)

    @property
    def heard(self) -> set[int]:
        """The rows, as Excel counts, that speak of somebody or of a dwelling."""
        return {row.number for row in self.rows}


def read_headed(
    sheet: Sheet, heading: Heading, today: date, carried: Carried, with_doubtful: bool = True
) -> SheetReading:
    """Read a sheet under the heading that stands in it."""
    reading = SheetReading(sheet)
    over = sheet.rows[: max(heading.first, 0)]
    reading.over = [text for row in over for cell in row if (text := text_of(cell))]
    flow = _Flow(reading, today, carried, with_doubtful)
    for at, row in enumerate(over):
        flow.take_form(at, row)
    flow.counted = titles.counted_on(reading.over, today)
    section = titles.stairwell_of_sheet(sheet.name, reading.over)
    if section and not heading.names_door and not carried.holds_door:
        carried.section(section)
    start = carried.above
    for block, its_heading in side_by_side(sheet, heading):
        if block is not sheet:
            carried.above = start
            for text in _titles_over(block, its_heading):
                carried.section(text, its_heading)
        flow.read_block(block, its_heading)
    flow.end_card()
    return reading


def read_forms(sheet: Sheet, today: date, carried: Carried) -> SheetReading:
    """Read a sheet that is forms from its first row on: a card for each household."""
    reading = SheetReading(sheet)
    flow = _Flow(reading, today, carried, True)
    flow.read_rows(0)
    flow.end_card()
    return reading


def read_slots(
    sheet: Sheet, heading: Heading, slots: Sequence[Slot], today: date, carried: Carried
) -> SheetReading:
    """Read a sheet whose slots are known already: a board."""
    reading = SheetReading(sheet)
    flow = _Flow(reading, today, carried, True)
    flow.begin(sheet, heading, Slots(tuple(slots)), [])
    flow.read_rows(heading.last + 1)
    return reading


class _Flow:
    """Goes down a sheet: tables, the lines between them that name a place, and forms."""

    def __init__(
        self, reading: SheetReading, today: date, carried: Carried, with_doubtful: bool
    ) -> None:
        self.reading = reading
        self.sheet = reading.sheet
        self.today = today
        self.carried = carried
        self.with_doubtful = with_doubtful
        self.table: Table | None = None
        self.card = Card()
        self.named: dict[str, str] = {}  # what a form says of the householder over a table
        self.counted = today, today

    def read_block(self, sheet: Sheet, heading: Heading) -> None:
        """Read the rows under a heading; what is not among those found is about nobody."""
        self.sheet = sheet
        self.start(sheet, heading)
        self.read_rows(heading.last + 1)

    def start(self, sheet: Sheet, heading: Heading) -> None:
        columns = columns_of(sheet.rows[heading.last + 1 :], heading.titles)
        settled = settle(heading, columns)
        if "name" not in settled.columns:
            settled = heading
        slots = find_slots(settled, columns, self.with_doubtful)
        if len(slots.slots) == 1 and slots.slots[0].name != settled.columns["name"][0]:
            settled = settled.with_columns(name=(slots.slots[0].name,))
        self.begin(sheet, settled, slots, columns)

    def begin(self, sheet: Sheet, heading: Heading, slots: Slots, columns: list[Column]) -> None:
        """From the next row on a table is read."""
        layout = Layout(sheet, heading, slots.slots)
        self.table = Table(layout, slots, columns)
        self.reading.tables.append(self.table)
        self.reader = Reader(layout, self.today, self.counted)
        self.reader.begin_below(self.card.people[-1][1] if self.card.people else self.named)
        self.carried.begin_table(heading)
        self.follower = Follower(layout, self.carried)

    def read_rows(self, start: int) -> None:
        """Read from a row to the sheet's end, another heading beginning another table."""
        for at in range(start, len(self.sheet.rows)):
            row = self.sheet.rows[at]
            if self.table is None:
                self._between(at, row)
                continue
            layout = self.table.layout
            if len(row) < layout.width:
                row = [*row, *[""] * (layout.width - len(row))]
            ordinary = layout.is_ordinary(at, row)
            if not ordinary and self._is_other_heading(at, row):
                continue
            self._read_row(at, row, ordinary)

    def _between(self, at: int, row: Sequence[Any]) -> None:
        if (heading := heading_in(at, row)) is not None and not pairs_in(row):
            self.end_card(keep_place=True)
            self.start(self.sheet, heading)
        else:
            self.take_form(at, row)

    def _is_other_heading(self, at: int, row: Sequence[Any]) -> bool:
        if (other := heading_in(at, row)) is None or pairs_in(row):
            return False
        assert self.table is not None
        self.end_card(keep_place=True)
        if self.table.layout.is_heading([*row, *[""] * (self.table.layout.width - len(row))]):
            return True
        known = self.table.layout.heading
        same = other.titles == known.titles[: len(other.titles)]
        if not same and other.columns != known.columns:
            self.start(self.sheet, other)
        return True

    def take_form(self, at: int, row: Sequence[Any]) -> bool:
        """Whether a row is a form's; what it says is taken down."""
        pairs = pairs_in(row)
        if not pairs:
            return False
        if self.card.repeats(pairs):
            self.end_card()
        self.card.take(at, pairs)
        if self.card.place_says_more:
            self.carried.card(self.card.place)
        return True

    def end_card(self, keep_place: bool = False) -> None:
        """Put down the people of a form that has ended."""
        card, self.card = self.card, Card()
        if not card.people or (keep_place and not card.place and not self.carried.holds_door):
            if card.people:
                self.card = card
            return
        self.named = card.people[-1][1]
        sheet, heading, numbers = card.table(self.sheet)
        layout = Layout(sheet, heading)
        reader, follower = Reader(layout, self.today), Follower(layout, self.carried)
        for at, row in enumerate(sheet.rows):
            full = [*row, *[""] * (layout.width - len(row))]
            for own in layout.people_in(full):
                one = self._person(at, own, layout, reader, follower)
                one.number, one.card = self.sheet.number(numbers[at]), True
                self.reading.rows.append(one)
        self.reading.spoken |= set(card.rows)

    def _read_row(self, at: int, row: Sequence[Any], ordinary: bool) -> None:
        """Take down what a row is about: its people, an empty dwelling, or nothing."""
        assert self.table is not None
        layout = self.table.layout
        if not ordinary:
            if is_blank(row):
                return
            if self._take_section(at, row, layout):
                return
            own = row[: len(self.sheet.rows[at])]
            if _begins_card(own) and self.take_form(at, own):
                return
            if layout.is_heading(row) or layout.speaks_of_nobody(at, row):
                return
            if not layout.says_all_of(row) and self.take_form(at, own):
                return
            if layout.vacancy(row):
                if empty := self._empty(at, row, layout):
                    self._put(at, empty)
                return
        if layout.plain and ordinary:
            name = text_of(row[layout.name]) if layout.verbatim else row[layout.name]
            one = self._person(at, row, layout, self.reader, self.follower, name)
            self._put(at, one)
            return
        people = layout.people_in(row)
        self._note_doubts(at, row, layout)
        found = [self._person(at, own, layout, self.reader, self.follower) for own in people]
        if len(found) > 1 and layout.plain:
            found[0].several = len(found)
        for one in found:
            self._put(at, one)

    def _note_doubts(self, at: int, row: Sequence[Any], layout: Layout) -> None:
        number = self.sheet.number(at)
        for slot in layout.slots:
            text = text_of(row[slot.name])
            people = people_in(text) if text else None
            if people and people.strange and people.mentions:
                self.reading.strange.append((number, text))
            if people and people.joined:
                self.reading.joined.append((number, text))
            if text and says_not_all(text):
                self.reading.vague.append((number, text))

    def _put(self, at: int, row: Row) -> None:
        assert self.table is not None
        self.reading.rows.append(row)
        self.table.read.add(at)

    def _person(
        self,
        at: int,
        row: Sequence[Any],
        layout: Layout,
        reader: Reader,
        follower: Follower,
        known: str = "",
    ) -> Row:
        """The person of a row; `known` is a name that is nothing but a name."""
        name, aside = (known, "") if known else name_of(text_of(row[layout.name]))
        written = follower.follow(at, row)
        cells = reader.resolve(at, row)
        facts = reader.read(cells, aside)
        return Row(self.sheet.number(at), self.sheet.name, written, name, facts, cells, layout)

    def _take_section(self, at: int, row: Sequence[Any], layout: Layout) -> bool:
        """Whether a row is a line such as `8号楼` over those below, where no column says so."""
        filled = [text for cell in row if cell not in ("", None) and (text := text_of(cell))]
        if not 0 < len(filled) < 3:
            return False
        if layout.holds_name(row) and not (len(filled) == 1 and _is_place(filled[0])):
            return False
        if len(filled) == 1 and titles.lacks_number(filled[0]):
            self.reading.unplaced.append((self.sheet.number(at), filled[0]))
            self.carried.lose_door()
            return True
        filled = [titles.line_of(text) for text in filled]
        if layout.heading.names_door or not all(self.carried.is_section(one) for one in filled):
            return False
        if "room" in layout.heading.columns and any(self.carried.is_room(one) for one in filled):
            return False
        for one in filled:
            self.carried.section(one, layout.heading)
        self.reading.spoken.add(at)
        return True

    def _empty(self, at: int, row: Sequence[Any], layout: Layout) -> Row | None:
        vacant = _says_vacant(row, layout)
        if not vacant and not names_place(own_cells(layout, row)):
            return None
        written = self.follower.follow(at, row)
        number = self.sheet.number(at)
        return Row(number, self.sheet.name, written, "", None, list(row), layout, vacant=vacant)


def _is_place(text: str) -> bool:
    """Whether a line where a name could stand says where those below live."""
    line = titles.line_of(text)
    return Carried.is_section(line) and bool(
        kinds(line) & {"block", "unit", "address", "door"} - {"name"}
    )


def _begins_card(row: Sequence[Any]) -> bool:
    """Whether a row says in so many words whose home the next form is: 地址：5栋201 | 户号：7."""
    pairs = pairs_in(row)
    return bool(pairs) and all(
        one.field in PLACES and field_of(one.label)[1] < PART and one.inline for one in pairs
    )


def _says_vacant(row: Sequence[Any], layout: Layout) -> bool:
    columns = [layout.name, *layout.heading.columns.get("note", ())]
    columns += layout.heading.columns.get("state", ())
    return any(is_vacant(text_of(row[column])) for column in columns)


def _titles_over(block: Sheet, heading: Heading) -> list[str]:
    """The doors named over a block that stands beside others."""
    if heading.names_door:
        return []
    over = [text_of(cell) for row in block.rows[: heading.first] for cell in row if cell]
    sections = [text for text in over if Carried.is_section(text)]
    if "room" in heading.columns:
        return [text for text in sections if not Carried.is_room(text)]
    return sections
