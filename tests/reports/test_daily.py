"""The daily report: the same figures on screen, in the workbook, as JSON; each opens its list."""

import io
import json
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook
from tests.reports.conftest import signed_in, text_of

from wanjia.core import clock
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.daily.exports import as_json, as_text, as_xlsx
from wanjia.reports.daily.figures import figures

pytestmark = pytest.mark.django_db
DAY = date(2022, 4, 19)


@pytest.fixture
def answered(viewer, morning, people):
    """One well, one with a fever; 22 of 24 are missing."""
    given = [Given(people[0].id, "negative", 36.5), Given(people[1].id, "negative", 38.2)]
    store_answers(viewer, morning, given, "door")
    return morning


def test_the_figures_are_those_of_the_day(viewer, answered):
    report = figures(viewer, DAY)
    round_ = next(one for one in report.rounds if one.id == answered.id)
    assert (round_.asked, round_.reported, round_.missing, round_.abnormal) == (24, 2, 22, 1)
    assert [(one.look, one.households, one.residents) for one in report.classes] == [
        ("sealed", 12, 24)
    ]
    assert (report.alarms_new, report.alarms_open, report.alarms_closed) == (1, 1, 0)


def test_screen_workbook_and_json_say_the_same(desk, viewer, answered):
    told = desk.get("/daily.json", {"day": DAY}).json()
    assert told == json.loads(json.dumps(as_json(figures(viewer, DAY))))
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(figures(viewer, DAY))))
    rows = book.get_sheet_by_name("轮次").to_python()
    morning = next(row for row in rows if row[0] == "上午")
    assert morning[4:8] == [24, 2, 22, 1]
    page = text_of(desk.get("/daily/", {"day": DAY}))
    assert "应报 24，已报 2，未报 22，异常 1" in page


@pytest.mark.parametrize(
    ("status", "many"), [("asked", 24), ("reported", 2), ("missing", 22), ("abnormal", 1)]
)
def test_a_figure_opens_the_rows_it_counts(desk, answered, status, many):
    page = text_of(desk.get("/daily/rows/round/", {"round": answered.id, "status": status}))
    assert f"共 {many} 条" in page


def test_the_people_of_a_class_are_listed(desk, answered):
    page = desk.get("/daily/rows/residents/", {"class": "sealed", "day": DAY})
    assert "共 24 条" in text_of(page)


def test_a_past_day_is_told_as_it_stood_at_its_end(viewer, answered, at):
    before = figures(viewer, DAY - timedelta(days=2))
    assert (before.classes, before.alarms_open) == ((), 0)
    with clock.freeze(at + timedelta(days=3)):
        assert figures(viewer, DAY).alarms_open == 1


def test_the_town_sees_figures_and_no_names(community, people, answered):
    town = signed_in(community, "town")
    page = text_of(town.get("/daily/", {"day": DAY}))
    assert "24" in page
    assert all(one.name not in page and one.dwelling.door not in page for one in people)
    assert town.get("/daily/rows/residents/").status_code == 403


def test_a_day_with_nothing_says_so(desk, community):
    assert "没有分区" in text_of(desk.get("/daily/", {"day": "2021-01-01"}))


def test_the_text_for_the_town_names_nobody(viewer, people, answered):
    text = as_text(figures(viewer, DAY))
    assert "24" in text
    assert all(one.name not in text for one in people)


def test_the_command_prints_json_alone_and_writes_the_workbook(viewer, answered, tmp_path, capsys):
    from wanjia.__main__ import main

    path = tmp_path / "daily.xlsx"
    assert main(["daily", "--date", "2022-04-19", "--json", "--xlsx", str(path)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["classes"][0]["residents"] == 24
    assert path.read_bytes()[:2] == b"PK"


def test_the_page_asks_the_database_little(desk, answered, django_assert_max_num_queries):
    desk.get("/daily/", {"day": DAY})
    with django_assert_max_num_queries(12):
        desk.get("/daily/", {"day": DAY})
