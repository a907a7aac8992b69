"""Lines of other hands: how much is right, how much is sure, and what must never be lost."""

import pytest
from tests.reports.other_hands import HANDS, index_of, read_hand, table

from wanjia.reports.paste.reader import read

# What each hand's lines were read as when they were last looked at; a change may only raise it.
FLOORS = {"lane": (0.94, 0.79), "towers": (0.94, 0.77)}
MOST_SURE_AND_WRONG = 0.012


@pytest.mark.parametrize("hand", sorted(FLOORS))
@pytest.mark.slow
def test_other_hands_are_read_right_and_surely_enough(hand):
    scores = table(read_hand(HANDS / hand))
    right, sure = FLOORS[hand]
    assert scores["right"] >= right * scores["lines"], scores
    assert scores["sure and right"] >= sure * scores["lines"], scores
    assert scores["sure and wrong"] <= MOST_SURE_AND_WRONG * scores["lines"], scores


@pytest.mark.parametrize("hand", sorted(FLOORS))
def test_no_need_and_no_positive_of_other_hands_is_lost(hand):
    tally = read_hand(HANDS / hand)
    for what in ("needs lost", "positives lost"):
        assert tally.count(what) == 0, what


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("12号602 我妈阴 我阴 小鬼头阳了",
         {"史凤珍": "negative", "骆嘉": "negative", "骆天乐": "positive"}),
        ("12-203 俞海峰 我和老婆儿子阴",
         {"俞海峰": "negative", "齐悦": "negative", "俞可": "negative"}),
        ("14-102老大没测，其余阴", {"凌峰": "negative", "米娜": "negative", "凌子轩": "negative"}),
        ("12甲-202建平 只有T没有C", {"邢建平": "invalid"}),
        ("12甲-102晏青 C和T都没线", {"晏青": "invalid"}),
        ("12-301 室友没做 我阴", {}),
        ("12甲-302 我和孩子 一条杠", {}),
        ("费宁 一条杠", {}),
    ],
)  # fmt: skip
def test_who_is_meant_is_worked_out_or_asked(line, who):

    index, names = index_of(HANDS / "lane")
    reading = read(line, index)[-1]
    sure = reading.said if reading.status == "sure" else ()
    told = {
        names[one.resident]: one.antigen for one in sure if one.antigen not in (None, "untested")
    }
    assert told == who


def test_what_triage_calls_urgent_is_never_an_order_or_chatter():

    index, _names = index_of(HANDS / "lane")
    text = (
        "12-301 一股煤气味\n14号602解春梅心慌得厉害，要救心丸，哪家有\n14-202 奶粉只够到明天 求渠道"
    )
    assert {one.kind for one in read(text, index)} == {"need"}
