"""The reader of pasted text: labelled samples, other hands, and what holds of any text."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wanjia.reports.paste.reader import Context, RosterIndex, RosterPerson, read, read_to_json

DATA = Path(__file__).parent / "data" / "jielong"
FIELDS = ("kind", "doors", "names", "count", "antigen", "temperature", "where", "status")
ATOMS = (
    *("1. ", "2、", "#接龙", "例 ", "3-201", "3号楼201室", "8－302", "23-602", "18一601", "9-999"),
    *("602", "张伟", "李芳", "马丽", "王阿婆", "某某", "阴", "阳", "阴性", "两条杠", "无效", "(-)"),
    *("-2", "*2", "两人", "全家", "都", "36.5", "365", "3.65", "37度8", "38.2", "在外地", "住院"),
    *("没测", "收到", "？", "急", "降压药没了", "A1份", "各1人", "、", "，", " ", "\u3000"),
    *("\t", "🙏"),
    *("2022-04-12 08:31:05", "张阿姨:", "@所有人", "\x00", "\ufeff"),
)  # fmt: skip


def roster() -> list[RosterPerson]:
    with (DATA / "roster.csv").open(encoding="utf-8-sig") as file:
        return [
            RosterPerson(
                str(place),
                f"{row['楼号']}-{row['室号']}" if row["室号"] else row["楼号"],
                row["姓名"],
                row["小区"],
                "",
                (),
                2022 - int(row["出生日期"][:4]) if row["出生日期"] else None,
            )
            for place, row in enumerate(csv.DictReader(file))
        ]


PEOPLE = roster()
INDEX = RosterIndex.build(PEOPLE)
NAMES = {one.id: one.name for one in PEOPLE}
HOMES = {one.id: one.door for one in PEOPLE}


def one(text: str, title: str = "") -> dict:
    """The reading of a single line, under a title if it has one."""
    return read_to_json(read(f"{title}\n{text}" if title else text, INDEX))[-1]


def who(reading: dict) -> list[str]:
    return [NAMES[id_] for id_ in reading["residents"]]


@pytest.mark.parametrize("path", sorted(DATA.glob("*.txt")), ids=lambda path: path.stem)
def test_labelled_samples_are_read_as_labelled(path):
    got = {one["line"]: one for one in read_to_json(read(path.read_text("utf-8"), INDEX))}
    gold = [json.loads(line) for line in path.with_suffix(".jsonl").open(encoding="utf-8")]
    wrong = {
        line["line"]: {key: (line[key], got[line["line"]][key]) for key in FIELDS if key in line}
        for line in gold
        if any(line[key] != got[line["line"]][key] for key in FIELDS if key in line)
    }
    assert not wrong
    assert [line["line"] for line in gold] == sorted(got)


OTHER_HANDS = [
    ("1. 3-201  张伟(-) 李芳(-)", ["张伟", "李芳"], "negative", None),
    ("2. 3-202 王秀英 C", ["王秀英"], "negative", None),
    ("3.3/301 陈杰 陈思雨 均为阴性 体温36度5 36度8", ["陈杰", "陈思雨"], "negative", [36.5, 36.8]),
    ("4. 5号楼101 刘洋-  赵敏-  刘子轩-", ["刘洋", "赵敏", "刘子轩"], "negative", None),
    ("5. 5-102黄建国、周桂兰 阴性 体温：36.4/36.2", ["黄建国", "周桂兰"], "negative", [36.4, 36.2]),
    ("6、吴磊 5-502 neg 36.1", ["吴磊"], "negative", 36.1),
    ("7.8-302 马 丽 阴", ["马丽"], "negative", None),
    ("8. 12栋602 2人均阴", ["郭强", "何霞"], "negative", None),
    ("10. 18-601 郑凯阴，梁雪 无效", ["郑凯", "梁雪"], ["negative", "invalid"], None),
    ("15. 23-603 彭勇 37度2 阴性", ["彭勇"], "negative", 37.2),
    ("22. 5-101 刘洋家3口阴性", ["刘洋", "赵敏", "刘子轩"], "negative", None),
    ("23. 18一601 郑凯 梁雪 阴", ["郑凯", "梁雪"], "negative", None),
    ("24. 8-302马丽 negative 36.5℃ ✅", ["马丽"], "negative", 36.5),
    ("26.12-602 郭强 何霞 双阴", ["郭强", "何霞"], "negative", None),
    ("29. 3-201张伟36.2李芳36.3，都阴", ["张伟", "李芳"], "negative", [36.2, 36.3]),
    ("30. 8号402室朱可欣（孩子）阴性，36.9", ["朱可欣"], "negative", 36.9),
    ("志愿者A: 3号楼201、202 都收齐了 全阴", ["张伟", "李芳", "王秀英"], "negative", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "people", "antigen", "temperature"), OTHER_HANDS, ids=[one[0] for one in OTHER_HANDS]
)
def test_what_other_hands_write_is_read(text, people, antigen, temperature):
    reading = one(text)
    assert (reading["kind"], reading["status"]) == ("answer", "sure")
    assert (who(reading), reading["antigen"], reading["temperature"]) == (
        people, antigen, temperature,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "18-604 2人 一阴一阳",
        "张伟 阴",
        "9-101 李四 阴 36.5",
        "18-604 唐敏 阴 3.65",
        "12-603 高翔 抗原好像是阳的",
        "102室两个老人阴",
        "8-402 孩子还没测，大人也不知道",
        "8-402 有一个阳",
    ],
)
def test_what_a_careful_officer_would_ask_about_is_never_sure(text):
    reading = one(text)
    assert reading["status"] != "sure" or reading["kind"] == "need", reading


@pytest.mark.parametrize("said", ["-2", "–2", "*2", "～2", "×２", " 2人", "：两人", "(2)"])
def test_two_people_are_not_minus_two(said):
    reading = one(f"1. 603{said}", "23号核酸接龙（室号-人数）")
    assert (reading["kind"], reading["count"], reading["doors"]) == ("headcount", 2, ["23-603"])


def test_rooms_side_by_side_have_as_many_each():
    reading = one("1. 301、302 各1人", "8号楼核酸接龙（室号-人数）")
    assert (reading["doors"], reading["count"]) == (["8-301", "8-302"], 2)


def test_a_fever_told_with_a_request_is_kept():
    reading = one("20-1502 冯超38.5了 能不能叫120")
    assert (reading["kind"], reading["temperature"], who(reading)) == ("answer", 38.5, ["冯超"])


def test_the_newest_copy_of_a_chain_is_the_state():
    first = "#接龙\n今天的抗原\n\n1. 3-202 王秀英 阴\n2. 5-502 吴磊 阴"
    text = f"{first}\n\n{first.replace('王秀英 阴', '王秀英 阳')}\n3. 8-302 马丽 阴"
    told = [x for x in read(text, INDEX) if x.kind == "answer"]
    assert [x.superseded for x in told] == [True, True, False, False, False]
    assert told[2].antigen == "positive"


def test_a_bare_door_is_looked_for_in_the_estate_of_the_round():
    other = [
        RosterPerson("a", "3-201", "甲某", "东苑", "", (), 40),
        RosterPerson("b", "3-201", "乙某", "西苑", "", (), 40),
    ]
    index = RosterIndex.build(other)
    assert read_to_json(read("3-201 阴", index))[0]["status"] == "doubtful"
    found = read_to_json(read("3-201 阴", index, Context(estate="西苑")))[0]
    assert (found["status"], found["residents"]) == ("sure", ["b"])


TEXTS = st.lists(
    st.lists(st.sampled_from(ATOMS), max_size=8).map("".join) | st.text(max_size=30), max_size=12
).map("\n".join)


@settings(deadline=None, max_examples=150)
@given(text=TEXTS)
def test_no_line_is_lost_and_what_is_sure_is_of_the_doors_it_names(text):
    readings = read(text, INDEX)
    lines = [
        n
        for n, line in enumerate(text.split("\n"), 1)
        if any(not one.isspace() and one not in "\ufeff\x00" for one in line)
    ]
    told = [reading.line for reading in readings]
    assert told == sorted(set(told))
    assert set(lines) <= set(told)
    for reading in read_to_json(readings):
        assert reading["kind"] in ("answer", "headcount", "order", "need", "header", "note")
        if reading["status"] == "sure" and reading["doors"]:
            assert {HOMES[id_] for id_ in reading["residents"]} <= set(reading["doors"])
        given = reading["temperature"]
        for value in given if isinstance(given, list) else [given]:
            assert value is None or 34 <= value <= 43


@settings(deadline=None, max_examples=60)
@given(text=TEXTS)
def test_reading_is_the_same_each_time(text):
    assert read(text, INDEX) == read(text, INDEX)


@settings(deadline=None, max_examples=80)
@given(
    person=st.sampled_from([p for p in PEOPLE if "-" in p.door]),
    door=st.sampled_from(
        ["{s}-{r}", "{s}号{r}室", "{s}号楼{r}", "{s}幢{r}室", "{s}#{r}", "{s}栋{r}"]
    ),
    result=st.sampled_from([("阴", "negative"), ("阳性", "positive"), ("一条杠", "negative")]),
    heat=st.sampled_from([("36.5", 36.5), ("36.8℃", 36.8), ("体温 37.1", 37.1), ("", None)]),
    start=st.sampled_from(["", "3. ", "12、", "7.", "１．"]),
)
def test_door_name_and_result_in_any_dress_are_that_persons(person, door, result, heat, start):
    stairwell, _, room = person.door.partition("-")
    text = f"{start}{door.format(s=stairwell, r=room)} {person.name} {result[0]} {heat[0]}"
    reading = one(text)
    assert reading["status"] == "sure", reading
    assert (who(reading), reading["antigen"], reading["temperature"]) == (
        [person.name], result[1], heat[1],
    )  # fmt: skip
