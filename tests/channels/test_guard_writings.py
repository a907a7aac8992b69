"""However a number, a name or a door is written, the guard before groups reads it."""

import random

import pytest

from wanjia.channels.outbox.privacy_filter import Known, findings

PHONE, NUMBER, NAME = "19900001234", "999999194805200012", "黄国强"
KNOWN = Known(frozenset({NAME, "王明"}), frozenset({PHONE}), frozenset({NUMBER}))
WRITTEN = str.maketrans("0123456789", "零一二三四五六七八九")
CAPITAL = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
BETWEEN = [
    "",
    " ",
    "-",
    ".",
    "·",
    "/",
    "_",
    "\u200b",
    "\u2060",
    "\n",
    "　",
    "，",
    "~",
    "…",
    "\u20e3",
]
AROUND = ["{}", "联系我 +86{}", "电话{}找我", "12 {} 08:00", "（{}）", "0086-{}"]


def kinds(text):
    return {one.kind for one in findings(text, KNOWN)}


def test_a_number_of_any_writing_is_found():
    chance = random.Random(17)
    for _ in range(2000):
        number, kind = chance.choice([(PHONE, "phone"), (NUMBER, "id_number")])
        table = chance.choice([{}, WRITTEN, CAPITAL, WIDE])
        signs = [sign.translate(table) + chance.choice(BETWEEN) for sign in number]
        text = chance.choice(AROUND).format("".join(signs))
        assert kind in kinds(text), text


@pytest.mark.parametrize("between", ["", "·", " ", "-", "\u200b", "*", "\n", "_", "“"])
def test_a_name_of_any_writing_is_found(between):
    assert "name" in kinds(f"请{between.join(NAME)}下楼")


@pytest.mark.parametrize(
    "text",
    [
        "7号302\n阳性，请邻居注意",
        "七号楼三零二复阳",
        "七号楼三零二。昨晚拉走的。确诊了",
        "十二号楼五〇一 发烧",
        "７－３０２　阳\u200b性",
        "阳性：\n7-302",
        "Flat 602 is positive",
        "7号302转阳，大家绕行",
    ],
)
def test_a_door_beside_a_fact_of_health_is_found(text):
    assert "health" in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "请王，明天八点下楼做核酸。",
        "7号302、303 请到东门领菜。如有发热请打居委会电话 64330004。",
        "今天新增阳性 3 例，都在集中隔离点。明天继续核酸。",
        "8:00-9:30 一号楼，9:30-11:00 二号楼，每户一人下楼领菜。",
    ],
)
def test_what_tells_of_nobody_is_let_through(text):
    assert kinds(text) == set()
