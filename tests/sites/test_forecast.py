"""When a site opens: more progress never makes it later, and it never lies before now."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.core.rules.rules_file import RulesFileError
from wanjia.sites.sites.checklist import load_items
from wanjia.sites.sites.drawing import hour_ticks, progress_chart
from wanjia.sites.sites.forecast import (
    Point,
    Work,
    done_share,
    finishes,
    opening,
    planned_share,
    schedule,
)

START = datetime(2022, 4, 18, 0, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def work(key: str, *done: int, target: int = 100, hours: int = 10, after: tuple[str, ...] = ()):
    points = tuple(Point(START + HOUR * n, value) for n, value in enumerate(done, 1))
    return Work(key, target, hours, after, points)


def test_a_steady_pace_is_carried_on():
    told = opening([work("beds", 10, 20, 30, 40)], START + 4 * HOUR)
    assert told.state == "told"
    assert abs(told.likely - (START + 10 * HOUR)) <= HOUR
    assert told.early < START + 10 * HOUR < told.late
    assert told.last == ("beds",)


def test_one_wrong_figure_moves_it_little():
    told = opening([work("beds", 10, 20, 90, 40, 50)], START + 5 * HOUR)
    assert abs(told.likely - (START + 10 * HOUR)) <= HOUR


def test_an_uneven_pace_has_a_range():
    told = opening([work("beds", 5, 25, 30, 50, 52)], START + 5 * HOUR)
    assert told.early < told.likely < told.late


def test_few_reports_say_nothing_yet():
    assert opening([work("beds", 10, 20)], START + 2 * HOUR).state == "few"
    assert opening([work("beds")], START).state == "few"


def test_what_stands_still_is_named():
    told = opening([work("beds", 40, 40, 40, 40), work("fire", 0, 0, 0, 0)], START + 4 * HOUR)
    assert (told.state, told.stalled) == ("stalled", ("beds", "fire"))


def test_what_waits_for_another_takes_its_planned_hours_at_the_pace_of_the_site():
    works = [work("water", 20, 40, 60), work("toilets", 0, 0, 0, hours=6, after=("water",))]
    ends = finishes(works, START + 3 * HOUR)
    assert START + 4 * HOUR < ends["water"].likely < START + 8 * HOUR
    assert ends["toilets"].basis == "plan"
    left = ends["toilets"].likely - ends["water"].likely
    assert timedelta(hours=3) < left < timedelta(hours=7)


def test_an_item_of_few_pieces_is_under_way_before_the_first_is_done():
    ends = finishes([work("passages", 1, 1, 1, target=2, hours=6)], START + 3 * HOUR)
    assert START + 4 * HOUR < ends["passages"].likely < START + 9 * HOUR
    assert ends["passages"].late - ends["passages"].early > 2 * HOUR


def test_a_finished_site_is_ready_now():
    now = START + 9 * HOUR
    assert opening([work("beds", 50, 100, 100)], now).state == "ready"


def test_what_was_taken_down_again_is_not_finished():
    assert work("beds", 100, 90).finished_at is None
    assert work("beds", 100, 90, 100).finished_at == START + 3 * HOUR


@st.composite
def projects(draw):
    """Items in an order in which each follows what it depends on; all report each hour."""
    hours = draw(st.integers(3, 9))
    made = []
    for n in range(draw(st.integers(1, 5))):
        before = [one.key for one in made]
        after = tuple(draw(st.lists(st.sampled_from(before), unique=True))) if before else ()
        target = draw(st.integers(1, 120))
        done = sorted(
            draw(st.lists(st.integers(0, target), min_size=hours, max_size=hours)), reverse=False
        )
        made.append(
            work(f"i{n}", *done, target=target, hours=draw(st.integers(1, 20)), after=after)
        )
    return made, START + hours * HOUR + timedelta(minutes=draw(st.integers(0, 59)))


def later(a: datetime | None, b: datetime | None) -> bool:
    """Whether a is later than b; nobody knowing is later than any hour."""
    return b is not None and (a is None or a > b + timedelta(seconds=1))


@given(projects(), st.data())
@pytest.mark.slow
def test_more_progress_never_makes_the_opening_later(project, data):
    works, now = project
    place = data.draw(st.integers(0, len(works) - 1))
    one = works[place]
    last = one.points[-1]
    more = data.draw(st.integers(last.done, one.target))
    better = replace(one, points=(*one.points[:-1], Point(last.hour, more)))
    before, after = (
        opening(some, now) for some in (works, [*works[:place], better, *works[place + 1 :]])
    )
    assert not later(after.likely, before.likely)
    assert not later(after.early, before.early)
    assert not later(after.late, before.late)


@given(projects())
def test_no_opening_lies_before_now_and_its_range_holds_it(project):
    works, now = project
    told = opening(works, now)
    if told.likely:
        assert now <= told.early <= told.likely
        assert told.late is None or told.likely <= told.late


@given(projects())
def test_nothing_is_done_before_what_it_depends_on(project):
    works, now = project
    ends = finishes(works, now)
    for one in works:
        for key in one.after:
            if ends[one.key].likely and ends[one.key].basis != "done":
                assert ends[key].likely is not None
                assert ends[key].likely <= ends[one.key].likely


@given(projects())
def test_shares_rise_from_nothing_to_all(project):
    works, now = project
    weights = {one.key: 1 for one in works}
    end = START + 30 * HOUR
    shares = [planned_share(works, weights, START, end, START + n * HOUR) for n in range(-1, 33, 3)]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == pytest.approx(1)
    assert 0 <= done_share(works, weights, now) <= 1


def test_the_last_hours_count_most():
    grown = [*range(0, 20, 1), *range(25, 60, 5)]
    tired = [5 * n if n < 7 else 35 + n - 7 for n in range(27)]
    now = START + 27 * HOUR
    fast = opening([work("beds", *grown, hours=40)], now).likely
    slow = opening([work("beds", *tired, hours=40)], now).likely
    assert grown[-1] == pytest.approx(tired[-1], abs=5)
    assert fast < slow


def test_the_standard_items_fit_their_beds():
    items = {one.key: one for one in load_items()}
    assert items["area"].target(100) == 600
    assert items["care_units"].target(101) == 6
    assert items["zones"].target(5000) == 3
    assert items["passages"].target(5000) == 2
    works = [Work(one.key, one.target(100), one.hours, one.after) for one in items.values()]
    assert schedule(works)["accepted"][0] >= schedule(works)["beds"][1]


ROW = """[[items]]
key = "a"
name = { zh = "x", en = "x" }
unit = { zh = "x", en = "x" }
hours = 1
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "items"),
        (ROW + "weight = 1", r"line 1, items\[1\]: one of per_bed"),
        (ROW + "weight = 1\nfixed = 0", r"line 7, items\[1\]\.fixed: must be more than 0"),
        ("[[items", "bad.toml"),
    ],
)
def test_what_is_wrong_in_the_items_is_told_with_file_and_line(tmp_path, text, said):
    file = tmp_path / "bad.toml"
    file.write_text(text)
    with pytest.raises(RulesFileError, match=said) as refused:
        load_items(file)
    assert "bad.toml" in str(refused.value)


def test_an_item_before_what_it_depends_on_is_refused(tmp_path):
    row = '[[items]]\nkey = "{}"\nname = {{ zh = "x", en = "x" }}\nunit = {{ zh = "x", en = "x" }}'
    rest = "\nfixed = 1\nweight = 1\nhours = 1\nafter = ['{}']\n"
    file = tmp_path / "items.toml"
    file.write_text((row + rest).format("a", "b"))
    with pytest.raises(RulesFileError, match="before what it depends on"):
        load_items(file)


@given(st.integers(1, 400))
def test_a_phone_has_room_for_the_hours(hours):
    found = hour_ticks(START + timedelta(minutes=7), START + timedelta(hours=hours, minutes=7))
    assert len(found) <= 7
    assert all(0 <= one.x <= 100 for one in found)


def test_the_curve_holds_the_range_within_the_drawing():
    now = START + 4 * HOUR
    drawn = progress_chart(
        [(START, 0.0), (now, 1.0)], [(START, 0.0)], now, now, (now, now, now + 6 * HOUR)
    )
    assert [(band.x, band.width) for band in drawn.bands] == [(40.0, 60.0)]
    assert [(mark.kind, mark.x) for mark in drawn.marks] == [
        ("now", 40.0),
        ("aim", 40.0),
        ("likely", 40.0),
    ]
    open_end = progress_chart([(START, 0.0), (now, 1.0)], [], now, now, (now, now, None))
    assert open_end.bands[0].x + open_end.bands[0].width == 100
