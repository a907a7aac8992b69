"""Chief complaints of dispatch, by whoever tells them and however: each line stands for a cell.

`data/matrix.jsonl` holds several hundred more: dangers × who speaks × how it is said, and calm.
"""

import pytest

from wanjia.triage import triage
from wanjia.triage.believing import TERSE, weigh_length
from wanjia.triage.rules import load_rules


@pytest.mark.parametrize(
    "text",
    [
        # Understated, by the person.
        "不要紧的，就是一躺平就憋醒，垫了三个枕头才睡得着，咳出来有点粉红泡泡",
        "老毛病，胸口像压块石头，左膀子发酸，衣服湿透了",
        # A symptom without its word.
        "她把遥控器放进冰箱，问她今年哪年说是八三年，讲话像含了块石头",
        "瞳孔一边大一边小，昨天摔了头，今天老想睡",
        # By consequence, told by a neighbour or a volunteer.
        "跌倒手环报警，打过去没人接，七十六岁一个人住",
        "收音机响了一天一夜，敲门没人应，老头一个人住",
        # By a child.
        "叔叔，奶奶躺在地上，我叫她她不理我",
        # As a question.
        "请问吃了头孢又喝了酒，现在脸通红胸闷站不住，要不要送医院",
        "is it normal that he keeps asking the same question, clear fluid from his ear",
        # In idioms.
        "an elephant is sitting on my chest and I'm sweating buckets",
        "he went down like a sack of potatoes and he's gone blue",
        # Other dangers than of the body.
        "七楼那段楼梯煤气味冲鼻子，里头电视开着，敲不开",
        "三岁的爬到窗外空调架上了，大人不在",
        "以后别给我送菜了，猫托给楼下，药都摆在桌上数好了",
        "他手里拿着碎酒瓶，喝多了，顶着我爸的喉咙",
    ],
)
def test_a_danger_is_heard_however_it_is_said(text):
    assert triage(text).urgency == 1


@pytest.mark.parametrize(
    "text",
    [
        "快递等得我心肌梗塞",
        "吵得我上吊的心都有了，几点能停",
        "空调要断气了，喘了一夜",
        "鹦鹉学会喊救命，老住户都习惯了",
        "找着了找着了，老头在女儿家，虚惊一场",
        "刚才说漏气的，查清了是下水道返味，已经堵住了",
        "表上写我爸卧床，写错了，他天天下楼打拳",
        "could murder whoever drums upstairs, just venting",
        "sorry for the panic earlier, gran was at mahjong",
    ],
)
def test_talk_that_sounds_grave_is_no_danger(text):
    assert triage(text).urgency > 1


def test_a_latin_word_counts_as_two_signs():
    assert weigh_length("the head is out") == 8
    assert weigh_length("头出来了") == 4
    assert TERSE == 16


def test_what_is_on_inside_is_no_news_from_elsewhere():
    verdict = triage("里面电视开着，煤气味很重")
    assert verdict.urgency == 1


def test_every_witness_asks_and_names_how_sure_the_model_must_be():
    witnesses = [one for one in load_rules().protocols if one.witness]
    assert all(one.ask and one.least >= 0 for one in witnesses)
