"""Kinds of rosters that a fourth hand keeps: questionnaires, old lanes, ledgers, elevations."""

import pytest
from tests.people.rosters import doors, read, xlsx
from tests.people.test_roster_layouts import ods


def phones(roster):
    return {one.name: one.phones for one in roster.people}


def asked(roster):
    return [one.code for one in roster.questions]


def test_the_part_of_an_old_house_is_the_room():
    roster = read(
        xlsx(
            [
                ["弄", "門牌", "部位", "姓名", "稱謂"],
                ["12", "5", "前樓", "張國樑", "戶主"],
                ["〃", "", "統廂房", "李翠花", "戶主"],
                ["", "", "", "李小明", "子"],
            ]
        )
    )
    assert doors(roster) == [
        ("張國樑", "5", "前楼"),
        ("李翠花", "5", "统厢房"),
        ("李小明", "5", "统厢房"),
    ]


def test_two_householders_in_many_dwellings_are_asked_about():
    head = ["楼号", "室号", "姓名", "与户主关系"]
    rows = [["1", "101", "张一", "户主"], ["1", "101", "王二", "户主"]]
    rows += [["1", "102", "李三", "户主"], ["1", "102", "赵四", "户主"]]
    assert asked(read(xlsx([head, *rows]))) == ["several_heads"]


def test_a_landlord_who_lives_with_the_tenants_is_asked_about():
    head = ["房东", "出租房屋地址", "承租人", "备注"]
    rows = [["吴海", "新桥路12弄3号501室", "张一", "房东同住（北间）"], ["", "同上", "王二", ""]]
    assert asked(read(xlsx([head, *rows]))) == ["owner_lives_too"]


def test_headings_of_a_questionnaire_and_in_two_languages_are_known():
    roster = read(
        xlsx(
            [
                ["1、您的姓名：", "2、您住在：—楼号", "2、您住在：—室", "3、家里还有谁常住？"],
                ["张国强", "1栋", "302室", "李梅 妻子 1985年\n张小明 儿子 2013年"],
                ["王丽华", "2", 401, "无"],
            ]
        )
    )
    assert doors(roster) == [
        ("张国强", "1", "302"), ("李梅", "1", "302"), ("张小明", "1", "302"),
        ("王丽华", "2", "401"),
    ]  # fmt: skip
    assert [one.born[0].year for one in roster.people if one.born] == [1985, 2013]
    villas = read(
        xlsx(
            [
                ["Villa 别墅", "Name 姓名", "Mobile 手机"],
                ["A-1", "汤国强", "+86 199 0000 0001"],
                ["", "Maja Lind", "19900000002"],
            ]
        )
    )
    assert doors(villas) == [("汤国强", "A-1", ""), ("Maja Lind", "A-1", "")]


def test_a_year_a_month_and_a_day_in_three_columns_are_one_birth():
    head = ["房", "梯", "座", "姓名", "出生", "", ""], ["", "", "", "", "年", "月", "日"]
    rows = [
        [103, "1梯", "2座", "支国强", 1945, 11, 2],
        ["同上", "同上", "同上", "苗招弟", 1950, 8, ""],
    ]
    roster = read(xlsx([*head, *rows], merged=[(0, 4, 0, 6)]))
    assert doors(roster) == [("支国强", "2-1", "103"), ("苗招弟", "2-1", "103")]
    assert [one.born[0].isoformat() for one in roster.people] == ["1945-11-02", "1950-08-01"]


def test_a_heading_of_two_rows_on_the_next_page_keeps_what_is_repeated():
    head = ["房", "梯", "座", "姓名", "类别", ""], ["", "", "", "", "户籍", "残疾"]
    rows = [[103, "1梯", "2座", "支国强", "√", ""]]
    below = [["同上", "同上", "同上", "苗招弟", "√", ""], [204, "同上", "同上", "费丽华", "√", ""]]
    roster = read(xlsx([*head, *rows, *head, *below], merged=[(0, 4, 0, 5)]))
    assert doors(roster) == [
        ("支国强", "2-1", "103"), ("苗招弟", "2-1", "103"), ("费丽华", "2-1", "204"),
    ]  # fmt: skip


def test_several_phones_in_a_cell_go_to_those_they_are_labelled_with():
    head = ["楼号", "室号", "住户", "电话"]
    rows = [
        ["1", "302", "叶国强\n毛丽华", "叶国强：19900000001\n毛丽华：19900000002 / 0755-54584019"],
        ["1", "303", "许国强、樊丽华", "许先生19900000003；樊女士19900000004"],
    ]
    assert phones(read(xlsx([head, *rows]))) == {
        "叶国强": ("19900000001",), "毛丽华": ("19900000002", "075554584019"),
        "许国强": ("19900000003",), "樊丽华": ("19900000004",),
    }  # fmt: skip


def test_two_columns_of_names_share_the_phones_behind_them():
    head = ["房号", "业主", "共有人", "联系方式"]
    rows = [
        ["8-2-1801", "黄国强", "尹丽华", "19900000001 / 19900000002"],
        ["8-2-1802", "屈国强", "", "19900000003"],
        ["8-2-1803", "阮国强", "麻丽华", "19900000005"],
    ]
    assert phones(read(xlsx([head, *rows]))) == {
        "黄国强": ("19900000001",), "尹丽华": ("19900000002",), "屈国强": ("19900000003",),
        "阮国强": ("19900000005",), "麻丽华": (),
    }  # fmt: skip


def test_a_banner_over_several_buildings_is_no_door_and_a_floor_is():
    roster = read(
        xlsx(
            [
                ["室", "住户", "手机"],
                ["★ 甲座 ★", "", ""],
                ["十二层", "", ""],
                ["B", "雷国强", "19900000001"],
                ["C", "骆丽华", "19900000002"],
            ]
        )
    )
    assert doors(roster) == [("雷国强", "甲", "12B"), ("骆丽华", "甲", "12C")]
    phases = [
        ["房号", "姓名"],
        ["一期（8～10幢）", ""],
        ["8-2-1801", "黄国强"],
        ["9-1-502", "阮丽华"],
    ]
    assert doors(read(xlsx(phases))) == [("黄国强", "8-2", "1801"), ("阮丽华", "9-1", "502")]


def test_a_road_in_brackets_is_no_part_of_the_door_and_a_guess_is_asked_about():
    head = ["姓名", "家庭住址"]
    rows = [
        ["冯国强", "锦程花园16栋1单元702室（滨河路88号）"],
        ["韩丽华", "滨河路88号锦程花园16栋1单元401"],
    ]
    roster = read(xlsx([head, *rows]))
    assert [one[1:] for one in doors(roster)] == [("16-1", "702"), ("16-1", "401")]
    assert not roster.questions
    odd = [*rows, ["危国强", "滨河路88号9幢附1"]]
    assert asked(read(xlsx([head, *odd]))) == ["doubtful_address"]


def test_an_ods_whose_cells_do_not_say_that_they_are_text_is_read():
    data = ods([["楼号", "室号", "姓名"], ["1", "101", "张国强"], ["1", "102", "李丽华"]])
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(out, "w") as copy:
        for one in book.namelist():
            copy.writestr(one, book.read(one).replace(b' office:value-type="string"', b""))
    assert doors(read(out.getvalue())) == [("张国强", "1", "101"), ("李丽华", "1", "102")]


@pytest.mark.parametrize(
    ("written", "born"),
    [("四六年", "1946-01-01"), ("36年10月", "1936-10-01"), ("990000194310170001", "1943-10-17")],
)
def test_a_birth_of_a_short_year_or_by_an_id_number_is_read(written, born):
    roster = read(xlsx([["楼号", "室号", "姓名", "出生"], ["1", "101", "张国强", written]]))
    assert roster.people[0].born[0].isoformat() == born
