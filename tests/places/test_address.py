"""Addresses as people write them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.__main__ import main
from wanjia.places.addresses.characters import numeral, plain
from wanjia.places.addresses.reader import WHY, read_address, why_text

SURE = [
    # text, lane, stairwell, room, door
    ("洞泾路1800弄23号602室", "1800", "23", "602", "23-602"),
    ("上海市松江区洞泾镇洞泾路1800弄23号602室", "1800", "23", "602", "23-602"),
    ("洞泾路l800弄2O号602室", "1800", "20", "602", "20-602"),
    ("定西路l32弄1O16号", "132", "1016", None, "1016"),
    ("洞泾路１８００弄２３号６０２室", "1800", "23", "602", "23-602"),
    ("1800弄二十三号六零二室", "1800", "23", "602", "23-602"),
    ("一八〇〇弄二十号一五零二", "1800", "20", "1502", "20-1502"),
    ("二十号一五零二", None, "20", "1502", "20-1502"),
    ("一号楼", None, "1", None, "1"),
    ("二十三号", None, "23", None, "23"),
    ("三号楼二零一室", None, "3", "201", "3-201"),
    ("曹杨二村68号101室", None, "68", "101", "68-101"),
    ("曹杨二村六十八号一〇一室", None, "68", "101", "68-101"),
    ("天山三村12号", None, "12", None, "12"),
    ("四平路251弄120支弄8号302", "251-120", "8", "302", "8-302"),
    ("541-1号302室", None, "541-1", "302", "541-1-302"),
    ("定西路541-1号", None, "541-1", None, "541-1"),
    ("207号甲", None, "207甲", None, "207甲"),
    ("207甲号101室", None, "207甲", "101", "207甲-101"),
    ("1800弄23号602室，；\xa0", "1800", "23", "602", "23-602"),
    ("1800弄23号602室（住宅）", "1800", "23", "602", "23-602"),
    ("1800弄(中海悦庭)23号602", "1800", "23", "602", "23-602"),
    ("3幢2单元502", None, "3-2", "502", "3-2-502"),
    ("3号楼2单元502室", None, "3-2", "502", "3-2-502"),
    ("三幢二单元五〇二室", None, "3-2", "502", "3-2-502"),
    ("3-2-502", None, "3-2", "502", "3-2-502"),
    ("1800-23-602", "1800", "23", "602", "23-602"),
    ("12#602", None, "12", "602", "12-602"),
    ("12#-602", None, "12", "602", "12-602"),
    ("12-602", None, "12", "602", "12-602"),
    ("12－602室", None, "12", "602", "12-602"),
    ("8－３０２", None, "8", "302", "8-302"),
    ("5栋", None, "5", None, "5"),
    ("5栋302", None, "5", "302", "5-302"),
    ("5号楼302室", None, "5", "302", "5-302"),
    ("A座1203", None, "A", "1203", "A-1203"),
    ("8號樓302室", None, "8", "302", "8-302"),
    ("23号6楼602室", None, "23", "602", "23-602"),
    ("23号601-603室", None, "23", "601-603", "23-601-603"),
    ("洞泾路123号8号楼302室", None, "8", "302", "8-302"),
    ("23号602室 张三 19900001234", None, "23", "602", "23-602"),
    ("23 602", None, "23", "602", "23-602"),
    ("23号602号", None, "23", "602", "23-602"),
    ("Building 5 Room 302", None, "5", "302", "5-302"),
    ("Rm 302, No. 8, Lane 1800", "1800", "8", "302", "8-302"),
    ("Room 302, Building 5, Lane 1800 Dongjing Road", "1800", "5", "302", "5-302"),
    ("No. 1800 Dongjing Road, Bldg. 5, Unit 302", None, "5", "302", "5-302"),
    ("Flat 302, Block 8", None, "8", "302", "8-302"),
    ("Bldg 3 Unit 2 Apt 502", None, "3-2", "502", "3-2-502"),
    ("Villa 23, Lane 1800", "1800", "23", None, "23"),
    ("l弄l号lOl室", "1", "1", "101", "1-101"),
    ("12号楼西单元302", None, "12-西", "302", "12-西-302"),
    ("楼号:5 室号:302", None, "5", "302", "5-302"),
    ("602/23号", None, "23", "602", "23-602"),
    ("3号楼二单元10层1002号", None, "3-2", "1002", "3-2-1002"),
    ("曹杨一村115号甲12室", None, "115甲", "12", "115甲-12"),
    ("1800弄023号602室", "1800", "23", "602", "23-602"),
    ("独栋8", None, "8", None, "8"),
    ("B-1203", None, "B", "1203", "B-1203"),
    ("No.23 Lane 1800", "1800", "23", None, "23"),
    ("302, No.8, Lane 1800", "1800", "8", "302", "8-302"),
    # roads and estates are parts of an address: their numbers are no doors
    ("金沙路88号和风苑3栋2单元502", None, "3-2", "502", "3-2-502"),
    ("金沙路88号和风苑3-2-502", None, "3-2", "502", "3-2-502"),
    ("纬二路5号街坊7号楼301室", None, "7", "301", "7-301"),
    ("和风苑3期5号楼2单元302", None, "5-2", "302", "5-2-302"),
    ("和风苑二期12号602室", None, "12", "602", "12-602"),
    ("良渚村8组14幢302", None, "14", "302", "14-302"),
    ("5号院3号楼2单元401", None, "3-2", "401", "3-2-401"),
    ("和风苑153-4-1006", None, "153-4", "1006", "153-4-1006"),
    # the room first, spaces, letters, marks
    ("602室23号", None, "23", "602", "23-602"),
    ("302, 8号楼", None, "8", "302", "8-302"),
    ("3 2 502", None, "3-2", "502", "3-2-502"),
    ("5 号 楼 3 0 2 室", None, "5", "302", "5-302"),
    ("23号6楼02室", None, "23", "602", "23-602"),
    ("23栋A座602", None, "23-A", "602", "23-A-602"),
    ("27栋A单元1116", None, "27-A", "1116", "27-A-1116"),
    ("5幢甲单元302", None, "5-甲", "302", "5-甲-302"),
    ("丙座702", None, "丙", "702", "丙-702"),
    ("5号楼1门301", None, "5-1", "301", "5-1-301"),
    ("3#2-502", None, "3-2", "502", "3-2-502"),
    ("12幢11一8一646", None, "12", "11-8-646", "12-11-8-646"),
    ("23号别墅", None, "23", None, "23"),
]

DOUBTFUL = [
    # text, lane, stairwell, room, why
    ("定西路601-603号", None, "601-603", None, "stairwell_range"),
    ("601-603号101室", None, "601-603", "101", "stairwell_range"),
    ("洞泾路1800弄", "1800", None, None, "no_stairwell"),
    ("602室", None, None, "602", "no_stairwell"),
    ("23号6楼", None, "23", None, "floor_only"),
    ("251弄12号亭子间", "251", "12", "亭子间", "room_in_words"),
    ("愚园路608弄121号2楼后间", "608", "121", "2楼后间", "room_in_words"),
    ("2号楼1503,1504", None, "2", "1503", "two_rooms"),
    ("23号602/603室", None, "23", "602", "two_rooms"),
    ("23", None, "23", None, "bare_number"),
    ("23602", None, "23", "602", "split_guess"),
    ("2单元502", None, "2", "502", "no_building"),
    ("23号602室、603室", None, "23", "602", "two_rooms"),
    ("23号101、102室", None, "23", "101", "two_rooms"),
    ("22号和23号", None, "22", None, "several_doors"),
    ("1800弄23号、24号", "1800", "23", None, "several_doors"),
    ("23-602、24-301", None, "23", "602", "several_doors"),
    ("2幢3单元和4单元", None, "2-3", None, "several_doors"),
    ("3幢5号楼", None, "3", None, "several_doors"),
    ("四平路1230", None, "1230", None, "road_number"),
    ("四平路702号8单元951室", None, "8", "951", "no_building"),
    ("3幢5号302室", None, "3-5", "302", "block_and_number"),
    ("长征服装市场2833号", None, None, "2833", "shop"),
    ("长征服装市场三楼645", None, None, "645", "no_stairwell"),
    ("A1201", None, "A", "1201", "split_guess"),
    ("和风苑6-9", None, "6-9", None, "split_guess"),
]


@pytest.mark.parametrize(("text", "lane", "stairwell", "room", "door"), SURE)
def test_an_address_that_names_its_door_is_sure(text, lane, stairwell, room, door):
    a = read_address(text)
    assert (a.lane, a.stairwell, a.room, a.door, a.status) == (lane, stairwell, room, door, "sure")
    assert a.text == text


@pytest.mark.parametrize(("text", "lane", "stairwell", "room", "why"), DOUBTFUL)
def test_an_address_that_a_person_should_look_at_says_why(text, lane, stairwell, room, why):
    a = read_address(text)
    assert (a.lane, a.stairwell, a.room, a.status) == (lane, stairwell, room, "doubtful")
    assert a.why == why


@pytest.mark.parametrize(
    "text", ["", "   ", "　\xa0", "，；", "门卫", "曹杨二村", "电话联系", "四平路"]
)
def test_a_text_without_a_number_is_unread(text):
    a = read_address(text)
    assert (a.door, a.status) == (None, "unread")


@given(st.integers(1, 9999), st.integers(1, 999), st.integers(101, 9999))
def test_lane_stairwell_and_room_come_back_however_they_are_written(lane, stairwell, room):
    for text in (
        f"{lane}弄{stairwell}号{room}室",
        f"洞泾路{lane} 弄 {stairwell} 号 {room}",
        f"Room {room}, No. {stairwell}, Lane {lane}",
        f"{lane}弄{stairwell}号楼-{room}，",
    ):
        a = read_address(text)
        assert (a.lane, a.stairwell, a.room) == (str(lane), str(stairwell), str(room)), text


@given(st.text(alphabet=st.characters(), max_size=60))
def test_no_text_makes_the_reader_stumble(text):
    a = read_address(text)
    assert a.status in ("sure", "doubtful", "unread")
    assert (a.door is None) == (a.stairwell is None)
    assert why_text(a.why, "en") == WHY[a.why][1]


@given(st.text(max_size=200))
def test_the_plain_form_keeps_positions(text):
    assert len(plain(text)) == len(text)


@pytest.mark.parametrize(
    ("written", "digits"),
    [("二十三", "23"), ("十", "10"), ("一百零八", "108"), ("廿三", "23"), ("一五零二", "1502")],
)
def test_chinese_numerals_are_read_as_numbers_or_digit_by_digit(written, digits):
    assert numeral(written) == digits


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_command_prints_one_object_a_line_that_is_not_blank(tmp_path, capsys, encoding):
    file = tmp_path / "a.txt"
    file.write_bytes("曹杨二村68号101室\n\n洞泾路1800弄23号\n".encode(encoding))
    assert main(["address", str(file), "--json"]) == 0
    out = capsys.readouterr()
    first, second = json.loads(out.out)
    assert first == {
        "text": "曹杨二村68号101室",
        "lane": None,
        "stairwell": "68",
        "room": "101",
        "door": "68-101",
        "status": "sure",
        "why": "",
    }
    assert (second["door"], second["lane"]) == ("23", "1800")
    assert out.err == ""


def test_a_missing_file_is_refused_with_a_reason(tmp_path, capsys):
    assert main(["address", str(tmp_path / "none.txt"), "--json"]) == 1
    out = capsys.readouterr()
    assert out.out == ""
    assert "none.txt" in out.err


def test_wrong_usage_is_told_apart(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["address"])
    assert stop.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("3楼2门101", "3-2-101"),
        ("人民路5号院7楼3单元402", "7-3-402"),
        ("长虹家园8栋2单603", "8-2-603"),
        ("锦绣里9撞1单元501", "9-1-501"),
        ("3-2-5-501", "3-2-501"),
    ],
)
def test_a_building_before_its_unit_is_sure_whatever_it_is_called(text, door):
    address = read_address(text)
    assert (address.door, address.status) == (door, "sure")


@pytest.mark.parametrize(
    "text",
    [
        "5幢2单元301 对面",
        "12栋430410013",
        "3栋2单元六",
        "丰乐九座13-2021",
        "8号楼2单元1203 404",
        "1054号7B404",
        "和平里12号旁边",
        "406-2室",
        "88号世界酒店74号",
        "360空间大厦2362",
        "5幢4单元11号",
    ],
)
def test_a_number_left_over_or_a_place_beside_makes_an_address_doubtful(text):
    assert read_address(text).status == "doubtful"


@pytest.mark.parametrize(
    ("text", "stairwell", "room"),
    [
        ("5幢4单元11号", "5-4", "11"),
        ("登云路12号7B404", "7B", "404"),
        ("创新128园6幢301", "6", "301"),
    ],
)
def test_doubtful_addresses_are_read_as_they_likeliest_are(text, stairwell, room):
    address = read_address(text)
    assert (address.stairwell, address.room) == (stairwell, room)


@pytest.mark.parametrize(
    ("text", "lane", "stairwell", "room"),
    [
        ("雨山里5幢壹单元102室", None, "5-1", "102"),
        ("康乐路55弄九号壹零壹", "55", "9", "101"),
        ("翠苑里7号楼中门502室", None, "7-中", "502"),
        ("翠苑里7-西-302", None, "7-西", "302"),
        ("长宁支路266弄8号701室A间", "266", "8", "701A"),
        ("滨江公寓乙座22F-C", None, "乙", "22C"),
        ("骏景苑第3座12/F B室", None, "3", "12B"),
        ("万邦2幢18楼 3室", None, "2", "1803"),
        ("Lane 120 No. 7 Room 103 Xinqiao Rd.", "120", "7", "103"),
        ("501室，4号，31弄，虹影小路", "31", "4", "501"),
        ("锦程花园16栋1单元702室（滨河路88号）", None, "16-1", "702"),
        ("取件码5-3-1102，送到四季园7号402", None, "7", "402"),
        ("12弄3号101室（户口），实际住翠湖花园5栋1单元803室", None, "5-1", "803"),
    ],
)
def test_addresses_of_another_hand_are_read_and_sure(text, lane, stairwell, room):
    address = read_address(text)
    found = (address.lane, address.stairwell, address.room, address.status)
    assert found == (lane, stairwell, room, "sure")


@pytest.mark.parametrize(
    "text",
    [
        "266弄、270弄的5号，两边都送",
        "31弄4号501，31弄6号603",
        "金桂园或者银杏苑4号501",
        "银杏苑和金桂园的1号203",
        "5栋2单元，房号不记得",
        "放驿站 8-2-3301",
        "沪松公路3号桥旁",
        "学生宿舍5号楼412B床",
        "本人住东苑甲1506 外婆住乙902",
    ],
)
def test_several_places_and_writers_who_do_not_know_are_doubtful(text):
    assert read_address(text).status != "sure"
