"""Train the small model: a linear one on pieces of characters and concepts, kept in 8 bits.

Needs scikit-learn, which running Wanjia does not: it is in the dependency group `dev`.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wanjia.triage import features
from wanjia.triage.clauses import normalize
from wanjia.triage.reading import Reading
from wanjia.triage.rules import CATEGORIES, load_rules

FEWEST = 2  # texts in which a word must stand to be known


class TrainingError(Exception):
    """Why no weights were made."""


def train(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """Fit urgency, urgency by letters alone, and category, and write them to a file."""
    try:
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        raise TrainingError(
            "训练要先装 scikit-learn（uv sync --group dev） "
            "training needs scikit-learn: install the dependency group `dev`"
        ) from None
    names = sorted(load_rules().concepts)
    known = {name: (1 << features.BITS) + place for place, name in enumerate(names)}
    width = (1 << features.BITS) + len(names)
    texts = [normalize(row["text"]) for row in rows]
    mixed = csr_matrix(_matrix(texts, known), shape=(len(texts), width))
    letters = csr_matrix(_matrix(texts, {}), shape=(len(texts), 1 << features.BITS))
    urgency = np.array([row["urgency"] for row in rows])
    category = np.array([CATEGORIES.index(row["category"]) for row in rows])
    weight = np.array([row.get("weight", 1.0) for row in rows])
    heavy = {1: 2.0, 2: 1.4, 3: 1.0, 4: 1.0}
    fits = {
        "urgency": LogisticRegression(C=10, max_iter=100, class_weight=heavy).fit(
            mixed, urgency, sample_weight=weight
        ),
        "letters": LogisticRegression(C=10, max_iter=100, class_weight=heavy).fit(
            letters, urgency, sample_weight=weight
        ),
        "category": LogisticRegression(C=10, max_iter=80).fit(
            mixed, category, sample_weight=weight
        ),
    }
    arrays: dict[str, Any] = {
        "concepts": " ".join(names), "vocabulary": _vocabulary(texts), "corpus": fingerprint(rows)
    }  # fmt: skip
    for name, fit in fits.items():
        rows_of, bias = _all_classes(fit, name)
        scale = float(np.abs(rows_of).max()) / 127
        arrays[name] = np.round(rows_of / scale).astype(np.int8)
        arrays[f"{name}_bias"], arrays[f"{name}_scale"] = bias, scale
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)


def fingerprint(rows: Sequence[dict[str, Any]]) -> str:
    """Return by what the rows are known that weights were trained on."""
    keys = ("text", "urgency", "category", "weight")
    told = json.dumps([[row.get(key) for key in keys] for row in rows], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _all_classes(fit: Any, name: str) -> tuple[Any, Any]:
    """Return coefficients for every class, also those that no line had."""
    labels = [1, 2, 3, 4] if name != "category" else list(range(len(CATEGORIES)))
    rows = np.zeros((len(labels), fit.coef_.shape[1]), np.float32)
    bias = np.full(len(labels), -20, np.float32)
    for place, label in enumerate(fit.classes_):
        rows[labels.index(label)] = fit.coef_[place]
        bias[labels.index(label)] = fit.intercept_[place]
    return rows, bias


def _matrix(texts: Sequence[str], known: dict[str, int]) -> tuple[Any, Any, Any]:
    """Return the sparse rows of texts: each piece equally, concepts besides."""
    rules = load_rules()
    indices: list[int] = []
    values: list[float] = []
    ends = [0]
    for text in texts:
        slots = features.slots(text)
        standing = Reading(text, rules).standing_concepts() if known else []
        concepts = features.concept_slots(standing, known)
        indices += [*slots, *concepts]
        values += [1 / max(1, len(slots)) ** 0.5] * len(slots)
        values += [features.CONCEPT_WEIGHT] * len(concepts)
        ends.append(len(indices))
    return np.array(values, np.float32), np.array(indices), np.array(ends)


def _vocabulary(texts: Sequence[str]) -> str:
    """Return the words and signs that stand in enough of the texts, by which language is known."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in features.words(text):
            counts[word] = counts.get(word, 0) + 1
    return " ".join(sorted(word for word, count in counts.items() if count >= FEWEST))
