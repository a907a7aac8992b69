"""Kinds of rosters that other hands keep: what over, under and between the rows is meant."""

from datetime import date

import pytest
from tests.people.rosters import codes, csv, doors, read, xlsx

from wanjia.people.roster.reader import read_roster
from wanjia.people.roster.reader.births import birth_of
from wanjia.people.roster.reader.phones import phones_of

TODAY = date(2022, 4, 18)


def asked(roster):
    return [one.code for one in roster.questions]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("021-00005555", "02100005555"),
        ("(010)00001234", "01000001234"),
        ("0571-00001234 转 21", "057100001234-21"),
        ("00001234*608", "00001234-608"),
    ],
)
def test_a_landline_that_no_exchange_gives_out_is_kept_and_told(written, number):
    phones = phones_of(written)
    assert (phones.numbers, phones.fault.code) == ((number,), "phone_odd")


def test_a_phone_out_of_use_is_left_for_the_new_one_and_told():
    phones = phones_of("19900000001（已停机，换19900000002）")
    assert (phones.numbers, phones.fault.code) == (("19900000002",), "phone_given_up")
    assert phones_of("19900000001 空号").numbers == ()


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("民国三十七年六月五日", date(1948, 6, 5)),
        ("公元一九八一年七月二日", date(1981, 7, 2)),
        ("出生于1956年3月4日", date(1956, 3, 4)),
        ("二零零三年十二月三十一日生", date(2003, 12, 31)),
    ],
)
def test_births_in_words_are_days(written, day):
    assert birth_of(written, TODAY).day == day


def test_a_day_of_the_old_calendar_gives_the_year_alone_and_stays_in_the_note():
    birth = birth_of("农历一九五〇年腊月初八", TODAY)
    assert birth.day is None
    assert birth.span == (date(1950, 1, 20), date(1951, 2, 20))
    assert "腊月初八" in birth.partly


def test_ages_count_from_the_day_that_the_title_names():
    rows = [["五区名册（年龄算至2019年12月31日）"], ["楼号", "室号", "姓名", "年龄"]]
    (one,) = read(xlsx([*rows, ["5", "101", "张三", 60]])).people
    assert one.born == (date(1959, 1, 1), date(1959, 12, 31))
    (one,) = read(xlsx([rows[1], ["5", "101", "张三", 60]])).people
    assert one.born == (date(1961, 4, 19), date(1962, 4, 18))


def test_a_banner_without_its_number_is_asked_about_and_leads_nobody_astray():
    rows = [["室号", "姓名"], ["3号楼"], ["101", "张三"], ["　　号楼"], ["101", "李四"]]
    roster = read(xlsx(rows))
    assert asked(roster) == ["blank_door"]
    assert doors(roster) == [("张三", "3", "101")]


def test_buildings_of_two_parts_of_an_estate_are_told_apart():
    rows = [["室号", "姓名"], ["◆ 梅园1栋"], ["101", "张三"], ["◆ 桂园1栋"], ["101", "李四"]]
    roster = read(xlsx(rows))
    assert [(one.name, one.estate, one.place.stairwell) for one in roster.people] == [
        ("张三", "梅园", "1"),
        ("李四", "桂园", "1"),
    ]


def test_one_of_a_building_with_units_that_names_none_is_asked_about():
    lines = [f"5-{unit}-{floor}01,张{name}" for unit, floor, name in
             ((1, 1, "三"), (1, 2, "明"), (2, 1, "华"), (2, 2, "军"), (2, 3, "平"))]  # fmt: skip
    assert asked(read(csv("房号,姓名", *lines))) == []
    roster = read(csv("房号,姓名", *lines, "5-302,李四"))
    assert asked(roster) == ["no_unit"]
    assert roster.questions[0].rows == (7,)


@pytest.mark.parametrize(
    ("written", "stairwell", "room"),
    [
        ("瑞麟閣12樓B室", "瑞麟阁", "12B"),
        ("南楼302", "南楼", "302"),
        ("明华大厦 1201室", "明华大厦", "1201"),
        ("和睦新村北楼5楼02室", "北楼", "502"),
    ],
)
def test_a_building_with_a_name_and_no_number_has_flats(written, stairwell, room):
    (one,) = read(csv("单位,姓名,电话", f"{written},张三,19900000001")).people
    assert (one.place.stairwell, one.place.room) == (stairwell, room)


def test_the_name_that_a_program_gave_a_sheet_is_no_door():
    roster = read(xlsx(("工作表1", [["室", "姓名"], ["101", "张三"]])))
    assert [one.row for one in roster.refused] == [2]
    (one,) = read(xlsx(("1号楼", [["室", "姓名"], ["101", "张三"]]))).people
    assert one.place.stairwell == "1"


def test_a_void_sheet_is_left_out_and_told_and_an_old_one_asked_about():
    rows = [["楼号", "室号", "姓名"], ["5", "101", "张三"]]
    other = [["楼号", "室号", "姓名"], ["5", "102", "李四"]]
    roster = read(xlsx(("今年", rows), ("2019（作废）", other)))
    assert (doors(roster), codes(roster)) == ([("张三", "5", "101")], [(None, "void_sheet")])
    assert asked(read(xlsx(("今年", rows), ("旧表", other)))) == ["old_sheet"]


def test_a_repeat_mark_under_a_form_means_the_householder_above():
    rows = [
        ["户主姓名", "张三", "住址", "5栋201室"],
        ["出生年月", "1950年3月", "联系电话", "19900000001"],
        ["家庭成员", "姓名", "关系", "电话"],
        ["1", "张三", "本人", "同上"],
        ["2", "李四", "妻", "19900000002"],
    ]
    one, other = read(xlsx(rows)).people
    assert (one.phones, other.phones) == (("19900000001",), ("19900000002",))


def test_a_blank_room_beside_repeat_marks_is_the_household_above():
    roster = read(csv("楼号,单元,室号,姓名", "1,2,301,张三", "同上,〃,,李四", ",〃,,王五"))
    assert {one.place.room for one in roster.people} == {"301"}


def test_an_old_id_number_tells_the_day_of_birth():
    roster = read(csv("楼号,室号,姓名,身份证号", "5,101,张三,999999441204559"))
    (one,) = roster.people
    assert (one.born, one.id_number) == ((date(1944, 12, 4), date(1944, 12, 4)), "")
    assert codes(roster) == [(2, "id_length")]


@pytest.mark.parametrize("label", ["审核：", "居委会主任：", "负责人签字:"])
def test_a_label_to_be_signed_behind_is_nobody(label):
    rows = [["楼号", "室号", "姓名", "电话"], ["5", "101", "张三", "19900000001"]]
    roster = read(xlsx([*rows, ["制表：李工", "", label, "2022年3月1日"]]))
    assert doors(roster) == [("张三", "5", "101")]


def test_a_heading_read_as_a_name_is_asked_about():
    rows = [["楼号", "室号", "姓名"], ["5", "101", "张三"], ["5", "102", "出生日期"]]
    assert "odd_name" in asked(read_roster(xlsx(rows), TODAY))


@pytest.mark.parametrize("titles", [("姓", "名"), ("Surname", "Given name")])
def test_a_name_in_two_columns_is_one(titles):
    last, first = ("欧阳", "娜") if titles[0] == "姓" else ("Smith", "Anna")
    whole = "欧阳娜" if titles[0] == "姓" else "Anna Smith"
    (one,) = read(csv(f"楼号,室号,{','.join(titles)}", f"5,101,{last},{first}")).people
    assert one.name == whole


def test_phones_go_to_whom_their_labels_name():
    rows = [["楼号", "室号", "家庭成员", "电话"]]
    rows.append(
        ["5", "101", "张三（户主）、李四（妻）、张小（子）", "19900000003（子），19900000002 李四"]
    )
    roster = read(xlsx(rows))
    assert [one.phones for one in roster.people] == [(), ("19900000002",), ("19900000003",)]
