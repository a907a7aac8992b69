"""Speech without a stop, and lists: each matter is read for itself."""

import pytest

from wanjia.triage import triage
from wanjia.triage.clauses import Clauses, normalize

DANGER = [
    "阿姨好呀上回的青团真不错我孙子吃了三个对了我家老头子躺在地上喊不醒脸色发灰"
    "我搬不动他青团下次还订五盒",
    "师傅我跟你讲去年你们修的那个灯又闪了顺便问一下电费还有就是我妈刚才嘴巴歪了"
    "话也讲不清灯几时能修",
    "日报 4月2日 1.宣传栏换海报 2.8号楼下充电柜里冒烟噼啪响 3.快递已消杀",
    "交接 ①昨天演练已结束 ②5栋302老人倒在厕所起不来 ③口罩余80只",
]


@pytest.mark.parametrize("text", DANGER)
def test_danger_between_other_matters_stands(text):
    assert triage(text).urgency == 1


def test_what_stood_before_a_turn_ends_nothing_after_it():
    told = (
        "去年冬天我爸中风是你们背下去的谢谢你们啊今年好透了能自己走了"
        "对了想问下团购的米还有没有得卖十斤装的"
    )
    assert triage(told).urgency > 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1.送菜17户 2.车棚冒烟 3.6栋停水", 3),
        ("体温 37.2 血氧 98", 1),
        ("要 2.5 公斤米", 1),
        ("① 换灯 ② 修门", 2),
    ],
)
def test_a_list_has_an_item_a_sentence_and_a_number_is_no_item(text, parts):
    clauses = Clauses(normalize(text))
    assert len({clause.sentence for clause in clauses.all}) == parts


@pytest.mark.parametrize(
    ("text", "graver"),
    [
        ("上周被我哥推到门框上，肩膀青了一大片，他今天上班去了", 1),
        ("嘴唇不紫，人也精神，就是停电了，氧气瓶还够八小时", 1),
        ("家里有个偏瘫的老人和一个三岁的孩子，米只够今天", 1),
        ("We get no answer from the property office since two weeks, the lift is broken", 1),
        ("Water for drinking is there, but the toilet smells, please repair", 2),
    ],
)
def test_what_only_sounds_like_danger_is_not_called_so(text, graver):
    assert triage(text).urgency > graver


@pytest.mark.parametrize(
    "text",
    [
        "外婆的安定我存了小半瓶，想着今晚一口气全吞下去",
        "过了今晚用不着送饭了，药在床头放好了",
        "我对着那根绳子坐了一整夜，谁也没说",
        "别让我儿子第一个看见，叫他舅舅先进门",
    ],
)
def test_a_plan_for_tonight_is_at_least_asked_about_at_once(text):
    verdict = triage(text)
    assert verdict.urgency == 1 or (verdict.unsure and verdict.category == "mental_health")


def test_a_child_and_coloured_bait_is_poison():
    assert triage("孙子抓了墙角的蓝颜色谷子吃，抠出来一点").urgency == 1
