"""A file's bytes to sheets of cells, whatever an office has saved them as."""

import csv
import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any

from wanjia.people.roster.reader import bounds, markup
from wanjia.people.roster.reader.values import Unreadable
from wanjia.places.text_files import decode

MOST_UNPACKED = 150_000_000  # bytes; a workbook that unpacks to more is no roster
LONGEST_TAG = 200  # bytes of a cell's tag
CHUNK = 1 << 20  # bytes unpacked at a time while the size is checked
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
DELIMITERS = (",", "\t", ";", "|", "，", "；", "^")
_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"')
_REPEATED_ROWS = re.compile(rb'^[^>]*number-rows-repeated="(\d+)"')
_REPEATED_CELLS = re.compile(rb'number-columns-repeated="(\d+)"')
_OTHERS = (
    (b"%PDF", "这是 PDF", "it is a PDF"),
    (b"\x89PNG", "这是图片", "it is a picture"),
    (b"\xff\xd8\xff", "这是图片", "it is a picture"),
    (b"Rar!", "这是压缩包", "it is an archive"),
    (b"7z\xbc\xaf", "这是压缩包", "it is an archive"),
)
_HTML = re.compile(rb"\s*(?:<!doctype html|<html|<table|<head|<meta)", re.IGNORECASE)
_XML = re.compile(rb"\s*(?:<\?xml|<\?mso|<workbook|<ss:workbook|<html)", re.IGNORECASE)
_UNTYPED = re.compile(rb"<table:table-cell(?=[^>]*[^/>]>\s*<text:p|>\s*<text:p)(?![^>]*value-type)")
Corner = tuple[int, int]


@dataclass(frozen=True)
class Sheet:
    """A sheet of cells from A1 on; `merged` are (top left, bottom right), counted from 0."""

    name: str
    rows: list[list[Any]]
    hidden: bool = False
    merged: list[tuple[Corner, Corner]] = field(default_factory=list)
    numbers: tuple[int, ...] = ()

    def number(self, at: int) -> int:
        """What Excel counts a row as; a sheet that was turned or cut up keeps the numbers."""
        return self.numbers[at] if self.numbers else at + 1


def open_sheets(data: bytes) -> list[Sheet]:
    """The sheets of .xlsx, .xls, .ods, mark-up or text bytes, told apart by what is in them.

    A text file is one sheet. Raises Unreadable.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Unreadable("文件是空的", "the file is empty")
    for magic, zh, en in _OTHERS:
        if data.startswith(magic):
            raise _not_a_table(zh, en)
    sheets = _sheets_of(data)
    for sheet in sheets:
        bounds.check_rows(sheet.rows)
    return sheets


def _sheets_of(data: bytes) -> list[Sheet]:
    if data.startswith((ZIP, OLE)):
        return _workbook(data)
    start = data[:4000].removeprefix(b"\xef\xbb\xbf")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start and _XML.match(start):
        bounds.check_marks(data)
        return [Sheet(*table) for table in markup.spreadsheet_tables(data)]
    if _HTML.match(start) or (_XML.match(start) and b"<table" in data[:20_000].lower()):
        bounds.check_marks(data)
        return _page(data)
    return [_text(data)]


def _page(data: bytes) -> list[Sheet]:
    """The tables of a web page, as systems write them and call them .xls."""
    for charset in markup.charset_in(data):
        try:
            tables = markup.page_tables(data.decode(charset))
        except (UnicodeDecodeError, LookupError):
            continue
        if tables:
            return [Sheet(*table) for table in tables]
        break
    raise _not_a_table("这是网页，里面没有表格", "it is a web page without a table")


def _not_a_table(zh: str, en: str) -> Unreadable:
    return Unreadable(
        f"{zh}，请另存为 .xlsx 或 .csv 再导入", f"{en}; save it as .xlsx or .csv and try again"
    )


def _workbook(data: bytes) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    if data.startswith(ZIP):
        _check_zip(data)
        data = _typed(data)
    elif ENCRYPTED in data:
        raise Unreadable("文件有打开密码，请去掉密码再导入", "it has a password; take it off first")
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return [_sheet(book, about) for about in book.sheets_metadata]
    except PasswordError:
        raise Unreadable(
            "文件有打开密码，请去掉密码再导入", "it has a password; take it off first"
        ) from None
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise _broken() from error


def _typed(data: bytes) -> bytes:
    """An .ods whose cells of text do not say that they are text, with that said."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        if "content.xml" not in parts.namelist():
            return data
        content = parts.read("content.xml")
        if not _UNTYPED.search(content):
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
            for one in parts.infolist():
                if one.filename == "content.xml":
                    said = _UNTYPED.sub(rb'\g<0> office:value-type="string"', content)
                    copy.writestr(one.filename, said)
                else:
                    copy.writestr(one.filename, parts.read(one))
        return out.getvalue()


def _broken() -> Unreadable:
    return Unreadable(
        "工作簿坏了，请用 Excel 或 WPS 打开后另存再导入",
        "the workbook is damaged; open it in a spreadsheet program and save it again",
    )


def _sheet(book: Any, about: Any) -> Sheet:
    from python_calamine import SheetVisibleEnum

    hidden = about.visible != SheetVisibleEnum.Visible
    sheet = book.get_sheet_by_name(about.name)
    merged = [] if hidden else list(sheet.merged_cell_ranges or ())
    return Sheet(about.name, sheet.to_python(skip_empty_area=False), hidden, merged)


def _check_zip(data: bytes) -> None:
    """Refuse what would fill the memory: a small file can unpack to a huge one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = parts.infolist()
            if not any(
                "workbook" in one.filename or "content.xml" in one.filename for one in names
            ):
                raise _not_a_table("这不是工作簿", "it is no workbook")
            if sum(one.file_size for one in names) > MOST_UNPACKED:
                raise Unreadable("工作簿太大", "the workbook is too large")
            if any(_unpacks_to_more(data, one) for one in names):
                raise _broken()
            cells = 0
            for one in names:
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", one.filename):
                    cells += _cells_of(parts, one)
                    if cells > bounds.MOST_CELLS:
                        raise bounds.too_many_cells()
                elif one.filename == "content.xml":
                    _check_repeats(parts.read(one))
    except (zipfile.BadZipFile, struct.error, zlib.error, ValueError) as error:
        raise _broken() from error


def _unpacks_to_more(data: bytes, one: zipfile.ZipInfo) -> bool:
    """Whether a part is larger than it says, or packed in a way that no workbook is."""
    if one.compress_type == zipfile.ZIP_STORED:
        return one.compress_size > one.file_size
    if one.compress_type != zipfile.ZIP_DEFLATED:
        return True
    names = data[one.header_offset + 26 : one.header_offset + 30]  # how long its two names are
    start = one.header_offset + 30 + sum(struct.unpack("<HH", names))
    packed, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    rest = data[start : start + one.compress_size]
    while rest and not packed.eof:
        size += len(packed.decompress(rest, CHUNK))
        if size > one.file_size:
            return True
        rest = packed.unconsumed_tail
    return False


def _cells_of(parts: zipfile.ZipFile, one: zipfile.ZipInfo) -> int:
    """Return how many cells a sheet becomes, found piece by piece: a cell far off makes the whole
    rectangle up to it, however few others there are. Raises Unreadable for a stray one."""
    columns = rows = filled = 0
    with parts.open(one) as stream:
        rest = b""
        while piece := stream.read(CHUNK):
            text = rest + piece
            for column, row in _CELL.findall(text):
                columns, rows = max(columns, _column(column)), max(rows, int(row))
                filled += 1
            rest = text[max(text.rfind(b"<c "), len(text) - LONGEST_TAG) :]
    if rows > bounds.MOST_ROWS and filled > bounds.MOST_ROWS:
        raise bounds.too_many_rows()
    if columns * rows > bounds.MOST_CELLS and filled < bounds.MOST_CELLS:
        raise Unreadable(
            "表格远处有零散的格子，请删掉空白的行和列再导入",
            "a stray cell lies far off; delete the empty rows and columns",
        )
    return max(columns * rows, filled)


def _check_repeats(content: bytes) -> None:
    """An .ods writes equal rows and cells once, with how often they stand there."""
    cells = 0
    for row in content.split(b"<table:table-row")[1:]:
        if b"office:value" in row:
            times = _REPEATED_ROWS.search(row)
            across = sum(int(one) - 1 for one in _REPEATED_CELLS.findall(row) if len(one) < 9)
            filled = min(across, 16_384) + row.count(b"<table:table-cell")
            cells += filled * (int(times[1]) if times and len(times[1]) < 9 else 1)
    if cells > bounds.MOST_CELLS:
        raise bounds.too_many_cells()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _text(data: bytes) -> Sheet:
    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        raise Unreadable(
            "不是 .xlsx、.xls，也不是 UTF-8 或 GB18030 的文本",
            "it is neither .xlsx nor .xls nor text in UTF-8 or GB18030",
        ) from error
    if "\x00" in text:
        raise Unreadable("不是 .xlsx、.xls 或 .csv 文件", "it is no .xlsx, .xls or .csv file")
    delimiter = _delimiter(text)
    bounds.check_text(text, delimiter)
    rows = _records(text, delimiter)
    if any(_swallowed(cell, delimiter) for row in rows for cell in row):
        rows = _records(_lone_quotes(text, delimiter), delimiter)
    return Sheet("", rows)


def _delimiter(text: str) -> str:
    """The mark that parts most lines into equally many cells."""
    lines = [line for line in text[:20_000].splitlines()[:40] if line.strip()]
    counts = {mark: sorted(line.count(mark) for line in lines) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: counts[mark][len(lines) // 2] if lines else 0)


def _records(text: str, delimiter: str) -> list[list[Any]]:
    csv.field_size_limit(len(text) + 1)
    return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


def _swallowed(cell: str, delimiter: str) -> bool:
    """Whether a cell holds what should be several: its quote was a repeat mark, not a quote."""
    if delimiter not in cell:
        return False
    return ("\n" in cell and cell.count(delimiter) >= 3) or not cell.strip(f"{delimiter} \r\n")


def _lone_quotes(text: str, delimiter: str) -> str:
    mark = re.escape(delimiter)
    return re.sub(rf'(?m)(?<![^\n{mark}])"(?=[{mark}\r\n]|\Z)', "〃", text)
