"""One truth in many layouts: read whole, or asked about; never wrong without a word."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.people.layouts import LAYOUTS, gold, town
from tests.people.rosters import csv, doors, read, xlsx

from wanjia.people.roster.reader import Unreadable, read_roster
from wanjia.people.roster.scoring import score

TODAY = date(2026, 11, 30)
FEW = {"board", "rooms_in_cells"}
ONE_UNIT = {
    "column_per_household",
    "sheet_per_building",
    "sheets_by_number",
    "sheets_without_heading",
}


def homes_for(name, seed):
    homes = town(seed)
    if name in FEW:
        return [one for one in homes if one.building == "1" and one.unit == "1"]
    if name in ONE_UNIT:
        return [one for one in homes if one.unit == "1"]
    return homes[:6] if name == "turned" else homes


def outcome(sheets, homes, facts, how, filename=""):
    roster = read_roster(xlsx(*sheets), TODAY, filename)
    return score(roster, bool(roster.questions), gold(homes, facts, **how), TODAY)


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.slow
def test_a_layout_is_read_whole(name):
    make, facts, how = LAYOUTS[name]
    homes = homes_for(name, 21)
    result = outcome(make(homes), homes, facts, how)
    assert (result.outcome, result.missing, result.extra, result.elsewhere, result.wrong_facts) == (
        "whole", [], [], [], [],
    )  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.slow
def test_people_with_names_that_no_list_holds_are_read_or_asked_about(name):
    make, facts, how = LAYOUTS[name]
    homes = homes_for(name, 5)
    rare = iter(
        ["艾力·库尔班", "John Smith", "陳國強", "逄春", "Nguyen Thi Lan", "欧阳娜娜", "阚立"]
    )
    for home in homes[::2]:
        home.people[0].name = next(rare, home.people[0].name)
    result = outcome(make(homes), homes, facts, how)
    assert result.outcome in ("whole", "asked"), (result.missing, result.extra)


@given(st.sampled_from(sorted(LAYOUTS)), st.integers(0, 10_000), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
@pytest.mark.slow
def test_no_layout_loses_anybody_without_a_word(name, seed, left):
    make, facts, how = LAYOUTS[name]
    homes = homes_for(name, seed)
    sheets = [
        (title, [[], *([""] * (left % 2) + [*row] for row in rows)]) for title, rows in make(homes)
    ]
    result = outcome(sheets, homes, facts, how)
    assert result.outcome in ("whole", "asked"), (result.missing, result.extra, result.elsewhere)


# What is asked


def codes(roster):
    return [one.code for one in roster.questions]


def test_a_column_of_names_without_a_heading_is_asked_about_and_a_choice_settles_it():
    rows = [
        ["楼号", "室号", "姓名", ""],
        *(["5", f"10{n}", f"张三{c}", f"李{c}"] for n, c in enumerate("甲明华", 1)),
    ]
    roster = read(xlsx(rows))
    assert codes(roster) == ["who_lives"]
    keys = {way.key: way.people for way in roster.questions[0].ways}
    assert keys == {"0:table": 6, "0:without": 3}
    chosen = read_roster(xlsx(rows), TODAY, "", "0:without")
    assert (len(chosen.people), chosen.questions) == (3, ())


def test_a_name_that_no_reading_uses_stops_the_import():
    rows = [
        ["楼号", "室号", "姓名"],
        ["5", "101", "张三"],
        ["5", "102", "李四"],
        [],
        ["", "", "", "", "王小明"],
    ]
    roster = read(xlsx(rows))
    assert codes(roster) == ["unread_names"]
    assert roster.questions[0].rows == (5,)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("张三李四", "joined_names"), ("张三等4人", "not_all_named")],
)
def test_a_cell_that_may_hold_more_people_is_asked_about(cell, code):
    assert code in codes(read(csv("楼号,室号,姓名", f"5,101,{cell}", "5,102,王五")))


def test_contacts_and_staff_with_headings_of_their_own_are_not_asked_about():
    roster = read(
        csv("楼号,室号,姓名,紧急联系人,楼组长,备注", "5,101,张三,王小明,钱多多,女儿李小红照顾")
    )
    assert (roster.questions, [one.name for one in roster.people]) == ((), ["张三"])


def test_the_householder_beside_each_member_is_no_further_person():
    roster = read(
        csv("楼号,室号,户主,姓名", "5,101,张三,张三", "5,101,张三,李四", "5,102,王五,王五")
    )
    assert (len(roster.people), roster.questions, roster.warnings) == (3, (), ())


# Formats


def test_a_workbook_in_xml_is_read():
    data = (Path(__file__).parent / "data" / "spreadsheetml.xls").read_bytes()
    roster = read(data)
    assert doors(roster) == [("周伟", "7", "301"), ("陈芳", "7", "301"), ("吴刚", "7", "302")]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_web_page_called_xls_is_read(encoding):
    page = (
        f'<html><head><meta charset="{encoding}"><style>td {{color: red}}</style></head>'
        "<body><table>"
        "<tr><td colspan=4>居民表</td></tr><tr><th>楼号<th>室号<th>姓名<th>电话"
        "<tr><td rowspan=2>3<td rowspan=2>101<td>张三<td>19900001234</tr>"
        "<tr><td>李四<br><td>&nbsp;</tr></table></body></html>"
    )
    assert doors(read(page.encode(encoding))) == [("张三", "3", "101"), ("李四", "3", "101")]


def ods(rows):
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    cells = [
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{one}</text:p></table:table-cell>"
            for one in row
        )
        + "</table:table-row>"
        for row in rows
    ]
    content = (
        f'<office:document-content xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0" '
        f'xmlns:text="{space}text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="名册">{"".join(cells)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", content)
        book.writestr("META-INF/manifest.xml", "<manifest/>")
    return file.getvalue()


def test_an_open_document_is_read():
    roster = read(ods([["楼号", "室号", "姓名"], ["3", "101", "张三"], ["3", "102", "李四"]]))
    assert doors(roster) == [("张三", "3", "101"), ("李四", "3", "102")]


def test_the_file_itself_may_name_the_building():
    roster = read_roster(csv("室号,姓名", "101,张三", "102,李四"), TODAY, "3号楼.csv")
    assert doors(roster) == [("张三", "3", "101"), ("李四", "3", "102")]


def test_a_sheet_that_says_it_holds_more_people_is_asked_about():
    rows = ["楼号,室号,姓名", "5,101,张三", "5,102,李四"]
    assert codes(read(csv(*rows, "合计5人,,"))) == ["total_differs"]
    assert codes(read(csv(*rows, "合计2人,,"))) == []


def test_a_sheet_without_a_heading_beside_one_with_is_asked_about():
    headed = ("在住", [["楼号", "室号", "姓名"], ["5", "101", "张三"]])
    bare = ("补充", [["5号楼", "102", "李四"], ["5号楼", "103", "王五"]])
    roster = read(xlsx(headed, bare))
    assert codes(roster) == ["no_heading"]
    assert [way.key for way in roster.questions[0].ways] == ["1:columns", "1:none"]


def test_head_counts_that_differ_from_who_is_named_are_told():
    roster = read(csv("楼号,室号,户主,人数", "5,101,张三,3", "5,102,李四,1"))
    assert [(one.row, one.code) for one in roster.warnings] == [(2, "count_differs")]


@pytest.mark.parametrize("cell", ["张三、" * 20_000, "(" * 50_000, "张" * 50_000])
@pytest.mark.slow
def test_a_cell_as_long_as_a_book_is_no_list_of_names(cell):
    roster = read(csv("楼号,室号,姓名", f"5,101,{cell}", "5,102,李四"))
    assert len(roster.people) + len(roster.refused) == 2
    assert all(len(one.name) <= 80 for one in roster.people)


def test_a_long_sheet_that_is_no_roster_is_refused():
    rows = [f"第{n}条规定说明事项{n},请按照要求办理" for n in range(3_000)]
    with pytest.raises(Unreadable):
        read(csv(*rows))
