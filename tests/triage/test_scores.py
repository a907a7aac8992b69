"""Scores of the labelled sets never fall under what is recorded beside them."""

import json
import tomllib
from pathlib import Path

import pytest

from wanjia.triage import triage
from wanjia.triage.scoring import score

DATA = Path(__file__).parent / "data"
FLOORS = tomllib.loads((DATA / "floors.toml").read_text("utf-8"))
MOST = ("one_missed", "calm_at_1", "calm_asked")


@pytest.mark.parametrize("name", sorted(path.stem for path in DATA.glob("*.jsonl")))
def test_no_set_scores_below_what_was_reached(name):
    rows = [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]
    reached = score(rows, triage)
    for figure, floor in FLOORS[name].items():
        value = getattr(reached, figure)
        assert value <= floor if figure in MOST else value >= floor, (figure, value, floor)


def test_a_text_is_triaged_in_milliseconds():
    rows = [json.loads(line) for line in (DATA / "requests.jsonl").read_text().splitlines()]
    # Generous for a busy machine; `wanjia bench triage` tells the figure.
    assert score(rows, triage).ms < 50
