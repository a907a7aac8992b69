"""What is too large is refused by a count, before work is done on it; the sentence names what."""

import io
import sys
from datetime import date

import pytest
import xlsxwriter
from PIL import Image

from wanjia.core.problems import Problem
from wanjia.people.photos.actions import small
from wanjia.people.roster.reader import bounds
from wanjia.people.roster.reader.read import read_roster
from wanjia.people.roster.reader.values import Unreadable
from wanjia.reports.models import Paste
from wanjia.reports.paste import actions
from wanjia.reports.paste.reader import RosterIndex, read_paste

DAY = date(2026, 3, 1)
ONE_CELL = ("室号,姓名\n" + "王小明" * 200_000).encode()
MANY_CELLS = b"a," * (bounds.MOST_CELLS + 10)
MANY_ROWS = "室号,姓名\n".encode() + b"1,2\n" * (bounds.MOST_ROWS + 10)
PAGE = b"<table>" + b"<tr><td>1" * (bounds.MOST_MARKS // 2)
SPANS = b"<table><tr>" + b'<td rowspan="2000" colspan="2000">1' * 3


def noise(width, height, kind, **options):
    """A picture of a household's, as large as it says."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, kind, **options)
    return io.BytesIO(out.getvalue())


def workbook(sheets, rows, columns):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for _ in range(sheets):
            book.add_worksheet().write(rows - 1, columns - 1, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "zh", "en"),
    [
        (ONE_CELL, "一格超过 100000 个字", "one cell holds more than 100000"),
        (MANY_CELLS, "超过 2000000 格", "more than 2000000 cells"),
        (MANY_ROWS, "超过 100000 行", "more than 100000 rows"),
        (PAGE, "超过 2000000 格", "more than 2000000 cells"),
        (SPANS, "超过 2000000 格", "more than 2000000 cells"),
        (workbook(1, 60_000, 900), "远处有零散的格子", "a stray cell lies far off"),
        (workbook(5, 900, 900), "超过 2000000 格", "more than 2000000 cells"),
    ],
    ids=["one_cell", "many_cells", "many_rows", "page", "spans", "stray", "sheets"],
)
def test_a_table_is_refused_by_what_there_is_too_much_of(data, zh, en):
    with pytest.raises(Unreadable) as refused:
        read_roster(data, DAY)
    assert zh in refused.value.zh
    assert en in refused.value.en


@pytest.mark.django_db
@pytest.mark.both
def test_a_paste_of_sixty_thousand_lines_is_refused_and_none_is_kept(alder):
    desk, before = alder.client("desk", "en"), Paste.objects.count()
    answer = desk.post("/pastes/", {"text": "1.\n" * 60_000})
    assert answer.status_code == 413
    assert "60001 lines; at most 10000" in answer.content.decode()
    assert Paste.objects.count() == before


def test_ten_times_the_lines_take_about_ten_times_the_steps():
    """Numbered lines begin a new list each: none of them looks at all lists before."""

    def steps(lines):
        seen = 0

        def count(_frame, _event, _argument):
            nonlocal seen
            seen += 1

        sys.setprofile(count)
        try:
            read_paste("1.\n" * lines, RosterIndex([]))
        finally:
            sys.setprofile(None)
        return seen

    assert steps(600) < 20 * steps(60)
    assert actions.MOST_LINES >= 5000


@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("JPEG", {"progressive": True})])
def test_a_picture_that_must_be_unpacked_whole_is_refused_by_its_head(kind, options):
    with pytest.raises(Problem) as refused:
        small(noise(5000, 4000, kind, **options))
    assert "5000×4000 像素" in refused.value.words("zh")
    assert "5000×4000 pixels" in refused.value.words("en")


def test_a_cameras_picture_of_many_pixels_is_unpacked_at_a_part_of_its_size(monkeypatch):
    unpacked, thumbnail = [], Image.Image.thumbnail

    def spied(picture, size):
        unpacked.append(picture.width * picture.height)
        thumbnail(picture, size)

    monkeypatch.setattr(Image.Image, "thumbnail", spied)
    kept = Image.open(io.BytesIO(small(noise(8000, 6000, "JPEG"))))
    assert max(kept.size) == 1600
    assert unpacked[0] <= 8000 * 6000 / 4
