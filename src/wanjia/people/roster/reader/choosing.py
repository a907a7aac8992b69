"""The ways in which each sheet can be read, best first."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import PurePath
from typing import Any
from unicodedata import category

from wanjia.people.roster.reader import shapes
from wanjia.people.roster.reader.cards import Carried
from wanjia.people.roster.reader.cells import WORDS
from wanjia.people.roster.reader.columns import HAS_PHONE, Column
from wanjia.people.roster.reader.facts import text_of
from wanjia.people.roster.reader.headings import (
    Heading,
    field_of,
    is_heading_word,
    is_known_other,
)
from wanjia.people.roster.reader.judging import judge, settle_places
from wanjia.people.roster.reader.name_columns import joined
from wanjia.people.roster.reader.residue import Unread, name_in, unread
from wanjia.people.roster.reader.rows import is_blank
from wanjia.people.roster.reader.sheets import Sheet
from wanjia.people.roster.reader.tables import (
    SheetReading,
    Table,
    read_forms,
    read_headed,
    read_slots,
)
from wanjia.people.roster.reader.titles import is_old, is_unnamed, names_in_charge
from wanjia.people.roster.reader.values import Listed, Roster

CLOSE = 0.12  # ways whose points differ by less are close
HOMES = Heading(-1, -1, ("", ""), {"room": (0,), "name": (1,)})
SAMPLED = 400  # rows that tell whether a long sheet without headings is a roster at all
HOPELESS = 2.0
LARGE = 7  # people in a dwelling, on the average; more is odd


@dataclass
class Reading:
    """One way to read a sheet, with what speaks against it; 0 is nothing."""

    key: str
    zh: str
    en: str
    found: SheetReading
    left: list[Unread] = field(default_factory=list)

    @cached_property
    def roster(self) -> Roster:
        """What this way by itself would take in."""
        rows = list(self.found.rows)
        settle_places(rows)
        return judge(rows, [], [], [self.found.sheet.name])

    @cached_property
    def misnamed(self) -> list[Listed]:
        """People whose name is a heading's word, 电话, or holds a sign: 张三→李四."""
        return [
            one
            for one in self.roster.people
            if not one.source.layout.verbatim
            and (is_heading_word(one.name) or any(category(c)[0] == "S" for c in one.name))
        ]

    @cached_property
    def against(self) -> float:
        """How much speaks against this way: names unread, rows refused, odd households."""
        roster = self.roster
        count = len(roster.people)
        if not count:
            return 9.0
        lines = max(1, len({one.row for one in roster.people}))
        names = max(1, count + len(self.left))
        loss = 1.5 * len(self.left) / names + 1.0 * len(roster.refused) / (
            lines + len(roster.refused)
        )
        loss += 1.0 * len(self.found.strange) / lines
        loss += 2.0 * len(self.misnamed) / lines
        loss += 0.6 * (count > LARGE * roster.households)
        size = Counter(one.place for one in roster.people)
        loss += 0.4 * (max(size.values()) > 2 * LARGE)
        loss += 0.3 * (
            roster.households > 12
            and roster.stairwells > 0.7 * roster.households
            and any(one.place.room for one in roster.people)
        )
        return loss

    @property
    def rows(self) -> bool:
        """Whether anybody is found."""
        return any(row.facts is not None for row in self.found.rows)


@dataclass
class Choice:
    """A sheet and the ways to read it, best first."""

    sheet: Sheet
    ways: list[Reading]
    has_heading: bool
    beside_headed: bool = False
    old: bool = False

    @property
    def readings(self) -> list[SheetReading]:
        """What each way finds."""
        return [way.found for way in self.ways]

    @property
    def best(self) -> Reading:
        """The way with least against it."""
        return self.ways[0]

    def index_of(self, key: str) -> int:
        """Which way has a key; the best where none has."""
        return next((at for at, way in enumerate(self.ways) if way.key == key), 0)


def readings_of(sheets: Sequence[Sheet], today: date, filename: str) -> list[Choice]:
    """Each sheet with the ways to read it. A sheet that reads well as it stands has one."""
    named = PurePath(filename).stem
    out: list[Choice] = []
    sheets = [joined(sheet) for sheet in sheets]
    headed = [shapes.heading_of(sheet) for sheet in sheets]
    any_heading = any(headed)
    for sheet, heading in zip(sheets, headed, strict=True):
        ways = _ways(sheet, heading, today, named)
        if len(ways) > 1:
            ways.sort(key=lambda way: way.against)
        if len(sheets) > 1 and all(way.key != "none" for way in ways):
            ways.append(_left_out(sheet))
        odd = heading is None and any_heading
        old = len(sheets) > 1 and is_old(sheet.name)
        out.append(Choice(sheet, ways, heading is not None, odd, old))
    return out


def _carried(named: str, heading: Heading | None, sheet: Sheet | None = None) -> Carried:
    """Where the people of a file are that says so by its name alone, or its sheet's: 3号楼.xlsx."""
    carried = Carried()
    for name in (named, sheet.name if sheet else ""):
        if (
            name
            and not is_unnamed(name)
            and Carried.is_section(name)
            and not (heading and heading.names_door)
        ):
            carried.section(name)
    return carried


def _ways(sheet: Sheet, heading: Heading | None, today: date, named: str) -> list[Reading]:
    """The ways to read a sheet; one alone where nothing speaks against it."""
    if heading is None:
        if len(sheet.rows) > SAMPLED and not _people_in_sample(sheet, today, named):
            return [_left_out(sheet)]
        ways = [*_other_ways(sheet, today, named), *_headless(sheet, today, named)]
        return [*ways, _left_out(sheet)]
    ways = _with_and_without(
        ("table", "按表头一行一人", "A table under its headings"),
        sheet,
        heading,
        today,
        lambda: _carried(named, heading),
    )
    turned = _turned(sheet, today, named)
    if len(ways) == 1 and not turned and not ways[0].left and _is_plain(ways[0]):
        return ways
    return [*ways, *turned, *_boards(sheet, today, named)]


def _people_in_sample(sheet: Sheet, today: date, named: str) -> bool:
    """Whether the first rows of a long sheet hold people, read in whatever way."""
    sample = replace(sheet, rows=sheet.rows[:SAMPLED])
    ways = [*_other_ways(sample, today, named), *_headless(sample, today, named)]
    return any(way.against < HOPELESS for way in ways)


def _other_ways(sheet: Sheet, today: date, named: str) -> list[Reading]:
    """The ways to read a sheet that has no row of headings."""
    ways = [*_turned(sheet, today, named), *_boards(sheet, today, named)]
    if shapes.has_forms(sheet):
        found = read_forms(sheet, today, _carried(named, None))
        ways.append(_way("forms", "一户一张表", "A form for each household", found))
    if (homes := shapes.cells_of_homes(sheet)) is not None:
        found = read_headed(homes, HOMES, today, _carried(named, HOMES, sheet))
        zh, en = "一格一户，室号和姓名在一起", "A dwelling a cell, room and names together"
        ways.append(_way("homes", zh, en, found))
    return ways


def _turned(sheet: Sheet, today: date, named: str) -> list[Reading]:
    flipped = shapes.turned(sheet)
    heading = shapes.heading_of(flipped) if flipped else None
    if flipped is None or heading is None:
        return []
    found = read_headed(flipped, heading, today, _carried(named, heading))
    zh, en = "表头在第一列，一列一人", "Headings in the first column, a person a column"
    return [_way("turned", zh, en, found)]


def _boards(sheet: Sheet, today: date, named: str) -> list[Reading]:
    if (boarded := shapes.board(sheet)) is None:
        return []
    heading, slots = boarded
    found = read_slots(sheet, heading, slots, today, _carried(named, heading, sheet))
    return [_way("board", "一格一户的楼栋表", "A board with a cell for each dwelling", found)]


def _left_out(sheet: Sheet) -> Reading:
    return Reading("none", "不读这张表", "Leave this sheet out", SheetReading(sheet))


def _is_plain(way: Reading) -> bool:
    found = way.found
    refused = sum(row.facts is not None and not row.name for row in found.rows)
    return bool(found.rows) and refused <= 0.1 * len(found.rows) and not found.strange


def _with_and_without(
    told: tuple[str, str, str],
    sheet: Sheet,
    heading: Heading,
    today: date,
    carried: Callable[[], Carried],
) -> list[Reading]:
    """The ways to read a table: one, or two where columns of names may be residents or not."""
    key, zh, en = told
    found = read_headed(sheet, heading, today, carried())
    doubtful = [column for table in found.tables for column in table.slots.doubtful]
    if not doubtful:
        return [_way(key, zh, en, found)]
    other = read_headed(sheet, heading, today, carried(), False)
    named = "、".join(column_named(one, "第{}列") for one in doubtful)
    english = ", ".join(column_named(one, "column {}") for one in doubtful)
    return [
        _way(key, f"{zh}，“{named}”也是住户", f"{en}, “{english}” residents too", found),
        _way("without", f"{zh}，“{named}”不是住户", f"{en}, “{english}” no residents", other, True),
    ]


def column_named(column: Column, otherwise: str) -> str:
    """A column by its heading, or by its place where it has none."""
    return column.title or otherwise.format(column.at + 1)


def _headless(sheet: Sheet, today: date, named: str) -> list[Reading]:
    cut = shapes.cut_lines(sheet) or sheet
    heading = shapes.headless(cut)
    if heading is None:
        return []

    return _with_and_without(
        ("columns", "没有表头，按每列的内容", "No headings: by what the columns hold"),
        cut,
        heading,
        today,
        lambda: _carried(named, heading, cut),
    )


def _way(key: str, zh: str, en: str, found: SheetReading, doubtful: bool = False) -> Reading:
    return Reading(key, zh, en, found, _left(found, doubtful))


def _left(found: SheetReading, doubtful: bool) -> list[Unread]:
    """Names of the sheet that this way of reading leaves unused without a reason."""
    sheet = found.sheet
    read: set[int] = set(found.spoken)
    explained_rows: set[int] = set()
    left: list[Unread] = []
    known = {row.name for row in found.rows}
    for table in found.tables:
        read |= table.read
        layout = table.layout
        top = max(layout.heading.first, 0)
        explained_rows |= set(range(top, layout.heading.last + 1))
    for at, row in enumerate(sheet.rows):
        if at in read or at in explained_rows or is_blank(row):
            continue
        explained = any(_explains(table, at, row) for table in found.tables)
        if not explained or _tells_of_somebody(row):
            left += [
                one for one in unread(sheet.rows, [at], (), set()) if not _is_labelled(one, row)
            ]
    for table in found.tables:
        columns = _unexplained(table, doubtful)
        left += unread(table.layout.sheet.rows, (), columns, table.read)
    return [one for one in left if one.name not in known and one.text not in known]


def _tells_of_somebody(row: Sequence[Any]) -> bool:
    """Whether a cell holds both a name and a mobile number: a note or a title seldom does."""
    texts = [text for cell in row if cell not in ("", None) and (text := text_of(cell))]
    return any(HAS_PHONE.search(text) and name_in(text) for text in texts)


def _is_labelled(one: Unread, row: Sequence[Any]) -> bool:
    """Whether a label says that a name is nobody's who lives there: 填表人：陈工."""
    if names_in_charge(one.text, one.name):
        return True
    if one.name.isascii() and one.name[-2].isdigit():  # a number: whose it is stands before it
        return any(is_known_other(text_of(cell).rstrip(":： ")) for cell in row[: one.column])
    label, _, rest = one.text.replace(":", "：").partition("：")
    if not rest:
        before = [text for cell in row[: one.column] if (text := text_of(cell))]
        label = before[-1].rstrip(":： ") if before else ""
        if not is_known_other(label):
            return False
    return (
        bool(label)
        and len(label) < 9
        and field_of(label)[0] not in ("name", "head", "member")
        and label not in WORDS.relations
    )


def _explains(table: Table, at: int, row: Sequence[Any]) -> bool:
    """Whether a row is about nobody, as a table's heading again, a total or a title."""
    layout = table.layout
    full = [*row, *[""] * (layout.width - len(row))]
    return layout.is_heading(full) or (
        at > layout.heading.last and layout.speaks_of_nobody(at, full)
    )


def unread_columns(found: SheetReading) -> list[Column]:
    """Columns that nothing was read from though no heading says what else they are about."""
    out = []
    for table in found.tables:
        unused = _unexplained(table, True)
        out += [one for one in table.columns if one.at in unused and not _numbers_rows(one)]
    return out


def _numbers_rows(column: Column) -> bool:
    """Whether a column numbers the rows, or the households, among titles and totals."""
    numbers = [int(one) for one in column.texts if one.isdecimal()]
    up = sum(0 <= b - a < 2 for a, b in pairwise(numbers))
    return len(numbers) >= 0.7 * len(column.texts) and up >= 0.8 * (len(numbers) - 1)


def _unexplained(table: Table, doubtful: bool) -> list[int]:
    layout = table.layout
    used = {slot.name for slot in layout.slots} | set(table.slots.references)
    used |= {at for slot in layout.slots for several in slot.facts.values() for at in several}
    used |= {at for several in layout.heading.columns.values() for at in several}
    if doubtful:
        used |= {column.at for column in table.slots.doubtful}
    out = []
    for column in table.columns:
        if column.at in used or not column.texts or is_known_other(column.title):
            continue
        if column.field and column.field not in ("name", "head", "member"):
            continue
        out.append(column.at)
    return out
