"""A temperature among the symptoms is read as one."""

from decimal import Decimal

import pytest

from wanjia.reports.answers.fever_words import temperature_in


@pytest.mark.parametrize(
    ("text", "heat"),
    [
        ("发热39度", "39.0"),
        ("发烧 38.7", "38.7"),
        ("烧到三十九度五", "39.5"),
        ("三十八度半", "38.5"),
        ("体温３８．２", "38.2"),
        ("高烧40℃，头疼", "40.0"),
        ("39度2", "39.2"),
        ("早上37.5度，现在38.9度", "38.9"),
        ("fever 101.3F since noon", "38.5"),
        ("temperature of 39 degrees", "39.0"),
    ],
)
def test_a_temperature_in_words_is_read(text, heat):
    assert temperature_in(text) == Decimal(heat)


@pytest.mark.parametrize(
    "text",
    [
        "咳嗽",
        "",
        "咳了38天",
        "39岁",
        "没有发烧",
        "23-602 头疼",
        "嗓子疼 10分",
        "12:39 吃了药",
        "烧水39块",
        "没发烧，今年39岁",
    ],
)
def test_other_numbers_are_no_temperature(text):
    assert temperature_in(text) is None
