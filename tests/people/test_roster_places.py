"""Where the people of a roster live, however its columns and rows say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people.rosters import codes, csv, doors, read, xlsx

from wanjia.people.roster.reader.doors import named_well, room_of, stairwell_of


@pytest.mark.parametrize(
    "written",
    [
        "12",
        "12号",
        "12号楼",
        "第12号",
        "１２号",
        "十二号",
        "12#",
        "12幢",
        "012",
        " 12 ",
        "12.0",
    ],
)
def test_a_stairwell_is_one_however_it_is_written(written):
    assert stairwell_of(written).label == "12"


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("12甲", "12甲"),
        ("12号甲", "12甲"),
        ("12甲号", "12甲"),
        ("3幢2单元", "3-2"),
        ("A座", "A"),
        ("541-1号", "541-1"),
        ("梧桐里7号", "7"),
        ("东楼", "东楼"),
    ],
)
def test_a_stairwell_keeps_what_tells_it_from_others(written, label):
    assert stairwell_of(written).label == label


@pytest.mark.parametrize("written", ["不详", "", "未知", "搬走了", "2022年4月18日", "见附表"])
def test_what_names_no_stairwell_is_none(written):
    assert stairwell_of(written) is None


@pytest.mark.parametrize("written", ["602", "602室", "６０２", "602房", "六〇二", " 602 ", "602.0"])
def test_a_room_is_one_however_it_is_written(written):
    assert room_of(written, "23") == ("602", False)


@pytest.mark.parametrize("written", ["23-602", "23号602室", "23号楼602", "23幢602"])
def test_a_room_that_repeats_its_stairwell_loses_it(written):
    assert room_of(written, "23") == ("602", False)


@pytest.mark.parametrize("written", ["601-603", "601～603", "601/602", "601、602", "601至603室"])
def test_a_range_of_rooms_is_one_dwelling(written):
    room, ranged = room_of(written, "23")
    assert ranged
    assert room.startswith("601")


@given(st.integers(1, 400), st.integers(101, 3999))
def test_stairwell_and_room_numbers_come_back_as_they_are(stairwell, room):
    assert stairwell_of(f"{stairwell}号").label == str(stairwell)
    assert room_of(f"{room}室", str(stairwell)) == (str(room), False)


def test_an_empty_stairwell_with_a_room_is_the_one_above():
    roster = read(csv("楼号,室号,姓名", "5,101,张三", ",102,李四", ",,王五"))
    assert doors(roster) == [("张三", "5", "101"), ("李四", "5", "102"), ("王五", "5", "102")]


def test_a_stairwell_without_a_room_among_flats_is_refused_with_row_and_column():
    roster = read(csv("楼号,室号,姓名", "5,101,张三", "5,,李四"))
    (refused,) = roster.refused
    assert (refused.row, refused.column, refused.zh) == (
        3,
        "室号",
        "本楼道其他人都有室号，这一行没有",
    )


def test_repeat_marks_follow_the_nearest_row_of_data_over_a_subtotal():
    roster = read(csv("楼号,室号,姓名", "5,101,张三", "本页小计,,1", "〃,同上,李四"))
    assert doors(roster) == [("张三", "5", "101"), ("李四", "5", "101")]
    assert roster.ignored == (1, 3)


def test_cells_merged_downwards_hold_for_all_rows_they_cover():
    rows = [
        ["楼号", "室号", "姓名"],
        ["5", "101", "张三"],
        ["", "", "李四"],
        ["", "102", "王五"],
        ["", "", "赵六"],
    ]
    roster = read(xlsx(rows, merged=[(1, 0, 4, 0), (1, 1, 2, 1)]))
    assert doors(roster) == [
        ("张三", "5", "101"),
        ("李四", "5", "101"),
        ("王五", "5", "102"),
        ("赵六", "5", "102"),
    ]


def test_a_merged_house_has_no_room():
    rows = [["楼号", "室号", "姓名"], ["12号", "", "张三"], ["", "", "李四"]]
    assert doors(read(xlsx(rows, merged=[(1, 0, 2, 0)]))) == [
        ("张三", "12", ""),
        ("李四", "12", ""),
    ]


def test_a_repeat_mark_alone_in_quotes_does_not_swallow_the_rest_of_a_csv():
    roster = read(
        csv("楼号,室号,姓名,电话", "5,101,张三,", '",",李四,', '",",王五,', "5,102,赵六,")
    )
    assert [name for name, _, _ in doors(roster)] == ["张三", "李四", "王五", "赵六"]
    assert roster.households == 2


def test_block_and_unit_together_are_the_stairwell():
    roster = read(
        csv("幢,单元,室,姓名", "2幢,1单元,101,张三", "2幢,2单元,101,李四", "2,1,102,王五")
    )
    assert doors(roster) == [("张三", "2-1", "101"), ("李四", "2-2", "101"), ("王五", "2-1", "102")]


def test_a_door_number_of_its_own_is_the_stairwell_whatever_block_it_is_in():
    roster = read(csv("幢号,门号,室号,姓名", "1,15号,101,张三", "2,16号,101,李四"))
    assert doors(roster) == [("张三", "15", "101"), ("李四", "16", "101")]


def test_door_numbers_that_begin_anew_in_each_block_need_the_block():
    roster = read(csv("楼号,门号,室号,姓名", "1,1,101,张三", "1,2,101,李四", "2,1,101,王五"))
    assert doors(roster) == [("张三", "1-1", "101"), ("李四", "1-2", "101"), ("王五", "2-1", "101")]


def test_two_lanes_have_each_their_own_number_three():
    roster = read(csv("弄,号,室,姓名", "1266弄,3号,101,张三", "1288,3,101,李四", ",,102,王五"))
    assert [one.place.lane for one in roster.people] == ["1266", "1288", "1288"]
    assert (roster.stairwells, roster.households) == (2, 3)


def test_a_lane_within_the_stairwell_column_is_read():
    roster = read(csv("门牌号,室号,姓名", "1266弄3号,101,张三", "1288弄3号,101,李四"))
    assert [(one.place.lane, one.place.stairwell) for one in roster.people] == [
        ("1266", "3"),
        ("1288", "3"),
    ]


@pytest.mark.parametrize("title", ["门牌号", "室号", "住址", "楼室"])
@pytest.mark.parametrize("written", ["23-602", "23号602室"])
def test_door_and_room_in_one_column_are_parted(title, written):
    assert doors(read(csv(f"姓名,{title},电话", f"张三,{written},"))) == [("张三", "23", "602")]


def test_addresses_with_estate_and_road_are_read():
    roster = read(
        csv(
            "姓名,居住地址,电话",
            "张三,中海悦庭23号602室,",
            "李四,同上,",
            "王五,上海市嘉定区祥欣路128弄24号101室,",
        )
    )
    assert doors(roster) == [("张三", "23", "602"), ("李四", "23", "602"), ("王五", "24", "101")]
    assert roster.people[0].estate == "中海悦庭"
    assert roster.people[2].place.lane == "128"


def test_each_sheet_named_after_its_stairwell_is_read():
    roster = read(
        xlsx(
            ("15号", [["室号", "姓名", "电话"], [101, "张三", 19900001234], ["", "李四", ""]]),
            ("16号楼", [["室号", "姓名", "电话"], [101, "王五", ""]]),
            ("填表说明", [["请如实填写"], ["如有疑问请联系居委会"]]),
        )
    )
    assert doors(roster) == [("张三", "15", "101"), ("李四", "15", "101"), ("王五", "16", "101")]
    assert roster.sheets == ("15号", "16号楼")


def test_the_title_over_the_heading_names_the_stairwell():
    rows = [["梧桐里15号楼居民登记表（2022年4月1号）"], ["室号", "姓名", "电话"], [101, "张三", ""]]
    assert doors(read(xlsx(rows))) == [("张三", "15", "101")]


def test_a_line_between_the_rows_names_the_stairwell_below():
    rows = [["室号", "姓名", "电话"], ["15号楼"], [101, "张三"], ["16号楼"], [101, "李四"]]
    roster = read(xlsx(rows))
    assert doors(roster) == [("张三", "15", "101"), ("李四", "16", "101")]
    assert roster.ignored == (1, 2, 4)


def test_blocks_of_columns_side_by_side_are_all_read():
    rows = [
        ["室号", "姓名", "电话", "室号", "姓名", "电话"],
        [101, "张三", 19900001234, 201, "李四", 19900001235],
        [102, "王五", "", "", "", ""],
    ]
    roster = read(xlsx(("15号", rows)))
    assert doors(roster) == [("张三", "15", "101"), ("王五", "15", "102"), ("李四", "15", "201")]
    assert roster.people[0].phones == ("19900001234",)


def test_the_floor_column_completes_a_room_of_two_digits():
    roster = read(csv("楼号,楼层,室号,姓名", "5,6,01,张三", "5,7,01,李四"))
    assert doors(roster) == [("张三", "5", "601"), ("李四", "5", "701")]


def test_a_stairwell_that_a_program_made_a_day_is_read_as_typed():
    from datetime import date

    roster = read(xlsx([["门号", "室号", "姓名"], [date(2022, 3, 2), 101, "张三"]]))
    assert doors(roster) == [("张三", "3-2", "101")]


def test_a_range_of_rooms_is_warned_of_once():
    roster = read(csv("楼号,室号,姓名", "5,601-603,张三", "5,601-603,李四", "5,101,王五"))
    assert codes(roster) == [(2, "room_range")]
    assert roster.households == 2


def test_an_unknown_stairwell_is_refused():
    roster = read(csv("楼号,室号,姓名", "5,101,张三", "不详,,李四"))
    assert [(one.row, one.column) for one in roster.refused] == [(3, "楼号")]


@pytest.mark.parametrize(
    ("written", "estate", "room", "label"),
    [
        ("梅岭3", "望湖家园", "", "梅岭3"),
        ("梅岭三号", "望湖家园", "", "梅岭3"),
        ("梅岭", "望湖家园", "12", "梅岭"),
        ("望湖3号楼", "望湖家园", "201", None),
        ("梅岭", "望湖家园", "", None),
        ("梅岭3", "", "", None),
        ("湖滨路3", "望湖家园", "", None),
        ("不详", "望湖家园", "301", None),
    ],
)
def test_a_row_of_houses_keeps_its_name_within_its_estate(written, estate, room, label):
    well = named_well(written, estate, room)
    assert (well and well.label) == label
