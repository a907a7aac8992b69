"""What holds of any line: nobody credited who was not meant, sums that add up, order no matter."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wanjia.reports.paste.reader import RosterIndex, RosterPerson, read, read_paste, wording
from wanjia.reports.paste.reader.certainty import WEIGHTS
from wanjia.reports.paste.reader.score import score, table
from wanjia.reports.paste.reader.training.fitting import Case, calibrate, fit

HOME = "7-301"
PEOPLE = [
    RosterPerson("wei", HOME, "周伟民", age=37, sex="男", relation="户主"),
    RosterPerson("fang", HOME, "陈芳", age=36, sex="女", relation="妻"),
    RosterPerson("man", HOME, "周小满", age=6, sex="女", relation="女"),
    RosterPerson("guo", HOME, "周国强", age=67, sex="男", relation="父"),
    RosterPerson("gang", "7-302", "吴刚", age=43, sex="男", relation="户主"),
    RosterPerson("jing", "7-302", "林静", age=42, sex="女", relation="妻"),
    RosterPerson("tian", "7-302", "吴甜", age=13, sex="女", relation="女"),
    RosterPerson("tang", "13-602", "唐宁", age=82, sex="女", relation="户主"),
    RosterPerson("qin", "13-501", "秦岚", age=36, sex="女", relation="户主"),
    RosterPerson("jiang", "13-501", "江帆", age=37, sex="男", relation="夫"),
]  # fmt: skip
INDEX = RosterIndex.build(PEOPLE)
BY_ID = {one.id: one for one in PEOPLE}
HOUSEHOLDS = {
    door: [one for one in PEOPLE if one.door == door] for door in {one.door for one in PEOPLE}
}
NEGATIVE = st.sampled_from(["阴", "阴性", "一条杠", "都是阴性", "抗原阴性"])


def said(reading) -> dict[str, tuple[str | None, float | None]]:
    """Whom a line credits, with what."""
    return {
        one.resident: (one.antigen, one.temperature)
        for one in reading.said
        if one.antigen not in (None, "untested") or one.temperature is not None
    }


def last(text: str):
    return read(text, INDEX)[-1]


@settings(deadline=None, max_examples=120)
@given(
    left=st.lists(
        st.sampled_from(["wei", "fang", "man", "guo"]), min_size=1, max_size=2, unique=True
    ),
    word=st.sampled_from(
        ["除了{x}都{n}", "除{x}外全部{n}", "除了{x}以外，其他都{n}", "都{n}，除了{x}"]
    ),
    call=st.sampled_from(["name", "given"]),
    said_so=st.sampled_from(["阴", "阴性", "两条杠"]),
)
def test_nobody_is_credited_who_is_excepted(left, word, call, said_so):
    names = [BY_ID[one].name if call == "name" else BY_ID[one].name[1:] for one in left]
    text = f"{HOME} " + word.format(x="和".join(names), n=said_so)
    reading = last(text)
    credited = said(reading)
    assert not set(left) & credited.keys(), text
    if reading.status == "sure":
        assert credited.keys() == {"wei", "fang", "man", "guo"} - set(left), text


@settings(deadline=None, max_examples=120)
@given(
    door=st.sampled_from(sorted(HOUSEHOLDS)),
    count=st.integers(1, 6),
    word=st.sampled_from(
        ["{c}人{n}", "{c}人都{n}", "全家{c}人{n}", "{c}口人 {n}", "一共{c}人，都{n}"]
    ),
    result=NEGATIVE,
)
def test_as_many_are_credited_as_the_line_counts_or_it_is_doubtful(door, count, word, result):
    text = f"{door} " + word.format(c=count, n=result.removeprefix("都"))
    reading = last(text)
    if reading.status == "sure":
        assert len(said(reading)) == count, text
        assert count == len(HOUSEHOLDS[door])


@settings(deadline=None, max_examples=100)
@given(
    door=st.sampled_from(sorted(HOUSEHOLDS)),
    negative=st.integers(0, 4),
    positive=st.integers(0, 3),
    total=st.integers(1, 6),
)
def test_breakdowns_that_do_not_say_who_or_do_not_add_up_are_doubtful(
    door, negative, positive, total
):
    if not negative or not positive:
        return
    reading = last(f"{door} {total}人 {negative}阴{positive}阳")
    assert reading.status == "doubtful"
    assert not reading.residents


LINES = st.lists(
    st.tuples(
        st.sampled_from(sorted(HOUSEHOLDS)),
        st.sampled_from(
            [
                "全家阴",
                "{a}阴 36.5",
                "{a}两条杠",
                "都没测",
                "{n}人阴",
                "除了{a}都阴",
                "{a}(-)",
                "不在家",
                "收到",
            ]
        ),
    ),
    min_size=2,
    max_size=6,
)


@settings(deadline=None, max_examples=60)
@given(lines=LINES, order=st.randoms(use_true_random=False))
def test_lines_that_do_not_hang_on_each_other_are_read_the_same_in_any_order(lines, order):
    texts = [
        f"{door} " + words.format(a=HOUSEHOLDS[door][0].name, n=len(HOUSEHOLDS[door]))
        for door, words in lines
    ]
    shuffled = list(texts)
    order.shuffle(shuffled)

    def by_text(several):
        numbered = [f"{place}. {one}" for place, one in enumerate(several, 1)]
        readings = read("#接龙\n抗原\n\n" + "\n".join(numbered), INDEX)[2:]
        return {
            one.text.split(". ", 1)[1]: (one.kind, one.status, said(one), one.doors)
            for one in readings
        }

    assert by_text(texts) == by_text(shuffled)


@settings(deadline=None, max_examples=60)
@given(lines=LINES)
def test_a_line_worded_like_another_is_read_as_if_it_were_the_only_one(lines):
    text = "\n".join(
        f"{place}. {door} " + words.format(a=HOUSEHOLDS[door][0].name, n=len(HOUSEHOLDS[door]))
        for place, (door, words) in enumerate(lines, 1)
    )
    quick = [(one.kind, one.status, one.said, one.count, one.names) for one in read(text, INDEX)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wording, "take_apart", lambda *_: None)
        slow = [(one.kind, one.status, one.said, one.count, one.names) for one in read(text, INDEX)]
    assert quick == slow


KINDS = [
    ("1. 7-302 C有T无", "negative"),
    ("1. 7-302 C、T两条", "positive"),
    ("1. 7-302 T有", "positive"),
    ("1. 7-302 吴刚隐性", "negative"),
    ("1. 7-302 吴刚扬性", "positive"),
    ("1. 7-302 吴刚今天还是阳性", "positive"),
    ("1. 13-602 还是两条杠", "positive"),
]


@pytest.mark.parametrize(("text", "antigen"), KINDS, ids=[one[0] for one in KINDS])
def test_the_strip_is_heard_in_letters_lines_and_speech(text, antigen):
    reading = last("#接龙\n4月18日抗原\n\n" + text)
    assert (reading.kind, reading.antigen) == ("answer", antigen)


def test_who_was_taken_away_or_is_at_work_is_not_credited():
    reading = last("7-302 2人已转运，1人阴性")
    assert (reading.status, reading.antigen, reading.count) == ("doubtful", "negative", 1)
    assert not said(reading)
    reading = last("7-302 除了老公在公司，其他都阴")
    assert said(reading) == {"jing": ("negative", None), "tian": ("negative", None)}


def test_several_doors_on_a_line_without_results_are_asked_about():
    reading = last("7号301、302室")
    assert (reading.status, reading.doors) == ("doubtful", ("7-301", "7-302"))
    reading = last("7号和13号")
    assert (reading.status, reading.doors) == ("doubtful", ("7", "13"))


def test_a_danger_beside_a_result_leaves_the_result_sure():
    for danger in ("爸爸叫不醒了", "家里有煤气味", "孩子抽了停不下来"):
        reading = last(f"7-301 全阴，{danger}")
        assert (reading.status, len(said(reading))) == ("sure", 4)


def test_a_known_sender_who_reports_is_a_person_meant():
    chat = "13-501 秦岚 08:13\n我阴，老公两条杠"
    assert said(last(chat)) == {"qin": ("negative", None), "jiang": ("positive", None)}


def test_a_sender_whom_nobody_knows_is_not_the_speaker_before():
    chat = "秦岚 2022-04-12 08:13:00\n我阴\n小明同学 2022-04-12 08:14:00\n我也阴"
    reading = last(chat)
    assert reading.status == "doubtful"
    assert not said(reading)


def test_a_community_of_one_stairwell_needs_no_question():
    index = RosterIndex.build([one for one in PEOPLE if one.door.startswith("7-")])
    whole = read_paste("1. 301 全家阴\n2. 302 3人阴", index)
    assert [one.status for one in whole.readings] == ["sure", "sure"]
    assert not whole.questions


def test_rooms_of_an_unknown_stairwell_are_one_question_and_not_one_a_line():
    twins = [one._replace(id=f"{one.id}-{label}", door=one.door.replace("7-", f"{label}-"))
             for label in ("7", "9") for one in PEOPLE if one.door.startswith("7-")]  # fmt: skip
    index = RosterIndex.build(twins)
    text = "#接龙\n抗原\n\n1. 301 全家阴\n2. 302 3人阴"
    whole = read_paste(text, index)
    (question,) = whole.questions
    assert question.lines == 2
    assert {choice[2] for choice in question.choices} == {"7", "9"}


def test_household_sizes_name_the_stairwell_where_nothing_else_does():
    sizes = {"7": (1, 2, 3, 4, 2, 1), "9": (3, 1, 2, 2, 4, 3), "11": (2, 3, 1, 1, 3, 2)}
    people = [
        RosterPerson(f"{label}-{room}-{place}", f"{label}-{room}", f"赵{label}{room}{place}")
        for label, several in sizes.items()
        for room, size in zip((101, 102, 201, 202, 301, 302), several, strict=True)
        for place in range(size)
    ]
    rooms = zip((101, 102, 201, 202, 301, 302), sizes["9"], strict=True)
    text = "#接龙\n核酸 室号-人数\n\n" + "\n".join(
        f"{place}. {room}-{size}" for place, (room, size) in enumerate(rooms, 1)
    )
    readings = read(text, RosterIndex.build(people))[2:]
    assert {one.doors[0].split("-")[0] for one in readings} == {"9"}
    assert {one.status for one in readings} == {"sure"}


def test_the_score_counts_what_is_right_sure_and_lost(tmp_path: Path):
    labels = [
        {"line": 1, "kind": "answer", "antigen": "positive", "status": "sure"},
        {"line": 2, "kind": "need", "status": "sure"},
    ]
    read_lines = [
        {"line": 1, "kind": "answer", "antigen": "negative", "status": "sure", "need": None},
        {"line": 2, "kind": "note", "status": "unread", "need": None},
    ]
    result = score(read_lines, json.loads(json.dumps(labels)))
    total = result.tallies["all"]
    assert (total.right, total.sure_wrong, total.needs_lost, total.positives_lost) == (0, 1, 1, 1)
    assert table(result)[-1][0] == "all"


def test_weights_follow_what_was_right_and_are_calibrated():
    good = [Case({"margin": 4.0}, True)] * 60
    bad = [Case({"margin": 0.5, "chatter": 6.0}, False)] * 30
    weights = calibrate(fit(WEIGHTS, good + bad), good + bad)
    assert weights.probability({"margin": 4.0}) > 0.9
    assert weights.probability({"margin": 0.5, "chatter": 6.0}) < 0.5
