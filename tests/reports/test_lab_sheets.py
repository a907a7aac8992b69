"""A laboratory's workbook, in whatever order and words: looked at, stored whole, twice harmless."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.reports.conftest import SHANGHAI, signed_in, text_of

from wanjia.core import clock
from wanjia.people.models import Resident
from wanjia.people.roster.reader.sheets import Sheet, open_sheets
from wanjia.reports.models import Alarm, Source, TestResult
from wanjia.reports.results.cells import names_in, pool_of
from wanjia.reports.results.intake import look_at, store_tubes
from wanjia.reports.results.rules import load_rules
from wanjia.reports.results.sheet import read_sheets
from wanjia.zoning.models import Case

RULES = load_rules()
NIGHT = datetime(2022, 4, 20, 2, 0, tzinfo=SHANGHAI)
SAMPLED = datetime(2022, 4, 19, 18, 10)  # noqa: DTZ001
HEADED = [
    "序号",
    "姓名",
    "证件号码",
    "采样时间",
    "试管编号",
    "检测结果",
    "ORF1ab Ct",
    "N基因Ct值",
    "检测机构",
]


def book(*rows, merged=()):
    out = BytesIO()
    file = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = file.add_worksheet()
    when = file.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(number, place, cell, when)
            elif cell is not None:
                sheet.write(number, place, cell)
    for first, last, place, value in merged:
        sheet.merge_range(first, place, last, place, value)
    file.close()
    return out.getvalue()


def read(*rows, **more):
    return read_sheets(open_sheets(book(*rows, **more)), RULES, SHANGHAI)


def number_of(place):
    return f"31011719800101{place:04d}"


def test_people_of_one_tube_are_one_tube():
    rows = [
        [
            place,
            f"张{name}",
            number_of(place),
            SAMPLED,
            "B20220419007",
            "阴性",
            "NoCt",
            "NoCt",
            "区疾控",
        ]
        for place, name in enumerate("一二三四五六七", 1)
    ]
    found = read(["新冠核酸检测结果"], HEADED, *rows)
    [tube] = found.tubes
    assert (tube.tube, tube.pool, tube.finding, tube.laboratory) == (
        "B20220419007", 10, "negative", "区疾控",
    )  # fmt: skip
    assert [one.name for one in tube.people][:2] == ["张一", "张二"]
    assert tube.people[0].id_number == number_of(1)
    assert tube.sampled_at == SAMPLED.replace(tzinfo=SHANGHAI)
    assert not found.unread


def test_columns_are_found_by_what_is_in_them_without_any_heading():
    reported = SAMPLED + timedelta(hours=7)
    found = read(
        ["阳性", reported, "13-502", "张一", SAMPLED, "A9001", "19900000001"],
        ["阴性", reported, "13-503", "李四", SAMPLED, "A9002", "19900000002"],
        ["可疑", reported, "13-504", "王五", SAMPLED, "A9003", "19900000003"],
    )
    assert [tube.finding for tube in found.tubes] == ["positive", "negative", "unclear"]
    first = found.tubes[0]
    assert (first.tube, first.pool) == ("A9001", 1)
    assert first.sampled_at.replace(tzinfo=None) == SAMPLED
    assert first.received_at.replace(tzinfo=None) == reported
    assert (first.people[0].door, first.people[0].phone) == ("13-502", "19900000001")


def test_a_heading_that_says_otherwise_than_its_cells_does_not_win():
    found = read(
        ["姓名", "结果", "电话"],  # the two were interchanged
        ["张一", "19900000001", "阴性"],
        ["李四", "19900000002", "阳性"],
    )
    assert [row.code for row in found.unread] == ["result.no_time"] * 2
    assert set(found.columns) >= {"name", "phone", "finding"}


def test_a_tube_written_once_for_several_rows_holds_for_all_of_them():
    rows = [[f"张{name}", None, "2022/4/19 18:10", None] for name in "一二三"]
    rows[0][1], rows[0][3] = "K100200", "阳性"
    head = ["姓名", "条码", "采样时间", "结果"]
    blank = read(head, *rows)
    merged = read(
        head, *[[row[0], None, row[2], None] for row in rows],
        merged=[(1, 3, 1, "K100200"), (1, 3, 3, "阳性")],
    )  # fmt: skip
    for found in (blank, merged):
        [tube] = found.tubes
        assert (tube.tube, tube.finding, len(tube.people)) == ("K100200", "positive", 3)


def test_one_row_may_name_a_whole_tube():
    found = read(
        ["管号", "受检人", "采样方式", "检测结果", "采样时间"],
        ["K1001", "张一、李四、王五", "10混1", "阳性", SAMPLED],
    )
    [tube] = found.tubes
    assert (tube.pool, [one.name for one in tube.people]) == (10, ["张一", "李四", "王五"])


def test_what_cannot_be_read_is_named_with_its_row():
    found = read(
        HEADED,
        [1, "张一", number_of(1), SAMPLED, "K1001", "阴性"],
        [2, "李四", number_of(2), SAMPLED, "K1002", "看不清"],
        [3, "王五", number_of(3), SAMPLED, "K1001", "阳性"],
        [4, "赵六", number_of(4), None, "K1004", "阴性"],
        [5, "孙七", number_of(5), SAMPLED, "K1005", "阴性"],
    )
    assert [(row.row, row.code) for row in found.unread] == [
        (2, "result.two_findings"),
        (4, "result.two_findings"),
        (3, "result.word"),
        (5, "result.no_time"),
    ]
    assert [tube.tube for tube in found.tubes] == ["K1005"]


def test_the_genes_keep_their_values():
    [tube] = read(
        ["姓名", "采样时间", "结果", "N(Ct)", "O R F 1 a b", "E基因"],
        ["张一", SAMPLED, "阳性", 24.5, 26.1, "NoCt"],
    ).tubes
    assert tube.ct == {"N": "24.5", "ORF1ab": "26.1"}


def test_a_roster_is_no_file_of_results():
    found = read(["姓名", "电话", "门号"], ["张一", "19900000001", "13-502"])
    assert (found.tubes, found.unread) == ([], [])
    assert read_sheets([Sheet("空", [])], RULES, SHANGHAI).tubes == []


@pytest.mark.parametrize(
    ("cell", "pool"),
    [("10混1", 10), ("10:1", 10), ("二十合一", 20), ("单采", 1), (5, 5), ("7", None), ("混采", 10)],
)
def test_how_many_a_tube_is_for(cell, pool):
    assert pool_of(cell, RULES) == pool


@pytest.mark.parametrize(
    ("cell", "names"),
    [("张 三", ["张三"]), ("张三、李四", ["张三", "李四"]), ("Anna Li", ["Anna Li"]), (None, [])],
)
def test_names_in_a_cell(cell, names):
    assert names_in(cell) == names


@pytest.fixture
def night(zone):
    with clock.freeze(NIGHT):
        yield


@pytest.fixture
def lab(people):
    """Rows of a laboratory about three neighbours, one of them of another neighbourhood."""
    for place, one in enumerate(people[:3]):
        Resident.objects.filter(id=one.id).update(id_number=number_of(place))
    return [
        HEADED,
        *(
            [place, one.name, number_of(place), SAMPLED, "K1001", "阳性", None, 33.1, "区疾控"]
            for place, one in enumerate(people[:2])
        ),
        [2, "陌生人", number_of(99), SAMPLED, "K1001", "阳性", None, 33.1, "区疾控"],
        [3, people[2].name, number_of(2), SAMPLED, "K1002", "阴性", None, None, "区疾控"],
        [4, "张冠李", number_of(2), SAMPLED, "K1003", "阴性", None, None, "区疾控"],
    ]


@pytest.mark.django_db
@pytest.mark.both
def test_a_file_is_looked_at_then_stored_and_twice_is_harmless(community, people, night, lab):
    desk = signed_in(community, "desk")

    def upload():
        file = SimpleUploadedFile("结果.xlsx", book(*lab))
        look = desk.post("/results/import/", {"file": file})
        return look["Location"]

    url = upload()
    page = text_of(desk.get(url))
    assert all(words in page for words in ("陌生人", "张冠李", "证件号是别人的"))
    assert not TestResult.objects.exists()
    desk.post(f"{url}store/")
    tube = TestResult.objects.get(tube="K1001")
    assert (tube.pool, tube.finding, tube.others, tube.ct) == (
        5, "positive", ["陌生人"], {"N": "33.1"},
    )  # fmt: skip
    assert Alarm.objects.filter(result=tube).count() == 2
    assert TestResult.objects.count() == 2
    again = upload()
    assert "没有可存的" in text_of(desk.get(again))
    desk.post(f"{again}store/")
    assert (TestResult.objects.count(), Alarm.objects.count()) == (2, 2)


@pytest.mark.django_db
@pytest.mark.both
def test_a_result_that_was_awaited_is_added_and_a_worse_one_corrects(viewer, people, night, lab):
    def store(*words):
        rows = [
            lab[0],
            *([*row[:5], word, *row[6:]] for row, word in zip(lab[1:3], words, strict=True)),
        ]
        return store_tubes(viewer, read(*rows).tubes, Source.WORKBOOK)

    assert store("已采样", "已采样").counts["new"] == 1
    assert store("阴性", "阴性").counts["result"] == 1
    assert store("阳性", "阳性").counts["corrected"] == 1
    assert Alarm.objects.count() == 2
    assert store("阴性", "阴性").counts["differs"] == 1  # That is for a person to decide.
    assert TestResult.objects.get().finding == "positive"


@pytest.mark.django_db
@pytest.mark.both
def test_a_single_positive_in_a_file_makes_the_case(viewer, people, night, lab):
    rows = [lab[0], [*lab[1][:4], "K7", "阳性", 22.0, 21.5, "区疾控"]]
    look_at(viewer, read(*rows).tubes)
    assert not Case.objects.exists()
    store_tubes(viewer, read(*rows).tubes, Source.WORKBOOK)
    assert Case.objects.get().resident_id == people[0].id


@pytest.mark.django_db
def test_two_of_one_name_are_asked_about(viewer, people, night):
    first, second = people[:2]
    Resident.objects.filter(id=second.id).update(name=first.name)
    rows = [["姓名", "采样时间", "结果"], [first.name, SAMPLED, "阴性"]]
    intake = look_at(viewer, read(*rows).tubes)
    assert [planned.change for planned in intake.planned] == ["nobody"]
    assert "几位" in intake.unmatched[0].why
