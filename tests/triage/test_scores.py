"""Scores of the labelled sets never fall under what is recorded beside them."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from wanjia.triage import triage
from wanjia.triage.model import load_weights
from wanjia.triage.retraining import SLACK_TOGETHER, is_worse, training_rows
from wanjia.triage.scoring import score
from wanjia.triage.training import fingerprint

DATA = Path(__file__).parent / "data"
FLOORS = tomllib.loads((DATA / "floors.toml").read_text("utf-8"))
MOST = ("one_missed", "calm_at_1", "calm_asked")


# Those in `held/` train nothing: they show how a hand fares that the weights have not seen.
SETS = {path.stem: path for path in (*DATA.glob("*.jsonl"), *DATA.glob("held/*.jsonl"))}


@pytest.mark.parametrize("name", sorted(SETS))
@pytest.mark.slow
def test_no_set_scores_below_what_was_reached(name):
    rows = [json.loads(line) for line in SETS[name].read_text("utf-8").splitlines()]
    reached = score(rows, triage)
    for figure, floor in FLOORS[name].items():
        value = getattr(reached, figure)
        assert value <= floor if figure in MOST else value >= floor, (figure, value, floor)


def test_a_text_is_triaged_in_milliseconds():
    rows = [json.loads(line) for line in (DATA / "requests.jsonl").read_text().splitlines()]
    # Generous for a busy machine; `wanjia bench triage` tells the figure.
    assert score(rows, triage).ms < 50


def test_new_weights_are_refused_where_a_danger_is_newly_missed_or_more_calm_ones_are_asked():
    before = score([{"text": "我爸叫不醒了", "urgency": 1, "category": "other"}], triage)
    assert not is_worse(before, before)
    assert is_worse(before, replace(before, one_missed=before.one_missed + 1))
    assert is_worse(before, replace(before, calm_at_1=1))
    assert is_worse(before, replace(before, calm_asked=0.2))
    assert is_worse(before, replace(before, one_at_1=0.5))
    assert not is_worse(before, replace(before, one_at_1=0.98))
    assert is_worse(before, replace(before, one_at_1=0.98), SLACK_TOGETHER)


def test_the_shipped_weights_are_of_the_corpora_beside_them():
    """`wanjia triage --train -o src/wanjia/triage/weights.npz` makes the file that is shipped."""
    assert load_weights().corpus == fingerprint(training_rows({}))
