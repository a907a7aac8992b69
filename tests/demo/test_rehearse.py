"""Days lived through the real acts: after each, every figure shown is the one that is counted."""

import json
import os
import subprocess
import sys
from datetime import date, datetime, time, timedelta

import pytest

from wanjia_demo.rehearse import checks
from wanjia_demo.rehearse.acts import ACTS
from wanjia_demo.rehearse.life import live_through
from wanjia_demo.rehearse.script import PLOT, write_script
from wanjia_demo.rehearse.stage import LISTED, MAPPED, ZONE, make_stage

FIRST = date(2024, 2, 28)  # the next day is a leap day, the one after it a month's first
START = datetime.combine(FIRST, time(), ZONE)


def test_every_scene_is_played_in_order_whatever_the_days_and_the_seed():
    for days, seed in [(3, 1), (14, 1), (14, 9), (40, 2)]:
        script = write_script(days, seed)
        assert list(script) == sorted(script)
        assert {scene.act for scene in script} >= {act for _part, _at, act in PLOT}
        assert {scene.act for scene in script} <= set(ACTS)
        assert all(0 <= scene.day < days for scene in script)
        wrong = next(one for one in script if one.act == "clock_wrong")
        right = next(one for one in script if one.act == "clock_right")
        assert wrong < right


@pytest.mark.django_db
@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.parametrize("name", [MAPPED, LISTED])
def test_a_communitys_days_are_shown_as_they_are_counted(name):
    stage = make_stage(name, START, 1, whole=False, doors=16)
    lived = live_through([stage], FIRST, 3, seed=1)
    assert lived.mismatches == []
    assert lived.answers > 0
    pages = {"daily report", "sealed report", "zone", "window wall", "town", "end", "twice"}
    assert {page for page, many in lived.checked.items() if many} == pages
    done = {scene.removeprefix(f"{name}: ") for scene in lived.scenes}
    assert {"case", "transfer", "household_moves", "typhoon", "typhoon_over", "waste"} <= done
    assert "positive tube" in done


@pytest.mark.django_db
@pytest.mark.slow
def test_a_wrong_sum_is_told_by_day_and_figure_with_both_sums(monkeypatch):
    honest = checks.recount

    def off_by_one(cursor, community, day, moment):
        return {**honest(cursor, community, day, moment), "cases.total": 41}

    monkeypatch.setattr(checks, "recount", off_by_one)
    stage = make_stage(MAPPED, START, 1, whole=False, doors=4)
    lived = live_through([stage], FIRST, 1, seed=1)
    told = lived.mismatches[0].as_json()
    assert (told["day"], told["figure"], told["counted"]) == ("2024-02-28", "cases.total", "41")
    assert int(told["shown"]) < 41


@pytest.mark.slow
def test_the_command_prints_json_alone(tmp_path):
    command = [sys.executable, "-m", "wanjia", "rehearse", "--days", "1", "--doors", "4", "--json"]
    env = {**os.environ, "WANJIA_DATA": str(tmp_path)}
    done = subprocess.run(
        [*command, "--from", "demo"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["mismatches"] == []
    assert told["days"] == 1
    assert os.listdir(tmp_path) == []


def test_the_first_days_of_the_default_have_a_leap_day_and_a_months_end():
    from wanjia_demo.rehearse.cli import FIRST as DEFAULT

    first = date.fromisoformat(DEFAULT)
    days = {first + timedelta(days=number) for number in range(14)}
    assert {date(2024, 2, 29), date(2024, 3, 1)} <= days
