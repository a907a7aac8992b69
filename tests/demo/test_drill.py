"""The drill: how many people are enough, who is on, and a few hours lived by the real acts."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from wanjia_demo.drill.crew import Piece, Worker, crew, enough, part_of, work
from wanjia_demo.drill.incoming import Person, calls
from wanjia_demo.drill.settings import load_settings

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


def test_where_people_are_too_few_the_same_stay_on_and_grow_tired():
    two = crew([("a", "desk"), ("b", "desk")], {"desk": {"day": 2, "night": 1}})
    assert {one.key for one in two if "night" in one.parts} == {"b"}
    worker = Worker("a", "desk", frozenset({"day"}))
    at = START
    for _ in range(20):
        at = work(worker, at, "take_call", 30, 8, 0.1)
    assert at - START > timedelta(minutes=20 * 30)
    assert part_of(datetime(2022, 4, 18, 7, 59, tzinfo=UTC)) == "night"


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
        ("hours = 24", "hours = 200"),
        ("tick_minutes = 10", "tick_minutes = 0"),
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


@pytest.mark.long
@pytest.mark.slow
def test_hours_are_lived_by_the_real_acts_and_nobody_is_forgotten():
    hours = str(examples(2, 4))
    done = subprocess.run(
        [sys.executable, "-m", "wanjia", "drill", "--hours", hours, "--seed", "7", "--json"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert told["forgotten"] == []
    assert told["residents"] > 6500
    assert told["needs"]["taken"] > 5
    assert told["needs"]["closed"] > 0
    assert told["minutes"]["desk"]["minutes"] > 60
    assert told["volunteers"]["on"] > 0


def test_wrong_settings_are_refused_in_words(tmp_path):
    (tmp_path / "mine.toml").write_text("hours = 1")
    done = subprocess.run(
        [sys.executable, "-m", "wanjia", "drill", "--settings", str(tmp_path / "mine.toml")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "drill.toml" in done.stderr
