"""Kinds of wording that hands unlike ours use: doors with names, shared values, talk, kin."""

import pytest

from wanjia.reports.paste.reader import RosterIndex, RosterPerson, asked_in, read, read_to_json

PEOPLE = [
    RosterPerson("guo", "竹苑-101", "郑国梁", age=71, sex="男", relation="户主"),
    RosterPerson("gui", "竹苑-101", "刘桂珍", age=69, sex="女", relation="妻"),
    RosterPerson("kai", "竹苑-101", "郑凯", age=42, sex="男", relation="子"),
    RosterPerson("wen", "竹苑-101", "蒋雯", age=40, sex="女", relation="儿媳"),
    RosterPerson("ming", "竹苑-101", "郑一鸣", age=11, sex="男", relation="孙"),
    RosterPerson("yang", "竹苑-201", "卓玛央金", age=33, sex="女", relation="户主"),
    RosterPerson("fei", "竹苑-201", "彭飞", age=34, sex="男", relation="夫"),
    RosterPerson("lei", "松苑-301", "石磊", age=30, sex="男", relation="合租"),
    RosterPerson("nan", "松苑-301", "江南", age=31, sex="男", relation="合租"),
    RosterPerson("bai", "松苑-301", "白洁", age=29, sex="女", relation="合租"),
    RosterPerson("chi", "A1-501", "张弛", age=36, sex="男", relation="户主"),
    RosterPerson("lan", "A1-501", "米兰", age=35, sex="女", relation="妻"),
    RosterPerson("tong", "A1-502", "童安康", age=76, sex="男", relation="户主"),
    RosterPerson("mei", "星湾8", "骆梅", age=55, sex="女", relation="户主"),
    RosterPerson("qi", "星湾8", "沈启", age=57, sex="男", relation="夫"),
    RosterPerson("xin", "7-2-1202", "温馨", age=36, sex="女", relation="户主"),
    RosterPerson("guan", "7-2-1202", "关爱民", age=66, sex="男", relation="父"),
    RosterPerson("miao", "7-2-1202", "苗翠兰", age=65, sex="女", relation="母"),
    RosterPerson("tang", "7-1-803", "宁静", age=32, sex="女", relation="户主"),
]  # fmt: skip
INDEX = RosterIndex.build(PEOPLE)
NEGATIVE, POSITIVE = "negative", "positive"


def credited(text: str) -> dict[str, str] | None:
    """Whom the last line credits for sure; None where it is doubtful."""
    reading = read(text, INDEX)[-1]
    if reading.status != "sure":
        return None
    return {
        one.resident: one.antigen for one in reading.said if one.antigen not in (None, "untested")
    }


@pytest.mark.parametrize(
    ("written", "door"),
    [
        ("A1-501", "A1-501"), ("a1 501室", "A1-501"), ("A1栋501", "A1-501"), ("a1501", "A1-501"),
        ("A1座0501", "A1-501"), ("竹苑201", "竹苑-201"), ("竹苑 201 室", "竹苑-201"),
        ("Zhuyuan 201", "竹苑-201"), ("竹园二零一", "竹苑-201"), ("星湾八号", "星湾8"),
        ("Xingwan No. 8", "星湾8"), ("7洞2单原1202", "7-2-1202"),
    ],
)  # fmt: skip
def test_a_stairwell_with_a_name_is_found_however_it_is_written(written, door):
    assert read(f"{written} 全家都阴", INDEX)[-1].doors == (door,)


def test_entries_without_a_dot_are_known_by_counting_up():
    text = "1 101 郑凯阴\n2 201 彭飞 阴\n3 101蒋雯 阴\n4 201央金阴"
    readings = read(f"竹苑抗原\n\n{text}", INDEX)[1:]
    assert [one.doors for one in readings] == [("竹苑-101",), ("竹苑-201",)] * 2
    assert {one.status for one in readings} == {"sure"}


def test_rooms_that_count_up_are_no_entry_numbers():
    people = [RosterPerson(str(n), f"3-{n}", name) for n, name in
              ((101, "夏天明"), (102, "秦月"), (103, "冬梅香"))]  # fmt: skip
    readings = read("101 夏天明 阴\n102 秦月 阴\n103 冬梅香 阴", RosterIndex.build(people))
    assert [one.doors for one in readings] == [("3-101",), ("3-102",), ("3-103",)]


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("A1-501 张弛36.4 米兰36.6 阴 阳", {"chi": NEGATIVE, "lan": POSITIVE}),
        ("A1-501 张弛36.4 米兰36.6 阴", {"chi": NEGATIVE, "lan": NEGATIVE}),
        ("A1-501 张弛36.4米兰36.6阴", None),
        ("A1-501 张弛阴，米兰也一样", {"chi": NEGATIVE, "lan": NEGATIVE}),
        ("A1-502 童安康前天阳的，今天转阴了", {"tong": NEGATIVE}),
        ("A1-502 我是童安康我阴", {"tong": NEGATIVE}),
        ("A1-502 老童 阴 还在睡", {"tong": NEGATIVE}),
        ("A1-501 米兰阳了，T线很淡", {"lan": POSITIVE}),
        ("A1-501 除了米兰都阴（睡了没测）", {"chi": NEGATIVE}),
        ("A1-501 老婆阴 我还没测 一会儿补", {"lan": NEGATIVE}),
        ("7-2-1202 我爸妈还有我弟阴", None),
        ("松苑301 江南的弟弟也住进来了 阴", None),
        ("松苑301 江南阴，江南的同事阳", None),
        ("松苑301 三个人都阴", {"lei": NEGATIVE, "nan": NEGATIVE, "bai": NEGATIVE}),
        ("竹苑101 我们家五口都做完了，小的闹得厉害，都是阴的",
         {"guo": NEGATIVE, "gui": NEGATIVE, "kai": NEGATIVE, "wen": NEGATIVE, "ming": NEGATIVE}),
        ("竹苑101 桂珍的降压药快没了，其他人都阴", None),
        ("竹苑201 彭飞下夜班补了 阴", {"fei": NEGATIVE}),
        ("竹苑201 央金 阴 谢谢邻居送菜", {"yang": NEGATIVE}),
        ("竹苑201 卓玛 阴姓", {"yang": NEGATIVE}),
        ("A1-501 张迟 -道杠", {"chi": NEGATIVE}),
    ],
)  # fmt: skip
def test_who_is_meant_in_wordings_of_other_hands(line, who):
    assert credited(line) == who


def test_the_name_before_a_colon_speaks_though_others_are_named_first():
    assert credited("9:20 7-2-1202温馨：老关阴 我也阴 老妈两条杠") in (
        {"guan": NEGATIVE, "xin": NEGATIVE, "miao": POSITIVE}, None,
    )  # fmt: skip


def test_somebody_taken_away_yesterday_is_not_credited_with_todays_result():
    assert credited("竹苑201 我老公昨天转运走了，央金今天阴") == {"yang": NEGATIVE}


@pytest.mark.parametrize(
    ("line", "count"),
    [("A1-501*2", 2), ("A1-501 2人改1人", 1), ("A1-501 ～2", 2), ("竹苑101：4", 4)],
)
def test_how_many_are_counted_in_any_dress(line, count):
    reading = read(f"核酸人数接龙\n\n1. 竹苑201 2人\n2. {line}", INDEX)[-1]
    assert (reading.kind, reading.count) == ("headcount", count)


def test_who_asks_in_a_chat_need_not_have_written_a_door():
    readings = read("宁静 09:12\n家里一点米都没有了，能不能帮忙", INDEX)
    shown = read_to_json(readings, needs=[one and one.to_dict() for one in asked_in(readings)])[-1]
    assert shown["need"]
    assert shown["doors"] == []


def test_a_word_of_everyday_talk_is_nobodys_name_but_a_strange_one_may_be():
    assert credited("A1-501 米兰起床晚了 阴") == {"lan": NEGATIVE}
    assert credited("A1-501 米兰 阿咪 阴") is None


@pytest.mark.parametrize(
    "line", ["A1-501 米兰 要是阴的话下楼拿快递", "7-2-1202 温馨阴性证明过期了怎么办"]
)
def test_a_result_that_is_only_supposed_or_on_paper_is_no_answer(line):
    assert not credited(line)
