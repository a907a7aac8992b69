"""What decides about words alone: sense, replies to questions, masked texts, settled doubts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.needs.doubts.replies import answers_in, read_reply
from wanjia.needs.followup.sense import says_what, says_who
from wanjia.needs.overrules.masking import mask
from wanjia.triage import Question, Sign, Verdict, settle
from wanjia.triage.verdict import Otherwise

FIRST = Question("breath", "喘得说不成整句吗？", "Too breathless for a whole sentence?")
SECOND = Question("awake", "叫得醒吗？是不是叫不醒？", "Can they not be woken?")
TWO = (FIRST, SECOND)
DOUBT = Verdict(
    "medical_emergency",
    2,
    "不能排除危险",
    "danger cannot be ruled out",
    1,
    unsure=True,
    ask=TWO,
    signs=(Sign("help", "other", 3, "要人帮忙", "asks for help"),),
    otherwise=Otherwise("other", 3, "要人帮忙", "asks for help", 72),
)


@pytest.mark.parametrize(
    "text",
    ["", "x", "1", "ok", "OK", "好", "好了", "办好了", "已办结", "done", "哈哈哈哈", "…", "123456",
     "aaaa",
     "已处理", "没事了", "test test", "11111111111", "无", "closed ok", "。。。。"],
)  # fmt: skip
def test_words_that_say_nothing_close_nothing(text):
    assert not says_what(text)


@pytest.mark.parametrize(
    "text",
    ["120 已接走", "送六院了，女儿陪着", "taken to hospital by ambulance", "已送医院",
     "楼组长上门，老人醒着",
     "误报，孩子按错", "fell, no injury, helped up"],
)  # fmt: skip
def test_words_that_tell_what_happened_do(text):
    assert says_what(text)


def test_who_was_reached_is_a_name_or_how_they_are_called():
    assert all(says_who(one) for one in ("本人", "女儿", "王阿姨", "her son", "Li", "邻居 301"))
    assert not any(
        says_who(one) for one in ("x", "1", "ok", "无", "-", "aa", "没有", "不知道", "none")
    )


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("第一个是，第二个不是", {"breath": True, "awake": False}),
        ("第一个不是，第二个是的", {"breath": False, "awake": True}),
        ("都没有", {"breath": False, "awake": False}),
        ("都没有。谢谢", {"breath": False, "awake": False}),
        ("两个都不是", {"breath": False, "awake": False}),
        ("neither", {"breath": False, "awake": False}),
        ("no to both", {}),
        ("第一个是不是喘？", {}),
        ("yes", {"breath": True, "awake": True}),
        ("是的", {"breath": True, "awake": True}),
        ("都有", {"breath": True, "awake": True}),
        ("1 有 2 没有", {"breath": True, "awake": False}),
        ("1有2没有", {"breath": True, "awake": False}),
        ("1.没有 2.有", {"breath": False, "awake": True}),
        ("１、没有　２、没有", {"breath": False, "awake": False}),
        ("first yes, second no", {"breath": True, "awake": False}),
        ("1 no 2 no", {"breath": False, "awake": False}),
        ("没有，没有", {"breath": False, "awake": False}),
        ("不是 是", {"breath": False, "awake": True}),
        ("第二个是", {"awake": True}),
        ("前面是，后面不是", {"breath": True, "awake": False}),
        # Not plain: a person asks.
        ("没有", {}),
        ("no", {}),
        ("", {}),
        ("好像有点", {}),
        ("不知道", {}),
        ("不好说", {}),
        ("有点喘", {"breath": True, "awake": True}),
        ("没有药了", {}),
        ("不行了快来", {}),
        ("他没有醒过来", {}),
        ("第一个是第一个不是", {}),
        ("还没来人", {}),
        ("none of your business", {}),
    ],
)
def test_a_reply_is_read_where_it_is_plain(text, read):
    assert answers_in(text, TWO) == read


def test_a_bare_no_answers_the_only_question_that_is_open():
    assert answers_in("没有", [SECOND]) == {"awake": False}
    assert answers_in("no", [SECOND]) == {"awake": False}


def test_what_else_a_reply_says_is_left_to_be_heard_and_a_no_beside_it_is_not_taken():
    reply = read_reply("第一个不是，第二个不是，可是老伴摔倒了", TWO)
    assert reply.answers == {}
    assert "摔倒" in reply.rest
    reply = read_reply("第一个是，快点来，在三楼", TWO)
    assert reply.answers == {"breath": True}
    assert "快点来" in reply.rest


@given(st.text(max_size=40))
def test_no_reply_raises_and_only_questions_that_were_asked_are_answered(text):
    assert set(answers_in(text, TWO)) <= {"breath", "awake"}


@pytest.mark.parametrize(
    "text",
    ["23-602 张建国胸口疼", "23号602室的张建国", "我住二十三号六零二室", "23栋602，电话19900000101",
     "身份证310117195103078881",
     "建国喘不上气", "三单元五楼的老张",
     "幺三八零零零零零零零零 打这个",
     "１９９００００１０１", "B12-3A 漏水", "我叫欧阳别离，胸口疼",
     "Call Jim Smith at 23-602", "张阿姨摔倒了",
     "中海悦庭里的张建国", "a@b.cn 联系", "二十三号楼六零二"],
)  # fmt: skip
def test_a_masked_text_bears_no_name_door_or_number(text):
    masked = mask(
        text, ["张建国", "王小红", "Jim Smith"], ["张建国"], doors=["23-602"], places=["中海悦庭"]
    )
    assert not any(one.isdigit() for one in masked)
    for gone in ("张", "建国", "二十三", "六零二", "三单元", "五楼", "幺三八", "Jim", "Smith",
                 "欧阳", "中海", "B#", "A漏", "@"):  # fmt: skip
        assert gone not in masked, masked


def test_what_is_the_matter_stays():
    assert mask("23-602 张建国胸口疼，出冷汗", ["张建国"], ["张建国"]) == "##-### 某某胸口疼,出冷汗"
    assert mask("老人一个人在家，三天没吃", ["安心"]) == "老人一个人在家,三天没吃"
    assert mask("血氧88，喘") == "血氧##,喘"


@given(st.text(max_size=80), st.lists(st.text(min_size=2, max_size=4), max_size=5))
def test_no_digit_is_left_of_any_text(text, names):
    assert not any(one.isdecimal() for one in mask(text, names, names))


def test_one_yes_raises_and_all_noes_clear_to_what_the_text_says():
    raised = settle(DOUBT, {"awake": True})
    assert (raised.urgency, raised.unsure) == (1, False)
    half = settle(DOUBT, {"awake": False})
    assert (half.urgency, half.unsure, half.ask) == (2, True, (FIRST,))
    cleared = settle(DOUBT, {"awake": False, "breath": False})
    assert (cleared.category, cleared.urgency, cleared.unsure) == ("other", 3, False)
    sure = settle(raised, {"awake": False, "breath": False})
    assert sure == raised
