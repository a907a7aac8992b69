"""Triage: danger is heard however it is said, calm words stay calm, doubt is asked about."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wanjia.triage import settle, triage
from wanjia.triage.rules import CATEGORIES, load_rules

DATA = Path(__file__).parent / "data"
SAMPLES = [
    json.loads(line)
    for name in ("requests", "other_hand")
    for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()
]
GRAVE = [
    "我爸叫不醒了",
    "厨房一股煤气味",
    "他拿着菜刀要砍人",
    "我不想活了",
    "奶奶喘不上气嘴唇发紫",
    "爷爷嘴歪了话也说不清",
    "羊水破了五分钟痛一次",
    "my dad can't breathe",
]
HINTS = [
    "老人现在有点喘",
    "我爸胸口有点不舒服",
    "我妈胸闷",
    "奶奶头晕站不稳",
    "my gran feels a bit breathless",
]
CHATTER = [
    "谢谢你们昨天送的菜",
    "楼道灯坏了一盏不急",
    "快递放门卫就行",
    "明天几点做核酸",
    "我妈没有发烧",
    "团购的鸡蛋收到了",
    "thanks for the vegetables",
]


@pytest.mark.parametrize("row", [one for one in SAMPLES if one["urgency"] == 1])
def test_danger_to_life_is_never_below_urgent(row):
    assert triage(row["text"]).urgency <= 2


@pytest.mark.parametrize("row", [one for one in SAMPLES if one["urgency"] == 4])
def test_a_calm_word_is_never_cried_up_to_danger(row):
    assert triage(row["text"]).urgency > 1


@given(st.text(max_size=300), st.lists(st.text(max_size=12), max_size=3))
@settings(deadline=None)
def test_no_text_raises_and_every_verdict_is_whole(text, risks):
    verdict = triage(text, risks)
    assert verdict.category in CATEGORIES
    assert verdict.urgency in (1, 2, 3, 4)
    assert verdict.deadline_hours >= 0
    assert verdict.why
    assert verdict.why_en
    assert verdict.unsure == bool(verdict.ask)
    assert not verdict.unsure or verdict.urgency == 2


@given(st.sampled_from(GRAVE), st.lists(st.sampled_from(CHATTER), max_size=4), st.randoms())
@settings(deadline=None, max_examples=60)
def test_calm_chatter_around_a_danger_never_hides_it(grave, chatter, dice):
    parts = [grave, *chatter]
    dice.shuffle(parts)
    verdict = triage("。".join(parts))
    assert verdict.urgency <= 2
    assert any(sign.urgency == 1 for sign in verdict.signs)


@given(st.sampled_from(HINTS), st.lists(st.sampled_from(CHATTER), max_size=3), st.randoms())
@settings(deadline=None, max_examples=60)
def test_calm_chatter_around_a_hint_of_danger_never_silences_it(hint, chatter, dice):
    parts = [hint, *chatter]
    dice.shuffle(parts)
    verdict = triage("。".join(parts))
    assert verdict.unsure or verdict.urgency == 1


@given(
    st.sampled_from(GRAVE), st.sampled_from(["没有发烧", "不是胸口疼", "没有人打架", "not on fire"])
)
@settings(deadline=None)
def test_a_denial_in_another_clause_lowers_nothing(grave, denial):
    assert triage(f"{denial}，{grave}").urgency == 1
    assert triage(f"{grave}。{denial}").urgency == 1


@given(st.permutations(["我妈胸口痛", "出了一身冷汗", "菜收到了", "灯坏了"]))
@settings(deadline=None)
def test_the_order_of_clauses_does_not_change_the_gravest(clauses):
    assert triage("，".join(clauses)).urgency == 1


def test_danger_in_the_middle_of_a_long_text_is_heard():
    chatter = "前面几天送的菜都收到了，谢谢大家，今天天气也好，" * 130
    assert len(chatter) > 3000
    assert triage(f"{chatter}我爸叫不醒了，{chatter}").urgency == 1


@given(st.sampled_from([row["text"] for row in SAMPLES if row["urgency"] > 1]))
@settings(deadline=None, max_examples=40)
def test_a_danger_that_is_added_makes_it_danger(text):
    assert triage(f"{text}。我爸叫不醒了").urgency == 1


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("不是胸口疼，是手机坏了", 4),
        ("没有发烧，就是问下几点做核酸", 4),
        ("急死我了快递怎么还没到", 4),
        ("药拿到了，谢谢。但是我妈现在喘不上气", 1),
        ("I'm not having chest pain, just want to ask about the PCR time", 4),
        ("想死你们了，什么时候解封", 4),
    ],
)
def test_denials_and_figures_of_speech_are_understood(text, urgency):
    assert triage(text).urgency == urgency


@pytest.mark.parametrize(
    "text",
    [
        "老人一人在家，有困难，请你们快帮帮他",
        "奶奶说不舒服",
        "我爸说头晕站不稳",
        "我爸胸口有点不舒服",
    ],
)
def test_what_cannot_be_ruled_out_is_asked_about(text):
    verdict = triage(text)
    assert (verdict.urgency, verdict.unsure, len(verdict.ask)) == (2, True, 2)
    assert "先问" in verdict.why
    assert "ask" in verdict.why_en


@pytest.mark.parametrize(
    "text", ["", "  ", "😭", "……", "Помогите моему отцу", "助けてください!", "qwrtz plmk"]
)
def test_what_cannot_be_read_is_never_calm(text):
    assert triage(text).unsure


@pytest.mark.parametrize(
    "text",
    ["收到", "好的谢谢", "谢谢居委会，辛苦了", "早上好", "+1", "ok thanks", "5-602 全阴 体温36.5"],
)
def test_thanks_greetings_and_negative_reports_are_calm(text):
    verdict = triage(text)
    assert (verdict.urgency, verdict.unsure) == (4, False)


@given(st.sampled_from(GRAVE), st.sampled_from(["全阴，", "5-602 阴性，", "7号 全家阴 36.5 "]))
def test_danger_beside_a_negative_report_is_heard(grave, report):
    assert triage(f"{report}{grave}").urgency == 1


def test_yes_to_a_question_raises_and_no_to_both_clears():
    verdict = triage("老人一人在家，有困难，请你们快帮帮他")
    one, other = verdict.ask
    raised = settle(verdict, {one.name: False, other.name: True})
    assert (raised.urgency, raised.unsure, raised.deadline_hours) == (1, False, 0)
    assert other.text in raised.why
    half = settle(verdict, {one.name: False})
    assert half.unsure
    assert [question.name for question in half.ask] == [other.name]
    cleared = settle(verdict, {one.name: False, other.name: False})
    assert not cleared.unsure
    assert cleared.urgency > 1
    assert settle(triage("收到"), {"x": True}).urgency == 4


def test_all_signs_that_hold_are_kept_the_gravest_first():
    signs = triage("我爸胸口痛出冷汗，马桶也堵了两天").signs
    assert signs[0].urgency == 1
    assert {"chest_pain", "to_mend"} <= {sign.name for sign in signs}
    assert [sign.urgency for sign in signs] == sorted(sign.urgency for sign in signs)


@pytest.mark.parametrize(
    "text",
    [
        "血氧只有八十二",
        "夹手指的量出来79",
        "孕34周血压170/110",
        "糖尿病人血糖2.2",
        "八十二了，一个人，摔在厕所起不来",
        "sats 84 on the finger clip",
        "体温三十四度，老人身上冰冷",
    ],
)
def test_figures_are_read_in_all_writings(text):
    assert triage(text).urgency == 1


@pytest.mark.parametrize(
    "text",
    ["小孩三十九度五", "儿子39度5", "女儿烧到 39.5℃", "我爸血压一百八十五", "son has 103 fever"],
)
def test_figures_that_are_urgent_but_not_grave(text):
    assert triage(text).urgency == 2


@pytest.mark.parametrize(
    "text", ["快来人，叫不行了，一点反映都没有", "我爸呼西困难", "老公胸扣疼", "嘴唇发子"]
)
def test_wrong_characters_that_sound_right_are_heard(text):
    assert triage(text).urgency <= 2


def test_the_reason_says_which_sign_spoke_and_by_when():
    verdict = triage("明天早上七点要去血透，车子还没着落")
    assert (verdict.urgency, verdict.deadline_hours) == (2, 24)
    assert "透析" in verdict.why
    assert "24" in verdict.why_en


@pytest.mark.parametrize("text", ["发烧两天了，体温38度9，咳嗽", "昨天摔了手腕肿了"])
def test_no_reason_says_that_an_illness_is_out_or_overdue(text):
    assert "断了" not in triage(text).why
    assert "过期" not in triage(text).why


def test_who_is_at_risk_is_heard_sooner():
    text = "家里今天停水了"
    assert triage(text).urgency == 3
    assert triage(text, ["newborn"]).urgency == 2


@pytest.mark.parametrize("text", ["救命", "快来人啊", "出事了", "求求你们快来", "help!", "SOS"])
def test_a_bare_cry_for_help_is_asked_about(text):
    assert triage(text).unsure


LABELLED = [
    json.loads(line)["text"]
    for path in sorted(DATA.glob("*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
]


@pytest.mark.slow
def test_two_questions_are_of_the_category_that_the_need_has():
    rules = load_rules()
    asked_by = {
        question.name: one for one in rules.complaints.values() for question in one.questions
    }
    strange = []
    for text in LABELLED:
        verdict = triage(text)
        if not verdict.unsure:
            continue
        complaint = asked_by[verdict.ask[0].name]
        if not complaint.serves(verdict.category) and complaint.name != "unclear":
            strange.append((text, verdict.category, complaint.name))
    assert strange == []


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_has_questions_of_its_own(category):
    assert any(one.serves(category) for one in load_rules().complaints.values())


@pytest.mark.parametrize("thing", ["血糖试纸", "血糖仪", "血压计", "血氧仪", "体温计", "体温枪"])
@pytest.mark.parametrize("count", ["1盒", "2 台", "40 元", "3个", "85 块"])
def test_a_number_after_an_instrument_is_a_count_of_things(thing, count):
    for text in (f"二甲双胍 3盒，{thing} {count}", f"{thing}{count}"):
        assert all(sign.urgency > 2 for sign in triage(text).signs)


@pytest.mark.parametrize(
    "text", ["血糖仪测出来 2.3，人发抖", "血压计量出来 210/120，头痛想吐", "血氧仪 84，喘"]
)
def test_a_number_that_an_instrument_shows_is_a_reading(text):
    assert triage(text).urgency == 1


def test_a_figure_is_part_of_the_reason():
    assert "血糖" in triage("血糖 2.1 人迷糊").why


@pytest.mark.parametrize("grave", ["自杀", "溺水", "触电", "一氧化碳中毒", "心梗"])
@pytest.mark.parametrize("name", ["预防讲座几点开始", "预防的海报还有吗", "险要不要盖章"])
def test_a_grave_word_that_names_a_thing_is_no_danger(grave, name):
    assert triage(f"{grave}{name}").urgency > 1


@pytest.mark.parametrize(
    "text",
    [
        "幺儿在看动画片，把遥控器里的小电池吞了",
        "老头子看新闻看到一半，嘴歪了",
        "孩子打着游戏，突然浑身抽",
        "我爸看电视剧的时候，突然话说不清了",
    ],
)
def test_what_somebody_was_watching_does_not_make_a_danger_fiction(text):
    assert triage(text).urgency == 1


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("汤扑出来把灶火浇灭了，一股煤气味", 1),
        ("火已经灭了，消防查过了，没事了", 4),
        ("牙疼三天，脸不肿不烧，想找个开门的牙科", 3),
        ("老公打我，我打了电话没人接", 1),
        ("昨天打了我，今天又打", 1),
        ("昨天他打了我，今天他出去了", 2),
        ("家里药囤了很多，谢谢居委", 4),
        ("优甲乐剩4天，甲状腺切掉的", 3),
        ("胰岛素还有四天的，我先报起，免得到时候抓瞎", 3),
    ],
)
def test_the_shape_of_a_sentence_is_understood(text, urgency):
    assert triage(text).urgency == urgency


def test_who_is_told_not_to_be_there_is_not_at_risk():
    weak = "断粮，家有老弱幼"
    assert weak not in triage("没菜了，屋里没有老人，没得奶娃").why
    assert weak in triage("没菜了，屋里有老人，有奶娃").why


@pytest.mark.parametrize(
    ("text", "category"),
    [("没药了", "medicine"), ("没菜了，家里有老人", "food"), ("宝宝没奶粉了", "infant")],
)
def test_what_there_is_no_more_of_is_needed(text, category):
    verdict = triage(text)
    assert (verdict.category, verdict.urgency <= 3) == (category, True)
