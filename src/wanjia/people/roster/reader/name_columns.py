"""Names in two columns, the family name apart from the given name, as one column of names."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from wanjia.people.roster.reader.cells import WORDS
from wanjia.people.roster.reader.facts import text_of
from wanjia.people.roster.reader.sheets import Sheet
from wanjia.places.addresses.characters import plain, visible

FAMILY = frozenset(("姓", "姓氏", "surname", "lastname", "familyname"))
GIVEN = frozenset(("名", "名字", "firstname", "givenname", "givennames", "forename"))
LOOKED_AT = 12  # rows from the top
FITS = 0.6


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
