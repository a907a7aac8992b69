"""Stock days are a range that holds what comes, and what nobody noted is told."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from wanjia.goods.stock.stock_forecast import Move, level

NOW = datetime(2022, 4, 18, 10, 40, tzinfo=UTC)
DAILY = [0.6, 1.4, 1.0, 0.9, 1.1, 0.5, 1.5]  # of the mean, in turn


def store(used: list[float], left: int) -> list[Move]:
    """So much went on each of the last days, the last of them yesterday; so much is left."""
    whole = [round(one) for one in used]
    moves = [Move(NOW - timedelta(days=len(used)), "in", left + sum(whole))]
    return moves + [
        Move(NOW - timedelta(days=n, hours=-2), "out", one)
        for n, one in enumerate(reversed(whole), 1)
    ]


def test_the_days_of_stock_are_a_range_that_narrows_the_more_days_were_seen():
    few, week = (level(store([10 * one for one in DAILY[:n]], 60), NOW) for n in (2, 7))
    assert week.low < week.days < week.high
    assert (few.high - few.low) / few.days > (week.high - week.low) / week.days


def test_stock_that_nobody_noted_for_days_is_told_of():
    moves = store([10 * one for one in DAILY], 400)
    assert not level(moves, NOW).stale
    assert level(moves, NOW + timedelta(days=3, hours=5)).stale
    assert not level([], NOW).stale


def test_what_is_not_used_has_no_range():
    assert level([Move(NOW, "in", 5)], NOW).low is None


@pytest.mark.parametrize("shape", [2, 6, 20])
def test_the_range_holds_the_truth_about_eight_times_in_ten(shape):
    """Seeded stores whose days differ much, some and little, of which a week was seen."""
    draw = random.Random(f"stock:{shape}")
    held = 0
    for _store in range(1500):
        mean = draw.uniform(8, 60)
        left = round(mean * draw.choice([3, 5, 8, 13, 20]))
        told = level(store([draw.gammavariate(shape, mean / shape) for _ in range(7)], left), NOW)
        days, rest = 0.0, float(left)
        while rest > 0:
            goes = draw.gammavariate(shape, mean / shape)
            days, rest = days + min(1.0, rest / goes), rest - goes
        held += told.low <= days <= (told.high or 1e9)
    assert 0.73 <= held / 1500 <= 0.87
