"""Tables in mark-up: SpreadsheetML of Excel 2003, and web pages that were called .xls."""

import re
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from wanjia.people.roster.reader.bounds import MOST_CELLS, MOST_SPANNED, too_many_cells
from wanjia.people.roster.reader.values import Unreadable

SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
MOST_SPAN = 2_000  # cells that one merged cell may cover in one direction
Corner = tuple[int, int]
Table = tuple[str, list[list[Any]], bool, list[tuple[Corner, Corner]]]


def spreadsheet_tables(data: bytes) -> list[Table]:
    """The sheets of a SpreadsheetML workbook: name, rows, whether hidden, merged cells."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise _broken() from error
    return [_spreadsheet_table(sheet) for sheet in root.iter(f"{SS}Worksheet")]


def _broken() -> Unreadable:
    return Unreadable(
        "这个 XML 表格坏了，请用 Excel 或 WPS 另存为 .xlsx 再导入",
        "this XML workbook is damaged; save it as .xlsx and try again",
    )


def _spreadsheet_table(sheet: Element) -> Table:
    rows: list[list[Any]] = []
    merged: list[tuple[Corner, Corner]] = []
    table = sheet.find(f"{SS}Table")
    for row in table.iterfind(f"{SS}Row") if table is not None else ():
        start = _count(row, "Index", len(rows) + 1) - 1
        _check(start, len(row))
        rows += [[] for _ in range(len(rows), start)]
        rows.append(_cells(row, len(rows), merged))
        rows += [[] for _ in range(_count(row, "Span", 0))]
    hidden = sheet.find(".//{urn:schemas-microsoft-com:office:excel}Visible")
    name = sheet.get(f"{SS}Name", "")
    is_hidden = hidden is not None and "Hidden" in (hidden.text or "")
    return name, _rectangle(rows), is_hidden, merged


def _cells(row: Element, at: int, merged: list[tuple[Corner, Corner]]) -> list[Any]:
    cells: list[Any] = []
    for cell in row.iterfind(f"{SS}Cell"):
        column = _count(cell, "Index", len(cells) + 1) - 1
        _check(at, column)
        cells += [""] * (column - len(cells))
        across, down = _count(cell, "MergeAcross", 0), _count(cell, "MergeDown", 0)
        if across or down:
            merged.append(
                ((at, column), (at + min(down, MOST_SPAN), column + min(across, MOST_SPAN)))
            )
        cells.append(_value(cell.find(f"{SS}Data")))
        cells += [""] * min(across, MOST_SPAN)
    return cells


def _check(row: int, column: int) -> None:
    if row < 0 or column < 0 or max(row, 1) * max(column, 1) > MOST_CELLS:
        raise _broken()


def _count(element: Element, name: str, otherwise: int) -> int:
    text = element.get(f"{SS}{name}", "")
    return int(text) if text.isdecimal() and len(text) < 8 else otherwise


def _value(data: Element | None) -> Any:
    if data is None:
        return ""
    text = "".join(data.itertext())
    kind = data.get(f"{SS}Type", "String")
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return datetime.fromisoformat(text.split(".")[0])
    except ValueError:
        return text
    return text


def page_tables(text: str) -> list[Table]:
    """The tables of a web page that hold more than one row; a cell over several is merged."""
    page = _Page()
    page.feed(text)
    page.close()
    found = [table for table in page.tables if len(table.rows) > 1]
    return [
        ("" if len(found) == 1 else f"表{at}", _rectangle(table.rows), False, table.merged)
        for at, table in enumerate(found, 1)
    ]


class _PageTable:
    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self.merged: list[tuple[Corner, Corner]] = []
        self.taken: set[Corner] = set()
        self.cell: list[str] | None = None
        self.at: Corner = (0, 0)

    def begin_row(self) -> None:
        self.end_cell()
        self.rows.append([])

    def begin_cell(self, across: int, down: int) -> None:
        self.end_cell()
        if not self.rows:
            self.rows.append([])
        at, column = len(self.rows) - 1, len(self.rows[-1])
        while (at, column) in self.taken:
            self.rows[-1].append("")
            column += 1
        if across * down > MOST_SPANNED:
            raise too_many_cells()
        if across > 1 or down > 1:
            self.merged.append(((at, column), (at + down - 1, column + across - 1)))
            self.taken |= {
                (row, beside)
                for row in range(at, at + down)
                for beside in range(column, column + across)
            }
        if len(self.taken) > MOST_SPANNED:
            raise too_many_cells()
        self.cell, self.at = [], (at, column)
        self.rows[-1] += [""] * across

    def end_cell(self) -> None:
        if self.cell is not None:
            text = re.sub(
                r"[ \t\r\f]*\n\s*|[ \t\r\f]+",
                lambda m: "\n" if "\n" in m[0] else " ",
                "".join(self.cell),
            )
            self.rows[self.at[0]][self.at[1]] = text.strip(" \n")
            self.cell = None


class _Page(HTMLParser):
    """Collects tables; a table within a cell is a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_PageTable] = []
        self.open: list[_PageTable] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell."""
        if tag in ("script", "style"):
            self.silent += 1
        elif tag == "table":
            self.open.append(_PageTable())
            self.tables.append(self.open[-1])
        elif self.open and tag == "tr":
            self.open[-1].begin_row()
        elif self.open and tag in ("td", "th"):
            named = dict(attrs)
            self.open[-1].begin_cell(_span(named.get("colspan")), _span(named.get("rowspan")))
        elif self.open and tag in ("br", "p", "div") and self.open[-1].cell:
            self.open[-1].cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened."""
        if tag in ("script", "style"):
            self.silent = max(0, self.silent - 1)
        elif self.open and tag in ("td", "th", "tr", "table"):
            self.open[-1].end_cell()
            if tag == "table":
                self.open.pop()

    def handle_data(self, data: str) -> None:
        """Add text to the open cell."""
        if self.open and self.open[-1].cell is not None and not self.silent:
            self.open[-1].cell.append(re.sub(r"\s+", " ", data))


def _span(text: str | None) -> int:
    return min(max(int(text), 1), MOST_SPAN) if text and text.isdecimal() and len(text) < 6 else 1


def _rectangle(rows: list[list[Any]]) -> list[list[Any]]:
    width = max((len(row) for row in rows), default=0)
    if width * len(rows) > MOST_CELLS:
        raise too_many_cells()
    return [[*row, *[""] * (width - len(row))] for row in rows]


def charset_in(data: bytes) -> Iterator[str]:
    """The encodings that a page names of itself, then those that offices use."""
    found = re.search(rb"charset\s*=\s*[\"']?([\w-]{3,20})", data[:4000])
    if found:
        yield found[1].decode("ascii")
    yield from ("utf-8-sig", "gb18030")
