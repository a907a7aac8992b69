"""What whoever asked is told: what to do now by the kind of danger, by when, and the number."""

from datetime import datetime

import pytest

from wanjia.needs.intake.receipts import Facts, do_now, receipt

AT = datetime(2022, 4, 19, 10, 5)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("category", "reasons", "zh", "en"),
    [
        ("water_power_gas", "疑似燃气泄漏 a smell of gas", "不要开关电器", "Touch no switch"),
        ("water_power_gas", "起火或冒烟 fire or smoke", "119", "119"),
        ("dispute", "暴力正在发生 violence going on", "110", "110"),
        ("mental_health", "有轻生的话或举动", "12356", "12356"),
        ("medical_emergency", "呼吸困难 gasping for breath, a heart attack", "120", "120"),
        ("pregnancy", "临产", "120", "120"),
    ],
)
def test_what_to_do_follows_from_the_danger(category, reasons, zh, en):
    assert zh in do_now(category, reasons, "zh-hans")
    assert en in do_now(category, reasons, "en")


def test_gasping_is_no_gas():
    assert "离开屋子" not in do_now("medical_emergency", "gasping", "zh")


@pytest.mark.parametrize("added", [False, True])
@pytest.mark.parametrize("urgency", [1, 2, 3, 4])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_receipt_has_the_number_and_the_time_and_never_a_day_where_life_is_in_danger(
    language, urgency, added
):
    facts = Facts("482913", "急救", "medical_emergency", urgency, "昏迷", AT, added)
    told = receipt(facts, language, AT)
    assert "482913" in told
    assert "10:05" in told
    assert ("120" in told) == (urgency == 1)
    assert "24" not in told.replace("482913", "")


def test_a_doubt_is_asked_about():
    facts = Facts("482913", "就医", "medical_appointment", 2, "", AT, questions=("甲？", "乙？"))
    assert receipt(facts, "zh", AT).endswith("1) 甲？ 2) 乙？")


def test_another_day_is_named():
    facts = Facts("482913", "维修", "repair", 4, "", AT.replace(day=20))
    assert "4月20日 10:05" in receipt(facts, "zh", AT)
    assert "4-20" in receipt(facts, "en", AT)
