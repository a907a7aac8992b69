"""The geometry of the drawings."""

import time
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wanjia.core import charts as charts_core
from wanjia.ui import charts

counts = st.integers(0, 500)


def chart(days: list[int], **changes: object) -> charts_core.Chart:
    first = date(2022, 4, 1)
    columns = tuple(
        charts_core.Column(f"{first + timedelta(n):%m-%d}", str(n), (count,))
        for n, count in enumerate(days)
    )
    plain = {"title": "每日新增", "unit": "例", "axis": "日期", "span": "", "series": ("新增",)}
    return charts_core.Chart(columns=columns, **plain | changes)  # type: ignore[arg-type]


@given(st.lists(counts, max_size=60), st.integers(0, 59))
def test_every_bar_stands_on_the_foot_and_none_is_a_block(days, now):
    drawn = charts_core.draw(chart(days, now=now if now < len(days) else None, now_words="今天"))
    assert len(drawn.bars) == len(days)
    for bar, count in zip(drawn.bars, days, strict=True):
        assert bar.y + bar.height == drawn.foot
        assert bar.y >= drawn.top
        left, width = (float(text.rstrip("%")) for text in (bar.x, bar.width))
        assert 0 <= left < left + width <= 100.001
        assert width <= charts_core.WIDEST_BAR
        assert (bar.height == 0) == (count == 0)
    assert [mark.words for mark, _x, _anchor in drawn.marks] == ["今天"] * (now < len(days))
    assert [numbers for _column, numbers in drawn.rows] == [(f"{count:,}",) for count in days]


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_the_scale_has_round_steps_that_hold_all_values(low, more):
    line = charts_core.Line("体重", ((0, low), (100, low + more)))
    drawn = charts_core.draw(chart([], lines=(line,), low=low))
    heights = [y for y, _words in drawn.scale]
    assert heights == sorted(heights, reverse=True)
    assert (heights[0], heights[-1]) == (drawn.foot, drawn.top)
    assert 2 <= len(heights) <= 7
    assert len({words for _y, words in drawn.scale}) == len(heights)


@given(st.integers(1, 90))
def test_a_phone_has_room_for_the_labels_and_the_last_day_has_one(days):
    drawn = charts_core.draw(chart([1] * days))
    assert len(drawn.below) <= 8
    assert drawn.below[-1][1] == drawn.chart.columns[-1].label


@given(counts, counts, counts)
def test_the_parts_of_a_stack_fill_it_in_their_order(done, abnormal, missing):
    row = {"label": "23号", "url": "/", "done": done, "abnormal": abnormal, "missing": missing}
    [drawn] = charts_core.stacks([row])
    assert drawn["total"] == done + abnormal + missing
    assert drawn["heard"] == done + abnormal
    assert abs(sum(drawn["share"].values()) - (100 if drawn["total"] else 0)) < 0.05
    assert drawn["abnormal_from"] <= drawn["missing_from"] <= 100.05


def window(**changes):
    plain = {"door": "23-602", "room": "602", "state": "lit", "url": "/d/1/", "words": "已报 3/3"}
    return plain | {"alarm": False, "elder": False} | changes


def test_a_window_says_in_words_what_it_shows_in_light():
    floors = [{"floor": 6, "windows": [window(), window(state="dark", alarm=True, elder=True)]}]
    markup = charts.windows({"label": "23号", "floors": floors})
    assert '<a class="w l" href="/d/1/" aria-label="23-602 已报 3/3">602</a>' in markup
    assert 'class="w d a e"' in markup


def test_a_villa_without_rooms_shows_its_door():
    floors = [{"floor": 1, "windows": [window(door="23", room="")]}]
    assert ">23</a>" in charts.windows({"floors": floors})


def test_what_a_roster_holds_cannot_become_markup():
    nasty = window(words='"><script>', room="<b>", door="'x'")
    markup = charts.windows({"floors": [{"floor": 1, "windows": [nasty]}]})
    assert "<script" not in markup
    assert "<b>" not in markup
    assert markup.count('"') == 8


def test_an_estate_of_2600_dwellings_is_light_on_the_wire_and_quick():
    floor = {"floor": 1, "windows": [window()] * 4}
    started = time.perf_counter()
    markup = charts.windows({"floors": [floor] * 650})
    assert time.perf_counter() - started < 0.5
    assert len(markup.encode()) / 2600 < 100
