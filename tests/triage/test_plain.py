"""A list of goods with their quantities is an order, not a doubt."""

import pytest

from wanjia.triage import triage


@pytest.mark.parametrize(
    "text",
    [
        "奶粉 2罐，尿不湿 M 1包",
        "婴儿奶粉三段两罐，纸尿裤L码一包，谢谢",
        "大米10斤，鸡蛋两板，奶粉一罐",
        "帮忙买：猫粮一袋、猫砂2袋",
    ],
)
def test_a_list_of_goods_is_asked_nothing(text):
    verdict = triage(text)
    assert (verdict.unsure, verdict.urgency) == (False, 3)


@pytest.mark.parametrize(
    "text",
    [
        "奶粉一罐都没有了，孩子饿得一直哭",
        "宝宝吞了电池一个",
        "奶粉一罐，孩子喘不上气",
        "吃了安眠药两瓶",
    ],
)
def test_what_tells_of_somebody_is_no_list(text):
    assert triage(text).urgency <= 2
