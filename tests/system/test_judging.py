"""Whether the installation is well, from plain figures."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.ui.system import labels, rating
from wanjia.ui.system.rating import ACT, FULL, GB, HEED, WELL, Finding

NOW = datetime(2022, 4, 18, 10, 40, tzinfo=UTC)
GRAVITY = [WELL, HEED, ACT]


def before(**span):
    return NOW - timedelta(**span)


@given(st.integers(0, 10**13), st.integers(0, 10**13), st.integers(0, 10**13))
def test_more_room_is_never_worse(room, more, stored):
    some, plenty = rating.disk(room, stored), rating.disk(room + more, stored)
    assert GRAVITY.index(plenty.level) <= GRAVITY.index(some.level)


@given(st.integers(2 * 10**9, 10**13))
def test_a_disk_without_room_for_two_copies_asks_for_room(stored):
    assert rating.disk(2 * stored - 1, stored).level == ACT
    assert rating.disk(6 * stored + 3 * GB, stored).level == WELL


def test_a_full_disk_is_told_apart_from_one_that_is_nearly_full():
    assert rating.disk(FULL - 1, 0).why == "full"
    assert rating.disk(FULL, 0).why == "low"


@pytest.mark.parametrize(
    ("last", "failing", "up", "level", "why"),
    [
        (None, [], 900, HEED, "never"),
        (before(minutes=1), [], 900, WELL, ""),
        (before(minutes=1), ["care.count_late"], 900, HEED, "failing"),
        (before(minutes=6), [], 900, ACT, "stuck"),
        (before(hours=9), [], 20, WELL, ""),  # it has just been started in the morning
        (NOW + timedelta(days=200), [], 900, WELL, ""),  # a rehearsal's clock was set back
    ],
)
def test_regular_work_that_stands_still_is_noticed(last, failing, up, level, why):
    found = rating.regular(NOW, last, failing, up)
    assert (found.level, found.why) == (level, why)


def test_a_message_that_should_have_left_ten_minutes_ago_is_stuck():
    assert rating.outbox(NOW, None, 0).level == WELL
    assert rating.outbox(NOW, before(minutes=9), 0).level == WELL
    assert rating.outbox(NOW, before(minutes=11), 3).why == "stuck"
    assert rating.outbox(NOW, NOW + timedelta(hours=2), 3).why == "failed"


def test_a_copy_is_wanted_every_two_days_and_the_first_within_two_days():
    assert rating.backup(NOW, before(hours=47), None).level == WELL
    assert rating.backup(NOW, before(hours=49), None).why == "old"
    assert rating.backup(NOW, None, before(hours=47)).level == HEED
    assert rating.backup(NOW, None, before(hours=49)).level == ACT
    assert rating.backup(NOW, None, None).level == ACT


def test_a_clock_that_lags_behind_the_journal_is_noticed():
    still = timedelta(0)
    assert rating.clock(NOW, still, before(seconds=1)).level == WELL
    assert rating.clock(NOW, still, NOW + timedelta(minutes=3)).why == "behind"
    assert rating.clock(NOW, timedelta(days=-900), None).why == "moved"


def _every_finding() -> list[Finding]:
    return [
        rating.database(False, False),
        rating.database(True, False),
        *(rating.disk(free, 0) for free in (0, FULL, 2 * GB)),
        rating.regular(NOW, None, [], 900),
        rating.regular(NOW, before(hours=1), [], 900),
        rating.regular(NOW, NOW, ["care.count_late", "x.y"], 900),
        rating.outbox(NOW, before(hours=1), 0),
        rating.outbox(NOW, None, 2),
        rating.backup(NOW, None, None),
        rating.backup(NOW, before(days=3), None),
        rating.clock(NOW, timedelta(0), NOW + timedelta(hours=1)),
        rating.clock(NOW, timedelta(days=1), None),
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("one", _every_finding(), ids=lambda one: f"{one.check}-{one.why}")
def test_whatever_is_not_well_says_what_it_is_and_what_to_do(one, language):
    from django.utils import translation

    with translation.override(language):
        said, to_do = labels.said(one), labels.to_do(one)
    assert one.level != WELL
    assert said
    assert to_do
    assert "%(" not in said
    chinese = any("一" <= letter <= "鿿" for letter in said + to_do)
    assert chinese == (language == "zh-hans")
