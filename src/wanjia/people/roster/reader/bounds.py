"""How large a table may be: counted before anything is made of its cells.

A committee answers for a few thousand people; a file beyond these figures is no list of theirs, and
would hold a worker for minutes.
"""

from collections.abc import Iterable
from typing import Any

from wanjia.people.roster.reader.values import Unreadable

MOST_ROWS = 100_000
MOST_COLUMNS = 1_000
MOST_CELLS = 2_000_000
LONGEST_CELL = 100_000  # characters: three times what a spreadsheet program holds in one
LONG_CELL, MOST_LONG_CELLS = 32_767, 10
MOST_MARKS = 1_200_000  # tags of a page or of an XML workbook
MOST_SPANNED = 200_000  # cells beneath merged ones of a page


def too_many_rows() -> Unreadable:
    """Return the refusal of a table with too many rows."""
    return Unreadable(
        f"表格超过 {MOST_ROWS} 行，请拆成几份再导入",
        f"it has more than {MOST_ROWS} rows; split it and try again",
    )


def too_many_columns() -> Unreadable:
    """Return the refusal of a table that is too wide."""
    return Unreadable(f"超过 {MOST_COLUMNS} 列", f"it has more than {MOST_COLUMNS} columns")


def too_many_cells() -> Unreadable:
    """Return the refusal of a table with too many cells."""
    return Unreadable(
        f"表格超过 {MOST_CELLS} 格，请删掉空白的行和列，或拆成几份再导入",
        f"it has more than {MOST_CELLS} cells; delete the empty rows and columns, or split it",
    )


def _too_long_cell() -> Unreadable:
    return Unreadable(
        f"有一格超过 {LONGEST_CELL} 个字（或多格超过 {LONG_CELL} 个字），这不像名册",
        f"one cell holds more than {LONGEST_CELL} characters (or several more than {LONG_CELL}),"
        " which no list does",
    )


def check_text(text: str, delimiter: str) -> None:
    """Refuse a text that would become too many cells, or one that is too long; raises
    Unreadable."""
    lines = text.count("\n") or text.count("\r")
    if lines > MOST_ROWS:
        raise too_many_rows()
    if lines + text.count(delimiter) > MOST_CELLS:
        raise too_many_cells()


def check_marks(data: bytes) -> None:
    """Refuse a page or an XML workbook of too many tags, unread; raises Unreadable."""
    if data.count(b"<") > MOST_MARKS:
        raise too_many_cells()


def check_rows(rows: Iterable[list[Any]]) -> None:
    """Refuse a sheet with too many columns, or with a cell that is too long; raises Unreadable."""
    long_cells = 0
    for row in rows:
        if len(row) > MOST_COLUMNS and any(cell not in ("", None) for cell in row[MOST_COLUMNS:]):
            raise too_many_columns()
        for cell in row:
            if isinstance(cell, str) and len(cell) > LONG_CELL:
                long_cells += 1
                if len(cell) > LONGEST_CELL or long_cells > MOST_LONG_CELLS:
                    raise _too_long_cell()
