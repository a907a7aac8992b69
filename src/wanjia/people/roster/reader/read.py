"""From a file's bytes to a roster: every row is taken in, refused with its reason, or ignored."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wanjia.people.roster.reader import doors, duplicates
from wanjia.people.roster.reader.addresses import (
    Follower,
    Written,
    names_place,
    own_cells,
    place_of,
)
from wanjia.people.roster.reader.facts import Fault, is_vacant, names_several, text_of
from wanjia.people.roster.reader.headings import Heading, find_heading, heading_in, side_by_side
from wanjia.people.roster.reader.person import Facts, Reader
from wanjia.people.roster.reader.rows import Layout, is_blank, is_ditto
from wanjia.people.roster.reader.sheets import Sheet, open_sheets
from wanjia.people.roster.reader.values import Listed, Place, Refused, Roster, Unreadable, Warned

RANGE = Fault(
    "room_range", "室号写成一段，照原样作一户", "a range of rooms, kept as one dwelling as written"
)
SEVERAL = Fault(
    "several_names",
    "姓名里像有几个人，照原样作一人",
    "perhaps several names, kept as one person as written",
)
MOST_ROWS = 200_000
_DATE = re.compile(
    r"\d{4}年(?:\d{1,2}月)?(?:\d{1,2}[日号])?|\d{1,2}月\d{1,2}[日号]|\d{4}[-./]\d+[-./]\d+"
)
_TITLED = re.compile(
    r"(?<![\d、~至-])(?:\d+弄)?第?(?:[a-z]?\d+|[a-z](?=座|栋|幢))[甲乙丙丁]?(?:号楼|号|幢|栋|座)"
    r"(?:\d+单元)?(?![\d、~至-])",
    re.IGNORECASE,
)

Behind = tuple[str, str, str]


@dataclass(slots=True)
class _Row:
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


@dataclass
class _Book:
    """What has been read so far of a file."""

    today: date
    rows: list[_Row]
    ignored: list[int]
    warnings: list[Warned]
    sheets: list[str]
    about: list[str]


def read_roster(data: bytes, today: date) -> Roster:
    """Read a roster's bytes (.xlsx, .xls, .csv); what it is, is told by what is in it.

    `today` is the day after which nobody can have been born. Raises Unreadable with the reason
    where the file is no roster.
    """
    sheets = open_sheets(data)
    book = _Book(today, [], [], [], [], [])
    for sheet in sheets:
        if sheet.hidden:
            _warn_hidden(book, sheet)
        elif (heading := find_heading(sheet)) is not None:
            _read_sheet(book, sheet, heading)
    if not book.sheets:
        raise _no_heading(sheets)
    _settle_places(book.rows)
    return _judged(book)


def _warn_hidden(book: _Book, sheet: Sheet) -> None:
    if any(not is_blank(row) for row in sheet.rows):
        book.warnings.append(
            Warned(
                None,
                sheet.name,
                "hidden_sheet",
                f"工作表“{sheet.name}”是隐藏的，没有读",
                f"the sheet “{sheet.name}” is hidden and was not read",
            )
        )


def _no_heading(sheets: Sequence[Sheet]) -> Unreadable:
    if sheets and all(sheet.hidden for sheet in sheets):
        return Unreadable(
            "工作表都是隐藏的，请取消隐藏再导入", "all its sheets are hidden; show them first"
        )
    return Unreadable(
        "没有找到表头，表头里要有“姓名”，还要有“室号”“楼号”或“住址”",
        "it has no heading row with a name (姓名) and where people live (室号, 楼号, 住址)",
    )


def _read_sheet(book: _Book, sheet: Sheet, heading: Heading) -> None:
    while sheet.rows and is_blank(sheet.rows[-1]):
        sheet.rows.pop()
    if len(sheet.rows) > MOST_ROWS:
        raise Unreadable(f"超过 {MOST_ROWS} 行", f"it has more than {MOST_ROWS} rows")
    book.sheets.append(sheet.name)
    book.about += [sheet.name, *_over(sheet, heading)]
    section = "" if heading.names_place else _stairwell_of_sheet(sheet, heading)
    heard = {
        row.number
        for block, its_heading in side_by_side(sheet, heading)
        for row in _read_block(book, block, its_heading, section)
    }
    book.ignored += [at for at in range(1, len(sheet.rows) + 1) if at not in heard]


def _read_block(book: _Book, sheet: Sheet, heading: Heading, section: str) -> list[_Row]:
    """Read the rows under a heading; what is not among those returned is about nobody.

    Another heading further down, with its columns elsewhere, begins another table.
    """
    layout = Layout(sheet, heading)
    reader, follower = Reader(layout, book.today), Follower(layout)
    if section:
        follower.section(section)
    found: list[_Row] = []
    for at in range(heading.last + 1, len(sheet.rows)):
        row = sheet.rows[at]
        if len(row) < layout.width:
            row = [*row, *[""] * (layout.width - len(row))]
        ordinary = layout.is_ordinary(at, row)
        if not ordinary and (other := heading_in(at, row)) is not None:
            if other.columns != layout.heading.columns:
                book.rows += found
                return found + _read_block(book, sheet, other, section)
            continue
        one = _read_row(at, row, ordinary, layout, reader, follower)
        if one is not None:
            found.append(one)
    book.rows += found
    return found


def _over(sheet: Sheet, heading: Heading) -> list[str]:
    """What stands over the heading."""
    return [text for row in sheet.rows[: heading.first] for cell in row if (text := text_of(cell))]


def _stairwell_of_sheet(sheet: Sheet, heading: Heading) -> str:
    """The stairwell that the sheet's name or the title above its heading speaks of."""
    for text in (sheet.name, *_over(sheet, heading)):
        bare = _DATE.sub("", text)
        if doors.stairwell_of(bare) and any(one.isdigit() for one in bare):
            return bare
        if len(found := _TITLED.findall(bare)) == 1:
            return str(found[0])
    return ""


def _read_row(
    at: int,
    row: Sequence[Any],
    ordinary: bool,
    layout: Layout,
    reader: Reader,
    follower: Follower,
) -> _Row | None:
    """What a row is about; None if about nobody and no dwelling."""
    if not ordinary:
        if is_blank(row):
            return None
        if _take_section(row, layout, follower):
            return None
        if layout.is_heading(row) or layout.speaks_of_nobody(at, row):
            return None
        if layout.vacancy(row):
            return _empty(at, row, layout, follower)
    written = follower.follow(at, row)
    cells = reader.resolve(at, row)
    name, aside = (row[layout.name], "") if ordinary else layout.name_in(cells)
    facts = reader.read(cells, aside)
    return _Row(at + 1, layout.sheet.name, written, name, facts, cells, layout)


def _take_section(row: Sequence[Any], layout: Layout, follower: Follower) -> bool:
    """Whether a row is a line such as `8号楼` over those below, where no column names the door."""
    if layout.heading.names_place:
        return False
    filled = [text_of(cell) for cell in row if cell not in ("", None)]
    filled = [text for text in filled if text]
    if len(filled) != 1 or not doors.names_stairwell(filled[0]):
        return False
    follower.section(filled[0])
    return True


def _empty(at: int, row: Sequence[Any], layout: Layout, follower: Follower) -> _Row | None:
    vacant = _says_vacant(row, layout)
    if not vacant and not names_place(own_cells(layout, row)):
        return None
    written = follower.follow(at, row)
    return _Row(at + 1, layout.sheet.name, written, "", None, list(row), layout, vacant=vacant)


def _says_vacant(row: Sequence[Any], layout: Layout) -> bool:
    columns = [layout.name, *layout.heading.columns.get("note", ())]
    columns += layout.heading.columns.get("state", ())
    return any(is_vacant(text_of(row[column])) for column in columns)


def _settle_places(rows: list[_Row]) -> None:
    """Find where each row's people live; only all rows together tell what a door's number means."""
    buildings: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in rows:
        one = row.written
        if one.building and one.stairwell:
            buildings[row.sheet, one.estate, one.lane, one.stairwell].add(one.building)
    twice = {key[0] for key, several in buildings.items() if len(several) > 1}
    for row in rows:
        row.place, row.ranged = place_of(row.written, row.sheet in twice)
    _fill_lone_names(rows)


def _fill_lone_names(rows: list[_Row]) -> None:
    """Where only one estate, or one lane of an estate, is named, rows without one mean it."""
    estates = Counter(row.place.estate for row in rows if row.place)
    named = [one for one in estates if one]
    only = named[0] if len(named) == 1 and estates[named[0]] >= estates[""] else ""
    lanes: dict[str, set[str]] = defaultdict(set)
    blank = False
    for row in rows:
        if row.place:
            lanes[row.place.estate or only].add(row.place.lane)
            blank = blank or not row.place.lane or not row.place.estate
    if not blank or (not only and not any(several - {""} for several in lanes.values())):
        return
    for row in rows:
        if row.place:
            estate = row.place.estate or only
            known = lanes[estate] - {""}
            lane = row.place.lane or (next(iter(known)) if len(known) == 1 else "")
            row.place = Place(estate, lane, *row.place[2:])


def _judged(book: _Book) -> Roster:
    roomed = {row.place[:3] for row in book.rows if row.place and row.place.room}
    lived_in = {row.place for row in book.rows if row.place and row.facts and row.name}
    lived_behind = {place[:3] for place in lived_in}
    people: list[Listed] = []
    refused: list[Refused] = []
    ranges: set[Place] = set()
    seen = duplicates.Seen()
    for row in book.rows:
        if row.facts is None:
            book.ignored.append(row.number)
            if row.place and not _is_lived_in(row, lived_in, lived_behind):
                book.warnings.append(_empty_dwelling(row))
            continue
        fault = _refusal(row, roomed)
        if fault is not None:
            refused.append(fault)
            continue
        assert row.place is not None
        if row.ranged and row.place not in ranges:
            ranges.add(row.place)
            book.warnings.append(_warned(row, *RANGE))
        if names_several(row.name):
            book.warnings.append(_warned(row, *SEVERAL))
        person = _listed(row, row.facts)
        kept, faults = seen.take(person, row.facts.sex)
        book.warnings += [_warned(row, *one) for one in (*row.facts.faults, *faults)]
        if kept is not None:
            people.append(kept)
    warnings = sorted(book.warnings, key=lambda one: (one.row is None, one.row or 0))
    if len(book.sheets) > 1:
        order = {name: place for place, name in enumerate(book.sheets)}
        warnings.sort(key=lambda one: order.get(one.sheet, len(order)))
    return Roster(
        tuple(people),
        tuple(refused),
        tuple(warnings),
        tuple(sorted(book.ignored)),
        tuple(book.sheets),
        " ".join(book.about),
    )


def _is_lived_in(row: _Row, lived_in: set[Place], lived_behind: set[Behind]) -> bool:
    assert row.place is not None
    if row.place.room:
        return row.place in lived_in
    return row.place[:3] in lived_behind and not row.vacant


def _empty_dwelling(row: _Row) -> Warned:
    return _warned(row, "empty_dwelling", "空关房，没有人", "an empty dwelling, nobody lives there")


def _warned(row: _Row, code: str, zh: str, en: str) -> Warned:
    return Warned(row.number, row.sheet, code, zh, en)


def _refusal(row: _Row, roomed: set[Behind]) -> Refused | None:
    if not row.name:
        return _refused(row, ("name",), "没有姓名", "no name")
    if row.place is None:
        return _refused(
            row,
            ("stairwell", "building", "unit", "address", "room"),
            "不知道住哪个楼道",
            "the stairwell cannot be read",
        )
    if not row.place.room and row.place[:3] in roomed:
        return _refused(
            row,
            ("room", "address", "stairwell"),
            "本楼道其他人都有室号，这一行没有",
            "no room, though the stairwell's other rows have one",
        )
    return None


def refuse_place(person: Listed, zh: str, en: str) -> Refused:
    """Refuse a person whom the roster by itself would have taken in, for where they live."""
    row: _Row = person.source
    fields = ("room", "lane", "stairwell", "building", "address")
    return _refused(row, fields, zh, en)


def _refused(row: _Row, fields: tuple[str, ...], zh: str, en: str) -> Refused:
    layout = row.layout
    column = next((layout.first[one] for one in fields if one in layout.first), layout.name)
    title = " ".join(layout.heading.titles[column].split())
    return Refused(row.number, row.sheet, title, zh, en, layout.heading.titles, _texts(row))


def _texts(row: _Row) -> tuple[str, ...]:
    """The row's cells, with the place that it takes from the rows above written out."""
    cells = [text_of(cell) for cell in row.cells]
    for name, value in row.written._asdict().items():
        column = row.layout.first.get(name)
        if column is not None and (not cells[column] or is_ditto(cells[column])):
            cells[column] = value
    return tuple(cells)


def _listed(row: _Row, facts: Facts) -> Listed:
    assert row.place is not None
    return Listed(
        row.number,
        row.sheet,
        row.place,
        row.name,
        facts.sex or facts.identity.sex,
        facts.birth,
        facts.identity.number,
        facts.phones[:2],
        facts.relation,
        facts.register,
        facts.note,
        facts.identity.good,
        source=row,
    )
