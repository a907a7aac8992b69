"""Sheets of other shapes brought to rows of people: turned, in lines, boards, no headings."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from wanjia.people.roster.reader.cells import (
    LIKELY_NAME,
    SURE_NAME,
    is_value,
    kinds,
    name_score,
    text_in,
)
from wanjia.people.roster.reader.columns import by_content, columns_of
from wanjia.people.roster.reader.facts import text_of
from wanjia.people.roster.reader.forms import pairs_in
from wanjia.people.roster.reader.headings import LOOKED_AT, Heading, field_of, find_heading
from wanjia.people.roster.reader.mentions import people_in
from wanjia.people.roster.reader.rows import LABELLED, is_blank
from wanjia.people.roster.reader.sheets import Sheet
from wanjia.people.roster.reader.slots import Slot
from wanjia.places.addresses.characters import plain

VALUES = {"phone", "id", "date", "address", "sex", "ditto"}
WIDEST = 400  # people side by side
TALLEST = 400  # rows of labels, block under block
PLACED = ("room", "unit", "door", "block", "address", "lane", "floor")
BOARD_FIELD = {
    "room": "room",
    "unit": "unit",
    "door": "stairwell",
    "block": "building",
    "address": "address",
}
_HOME = re.compile(
    r"\s*((?:\d{1,3}[-号栋幢]\D{0,2})*[a-zA-Z]?\d{3,4}[a-zA-Z]?)\s*(?:室|房)?[\s:：,，、-]*([^\d\s].*)",
    re.DOTALL,
)
_FLOOR = re.compile(r"第?(\d{1,2})(?:层|楼|f)$")


def filled(row: Sequence[Any]) -> list[tuple[int, str]]:
    """The cells of a row that say something, with their columns."""
    return [
        (at, text)
        for at, cell in enumerate(row)
        if cell not in ("", None) and (text := text_of(cell))
    ]


def turned(sheet: Sheet) -> Sheet | None:
    """The sheet with rows and columns changed round where its headings stand in a column."""
    rows = [row for row in sheet.rows if not is_blank(row)]
    width = max((len(row) for row in rows), default=0)
    left = next(
        (at for at in range(width) if any(at < len(row) and text_of(row[at]) for row in rows)), 0
    )
    if (
        not 3 <= len(rows) <= TALLEST
        or not 2 <= width - left <= WIDEST
        or (len(rows) > 30 and any(top > 1 for (top, _), _ in sheet.merged))
    ):
        return None
    first = [field_of(text_of(row[left]))[0] if row[left:] and row[left] else "" for row in rows]
    named = {one for one in first if one}
    if (
        len(named) < 3
        or not named & {"name", "head", "member"}
        or len([f for f in first if f]) < len(rows) * 0.6
    ):
        return None
    labels = {
        at: field_of(text_of(row[left]))[0] for at, row in enumerate(sheet.rows) if row[left:]
    }
    kept = [at for at, row in enumerate(sheet.rows) if labels.get(at) or _has_values(row, left)]
    flipped: list[list[Any]] = []
    numbers: list[int] = []
    for block in _blocks(sheet, kept, left):
        name = next((at for at in block if labels.get(at) in ("name", "head", "member")), block[0])
        turned_rows = [
            [sheet.rows[at][column] if column < len(sheet.rows[at]) else "" for at in block]
            for column in range(left + bool(flipped), width)
        ]
        flipped += turned_rows
        numbers += [sheet.number(name)] * len(turned_rows)
    return replace(sheet, rows=flipped, merged=[], numbers=tuple(numbers))


def _blocks(sheet: Sheet, kept: Sequence[int], left: int) -> list[list[int]]:
    """The rows of each block where the same labels stand again below: more households."""
    labelled = [at for at in kept if left < len(sheet.rows[at]) and text_of(sheet.rows[at][left])]
    words = [text_of(sheet.rows[at][left]) for at in labelled]
    for start in range(min(3, len(words))):
        again = [place for place, word in enumerate(words) if word == words[start]]
        parts = [
            labelled[one:end] for one, end in zip(again, [*again[1:], len(words)], strict=True)
        ]
        size = len(parts[0])
        if len(parts) > 1 and size > 1 and all(len(part) == size for part in parts):
            said = {tuple(text_of(sheet.rows[at][left]) for at in part) for part in parts}
            if len(said) == 1:
                return [[*labelled[:start], *part] for part in parts]
    return [list(kept)]


def _has_values(row: Sequence[Any], left: int) -> bool:
    """Whether a row holds something for several people."""
    return sum(at > left for at, _ in filled(row)) > 1


def cut_lines(sheet: Sheet) -> Sheet | None:
    """The sheet with each line cut at its blanks and marks, where each is one cell."""
    rows = [filled(row) for row in sheet.rows]
    lone = [row[0][1] for row in rows if len(row) == 1]
    if len(lone) < 2 or len(lone) < 0.9 * sum(bool(row) for row in rows):
        return None
    cut = [_cut(text) for text in lone]
    speaking = sum(
        len(parts) > 1 and any(is_value(one) or kinds(one) & set(PLACED) for one in parts)
        for parts in cut
    )
    if speaking < 0.6 * len(lone):
        return None
    lines = [_cut(row[0][1]) if row else [] for row in rows]
    return replace(
        sheet, rows=_aligned(lines, [row[0][1] if row else "" for row in rows]), merged=[]
    )


def _cut(text: str) -> list[str]:
    label = re.split("[:：]", text)[0]
    if LABELLED.match(text) and not field_of(label)[0] and not kinds(label) & set(PLACED):
        return [text]
    text = re.sub(r"^\s*\d{1,3}\s*[.、)）．]\s*(?=\D)", "", text)
    text = re.sub(r"(?<=[A-Za-z.]) (?=[A-Z][a-z])", "\x00", text.strip())
    parts = re.split(r"[\s,，;；、|：:]+", text)
    return [one.replace("\x00", " ") for one in parts if one]


def _names_in(line: Sequence[str], place: Sequence[str]) -> list[str]:
    """The names of a line; where none is sure, the likeliest word beside the place."""
    sure = [one for one in line if name_score(one) >= SURE_NAME or len(people_in(one).mentions) > 1]
    if sure or not place:
        return sure
    likely = [one for one in line if name_score(one) > 0 and not kinds(one) - {"name"}]
    return [max(likely, key=name_score)] if likely else []


def _each_with_facts(place: Sequence[str], line: str) -> str:
    """What a line tells behind its place where it gives several people facts; or nothing."""
    at = line.rfind(place[-1]) + len(place[-1]) if place else 0
    told = line[max(at, 0) :]
    labelled = told.lstrip().startswith((":", "："))
    told = told.lstrip(" :：") if labelled else told
    people = people_in(told)
    if len(people.mentions) < 2 and not labelled:
        return ""
    least = LIKELY_NAME if len(people.mentions) > 1 else SURE_NAME
    known = all(name_score(one.name) >= least for one in people.mentions)
    whole = bool(people.mentions) and not people.strange and known
    return told if whole and any(one.said for one in people.mentions) else ""


def _aligned(lines: Sequence[Sequence[str]], written: Sequence[str]) -> list[list[Any]]:
    """Lines as rows of equal columns: place first, then the name, then what is said of it."""
    rows: list[list[Any]] = []
    for line, text in zip(lines, written, strict=True):
        place = [
            one for one in line if kinds(one) & set(PLACED) and not name_score(one) >= SURE_NAME
        ]
        names = _names_in(line, place)
        rest = [one for one in line if one not in place and one not in names]
        if not place and not names:
            rows.append(["", "", *rest])
            continue
        if told := _each_with_facts(place, text):
            rows.append(["".join(place), told])
            continue
        said = {"phone": "", "id": "", "sex": "", "date": "", "relation": "", "age": ""}
        notes = []
        for one in rest:
            kind = next((k for k in said if k in kinds(one) and not said[k]), "")
            if kind:
                said[kind] = one
            else:
                notes.append(one)
        rows.append(
            [
                "".join(place) if len(place) > 1 else (place or [""])[0],
                "、".join(names),
                *said.values(),
                " ".join(notes),
            ]
        )
    return rows


def headless(sheet: Sheet) -> Heading | None:
    """What the columns of a sheet without headings hold, by their cells; None for no people."""
    first = _first_row_of_words(sheet)
    rows = sheet.rows[first + 1 :]
    titles = [text_of(cell) for cell in sheet.rows[first]] if first >= 0 else []
    people = [row for row in rows if any(_speaks_of_person(text) for _, text in filled(row))]
    columns = columns_of(people, titles)
    found = by_content(columns)
    if "name" not in found:
        return None
    names = found.pop("name")
    best = max(names, key=lambda at: columns[at].names * len(columns[at].texts))
    fields: dict[str, tuple[int, ...]] = {"name": (best,)}
    fields |= {f: c if f in ("phone", "note") else c[:1] for f, c in found.items()}
    width = max(len(row) for row in sheet.rows)
    return Heading(first, first, (*titles, *[""] * (width - len(titles))), fields)


def _speaks_of_person(text: str) -> bool:
    if name_score(text) >= SURE_NAME or kinds(text) & {"phone", "id"}:
        return True
    return any(name_score(one.name) >= SURE_NAME for one in people_in(text).mentions)


def _first_row_of_words(sheet: Sheet) -> int:
    """The row of a heading in words that nobody foresaw, over columns of values; -1 if none."""
    for at, row in enumerate(sheet.rows[:8]):
        cells = filled(row)
        if len(cells) < 2:
            continue
        words = [text for _, text in cells]
        if any(is_value(one) or any(c.isdigit() for c in one) or len(one) > 12 for one in words):
            return -1
        if len(set(words)) < len(words) or pairs_in(row):
            return -1
        below = [r for r in sheet.rows[at + 1 : at + 12] if not is_blank(r)]
        strict = 0
        for column, word in cells:
            values = [text_in(r[column]) for r in below if column < len(r) and text_in(r[column])]
            if not values:
                continue
            own = kinds(word) - {"name"}
            strict += not own and sum(
                is_value(one) or "small" in kinds(one) for one in values
            ) > 0.6 * len(values)
        known = sum(bool(field_of(one)[0]) for one in words)
        return at if strict and (known or strict >= min(2, len(cells) - 1)) else -1
    return -1


def board(sheet: Sheet) -> tuple[Heading, list[Slot]] | None:
    """A board: places over columns of names, and perhaps floors or doors before its rows."""
    for at, row in enumerate(sheet.rows[:12]):
        titles = dict(filled(row))
        placed = {column: _place_of(text) for column, text in titles.items()}
        placed = {column: place for column, place in placed.items() if place}
        below = [r for r in sheet.rows[at + 1 :] if not is_blank(r)]
        if (
            len(placed) < 2
            or len(placed) < len(titles) - 1
            or len(set(map(str, placed.values()))) < len(placed)
        ):
            continue
        if not _names_below(below, placed):
            continue
        return _board(sheet, at, placed, below)
    return None


def _place_of(text: str) -> dict[str, str]:
    found = kinds(text)
    for kind, field in BOARD_FIELD.items():
        if kind in found:
            return {field: text}
    if re.fullmatch(r"0?\d{1,2}(?:室|号房|户)?", plain(text)):
        return {"room": text}
    return {}


def _names_below(below: Sequence[Sequence[Any]], placed: dict[int, dict[str, str]]) -> bool:
    cells = [
        text
        for row in below
        for column in placed
        if column < len(row) and (text := text_of(row[column]))
    ]
    named = sum(
        name_score(one) >= 0.8 or any(name_score(m.name) >= 0.8 for m in people_in(one).mentions)
        for one in cells
    )
    return len(cells) >= 2 and named >= 0.5 * len(cells)


def _board(
    sheet: Sheet, at: int, placed: dict[int, dict[str, str]], below: Sequence[Sequence[Any]]
) -> tuple[Heading, list[Slot]]:
    fields: dict[str, tuple[int, ...]] = {}
    names = sorted(placed)
    short = all(len(re.sub(r"\D", "", place.get("room", "999"))) < 3 for place in placed.values())
    for column in range(names[0]):
        texts = [
            text
            for row in below
            if column < len(row)
            and (text := text_in(row[column]))
            and any(one < len(row) and text_of(row[one]) for one in names)
        ]
        if not texts:
            continue
        if all(_FLOOR.fullmatch(plain(one)) for one in texts) or (
            short and all(one.isdigit() for one in texts)
        ):
            fields["floor"] = (column,)
        elif any("block" in kinds(one) for one in texts):
            fields["building"] = (column,)
        elif all("unit" in kinds(one) for one in texts):
            fields["unit"] = (column,)
        elif any("door" in kinds(one) for one in texts) or any(
            "room" in place for place in placed.values()
        ):
            fields["stairwell"] = (column,)
        elif all("room" in kinds(one) or one.isdigit() for one in texts):
            fields["room"] = (column,)
    fields["name"] = (names[0],)
    titles = [text_of(cell) for cell in sheet.rows[at]]
    slots = [Slot(column, {}, "", place) for column, place in sorted(placed.items())]
    return Heading(at, at, tuple(titles), fields), slots


def cells_of_homes(sheet: Sheet) -> Sheet | None:
    """The sheet as rows of rooms where each cell holds a room and its people: 502 张三、李四."""
    homes: list[list[Any]] = []
    numbers: list[int] = []
    others = 0
    for at, row in enumerate(sheet.rows):
        for _, text in filled(row):
            found = _HOME.fullmatch(text)
            if found and people_in(found[2]).mentions and _names_people(found[2]):
                homes.append([found[1], found[2]])
                numbers.append(sheet.number(at))
            elif (len(filled(row)) == 1 and not homes) or kinds(text) & set(PLACED):
                homes.append([text])
                numbers.append(sheet.number(at))
            else:
                others += 1
    named = sum(len(one) > 1 for one in homes)
    if named < 2 or others > named / 2:
        return None
    return replace(sheet, rows=homes, merged=[], numbers=tuple(numbers))


def _names_people(text: str) -> bool:
    return any(name_score(one.name) >= SURE_NAME for one in people_in(text).mentions)


def has_forms(sheet: Sheet) -> bool:
    """Whether a sheet holds rows of labels with their values, people among them."""
    pairs = [pair for row in sheet.rows for pair in pairs_in(row)]
    fields = [pair.field for pair in pairs]
    return any(one in ("name", "head", "member") for one in fields) and len(pairs) >= 2


def heading_of(sheet: Sheet) -> Heading | None:
    """The heading of a sheet; a row that holds values, as a form's or a person's, is none."""
    barred = frozenset(
        at
        for at, row in enumerate(sheet.rows[:LOOKED_AT])
        if pairs_in(row) or any(kinds(text) & VALUES for _, text in filled(row)) or _names_head(row)
    )
    return find_heading(sheet, barred) or _all_known(sheet, barred)


def _names_head(row: Sequence[Any]) -> bool:
    """Whether a name stands beside its label: 户主姓名 | 张三."""
    return any(
        name_score(value) >= {"name": SURE_NAME, "head": LIKELY_NAME}.get(field_of(text)[0], 2)
        for (_, text), (_, value) in pairwise(filled(row))
        if not field_of(value)[0]
    )


def _all_known(sheet: Sheet, barred: frozenset[int]) -> Heading | None:
    """A row near the top whose every cell is a known heading: 姓名 | 电话."""
    for at, row in enumerate(sheet.rows[:8]):
        cells = filled(row)
        fields = [field_of(text)[0] for _, text in cells]
        if at not in barred and len(cells) > 1 and all(fields) and "name" in fields:
            columns: dict[str, tuple[int, ...]] = {}
            for field, (column, _) in zip(fields, cells, strict=True):
                columns[field] = (*columns.get(field, ()), column)
            return Heading(at, at, tuple(text_of(cell) for cell in row), columns)
    return None
