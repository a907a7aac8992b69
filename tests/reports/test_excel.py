"""A workbook with answers is read row by row; what can't be stored is told with its row."""

from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook
from tests.reports.conftest import text_of, url

from wanjia.core.problems import Problem
from wanjia.reports.models import Alarm, Answer
from wanjia.reports.queries import residents_with_status
from wanjia.reports.workbook.reader import read_filled

pytestmark = pytest.mark.django_db


def workbook(*rows):
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


@pytest.fixture
def read(viewer, morning):
    roster = list(residents_with_status(viewer, morning))
    return lambda *rows: read_filled(workbook(*rows), roster)


def test_the_form_holds_the_doors_and_names_of_the_missing(desk, morning, people):
    answer = desk.get(url("excel_form", morning.id))
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    heading = next(row for row in rows if "门号" in row)
    assert heading[:4] == ["门号", "姓名", "抗原", "体温"]
    filled = [row[:2] for row in rows[rows.index(heading) + 1 :]]
    assert filled == [[one.dwelling.door, one.name] for one in people]


@pytest.mark.both
def test_any_sheet_with_these_columns_in_any_order_is_read(read, people):
    one, two = people[:2]
    filled = read(
        ["西区 4月19日"],
        ["体温（℃）", "抗原检测结果", "姓名", "住址"],
        [36.5, "阴性", one.name, "23号101室"],
        ["37.4", "+", two.name, ""],
    )
    assert [(g.resident, g.antigen, g.temperature) for g in filled.given] == [
        (one.id, "negative", Decimal("36.5")),
        (two.id, "positive", Decimal("37.4")),
    ]
    assert filled.refused == []


def test_each_row_that_cannot_be_stored_is_named_with_its_reason(read, people):
    one, two, three = people[:3]
    filled = read(
        ["门号", "姓名", "抗原", "体温"],
        ["23-101", one.name, "阴性", 365],
        ["99-101", one.name, "阴性", 36.5],
        ["23-101", "无名氏", "阴性", 36.5],
        ["23-101", two.name, "也许", 36.5],
        ["23-101", "", "阴性", 36.5],
        ["23-102", three.name, "阴性", 36.5],
        ["23-102", three.name, "阳性", 36.5],
        ["23-201", "", "", ""],
    )
    assert [row.row for row in filled.refused] == [2, 3, 4, 5, 6, 8]
    assert "365" in filled.refused[0].why
    assert "99-101" in filled.refused[1].why
    assert [given.resident for given in filled.given] == [three.id]


def test_a_row_that_was_left_empty_is_counted_and_not_refused(read, people):
    filled = read(["门号", "姓名", "抗原"], ["23-101", people[0].name, ""])
    assert (filled.blank, filled.given, filled.refused) == (1, [], [])


def test_a_name_alone_is_enough_when_nobody_else_has_it(read, people):
    filled = read(["姓名", "体温"], [people[4].name, 36.6])
    assert filled.given[0].resident == people[4].id


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"%PDF-1.4"])
def test_a_broken_workbook_is_told_and_nothing_happens(desk, morning, data):
    file = SimpleUploadedFile("坏.xlsx", data or b" ")
    answer = desk.post(url("excel", morning.id), {"file": file})
    assert answer.status_code == 422
    assert 'role="alert"' in text_of(answer) or 'class="err' in text_of(answer)


def test_a_sheet_without_these_columns_is_told(read):
    with pytest.raises(Problem) as refused:
        read(["商品", "数量"], ["牛奶", 3])
    assert refused.value.code == "excel.no_column"


@pytest.mark.both
def test_a_filled_form_is_shown_first_and_then_stored_once(desk, morning, people):
    rows = [["门号", "姓名", "抗原", "体温"]]
    rows += [[one.dwelling.door, one.name, "阴性", 36.5] for one in people[:3]]
    rows += [[people[3].dwelling.door, people[3].name, "阳性", 37.8], ["99-9", "无", "阴性", 36]]
    file = SimpleUploadedFile("填好.xlsx", workbook(*rows))
    look = desk.post(url("excel", morning.id), {"file": file}, follow=True)
    assert "4 人可以存" in text_of(look)
    assert "1 行不能存" in text_of(look)
    assert people[3].name in text_of(look)
    assert Answer.objects.count() == 0
    token = look.context["token"]
    for _ in range(2):
        said = desk.post(url("excel_store", morning.id, token), follow=True)
    assert "已有 4 人" in text_of(said)
    assert set(Answer.objects.values_list("channel", flat=True)) == {"excel"}
    assert Answer.objects.count() == 4
    assert Alarm.objects.count() == 2
