"""The geometry of the drawings."""

import time
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wanjia.ui import charts

counts = st.integers(0, 500)


@given(st.lists(counts, max_size=60))
def test_every_bar_stands_on_the_base_and_stays_within_the_drawing(days):
    first = date(2022, 4, 1)
    rows = [{"day": first + timedelta(n), "count": count} for n, count in enumerate(days)]
    drawn = charts.bars(rows)
    assert [bar["count"] for bar in drawn] == days
    for bar in drawn:
        assert bar["y"] + bar["height"] == charts.BAR_BASE
        assert bar["y"] > 0
        assert 0 <= bar["x"] < bar["x"] + bar["width"] <= 100.001
        assert (bar["height"] == 0) == (bar["count"] == 0)


@given(st.integers(1, 90))
def test_a_phone_has_room_for_the_labels_and_the_last_day_has_one(days):
    rows = [{"day": date(2022, 4, 1), "count": 1}] * days
    drawn = charts.bars(rows)
    assert drawn[-1]["labelled"]
    assert sum(bar["labelled"] for bar in drawn) <= 8


@given(counts, counts, counts)
def test_the_parts_of_a_stack_fill_it_in_their_order(done, abnormal, missing):
    row = {"label": "23号", "url": "/", "done": done, "abnormal": abnormal, "missing": missing}
    [drawn] = charts.stacks([row])
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
