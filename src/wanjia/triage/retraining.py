"""New weights, kept only where nothing gets worse on the sets that are kept for it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from wanjia.triage.assess import triage
from wanjia.triage.corpus import generate
from wanjia.triage.corrections import read_corrections
from wanjia.triage.model import Weights, load_weights
from wanjia.triage.scoring import Score, score, table
from wanjia.triage.training import train
from wanjia.triage.verdict import Verdict

# The labelled sets of a checkout; a committee's corrections are scored beside them.
SETS = Path(__file__).resolve().parents[3] / "tests" / "triage" / "data"
FRESH_SEED, FRESH_LINES = 2022, 600
# By how much a share may fall, or that of calm ones asked may rise: of one set, in which a line is
# several hundredths, and of all together.
SLACK = {"one_at_1": 0.05, "two_at_1_2": 0.06, "category": 0.04, "calm_asked": 0.06}
SLACK_TOGETHER = {"one_at_1": 0.005, "two_at_1_2": 0.01, "category": 0.01, "calm_asked": 0.01}
TOGETHER = "一起 together"


class Refused(Exception):
    """New weights are worse: with the table that shows where."""


def retrain(corrections: dict[str, list[dict[str, Any]]], path: Path) -> str:
    """Train on the grammar, the labelled sets and corrections; return the scores, old and new.

    The sets are of many hands: what they have in common is what an unread text shares with them.
    Raises Refused, and writes nothing, where a danger is newly missed, a calm word newly cried up,
    or a share falls.
    """
    new, old = path.with_suffix(".new.npz"), load_weights()
    try:
        train(training_rows(corrections), new)
        sets = _sets(corrections)
        after, before = _scores(sets, load_weights(new)), _scores(sets, old)
        slack = {TOGETHER: SLACK_TOGETHER}
        worse = [
            name for name in after if is_worse(before[name], after[name], slack.get(name, SLACK))
        ]
        both = {}
        for name in after:
            both[f"{name} 现在 now"], both[f"{name} 新 new"] = before[name], after[name]
        if worse:
            raise Refused(
                f"新权重更差，没有保存 worse, not saved: {', '.join(worse)}\n{table(both)}"
            )
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    return table(both)


def training_rows(corrections: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return all that the weights are trained on: the shipped ones, with no corrections."""
    labelled = {**labelled_sets(), **corrections}
    return [*generate(), *(row for rows in labelled.values() for row in rows)]


def is_worse(before: Score, after: Score, slack: Mapping[str, float] = SLACK) -> bool:
    """Tell whether a set got worse beyond what chance does."""
    if after.one_missed > before.one_missed or after.calm_at_1 > before.calm_at_1:
        return True
    return any(_lost(key, before, after) > most for key, most in slack.items())


def _lost(key: str, before: Score, after: Score) -> float:
    one, other = (getattr(score, key) or 0.0 for score in (before, after))
    return float(other - one if key == "calm_asked" else one - other)


def _sets(corrections: dict[str, list[dict[str, Any]]]) -> dict[str, Sequence[dict[str, Any]]]:
    return {
        "grammar": list(generate(FRESH_LINES, FRESH_SEED, told=False)),
        **{Path(name).stem: rows for name, rows in corrections.items()},
        **labelled_sets(),
    }


def labelled_sets() -> dict[str, list[dict[str, Any]]]:
    """Return the labelled sets of the checkout by their names."""
    return {
        path.stem: read_corrections(path.read_text("utf-8").splitlines())
        for path in sorted(SETS.glob("*.jsonl"))
    }


def _scores(sets: Mapping[str, Sequence[dict[str, Any]]], weights: Weights) -> dict[str, Score]:
    """Score each set, and all of them together."""
    judged: dict[tuple[str, tuple[str, ...]], Verdict] = {}

    def judge(text: str, risks: Sequence[str]) -> Verdict:
        verdict = judged[text, tuple(risks)] = triage(text, risks, weights=weights)
        return verdict

    scores = {name: score(rows, judge) for name, rows in sets.items()}
    rows = [row for rows in sets.values() for row in rows]
    together = score(rows, lambda text, risks: judged[text, tuple(risks)])
    spent = sum(one.ms for one in scores.values()) / len(scores)
    return {TOGETHER: replace(together, ms=spent), **scores}
