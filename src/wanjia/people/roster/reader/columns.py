"""Which column holds what: by what is in its cells, with its heading as evidence."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from wanjia.people.roster.reader.cells import SURE_NAME, kinds, name_score, text_in
from wanjia.people.roster.reader.facts import is_vacant
from wanjia.people.roster.reader.headings import Heading, field_of, is_known_other
from wanjia.people.roster.reader.lexicon import REPEATS
from wanjia.people.roster.reader.mentions import people_in

HAS_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
LOOKED_AT = 240  # cells of a column; a long sheet is looked at in steps
FITS, STRONG = 0.3, 0.6
# What the cells under a heading may be; a field that is not here takes any text.
FIT = {
    "name": {"name", "people", "vacant", "ditto"},
    "head": {"name", "people", "vacant", "ditto"},
    "member": {"name", "people", "vacant", "ditto"},
    "phone": {"phone", "ditto"},
    "id_number": {"id", "ditto"},
    "birth": {"date", "small", "age", "ditto", "room"},
    "age": {"age", "small", "date", "ditto", "room"},
    "sex": {"sex", "ditto", "small"},
    "room": {"room", "small", "address", "door", "ditto", "text"},
    "address": {"address", "door", "block", "ditto", "room", "text"},
}
# What a column holds where its heading is unknown or wrong, surest first.
BY_CONTENT = (
    ("id", "id_number"), ("phone", "phone"), ("sex", "sex"), ("date", "birth"),
    ("address", "address"), ("block", "building"), ("unit", "unit"), ("lane", "lane"),
    ("door", "stairwell"), ("relation", "relation"),
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """What one column holds: its filled cells as texts, its heading and what that names."""

    at: int
    title: str
    field: str
    texts: tuple[str, ...]
    rows: int

    def share(self, kind: str) -> float:
        """Which part of the cells can be of a kind."""
        if not self.texts:
            return 0.0
        return sum(kind in _kinds(one) for one in self.texts) / len(self.texts)

    @property
    def names(self) -> float:
        """Which part of the cells names people beyond much doubt."""
        if not self.texts:
            return 0.0
        sure = 0
        for one in self.texts:
            sure += name_score(one) >= SURE_NAME or len(people_in(one).mentions) > 1
        return sure / len(self.texts)

    def fits(self, field: str) -> float:
        """Which part of the cells can stand under a heading of a field; 1 where any text can."""
        if field not in FIT or not self.texts:
            return 1.0
        allowed = FIT[field]
        if field == "phone":
            return sum(
                bool(_kinds(one) & allowed) or HAS_PHONE.search(one) is not None
                for one in self.texts
            ) / len(self.texts)
        return sum(bool(_kinds(one) & allowed) for one in self.texts) / len(self.texts)


def _kinds(text: str) -> frozenset[str]:
    found = kinds(text)
    if found & {"name"} and name_score(text) >= 0.25:
        return found | {"people"}
    if not found:
        several = people_in(text).mentions
        sure = any(name_score(one.name) >= SURE_NAME or "·" in one.name for one in several)
        return frozenset({"people"}) if sure else frozenset({"text"})
    return found


def columns_of(
    rows: Sequence[Sequence[Any]], titles: Sequence[str], skip: frozenset[int] = frozenset()
) -> list[Column]:
    """The columns of some rows under their headings; `skip` are rows about nobody."""
    step = max(1, len(rows) // LOOKED_AT)
    looked = [row for at, row in enumerate(rows) if at % step == 0 and at not in skip]
    width = max([len(titles), *(len(row) for row in looked)]) if looked or titles else 0
    out = []
    for at in range(width):
        title = titles[at] if at < len(titles) else ""
        texts = [text_in(row[at]) for row in looked if at < len(row)]
        filled = tuple(one for one in texts if one and one not in REPEATS)
        out.append(Column(at, title, field_of(title)[0] if title else "", filled, len(looked)))
    return out


def settle(heading: Heading, columns: Sequence[Column]) -> Heading:
    """The heading with each field in the column whose cells bear it out.

    A heading whose column holds something else entirely gives way to what is there; a column
    without a heading of use is known by its cells.
    """
    found = {field: list(several) for field, several in heading.columns.items()}
    loose: list[Column] = []
    used = {at for several in found.values() for at in several}
    for column in columns:
        if column.at not in used:
            loose += [column] if column.texts else []
            continue
        fields = [field for field, several in found.items() if column.at in several]
        wrong = len(column.texts) > 1 and column.fits(fields[0]) < FITS
        if wrong and content(column) not in ("", fields[0]):
            found[fields[0]].remove(column.at)
            loose.append(column)
    found = {field: several for field, several in found.items() if several}
    for column in loose:
        named = is_known_other(column.title) or column.field in ("name", "head", "member")
        if named and column.fits(column.field or "note") >= FITS:
            continue
        true = content(column)
        if true == "name" and "name" in found:
            continue  # several columns of names are weighed together
        if true and (true not in found or true == "phone"):
            found.setdefault(true, []).append(column.at)
    _place_unit(found, loose)
    if "address" in found and "room" in found and _holds_rooms_only(columns, found["address"][0]):
        found.pop("address")
    return Heading(
        heading.first, heading.last, heading.titles, {f: tuple(c) for f, c in found.items()}
    )


def _place_unit(found: dict[str, list[int]], loose: Sequence[Column]) -> None:
    """Small numbers between the building and the room are the unit, whatever their heading."""
    if "room" not in found:
        whole = found.get("stairwell") if found.keys() >= {"building", "unit"} else None
        if whole:  # 楼 | 门 | 号: the last is the flat
            found["room"] = found.pop("stairwell")
        return
    door = found.get("building") or found.get("stairwell")
    if not door or "unit" in found or ("building" in found and "stairwell" in found):
        return
    between = [one for one in loose if door[0] < one.at < found["room"][0]]
    between = [
        one
        for one in between
        if one.share("small") >= STRONG
        and len(one.texts) > 2
        and not (one.field or is_known_other(one.title) or _counts_rows(one))
    ]
    if len(between) == 1:
        found["unit"] = [between[0].at]


def _holds_rooms_only(columns: Sequence[Column], at: int) -> bool:
    column = next(one for one in columns if one.at == at)
    return column.share("address") + column.share("door") + column.share("block") == 0


def content(column: Column) -> str:
    """The field that a column's cells speak of by themselves, empty if none does."""
    if not column.texts:
        return ""
    for kind, field in BY_CONTENT:
        if column.share(kind) >= STRONG:
            return field
    if column.names >= STRONG:
        return "name"
    if column.share("people") >= STRONG and column.names >= FITS and _varied(column) > 0.5:
        return "name"
    return ""


def _varied(column: Column) -> float:
    return len(set(column.texts)) / len(column.texts)


def by_content(columns: Sequence[Column]) -> dict[str, tuple[int, ...]]:
    """The fields of columns that have no headings, by their cells and how they stand together."""
    found: dict[str, list[int]] = {}
    numbers: list[Column] = []
    for column in columns:
        field = content(column)
        if field and (field not in found or field in ("phone", "name")):
            found.setdefault(field, []).append(column.at)
        elif not field and column.texts and column.share("small") + column.share("room") >= STRONG:
            numbers.append(column)
    _place_numbers(found, numbers)
    used = {at for several in found.values() for at in several}
    rest = [one for one in columns if one.texts and one.at not in used and one not in numbers]
    estates = [
        one for one in rest
        if len(set(one.texts)) <= max(1, len(one.texts) // 8) and one.names < FITS and _wordy(one)
    ]  # fmt: skip
    if estates and estates[0].at < min(used, default=99):
        found["estate"] = [estates[0].at]
        rest.remove(estates[0])
    notes = [one.at for one in rest if one.names < FITS]
    if notes:
        found["note"] = notes
    return {field: tuple(several) for field, several in found.items()}


def _wordy(column: Column) -> bool:
    return all(not one.isdigit() and not is_vacant(one) for one in column.texts)


def _place_numbers(found: dict[str, list[int]], numbers: list[Column]) -> None:
    """Rooms are the column of three and four digits; what counts up by one counts the rows."""
    numbers = [one for one in numbers if not _counts_rows(one)]
    if "address" in found:  # it holds the door; other numbers are codes
        aged = [one.at for one in numbers if _is_age(one)]
        if aged and "age" not in found:
            found["age"] = aged[:1]
        return
    rooms = [one for one in numbers if _is_room(one)]
    if "room" not in found and rooms:
        found["room"] = [rooms[0].at]
    room = found.get("room", [999])[0]
    before = [one for one in numbers if one.at < room and one.share("small") >= STRONG]
    ages = [one for one in numbers if one.at > room and _is_age(one)]
    if "building" in found or "stairwell" in found:
        if before and "unit" not in found and "building" in found and "stairwell" not in found:
            found["unit"] = [before[-1].at]
    elif len(before) == 1:
        found["stairwell" if "unit" not in found else "building"] = [before[0].at]
    elif len(before) >= 2 and "unit" not in found:
        found["building"], found["unit"] = [before[-2].at], [before[-1].at]
    if ages:
        found["age"] = [ages[0].at]


def _counts_rows(column: Column) -> bool:
    """Whether a column does nothing but number the rows."""
    numbers = [re.fullmatch(r"[A-Za-z#]{0,2}(\d{1,6})", one) for one in column.texts]
    values = [int(one[1]) for one in numbers if one]
    if len(values) < 3 or len(values) < len(column.texts):
        return False
    steps = Counter(b - a for a, b in pairwise(values))
    return steps[1] >= 0.9 * (len(values) - 1) and values[0] <= 1


def _is_room(column: Column) -> bool:
    return column.share("room") >= STRONG and not _is_age(column)


def _is_age(column: Column) -> bool:
    values = [int(one) for one in column.texts if one.isdigit()]
    return (
        bool(values)
        and max(values) < 116
        and min(values) < 100
        and len(set(values)) > len(values) / 4
    )
