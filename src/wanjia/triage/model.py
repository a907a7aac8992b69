"""The trained weights at work: how likely each urgency and category is. NumPy only.

Linear, 8-bit; `wanjia triage --train` makes the file. It explains nothing, so it may only make us
ask, never say "life in danger" by itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path
from typing import Any

import numpy as np

from wanjia.triage import features
from wanjia.triage.rules import CATEGORIES

LEAST = 0.003  # what is never seen may still be
FILE = Path(__file__).with_name("weights.npz")


@dataclass(frozen=True)
class Likely:
    """How likely each urgency (1 to 4) and category is, and how much of the text is known."""

    urgency: tuple[float, float, float, float]
    by_letters: tuple[float, float, float, float]
    categories: tuple[float, ...]
    known: float

    @property
    def category(self) -> str:
        """The likeliest category."""
        return CATEGORIES[self.categories.index(max(self.categories))]

    @property
    def category_share(self) -> float:
        """How likely that category is."""
        return max(self.categories)

    def share(self, category: str) -> float:
        """How likely a category is."""
        return self.categories[CATEGORIES.index(category)]

    @property
    def danger(self) -> float:
        """How much speaks for a danger to life and against calm, in both views: log odds.

        Measured on hands that the weights had not seen: of texts without any sign those labelled
        calm lie below 1, nine of ten below -1.3; of the life-threatening nearly all lie above.
        """
        views = (self.urgency, self.by_letters)
        return sum(_odds(one[0]) - 0.5 * _odds(one[3]) for one in views) / 2

    @property
    def grave(self) -> float:
        """How likely a danger to life is, by pieces and concepts together."""
        return self.urgency[0]


@dataclass(frozen=True)
class Weights:
    """The weights as loaded: rows of int8 with one scale each."""

    urgency: Any
    letters: Any
    category: Any
    bias: dict[str, Any]
    scale: dict[str, float]
    concepts: dict[str, int]
    vocabulary: frozenset[str]
    corpus: str  # by what the rows are known that they were trained on


@cache
def load_weights(path: Path = FILE) -> Weights:
    """Load the shipped weights, or those that a committee trained."""
    with np.load(path) as file:
        rows = {
            name: np.ascontiguousarray(file[name].T) for name in ("urgency", "letters", "category")
        }
        first = 1 << features.BITS
        names = str(file["concepts"]).split()
        return Weights(
            **rows,
            bias={name: file[f"{name}_bias"] for name in rows},
            scale={name: float(file[f"{name}_scale"]) for name in rows},
            concepts={name: first + place for place, name in enumerate(names)},
            vocabulary=frozenset(str(file["vocabulary"]).split()),
            corpus=str(file["corpus"]) if "corpus" in file else "",
        )


def likely(
    text: str, concepts: Callable[[int, int], Sequence[str]], weights: Weights | None = None
) -> Likely:
    """Weigh a normalized text; of a long one the gravest window speaks for the urgency.

    `concepts` tells which stand between two places.
    """
    weights = weights or load_weights()
    best: tuple[Any, Any] | None = None
    letters = None
    for start, end in features.windows(text):
        slots = np.array(features.slots(text[start:end]), dtype=np.int64)
        known = features.concept_slots(concepts(start, end), weights.concepts)
        mixed = np.concatenate([slots, np.array(known, dtype=np.int64)])
        values = np.full(len(mixed), 1 / max(1.0, len(slots)) ** 0.5, np.float32)
        values[len(slots) :] = features.CONCEPT_WEIGHT
        by_mixed = _softmax(weights, "urgency", mixed, values)
        by_letters = _softmax(weights, "letters", slots, values[: len(slots)])
        share = _softmax(weights, "category", mixed, values)
        if best is None or by_mixed[0] + by_mixed[1] > best[0][0] + best[0][1]:
            best = (by_mixed, share)
        letters = by_letters if letters is None or by_letters[0] > letters[0] else letters
    assert best is not None
    assert letters is not None
    urgency, share = best
    return Likely(
        urgency=_four(urgency),
        by_letters=_four(letters),
        categories=tuple(float(value) for value in share),
        known=_known(text, weights.vocabulary),
    )


def _odds(share: float) -> float:
    return log((share + LEAST) / (1 - share + LEAST))


def _softmax(weights: Weights, name: str, slots: Any, values: Any) -> Any:
    rows = getattr(weights, name)[slots].astype(np.float32)
    scores = values @ rows * weights.scale[name] + weights.bias[name]
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


def _four(values: Any) -> tuple[float, float, float, float]:
    one, two, three, four = (float(value) for value in values)
    return one, two, three, four


def _known(text: str, vocabulary: frozenset[str]) -> float:
    found = features.words(text)
    return len(found & vocabulary) / len(found) if found else 0.0
