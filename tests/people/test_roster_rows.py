"""Headings in any shape, and what becomes of the rows that are no person's."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.people.rosters import TODAY, codes, csv, doors, good_id, read, xlsx

from wanjia.people.roster.reader import Unreadable, read_roster


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_delimiter_in_any_encoding(delimiter, encoding):
    lines = ["姓名,楼号,室号,电话", "㛃𠮷,5,101,19900001234", "李四,5,102,"]
    roster = read(csv(*(line.replace(",", delimiter) for line in lines), encoding=encoding))
    assert doors(roster) == [("㛃𠮷", "5", "101"), ("李四", "5", "102")]


@pytest.mark.parametrize(
    "heading",
    [
        "*姓名（必填）,楼 栋,房\u3000号,联系电话(手机)",
        "居民姓名,幢号,房间号,手机号码",
        "姓 名,楼号,室,移动电话",
        "Name,Building,Room,Phone",
        "人员姓名：,楼栋号：,房号：,联系方式：",
    ],
)
def test_headings_are_known_by_their_variants(heading):
    roster = read(csv(heading, "张三,5,101,19900001234"))
    assert doors(roster) == [("张三", "5", "101")]
    assert roster.people[0].phones == ("19900001234",)


@given(
    st.permutations(["楼号", "室号", "姓名", "性别", "身份证号", "电话", "备注", "民族", "序号"])
)
@settings(max_examples=30, deadline=None)
def test_columns_may_stand_in_any_order(order):
    known = {
        "楼号": "5号",
        "室号": "101室",
        "姓名": "张三",
        "性别": "男",
        "身份证号": good_id(),
        "电话": "19900001234",
        "备注": "独居",
        "民族": "汉",
        "序号": "1",
    }
    (one,) = read(csv(",".join(order), ",".join(known[title] for title in order))).people
    assert (one.name, one.place.stairwell, one.place.room) == ("张三", "5", "101")
    assert (one.sex, one.id_number, one.phones) == ("男", good_id(), ("19900001234",))
    assert one.note == "独居"


def test_a_heading_over_two_rows_without_merged_cells():
    roster = read(
        csv(
            "梧桐里登记表,,,,",
            "住址,,人员信息,,备注",
            "楼号,室号,姓名,联系电话,",
            "5,101,张三,19900001234,独居",
        )
    )
    assert doors(roster) == [("张三", "5", "101")]
    assert roster.people[0].note == "独居"
    assert roster.ignored == (1, 2, 3)


def test_a_phone_for_emergencies_is_not_the_persons():
    rows = [
        ["房屋", "", "姓名", "联系电话", ""],
        ["楼栋", "房号", "", "本人", "紧急联系人"],
        ["5幢", 101, "张三", 19900001234, 19900005678],
    ]
    roster = read(xlsx(rows, merged=[(0, 0, 0, 1), (0, 2, 1, 2), (0, 3, 0, 4)]))
    assert roster.people[0].phones == ("19900001234",)


def test_the_heading_may_stand_far_down_and_again_on_each_page():
    lines = [*["说明,,"] * 12, "楼号,室号,姓名", "5,101,张三", "楼号,室号,姓名", "5,102,李四"]
    roster = read(csv(*lines))
    assert doors(roster) == [("张三", "5", "101"), ("李四", "5", "102")]
    assert 15 in roster.ignored


@pytest.mark.parametrize(
    "row",
    [
        "合计,,2,",
        "合 计,,2,",
        "本页小计：2人,,,",
        ",,共2人,",
        "总计,,,2",
        "填表人：陈,,,",
        "2022年4月18日,,,",
        "第1页 共2页,,,",
        "注：以上人员均已核对,,,",
        "例,101,某某某,19900001234",
        "必填,必填,必填,选填",
        ",,,",
        "梧桐里居民名单,,,",
        "本表由楼组长填写后交居委会,,,",
    ],
)
def test_a_row_about_nobody_is_ignored_without_a_word(row):
    roster = read(csv("楼号,室号,姓名,电话", "5,101,张三,", row, "5,102,李四,"))
    assert doors(roster) == [("张三", "5", "101"), ("李四", "5", "102")]
    assert (roster.ignored, roster.refused, roster.warnings) == ((1, 3), (), ())


@pytest.mark.parametrize(
    "row",
    [
        "5,103,空关,,",
        "5,103,（空置）,,",
        "5,103,,,空关",
        "5,103,,,",
        "5,103,无人居住,19900001234,",
        "5,103,空关（房东陈）,,",
    ],
)
def test_an_empty_dwelling_is_ignored_and_told(row):
    roster = read(csv("楼号,室号,姓名,电话,备注", "5,101,张三,,", row))
    assert (codes(roster), roster.ignored) == ([(3, "empty_dwelling")], (1, 3))


def test_another_table_below_may_have_its_columns_elsewhere():
    roster = read(
        csv("楼号,室号,姓名,电话", "5,101,张三,", "续表,,,", "姓名,电话,楼号,室号", "李四,,6,102")
    )
    assert doors(roster) == [("张三", "5", "101"), ("李四", "6", "102")]
    assert (roster.ignored, roster.refused) == ((1, 3, 4), ())


@pytest.mark.parametrize("name", ["", "  ", "不详", "租客", "12", "/"])
def test_a_person_without_a_name_is_refused(name):
    roster = read(csv("楼号,室号,姓名,电话", "5,101,张三,", f"5,102,{name},19900001234"))
    assert [(one.row, one.zh) for one in roster.refused] == [(3, "没有姓名")]


def test_two_names_in_one_cell_are_two_people_and_told():
    roster = read(csv("楼号;室号;姓名", "5;101;张三、李四"))
    assert (doors(roster), codes(roster)) == (
        [("张三", "5", "101"), ("李四", "5", "101")],
        [(2, "several_names")],
    )


def test_numbered_rows_left_free_are_ignored():
    roster = read(csv("序号,楼号,室号,姓名", "1,5,101,张三", "2,,,", "3,,,"))
    assert (roster.ignored, roster.warnings) == ((1, 3, 4), ())


def test_hidden_sheets_are_told_and_not_read():
    rows = [["楼号", "室号", "姓名"], [5, 101, "张三"]]
    roster = read(xlsx(("在住", rows), ("旧册", [*rows, [5, 102, "李四"]]), hidden=("旧册",)))
    assert len(roster.people) == 1
    assert codes(roster) == [(None, "hidden_sheet")]


def test_a_line_break_within_quotes_does_not_begin_a_record():
    roster = read(csv("楼号,室号,姓名,备注", '5,101,张三,"独居\n有猫"', "5,,李四,"))
    assert [one.row for one in roster.refused] == [3]


_CELL = st.one_of(
    st.sampled_from(
        [
            "",
            "〃",
            "同上",
            '"',
            "张三",
            "李四",
            "12号",
            "101",
            "合计",
            "空关",
            "/",
            "不详",
            good_id(),
            "19900001234",
            "1.99E+10",
            "1985-02-30",
            "男",
            "户主",
            "备注：",
            "12",
            "5-101",
        ]
    ),
    st.text(alphabet='张李12号室"〃\t -/（）aX', max_size=6),
)


@given(st.lists(st.lists(_CELL, min_size=6, max_size=6), max_size=12))
@settings(max_examples=150, deadline=None)
def test_no_row_is_ever_dropped(rows):
    import csv as files

    text = io.StringIO()
    files.writer(text).writerows([["楼号", "室号", "姓名", "身份证号", "电话", "备注"], *rows])
    roster = read(text.getvalue().encode())
    spoken = {one.row for one in (*roster.people, *roster.refused)} | set(roster.ignored)
    repeats = {one.row for one in roster.warnings if one.code in ("duplicate", "two_dwellings")}
    last = max((at for at, row in enumerate(rows, 2) if any(c.strip() for c in row)), default=1)
    assert spoken | repeats == set(range(1, last + 1))
    assert not {one.row for one in roster.people} & {*roster.ignored}
    assert not {one.row for one in roster.refused} & {*roster.ignored}
    assert len(roster.ignored) == len({*roster.ignored})
    assert len(roster.refused) == len({one.row for one in roster.refused})


def _zip(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return file.getvalue()


FAR = b'<worksheet><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></worksheet>'


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "空的"),
        (b"\xef\xbb\xbf \r\n", "空的"),
        (b"PK\x03\x04 and then nothing", "坏了"),
        (b"\xd0\xcf\x11\xe0 and then nothing", "坏了"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "图片"),
        (b"<html><table><tr><td>", "网页"),
        (bytes(range(256)), "不是"),
        ("一段话，没有表头".encode(), "表头"),
        (csv("楼号,室号,电话", "5,101,19900001234"), "姓名"),
        (_zip(**{"word/document.xml": "<x/>"}), "不是工作簿"),
        (_zip(**{"xl/workbook.xml": "<x/>", "xl/worksheets/sheet1.xml": FAR}), "远处"),
    ],
)
def test_a_file_that_is_no_roster_says_why_in_both_languages(data, why):
    with pytest.raises(Unreadable) as problem:
        read_roster(data, TODAY)
    assert why in problem.value.zh
    assert problem.value.en


def test_a_workbook_cut_short_is_damaged():
    whole = xlsx([["楼号", "室号", "姓名"], [5, 101, "张三"]])
    for length in (40, len(whole) // 2, len(whole) - 30):
        with pytest.raises(Unreadable):
            read_roster(whole[:length], TODAY)
