"""Names in two columns, the family name apart from the given name, as one column of names."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from wanjia.people.roster.reader.cells import WORDS
from wanjia.people.roster.reader.facts import text_of
from wanjia.people.roster.reader.sheets import Sheet
from wanjia.places.addresses.characters import plain, visible

FAMILY = frozenset(("姓", "姓氏", "surname", "lastname", "familyname"))
GIVEN = frozenset(("名", "名字", "firstname", "givenname", "givennames", "forename"))
_OF_A_SEX = re.compile(r"[男女](?:方|性|士)?姓名")
LOOKED_AT = 12  # rows from the top
FITS = 0.6


def joined(sheet: Sheet) -> Sheet:
    """The sheet with names and births joined where a heading has them apart in columns."""
    return joined_births(joined_sexes(joined_names(sheet)))


def joined_sexes(sheet: Sheet) -> Sheet:
    """The sheet with 男姓名 and 女姓名 as one column where no row fills both."""
    for at, row in enumerate(sheet.rows[:LOOKED_AT]):
        titles = [_bare(cell) for cell in row]
        pair = [column for column, title in enumerate(titles) if _OF_A_SEX.fullmatch(title)]
        if len(pair) != 2 or titles[pair[0]] == titles[pair[1]]:
            continue
        first, second = pair
        below = sheet.rows[at + 1 :]
        if any(len(one) > second and text_of(one[first]) and text_of(one[second]) for one in below):
            return sheet
        rows = [list(one) for one in sheet.rows]
        for one in rows[at:]:
            if len(one) > second:
                one[first], one[second] = one[first] or one[second], ""
        rows[at][first] = "姓名"
        return replace(sheet, rows=rows)
    return sheet


def joined_births(sheet: Sheet) -> Sheet:
    """The sheet with the year, month and day of birth as one cell: 1945 | 11 | 2."""
    for at, row in enumerate(sheet.rows[:LOOKED_AT]):
        titles = [_bare(cell) for cell in row]
        starts = [one for one in range(len(titles)) if titles[one : one + 3] == ["年", "月", "日"]]
        if len(starts) != 1:
            continue
        start = starts[0]
        rows = [list(one) for one in sheet.rows]
        for one in rows[at + 1 :]:
            parts = [text_of(cell) for cell in one[start : start + 3]]
            if len(parts) == 3 and parts[0].isdecimal() and len(parts[0]) == 4:
                said = parts[: next((n for n, part in enumerate(parts) if not part), 3)]
                one[start : start + 3] = ["-".join(f"{part:0>2}" for part in said), "", ""]
        return replace(sheet, rows=rows)
    return sheet


def joined_names(sheet: Sheet) -> Sheet:
    """The sheet with names joined where a heading has them apart; else the sheet as it is."""
    for at, row in enumerate(sheet.rows[:LOOKED_AT]):
        titles = [_bare(cell) for cell in row]
        family = [column for column, title in enumerate(titles) if title in FAMILY]
        given = [column for column, title in enumerate(titles) if title in GIVEN]
        if not family or len(family) != len(given):
            continue
        pairs = list(zip(family, given, strict=True))
        if all(_fits(sheet.rows[at + 1 :], one) for one, _ in pairs):
            return replace(sheet, rows=_joined(sheet.rows, at, pairs))
    return sheet


def _bare(cell: Any) -> str:
    return "".join(plain(visible(cell)).split()) if isinstance(cell, str) else ""


def _fits(rows: Sequence[Sequence[Any]], column: int) -> bool:
    """Whether a column holds family names, or else nothing but short words."""
    texts = [plain(text_of(row[column])) for row in rows if column < len(row) and row[column]]
    known = sum(
        one in WORDS.surnames or one in WORDS.doubles or one.replace("-", "").isascii()
        for one in texts
    )
    short = all(len(one) < 3 and one.isalpha() for one in texts)
    return bool(texts) and (short or known >= FITS * len(texts))


def _joined(
    rows: Sequence[Sequence[Any]], top: int, pairs: Sequence[tuple[int, int]]
) -> list[list[Any]]:
    out = [list(row) for row in rows]
    for at in range(top, len(out)):
        row = out[at]
        for family, given in pairs:
            if max(family, given) >= len(row):
                continue
            last, first = text_of(row[family]), text_of(row[given])
            if _bare(last) in FAMILY and _bare(first) in GIVEN:
                row[given] = "姓名"  # a heading, which may stand on each page
            elif last:
                row[given] = f"{first} {last}" if last.isascii() else f"{last}{first}"
            row[family] = ""
    return out
