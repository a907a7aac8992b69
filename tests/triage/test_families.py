"""Families of dangers and of calm talk: each text stands for its kind, said by other people."""

import pytest

from wanjia.triage import triage
from wanjia.triage.figures import measured


@pytest.mark.parametrize(
    "text",
    [
        "河里冰裂了，一个小男孩掉下去，两只手扒着冰边，没人敢过去",
        "A boy fell through the ice, he is holding the edge",
        "雪窝里趴着一个醉汉，拍他哼一声又不动弹了，手冻得跟冰块一样",
        "太婆九十了，电话里就哼哼，说坐在地上，够不着电话线那头的门，地上凉",
        "电锯划到大腿，血一股一股往外呲，换了三条毛巾",
        "glass went into his arm, blood comes in spurts, second towel already",
        "屋里生煤炉，早上一家三口都头昏恶心，儿子叫不醒",
        "we heat with coal, all of us have a headache and vomit, my wife will not wake up",
        "隔着三分钟疼一回，褥子全湿了，离预产期还有十天呢",
        "透析的瘘管破了，血喷出来按不住",
        "男人薅着她头发往墙上撞，孩子在哭",
    ],
)
def test_dangers_of_season_place_and_people_are_life_in_danger(text):
    assert triage(text).urgency == 1


@pytest.mark.parametrize(
    "text",
    [
        "My son moved out",
        "Alder lives elsewhere",
        "隔壁放谍战片，一会儿杀人一会儿跳楼，吵得睡不了午觉",
        "打游戏一把死三回，队友要杀了我",
        "楼上拍皮球，拍得我脑溢血都要出来了，哪个去讲一声",
        "生啦，七斤八两大胖小子，娘俩都好",
        "前年冬天我摔断腿，老伴胸闷送急诊，都是你们抬下去的，一直记在心里，现在样样好，送点年糕来",
        "thank you uncle for carry rice up, you save my life :)",
        "灶台打不着，是电子打火没电了吧，用几号电池",
    ],
)
def test_talk_that_only_sounds_grave_is_neither_cried_up_nor_asked_about(text):
    verdict = triage(text)
    assert verdict.urgency > 2
    assert not verdict.unsure


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("天井里窨井翻上来了，一滩黑水，要踏砖头才走得进去", "repair"),
        ("后天第四次化疗，白细胞昨天抽了够数，就差出门手续", "medical_appointment"),
        ("他克莫司明天早上吃完就断了，快递卡在高速口下不来", "medicine"),
        ("四号楼电梯又趴窝了，没困人，老人爬不动", "repair"),
        ("蜂窝煤还有三天的，就怕断了火", "water_power_gas"),
    ],
)
def test_words_that_only_look_like_danger_do_not_hide_the_matter(text, category):
    verdict = triage(text)
    assert verdict.urgency in (2, 3)
    assert not verdict.unsure
    assert verdict.category == category


def test_a_wish_that_is_denied_behind_it_is_no_wish():
    assert triage("一个礼拜睡不着，寻死我是不会的，就想找人讲讲话").urgency > 1
    assert triage("我不想活了，骗你们的话我是不会说的").urgency == 1


def test_a_fever_is_read_without_its_unit_and_a_price_is_none():
    assert {name for name, *_ in measured("son 3 years, 39.6 from morning")} >= {"fever_hi"}
    for price in ("39.9 yuan for eggs", "39.9 a box", "只卖39.9 一箱", "38.5元"):
        assert not list(measured(price))
