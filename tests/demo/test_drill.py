"""The drill: how many people are enough, who is on, and a few hours lived by the real acts."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from wanjia_demo.drill.crew import (
    Piece,
    Worker,
    days_without,
    enough,
    fall_ill,
    interrupt,
    needed_by_hours,
    plan_shifts,
    take_out,
    work,
)
from wanjia_demo.drill.incoming import Person, calls
from wanjia_demo.drill.settings import load_settings
from wanjia_demo.drill.what_if import read_cases

START = datetime(2022, 4, 18, 10, 40, tzinfo=UTC)
OURS = load_settings()
PIECES = st.lists(
    st.builds(
        lambda ready, more, minutes: Piece(
            START + timedelta(minutes=ready), START + timedelta(minutes=ready + more), minutes
        ),
        st.integers(0, 600),
        st.integers(10, 300),
        st.integers(1, 60),
    ),
    max_size=25,
)


@settings(deadline=None, max_examples=60)
@given(pieces=PIECES, more=PIECES)
def test_more_work_never_takes_fewer_people(pieces, more):
    assert 0 <= enough(pieces) <= enough([*pieces, *more]) <= len(pieces) + len(more)


def test_two_pieces_due_at_once_take_two():
    due = START + timedelta(minutes=30)
    assert enough([Piece(START, due, 30)]) == 1
    assert enough([Piece(START, due, 30), Piece(START, due, 30)]) == 2
    assert enough([Piece(START, due, 15), Piece(START, due, 15)]) == 1


LOCAL = datetime(2022, 4, 18, 18, 40, tzinfo=timezone(timedelta(hours=8)))
SLEEP = timedelta(hours=6)


def shifts_of(pool, people, days=28):
    return [plan_shifts(n, people, OURS.rota[pool], LOCAL, days) for n in range(people)]


@pytest.mark.parametrize("people", [5, 6, 7, 8, 9])
def test_the_committee_is_never_gone_and_nobody_is_out_two_nights_running(people):
    spans = shifts_of("committee", people)
    for hours in range(1, 28 * 24):
        at = LOCAL + timedelta(hours=hours)
        assert any(start <= at < end for one in spans for start, end in one) or people < 7, at
    for one in spans:
        for (_start, end), (after, _end) in pairwise(one):
            assert after >= end
        nights = [start.date() for start, end in one if end.date() > start.date()]
        assert all(b - a > timedelta(days=1) for a, b in pairwise(nights))


def test_who_worked_long_without_sleep_is_slower_and_sleep_mends_it():
    worker = Worker("a", "desk", "committee", shifts_of("committee", 7)[0])
    at = LOCAL
    for _ in range(20):
        at = work(worker, at, "take_call", 30, 8, 0.1, SLEEP)
    assert at - LOCAL > timedelta(minutes=20 * 30)
    rested = at + timedelta(hours=7)
    assert work(worker, rested, "take_call", 30, 8, 0.1, SLEEP) - rested == timedelta(minutes=30)


def test_who_is_ill_is_on_no_shift_of_those_days():
    worker = Worker("a", "desk", "committee", shifts_of("committee", 7)[0])
    start = LOCAL.replace(hour=0, minute=0) + timedelta(days=3)
    take_out(worker, start, start + timedelta(days=7))
    assert worker.shifts
    assert not any(start <= begins < start + timedelta(days=7) for begins, _ends in worker.shifts)
    everybody = [Worker("b", "desk", "committee", one) for one in shifts_of("committee", 7)]
    assert fall_ill(everybody, Random(1), 1.0, 7, LOCAL, 28) >= 7 * 3
    assert fall_ill(everybody, Random(1), 0.0, 7, LOCAL, 28) == 0


def test_days_on_which_nobody_is_on_are_told():
    doctors = [Worker("d", "doctor", "doctor", one) for one in shifts_of("doctor", 6)]
    assert days_without(doctors, LOCAL, 28) == []
    midnight = LOCAL.replace(hour=0, minute=0)
    for worker in doctors:
        take_out(worker, midnight + timedelta(days=3), midnight + timedelta(days=5))
    assert days_without(doctors, LOCAL, 28) == [3, 4]
    assert days_without([], LOCAL, 2) == [0, 1]


def test_who_leaves_work_for_a_life_in_danger_has_the_rest_of_it_before_them():
    worker = Worker("a", "doctor", "doctor", shifts_of("doctor", 6)[0])
    work(worker, LOCAL, "handle", 45, 8, 0.1, SLEEP)
    assert interrupt(worker, LOCAL + timedelta(minutes=15)) == timedelta(minutes=30)
    assert worker.free_at == LOCAL + timedelta(minutes=15)
    assert interrupt(worker, LOCAL + timedelta(hours=2)) == timedelta(0)


def test_how_many_would_be_enough_is_told_by_part_of_the_day():
    due = LOCAL + timedelta(minutes=30)
    pieces = [Piece(LOCAL, due, 30)] * 3
    assert needed_by_hours(pieces, 4) == {0: 0, 4: 0, 8: 0, 12: 0, 16: 3, 20: 0}


def test_the_same_seed_is_the_same_day():
    from uuid import UUID

    people = [Person(UUID(int=n), UUID(int=n), UUID(int=n % 9), frozenset()) for n in range(7000)]
    told = [
        [one.text for one in calls(Random(3), OURS, 9, 60, people, {}, frozenset())]
        for _ in range(2)
    ]
    assert told[0] == told[1]
    assert len(told[0]) > 5


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ("\nhours = 24", "\nhours = 2000"),
        ("\ntick_minutes = 10", "\ntick_minutes = 0"),
        ("staff = 7", "staff = 0"),
        ('committee = ["07:00-15:00"', 'committee = ["7-15"'),
        ("hired = 24", "hired = -1"),
        ("take_call = 3", "take_call = -1"),
        ("begins =", "began ="),
    ],
)
def test_a_wrong_figure_is_named(wrong, named):
    from importlib.resources import files

    text = files("wanjia_demo.drill").joinpath("drill.toml").read_text("utf-8")
    assert wrong in text
    with pytest.raises(ValueError, match=r"drill\.toml"):
        load_settings(text.replace(wrong, named))


def drill(*args):
    return subprocess.run(
        [sys.executable, "-m", "wanjia", "drill", *args], capture_output=True, text=True
    )


@pytest.mark.slow
def test_hours_are_lived_by_the_real_acts_and_nobody_is_forgotten():
    hours = str(examples(2, 30))
    done = drill("--hours", hours, "--staff", "8", "--volunteers", "45", "--seed", "7", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == (0 if told["kept"] else 1), done.stderr[-3000:]
    assert (told["forgotten"], told["staff"], told["volunteers"]) == ([], 8, 45)
    assert told["residents"] > 6500
    assert told["needs"]["taken"] > 5
    assert told["pools"]["committee"]["people"] == 8
    assert told["pools"]["committee"]["hours"] > 1
    assert told["pools"]["volunteer"]["people"] == 45
    assert set(told["late"]) == {
        "life", "answered", "done", "alarm", "contact", "visit", "standing",
    }  # fmt: skip
    assert {one["pool"] for one in told["enough"]} == {
        "committee", "doctor", "steward", "volunteer",
    }  # fmt: skip
    assert told["queue"]


@pytest.mark.parametrize(
    ("args", "named"),
    [
        (["--staff", "0"], "staff"),
        (["--volunteers", "-3"], "volunteers"),
        (["--days", "400"], "hours"),
    ],
)
def test_what_cannot_be_played_is_refused_in_words(args, named):
    done = drill(*args)
    assert done.returncode == 2
    assert named in done.stderr


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "情形"),
        ("volunteers = 3", "volunteers"),
        ("[two_ill]\naway = 2", "two_ill"),
        ("[half]\nvolunters = 30", "volunters"),
        ("[broken", "what.toml"),
    ],
)
def test_a_wrong_what_if_names_the_case_and_the_figure(tmp_path, text, named):
    (tmp_path / "what.toml").write_text(text)
    done = drill("--what-if", str(tmp_path / "what.toml"))
    assert done.returncode == 2
    assert named in done.stderr


def test_a_case_lays_its_figures_over_ours(tmp_path):
    (tmp_path / "what.toml").write_text(
        '[far]\nname = "医院远"\nvolunteers = 30\n[far.need_minutes]\nmedical_emergency = 110\n'
    )
    [(name, far)] = read_cases(tmp_path / "what.toml", None, {"staff": 6}).items()
    assert (name, far.volunteers, far.staff) == ("医院远", 30, 6)
    assert far.need_minutes == OURS.need_minutes | {"medical_emergency": 110}


def test_wrong_settings_are_refused_in_words(tmp_path):
    (tmp_path / "mine.toml").write_text("hours = 1")
    done = subprocess.run(
        [sys.executable, "-m", "wanjia", "drill", "--settings", str(tmp_path / "mine.toml")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "drill.toml" in done.stderr
