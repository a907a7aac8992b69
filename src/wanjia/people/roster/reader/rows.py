"""What kind of row it is, and what its cells say once repeats and merged cells are followed."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from wanjia.people.roster.reader.cells import kinds, name_score
from wanjia.people.roster.reader.facts import is_vacant, said, text_of
from wanjia.people.roster.reader.headings import WHERE, Heading, field_of
from wanjia.people.roster.reader.lexicon import (
    NOBODY,
    NOTHING,
    ONE_PERSON_A_CELL,
    REPEATS,
    REQUIRED,
)
from wanjia.people.roster.reader.mentions import FIELDS as FACTS
from wanjia.people.roster.reader.mentions import Mention, people_in, shared_out
from wanjia.people.roster.reader.sheets import Sheet
from wanjia.people.roster.reader.slots import Slot

LONGEST_MARK = 9
HAN = re.compile(r"[\u4e00-\u9fa5]{2,4}")
TOTAL = re.compile(
    r"[(（]?(?:本|全|各)?(?:页|栋|幢|楼|楼道|小区|户|单元|门|表)?(?:合计|小计|总计|共计|累计|总数|总人数|总户数|汇总|户数|人数|人口数)"
    r"|共\d+[户人名]|总共\d|合共"
)
COUNT = re.compile(r"[共计合]*\d+(?:\.0)?[人户名位口]")
LABELLED = re.compile(
    r".{1,12}[:：]|[注说][:：、.]|(?:以上|以下|本表|本页|此表|截至|截止|打印|填表|制表|填报|审核|备注|说明|第\d+页|—+|-{3,})"
)
LIST = re.compile(r".*(?:名单|名册|登记|统计|底册|一览|信息表|花名|汇总|花册|清单|表[)）]?$)")
EXAMPLE = re.compile(r"[(（]?(?:例|示例|样例|范例|举例|填写示例|填表示例|例如|如)[)）:：]?\d*")
ABOUT_PERSON = ("id_number", "birth", "phone", "sex", "relation")
FOLLOWED = frozenset(("phone", "register", "birth", "sex", "name", "relation"))


SINGLE = ("phone", "id_number", "sex", "birth", "age", "relation")
_PARTS = re.compile(r"[、,，;；/／\n\r]+|\s{2,}")


def _with_free(
    columns: Mapping[str, tuple[int, ...]], free: Mapping[str, int]
) -> dict[str, tuple[int, ...]]:
    out = dict(columns)
    for field, at in free.items():
        out[field] = (
            (*out[field], at)
            if field in ("phone", "note") and field in out
            else out.get(field, (at,))
        )
    return out


def _parts(cell: Any, several: int) -> list[str]:
    """The parts of a cell, one for each person beside it; none where their number differs."""
    parts = [one.strip() for one in _PARTS.split(text_of(cell)) if one.strip()]
    if len(parts) != several:
        parts = text_of(cell).split()
    return parts if len(parts) == several else []


def _unbracketed(cell: Any) -> str:
    """What a cell of names says, empty for 无 and （不详）."""
    text = text_of(cell)
    return said(text) and said(text.strip("()（） "))


def is_blank(row: Sequence[Any]) -> bool:
    """Whether nothing is written in a row."""
    return not any(row) or all(cell is None or not text_of(cell) for cell in row)


def is_ditto(cell: Any) -> bool:
    """Whether a cell repeats the one above: 〃, 同上, \"."""
    return type(cell) is str and 0 < len(cell) < LONGEST_MARK and cell.strip() in REPEATS


@lru_cache(16384)
def _is_plain_name(text: str) -> bool:
    return (
        HAN.fullmatch(text) is not None
        and not (TOTAL.match(text) or LIST.match(text) or is_vacant(text) or is_ditto(text))
        and text not in REQUIRED | NOBODY | NOTHING
        and not (len(text) == 4 and people_in(text).joined)
        and not field_of(text)[0]
    )


@lru_cache(4096)
def _is_odd(text: str) -> bool:
    bare = re.sub(r"\s", "", text)
    return not bare or bool(TOTAL.match(bare) or LABELLED.match(bare) or EXAMPLE.fullmatch(bare))


@lru_cache(4096)
def _is_label(text: str) -> bool:
    return field_of(text)[0] in ("head", "name")


def _labels_values(row: Sequence[Any]) -> bool:
    """Whether a row that begins with a label has more of them: 户主姓名 | 张三 | 电话 | …."""
    return sum(isinstance(cell, str) and bool(cell and field_of(cell)[0]) for cell in row) > 1


class Layout:
    """Where the fields of one sheet stand, and which of its cells are merged over others.

    Behind the sheet's own columns stand free ones, one a field, for what a cell says of a person
    beside the name, or a heading of the room.
    """

    def __init__(self, sheet: Sheet, heading: Heading, slots: Sequence[Slot] = ()) -> None:
        self.sheet = sheet
        own = max((len(row) for row in sheet.rows), default=0)
        own = max(own, *(max(columns) + 1 for columns in heading.columns.values()))
        said = {field for slot in slots for field in slot.place}
        self.own = own
        self.free = {field: own + at for at, field in enumerate((*FACTS, *sorted(said)))}
        self.width = own + len(self.free)
        self.heading = heading
        self.columns = _with_free(heading.columns, self.free)
        self.name = heading.columns["name"][0]
        self.slots = tuple(slots) or (Slot(self.name),)
        title = heading.titles[self.name] if self.name < len(heading.titles) else ""
        self.verbatim = ONE_PERSON_A_CELL in title
        self.plain = len(self.slots) == 1 and not self.slots[0].place
        self.first = {field: columns[0] for field, columns in self.columns.items()}
        self.person = tuple(self.first[one] for one in ABOUT_PERSON if one in self.first)
        self.covered: dict[tuple[int, int], tuple[int, int]] = {}
        self.wide: set[int] = set()
        for (top, left), (bottom, right) in sheet.merged:
            if top <= heading.last:
                continue
            if right - left >= 2 and left <= self.name <= right:
                self.wide.update(range(top, bottom + 1))
            self.covered |= {
                (row, column): (top, left)
                for row in range(top, bottom + 1)
                for column in range(left, right + 1)
                if (row, column) != (top, left)
            }

    def people_in(self, row: Sequence[Any]) -> list[list[Any]]:
        """The row once for each person that it names, with each one's facts in their columns."""
        if self.plain and self.is_one_name(row[self.name]):
            return [list(row)]
        out: list[list[Any]] = []
        shared = self._shared_phones(row)
        for slot in self.slots:
            if is_ditto(row[slot.name]) or not _unbracketed(row[slot.name]):
                continue
            found = self._people_of(slot, row)
            if slot.name in shared:
                self._put(found[0], "phone", shared[slot.name])
                for column in self.columns["phone"][:-1]:
                    if column != self.first["phone"]:
                        found[0][column] = ""
            out += found
        return out or [list(row)]

    def _shared_phones(self, row: Sequence[Any]) -> dict[int, Any]:
        """The phones of each of two columns of names that have one column of phones together."""
        out: dict[int, Any] = {}
        for one, other in pairwise(self.slots):
            if not one.shared or one.shared != other.shared:
                continue
            cell = row[one.shared[0]]
            named = [slot for slot in (one, other) if _unbracketed(row[slot.name])]
            mentions = [Mention(text_of(row[slot.name])) for slot in named]
            several = len(named) > 1
            told = shared_out(cell, mentions) if several else []
            told = told or (_parts(cell, 2) if several else [])
            for at, slot in enumerate(named):
                out[slot.name] = told[at] if told else "" if at else cell
        return out

    def is_one_name(self, cell: Any) -> bool:
        """Whether a cell is one name and nothing else."""
        return isinstance(cell, str) and (not cell or _is_plain_name(cell))

    def _people_of(self, slot: Slot, row: Sequence[Any]) -> list[list[Any]]:
        text = text_of(row[slot.name])
        if is_vacant(text):
            return [self._moved(slot, row, Mention(text))] if self.plain else []
        mentions = people_in(text).mentions or (Mention(text),)
        several = len(mentions)
        rows = []
        for at, mention in enumerate(mentions):
            one = self._moved(slot, row, mention)
            told = {field for field, _ in mention.said}
            for field in SINGLE if several > 1 else ():
                if field in told:
                    continue
                columns = slot.facts.get(field, ()) if not self.plain else self._columns(field)
                if (
                    field == "phone"
                    and columns
                    and (told_of := shared_out(row[columns[0]], mentions))
                ):
                    self._put(one, field, told_of[at])
                    continue
                for source in columns:
                    parts = _parts(row[source], several)
                    self._put(one, field, parts[at] if parts else row[source] if at == 0 else "")
            rows.append(one)
        return rows

    def _columns(self, field: str) -> tuple[int, ...]:
        return self.columns.get(field, ())[:1]

    def _moved(self, slot: Slot, row: Sequence[Any], mention: Mention) -> list[Any]:
        """A copy of a row with the facts of one slot, and of no other, where they are read."""
        one = list(row)
        one[self.name] = mention.name
        if not self.plain:
            for field in FACTS:
                for column in self.columns[field]:
                    one[column] = ""
            for field, columns in slot.facts.items():
                for column in columns:
                    self._add(one, field, row[column])
        for field, value in slot.place.items():
            one[self.first[field]] = value
        for field, value in mention.said:
            if field in ("phone", "note") or not text_of(one[self.first[field]]):
                self._add(one, field, value)
        if slot.relation and not text_of(one[self.first["relation"]]):
            self._put(one, "relation", slot.relation)
        return one

    def _put(self, row: list[Any], field: str, value: Any) -> None:
        row[self.first[field]] = value

    def _add(self, row: list[Any], field: str, value: Any) -> None:
        """Set a field, beside what stands there where it may hold several."""
        if value in ("", None):
            return
        columns = self.columns[field]
        free = next((one for one in columns if not text_of(row[one])), columns[0])
        row[free] = value

    def is_ordinary(self, at: int, row: Sequence[Any]) -> bool:
        """Whether a row is plainly a person's: a name of Han characters, no odd word in front."""
        name = self.name_cell(row)
        if self.verbatim and name:
            return True
        if not isinstance(name, str) or not _is_plain_name(name) or at in self.wide:
            return False
        first = next(cell for cell in row if cell)
        if not isinstance(first, str) or first is name:
            return True
        return not _is_odd(first) and not (_is_label(first) and _labels_values(row))

    def name_cell(self, row: Sequence[Any]) -> Any:
        """The cell of the first person whom a row names."""
        if self.plain:
            return row[self.name]
        return next((row[one.name] for one in self.slots if row[one.name]), "")

    def is_heading(self, row: Sequence[Any]) -> bool:
        """Whether a row is the heading again, as at the top of each printed page."""
        if self.heading.last >= 0 and self._is_heading_row(row):
            return True
        name = row[self.name]
        if not isinstance(name, str) or field_of(name)[0] not in ("name", "head"):
            return False
        titles = self.heading.titles
        same = sum(
            bool(cell) and text_of(cell) == title.strip()
            for cell, title in zip(row, titles, strict=False)
        )
        return same >= 2

    def _is_heading_row(self, row: Sequence[Any]) -> bool:
        """Whether a row says word for word what a row of the heading says."""
        mine = [text_of(cell) for cell in row[: self.own]]
        if sum(map(bool, mine)) < 2:
            return False
        rows = self.sheet.rows[max(self.heading.first, 0) : self.heading.last + 1]
        return any(
            mine == [*map(text_of, one), *[""] * (len(mine) - len(one))][: len(mine)]
            for one in rows
        )

    def speaks_of_nobody(self, at: int, row: Sequence[Any]) -> bool:
        """Whether a row is a title, an example, a total or a note."""
        filled = [text_of(cell) for cell in row if cell not in ("", None)]
        filled = [text for text in filled if text]
        first = re.sub(r"\s", "", filled[0])
        if at in self.wide or EXAMPLE.fullmatch(first) or set(filled) <= REQUIRED:
            return True
        name = re.sub(r"\s", "", text_of(self.name_cell(row)))
        if TOTAL.match(first) or (name and (TOTAL.match(name) or COUNT.fullmatch(name))):
            return True
        if name.endswith((":", "：")) and not any(
            kinds(text_of(row[one])) & {"phone", "id"} for one in self.person
        ):
            return True  # 审核：, to be signed behind
        if name and name != first:
            return name.isdecimal() and all(one.isdecimal() and len(one) < 3 for one in filled)
        alone = not self.says_person(row)
        return (bool(LABELLED.match(first)) and (not name or alone)) or (
            alone and len(filled) == 1 and len(first) > 4 and bool(LIST.match(first))
        )

    def says_person(self, row: Sequence[Any]) -> bool:
        """Whether some cell beside the name tells of a person; a repeat mark alone does not."""
        return any(row[one] and not is_ditto(row[one]) and said(row[one]) for one in self.person)

    def says_all_of(self, row: Sequence[Any]) -> bool:
        """Whether a row's names are labelled where its names stand: 户主：张三；妻：李四."""
        text = text_of(row[self.name])
        people = people_in(text) if text else None
        if people is None or people.strange or not people.mentions:
            return False
        place = any(text_of(row[self.first[one]]) for one in WHERE if one in self.first)
        return place and all(name_score(one.name) > 0 for one in people.mentions)

    def vacancy(self, row: Sequence[Any]) -> bool:
        """Whether a row says that nobody lives there: in place of a name, or beside none."""
        name = text_of(self.name_cell(row))
        if name:
            return is_vacant(name)
        return not self.says_person(row)

    def holds_name(self, row: Sequence[Any]) -> bool:
        """Whether something stands where this table has its names."""
        return any(text_of(row[slot.name]) for slot in self.slots)
