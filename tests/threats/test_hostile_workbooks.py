"""A workbook that unpacks to gigabytes, lies about its size, or reaches for another file."""

import io
import struct
import tracemalloc
import zipfile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from wanjia.people.models import Resident
from wanjia.people.roster.reader import sheets
from wanjia.people.roster.reader.values import Unreadable

GIGABYTE = 1 << 30


def workbook(rows=3):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("a")
        sheet.write_row(0, 0, ["室号", "姓名"])
        for row in range(1, rows):
            sheet.write_row(row, 0, ["101", "王"])
    return out.getvalue()


def with_part(name, data, book=None):
    out = io.BytesIO(book or workbook())
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as parts,
        parts.open(name, "w", force_zip64=True) as part,
    ):
        for piece in data:
            part.write(piece)
    return out.getvalue()


def zeros(many, size=1 << 24):
    return (b"\0" * size for _ in range(many // size))


def lying(data, name, says):
    """The same file, but its directory says that a part is smaller than it is."""
    changed = bytearray(data)
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode()))
    changed[at + 24 : at + 28] = struct.pack("<I", says)
    return bytes(changed)


@pytest.fixture
def measured():
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


@pytest.mark.slow
def test_a_gigabyte_packed_into_a_megabyte_is_refused_before_it_is_unpacked(measured):
    bomb = with_part("xl/media/x.xml", zeros(GIGABYTE // 2))
    assert len(bomb) < 2_000_000
    with pytest.raises(Unreadable, match="工作簿太大"):
        sheets.open_sheets(bomb)
    assert measured() < 50_000_000


def test_a_part_that_is_larger_than_it_says_is_refused(measured):
    bomb = with_part("xl/media/x.xml", zeros(1 << 26))
    with pytest.raises(Unreadable, match="坏了"):
        sheets.open_sheets(lying(bomb, "xl/media/x.xml", 1000))
    assert measured() < 50_000_000


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_packed_as_no_workbook_is_refused(how):
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a", how) as parts:
        parts.writestr("xl/media/x.xml", b"\0" * 1000)
    with pytest.raises(Unreadable, match="坏了"):
        sheets.open_sheets(out.getvalue())


def test_an_honest_workbook_is_read():
    assert sheets.open_sheets(workbook())[0].rows[1] == ["101", "王"]


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04" + b"\xff" * 60,
        b"PK\x03\x04",
        workbook()[:200],
        workbook()[:-30],
        workbook().replace(b"PK\x01\x02", b"PK\x09\x09"),
    ],
)
def test_a_broken_one_is_refused(data):
    with pytest.raises(Unreadable):
        sheets.open_sheets(data)


@pytest.mark.parametrize("entity", ["file:///etc/hostname", "http://127.0.0.1:1/x"])
def test_a_sheet_that_names_another_file_shows_nothing_of_it(entity, tmp_path):
    evil = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{entity}">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.infolist():
            is_sheet = one.filename == "xl/worksheets/sheet1.xml"
            new.writestr(one.filename, evil if is_sheet else old.read(one.filename))
    try:
        rows = sheets.open_sheets(out.getvalue())[0].rows
    except Unreadable:
        return
    assert all(cell in ("", "&e;", "e") for row in rows for cell in row)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_says_so_in_the_readers_language_and_nothing_is_stored(
    alder, language, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    desk = alder.client("desk", language)
    before = Resident.objects.count()
    bomb = with_part("xl/media/x.xml", zeros(GIGABYTE // 2))
    answer = desk.post("/import/", {"file": SimpleUploadedFile("r.xlsx", bomb)}, follow=True)
    assert answer.status_code in (400, 422)
    words = answer.content.decode()
    assert ("too large" if language == "en" else "工作簿太大") in words
    assert Resident.objects.count() == before
