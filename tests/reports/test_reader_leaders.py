"""What a stairwell's leader reports in one line, and lists whose titles stand in two lines."""

from pathlib import Path

import pytest

from wanjia.reports.paste.reader import RosterIndex, RosterPerson, read
from wanjia.reports.paste.reader.certainty import parse_weights

PEOPLE = [
    ("wei", "5-3-201", "宋明高", 55, "男", "户主"),
    ("mou", "5-3-201", "牟国珍", 53, "女", "妻"),
    ("tu", "5-3-202", "涂刚", 43, "男", "户主"),
    ("hao", "5-3-202", "涂佳豪", 14, "男", "儿子"),
    ("jian", "5-3-301", "简兴华", 59, "男", "户主"),
    ("liao", "5-3-302", "廖国庆", 48, "男", "户主"),
    ("yang", "5-1-201", "杨勇", 44, "男", "户主"),
    ("he", "5-1-301", "何光明", 57, "男", "户主"),
]
INDEX = RosterIndex.build(
    RosterPerson(id_, door, name, "", "", (), age, sex, relation)
    for id_, door, name, age, sex, relation in PEOPLE
)


def said(text):
    """Status, and who is credited with what, of the last line of a text."""
    reading = read(text, INDEX)[-1]
    return reading.status, {one.resident: one.antigen for one in reading.said if one.antigen}


@pytest.mark.parametrize(
    ("text", "credited"),
    [
        ("5幢3单元除了302都测了全阴", {"wei", "mou", "tu", "hao", "jian"}),
        ("5幢3单元全部阴性", {"wei", "mou", "tu", "hao", "jian", "liao"}),
        ("5幢3单元：201两个阴，202都阴，301 302阴", {"wei", "mou", "tu", "hao", "jian", "liao"}),
        ("5幢3单元 201两口，202两个，都阴", {"wei", "mou", "tu", "hao"}),
    ],
)
def test_a_leader_reports_a_stairwell_in_one_line(text, credited):
    assert said(text) == ("sure", dict.fromkeys(credited, "negative"))


@pytest.mark.parametrize("text", ["5幢3单元基本都阴，还有没问到的", "5幢全阴", "6幢1单元全阴"])
def test_a_stairwell_is_not_credited_by_what_is_said_loosely(text):
    assert read(text, INDEX)[-1].residents == ()


def test_one_of_a_stairwell_who_is_positive_is_told_apart():
    status, told = said("5幢3单元全阴，只有202佳豪两条杠")
    assert (status, told["hao"], told["wei"]) == ("sure", "positive", "negative")


def test_a_room_of_a_list_of_two_units_is_asked_about():
    text = """5幢今天抗原报一下
单元-房号 名字 结果

1-201 杨勇 阴
3-201 两个都阴
1-301 何光明 阴
3-302 廖国庆 阴
301 阴"""
    readings = read(text, INDEX)
    assert [one.kind for one in readings[:2]] == ["header", "header"]
    assert [one.status for one in readings[2:]] == ["sure"] * 4 + ["doubtful"]


@pytest.mark.parametrize("text", ["5-3-301 简兴华 🈶阳", "5-3-202 涂刚 佳豪吴哓 阴"])
def test_what_is_not_understood_beside_a_result_is_never_sure(text):
    assert read(text, INDEX)[-1].status == "doubtful"


def test_what_training_begins_with_names_every_feature():
    folder = Path(parse_weights.__code__.co_filename).parent
    prior = parse_weights((folder / "training" / "prior.toml").read_text("utf-8"))
    shipped = parse_weights((folder / "weights.toml").read_text("utf-8"))
    assert list(prior.features) == list(shipped.features)
    assert prior.thresholds == shipped.thresholds
