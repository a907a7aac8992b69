"""Triage of a text beside the bare dot product of its n-grams with the same weights."""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from wanjia.triage import features, triage
from wanjia.triage.clauses import normalize
from wanjia.triage.model import load_weights

ROOT = Path(__file__).resolve().parents[1]
SETS = ("old", "voice", "english", "far", "requests")
TURNS = 5


def run() -> list[dict[str, Any]]:
    """Rows of name, our and the bare time in ms a text, their ratio, the budget and a note."""
    folder = ROOT / "tests" / "triage" / "data"
    texts = [
        json.loads(line)["text"]
        for name in SETS
        for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    long = ["。".join(texts[at : at + 60])[:3000] for at in range(0, 240, 60)]
    return [
        _row("triage of a text", texts, "≤ 5 ms", "signs, sounds, figures, model, verdict"),
        _row("triage of 3,000 characters", long, "linear", "read in windows"),
    ]


def _row(name: str, texts: list[str], budget: str, note: str) -> dict[str, Any]:
    for text in texts:  # patterns are compiled when they are first needed
        triage(text)
    ours = statistics.median(_ms(triage, texts) for _ in range(TURNS))
    bare = statistics.median(_ms(_dot_product, texts) for _ in range(TURNS))
    return {
        "name": name,
        "ours": round(ours, 2),
        "bare": round(bare, 2),
        "ratio": round(ours / bare, 2),
        "budget": budget,
        "unit": "ms a text",
        "note": f"{note}; bare: hash the n-grams, one dot product",
    }


def _dot_product(text: str) -> Any:
    weights = load_weights()
    rows = weights.urgency[np.array(features.slots(normalize(text)), dtype=np.int64)]
    return rows.astype(np.float32).sum(axis=0)


def _ms(judge: Callable[[str], Any], texts: list[str]) -> float:
    begun = time.perf_counter()
    for text in texts:
        judge(text)
    return (time.perf_counter() - begun) * 1000 / len(texts)
