"""What decides in goods: sharing, rates, walking, clean before dirty, rounds of carts."""

from datetime import UTC, datetime, timedelta
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wanjia.core.rules.rules_file import RulesFileError
from wanjia.goods.rounds.contamination_order import Clean, broken_rules, keep_apart
from wanjia.goods.rounds.routes import Cart, Stop, nearest_neighbour, plan_rounds
from wanjia.goods.rounds.walking_distances import Place, Way, measure_walks
from wanjia.goods.rules import FILE, load_rules
from wanjia.goods.stock.stock_forecast import Move, level
from wanjia.goods.supplies.allocation import Home, share_units, shortfalls, units_wanted

NOW = datetime(2022, 4, 18, 10, 40, tzinfo=UTC)
HOMES = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 6), st.integers(0, 1)), min_size=1, max_size=30
).map(lambda rows: [Home(str(n), *row) for n, row in enumerate(rows)])


@given(HOMES, st.integers(0, 150))
def test_no_more_is_shared_than_there_is_and_nothing_is_left_while_somebody_is_short(homes, stock):
    gets = share_units(homes, stock)
    assert sum(gets.values()) == min(stock, sum(home.wants for home in homes))
    assert all(0 <= gets[home.id] <= home.wants for home in homes)


@given(HOMES, st.integers(0, 150))
def test_who_must_not_be_without_is_never_short_while_another_has_some(homes, stock):
    gets = share_units(homes, stock)
    if any(gets[home.id] for home in homes if not home.need):
        assert all(gets[home.id] == home.wants for home in homes if home.need)


@given(st.lists(st.integers(1, 5), min_size=2, max_size=20), st.integers(0, 60))
def test_among_equals_nobody_has_two_more_than_another(wants, stock):
    homes = [Home(str(n), 3, want) for n, want in enumerate(wants)]
    gets = share_units(homes, stock)
    lacking = [gets[home.id] for home in homes if gets[home.id] < home.wants]
    if lacking:
        assert max(gets.values()) - min(lacking) <= 1


def test_a_share_by_household_and_by_heads():
    assert units_wanted("household", 2, 5) == 2
    assert units_wanted("person", 3, 7) == 3
    assert units_wanted("household", 2, 0) == 0
    homes = [Home("a", 2, 1), Home("b", 1, 1, need=1)]
    assert shortfalls(homes, share_units(homes, 1)) == {"a": 1}
    with pytest.raises(ValueError, match="-1"):
        share_units(homes, -1)


def test_stock_lasts_as_long_as_the_last_week_says():
    moves = [Move(NOW - timedelta(days=9), "in", 100)]
    moves += [Move(NOW - timedelta(days=n), "out", 7) for n in range(1, 7)]
    found = level(moves, NOW)
    assert found.there == 58
    assert found.a_day == pytest.approx(6)
    assert found.days == pytest.approx(58 / 6)


def test_a_count_sets_the_stock_and_what_it_misses_was_used():
    moves = [
        Move(NOW - timedelta(days=2), "in", 50),
        Move(NOW - timedelta(days=1), "count", 44),
    ]
    found = level(moves, NOW)
    assert (found.there, found.a_day) == (44, 3)
    assert level([], NOW).days is None


@given(
    st.lists(
        st.tuples(st.integers(0, 200), st.sampled_from(["in", "out", "count"]), st.integers(0, 50)),
        max_size=30,
    )
)
def test_a_rate_is_never_below_zero_and_order_of_telling_does_not_matter(rows):
    moves = [Move(NOW - timedelta(hours=h, seconds=n), k, q) for n, (h, k, q) in enumerate(rows)]
    found = level(moves, NOW)
    assert found.a_day >= 0
    assert level(moves[::-1], NOW) == found


ROAD = {"a": (31.0, 121.0), "b": (31.0, 121.001), "c": (31.0, 121.002), "d": (31.001, 121.001)}
WAYS = [Way("a", "b"), Way("b", "c"), Way("a", "d"), Way("d", "c")]


def test_one_walks_along_the_paths_and_round_what_is_to_be_avoided():
    places = [Place("a", ROAD["a"]), Place("c", ROAD["c"])]
    free = measure_walks(places, ROAD, WAYS)
    assert free.junctions_between(0, 1) == ["a", "b", "c"]
    kept_off = measure_walks(places, ROAD, WAYS, frozenset({"b"}))
    assert kept_off.junctions_between(0, 1) == ["a", "d", "c"]
    assert kept_off.metres[0][1] > free.metres[0][1] > 150
    assert measure_walks(places, ROAD, WAYS, frozenset({"b", "d"})).metres[0][1] == inf


def test_where_no_way_is_drawn_the_straight_line_stands_in():
    places = [Place("", ROAD["a"]), Place("", ROAD["b"])]
    found = measure_walks(places, ROAD, WAYS)
    assert 95 * 1.3 < found.metres[0][1] < 96 * 1.3
    assert found.line_between(0, 1) == [ROAD["a"], ROAD["b"]]


def test_waste_comes_later_to_a_door_and_by_another_gate():
    clean = Clean("east", 0, 60, {"s1": 10, "s2": 50})
    apart = keep_apart(20, [clean], 15)
    assert apart.avoid == {"east"}
    assert apart.earliest == {"s1": 5, "s2": 45}
    assert keep_apart(60, [clean], 15).avoid == frozenset()
    assert broken_rules(20, [(10, "east")], {"s2": 10}, [clean], 15) == ["east", "s2"]
    assert broken_rules(20, [(41, "east")], {"s1": 5, "s2": 45}, [clean], 15) == []


STOPS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(1, 9), st.integers(0, 2)),
    min_size=1,
    max_size=9,
)


@settings(max_examples=25, deadline=None)
@given(STOPS, st.integers(1, 3), st.integers(9, 25))
@pytest.mark.slow
def test_every_stop_is_served_once_in_order_of_classes_within_each_carts_load(rows, many, holds):
    stops = [Stop(f"s{n}", load, rank=rank) for n, (_x, _y, load, rank) in enumerate(rows)]
    points = [(0, 0), *((x * 40, y * 40) for x, y, _load, _rank in rows)]
    metres = [[abs(a[0] - b[0]) + abs(a[1] - b[1]) for b in points] for a in points]
    carts = [Cart(f"c{n}", holds) for n in range(many)]
    found = plan_rounds(stops, metres, carts, seconds=0.2)
    if found.left:  # a busy machine may have had no time to look
        found = plan_rounds(stops, metres, carts, seconds=20)
    served = [visit.stop.id for one in found.carts for visit in one.visits]
    assert sorted(served + [stop.id for stop, _why in found.left]) == sorted(s.id for s in stops)
    assert not found.left
    for one in found.carts:
        ranks = [visit.stop.rank for visit in one.visits]
        assert ranks == sorted(ranks)
        for trip in {visit.trip for visit in one.visits}:
            load = sum(visit.stop.load for visit in one.visits if visit.trip == trip)
            assert load <= one.cart.capacity
        times = [visit.at for visit in one.visits]
        assert times == sorted(times)


def test_what_cannot_be_reached_carried_or_fitted_in_is_told_with_the_reason():
    stops = [
        Stop("far", 1),
        Stop("heavy", 99),
        Stop("never", 1, earliest=9, latest=3),
        Stop("ok", 1),
    ]
    metres = [[0.0 if a == b else 50.0 for b in range(5)] for a in range(5)]
    for n in range(5):
        metres[n][1] = metres[1][n] = inf if n != 1 else 0.0
    found = plan_rounds(stops, metres, [Cart("c", 10)], seconds=0.1)
    assert {stop.id: why for stop, why in found.left} == {
        "far": "no_way", "heavy": "too_much", "never": "no_time",
    }  # fmt: skip
    assert [visit.stop.id for visit in found.carts[0].visits] == ["ok"]
    with pytest.raises(ValueError, match="cart"):
        plan_rounds(stops, metres, [])


def test_a_window_is_kept_by_waiting():
    stops = [Stop("early", 1), Stop("late", 1, earliest=40)]
    metres = [[0.0 if a == b else 60.0 for b in range(3)] for a in range(3)]
    (one,) = plan_rounds(stops, metres, [Cart("c", 10)], seconds=0.1).carts
    assert next(visit.at for visit in one.visits if visit.stop.id == "late") >= 40


def test_the_planner_walks_no_more_than_the_plain_tour():
    points = [(0, 0), *((n * 37 % 19 * 30, n * 53 % 23 * 30) for n in range(24))]
    metres = [[abs(a[0] - b[0]) + abs(a[1] - b[1]) for b in points] for a in points]
    stops = [Stop(str(n), 2) for n in range(24)]
    carts = [Cart("a", 60), Cart("b", 60)]
    found = plan_rounds(stops, metres, carts, seconds=0.5)
    assert found.metres <= nearest_neighbour(stops, metres, carts)


def test_the_rules_of_goods_name_the_line_that_is_wrong(tmp_path):
    assert load_rules().waste.ppm == 1000
    text = FILE.read_text("utf-8").replace("ppm = 1000", 'ppm = "many"')
    line = next(n for n, one in enumerate(text.splitlines(), 1) if one.startswith("ppm"))
    file = tmp_path / "rules.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(RulesFileError) as wrong:
        load_rules(file)
    assert wrong.value.words("en").startswith(f"rules.toml, line {line}, waste.ppm")
