"""Frames: what is over, heard of others, joked or asked about is calm; present danger never is."""

import pytest

from wanjia.triage import triage

CLOSED = [
    "跟你们回个话，早上说我爸胸口闷的那桩，急诊查了没事，人回家了，单子销了吧",
    "昨晚报的楼上打架，民警来调解过，两家握手言和，请销案",
    "上午讲我妈叫不醒，其实是戴着耳机睡着了，不用派人了，谢谢",
    "中午打电话说煤气味的是我，师傅来查过，是下水道味道，管子不漏，前面的单子撤了吧",
    "Please close my report about dad's chest pain, doctors checked him, he is home and fine now.",
]
AGAIN = [
    "跟你们回个话，早上说我爸胸口闷，急诊查了没事回家了，可是现在又胸口痛，喘不上气",
    "昨晚报的打架民警调解过了，刚才他又回来拿刀砸门要杀我",
    "上午说的单子先别销，我妈又叫不醒了",
    "Please don't close my report, dad came home but now he has chest pain again and can't breathe",
]


@pytest.mark.parametrize("text", CLOSED)
def test_a_call_that_is_closed_with_how_it_ended_is_no_danger(text):
    verdict = triage(text)
    assert verdict.urgency > 1
    assert not verdict.unsure


@pytest.mark.parametrize("text", AGAIN)
def test_a_call_that_is_closed_is_open_again_where_danger_is_told_anew(text):
    assert triage(text).urgency == 1


@pytest.mark.parametrize(
    "text",
    [
        "他说等老伴头七过了就去找她，绳子都备好了，我当他开玩笑，越想越怕",
        "我以为他睡着了，推了半天叫不醒，嘴唇发紫",
        "这不是演习，三楼着火了，黑烟往上冒",
        "不是开玩笑，我不想活了",
        "i thought he was joking but he really swallowed the whole bottle of pills",
    ],
)
def test_an_ease_that_was_mistaken_softens_nothing(text):
    assert triage(text).urgency == 1


@pytest.mark.parametrize(
    "text",
    [
        "听我表姐讲她们那边有户人家煤气中毒，我们这里没有，想请你们出张告示提醒一下",
        "树上掉吊死鬼掉了一地，小孩吓得不敢走，几时来打虫",
        "再不让我打麻将要活不下去了哈哈哈，棋牌室哪天开",
        "如果以后半夜有人心口疼，先打120还是先打你们值班电话，我抄下来",
    ],
)
def test_hearsay_jokes_and_questions_of_rule_are_not_cried_up(text):
    assert triage(text).urgency > 1


@pytest.mark.parametrize(
    "text",
    [
        "没什么事，就是问问你们有没有人，他拿凳子砸我房门，现在还在砸",
        "听邻居讲她那边301老太太倒在地上叫不应，我去敲门也没人应",
        "电视里在放戏，我老伴看着看着就倒了，叫不醒",
        "刚才群里说没事的是我，可我爸现在嘴歪了，话讲不清",
    ],
)
def test_a_frame_hides_no_danger_of_here_and_now(text):
    assert triage(text).urgency <= 2


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("八十岁的阿公下楼拿报纸，门给风吹上了，穿拖鞋坐在楼道，钥匙在儿子那里", "repair"),
        ("我弟有羊角风，药水还够一天，人现在好好的", "medicine"),
        ("左眼前面像拉了半块帘子，一闪一闪的，不疼", "medical_emergency"),
        ("小腿比另一边粗一圈，摸上去烫，刚开过刀", "medical_emergency"),
    ],
)
def test_what_must_be_seen_today_is_urgent_and_of_its_category(text, category):
    verdict = triage(text)
    assert verdict.urgency <= 2
    assert verdict.category == category
