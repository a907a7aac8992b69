"""The weights of the certainty, fitted on lines whose right reading is known. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from wanjia.reports.paste.reader.certainty import Weights, parse_weights
from wanjia.reports.paste.reader.reader import read_paste
from wanjia.reports.paste.reader.reading import Reading
from wanjia.reports.paste.reader.roster import RosterIndex
from wanjia.reports.paste.reader.training.generator import Example, Generator

FIT, KEPT_APART = 0, 1
LINES = 4000
ROUNDS, PACE, PULL = 400, 0.5, 0.01  # of the descent; PULL holds weights near those there are
SET = ("words",)  # not fitted: generated chatter is known, that of strangers may own a result
BEFORE_SURE = ("unlikely", "")  # why a reading is doubtful for its probability alone, or is sure


@dataclass(frozen=True)
class Case:
    """A reading's features, and whether it was right."""

    features: Mapping[str, float]
    right: bool


def cases_of(examples: Iterable[Example], index: RosterIndex) -> list[Case]:
    """Read examples, and keep of those that nothing but their probability makes doubtful."""
    cases = []
    for example in examples:
        reading = read_paste(example.whole, index).readings[-1]
        if reading.kind == "answer" and reading.why in BEFORE_SURE:
            cases.append(Case(reading.features, _credited(reading) == example.facts))
    return cases


def _credited(reading: Reading) -> dict[str, tuple[str | None, float | None]]:
    return {
        said.resident: (said.antigen, said.temperature)
        for said in reading.said
        if said.temperature is not None or said.antigen not in (None, "untested")
    }


def fit(start: Weights, cases: Sequence[Case]) -> Weights:
    """Logistic weights by descent, drawn towards those there are where nothing speaks."""
    names = sorted(name for name in start.features if name not in SET)
    weights = dict(start.features)
    bias, many = start.bias, max(1, len(cases))
    for _ in range(ROUNDS):
        slope, slopes = 0.0, dict.fromkeys(names, 0.0)
        current = Weights(bias, weights, start.thresholds)
        for case in cases:
            error = current.probability(case.features) - case.right
            slope += error
            for name in names:
                slopes[name] += error * case.features.get(name, 0.0)
        bias -= PACE * slope / many
        for name in names:
            pull = PULL * (weights[name] - start.features[name])
            weights[name] -= PACE * (slopes[name] / many + pull)
    return Weights(bias, weights, start.thresholds)


def calibrate(weights: Weights, cases: Sequence[Case]) -> Weights:
    """Stretch and shift the odds, so that probabilities are true on cases kept apart (Platt)."""
    stretch, shift, many = 1.0, 0.0, max(1, len(cases))
    odds = [_odds(weights.probability(case.features)) for case in cases]
    for _ in range(ROUNDS):
        slope_stretch = slope_shift = 0.0
        for value, case in zip(odds, cases, strict=True):
            error = 1.0 / (1.0 + math.exp(-(stretch * value + shift))) - case.right
            slope_stretch += error * value
            slope_shift += error
        stretch -= 0.1 * slope_stretch / many
        shift -= 0.1 * slope_shift / many
    return _moved(weights, stretch, shift)


def more_careful(weights: Weights, cases: Sequence[Case]) -> Weights:
    """Calibrate, but only downwards: generated lines are easier than what people write."""
    calibrated = calibrate(weights, cases)
    surest = max(weights.features.get("margin", 0.0), 1e-9)
    stretch = min(1.0, calibrated.features.get("margin", surest) / surest)
    shift = min(0.0, calibrated.bias - weights.bias * stretch)
    return _moved(weights, stretch, shift)


def _moved(weights: Weights, stretch: float, shift: float) -> Weights:
    features = {name: value * stretch for name, value in weights.features.items()}
    return Weights(weights.bias * stretch + shift, features, weights.thresholds)


def _odds(probability: float) -> float:
    probability = min(1 - 1e-9, max(1e-9, probability))
    return math.log(probability / (1 - probability))


def train(seed: int, corrections: Sequence[Case] = ()) -> tuple[Weights, str]:
    """Fit on generated lines and corrections, calibrate on others; the weights and a report.

    It begins with `prior.toml` and not with the weights that there are: the same program, seed and
    corrections give the same weights.
    """
    start = parse_weights(files(__package__).joinpath("prior.toml").read_text("utf-8"))
    fitting, apart = Generator(seed, FIT), Generator(seed + 1, KEPT_APART)
    fitted = fit(start, [*cases_of(fitting.examples(LINES), fitting.index), *corrections])
    kept = cases_of(apart.examples(LINES), apart.index)
    weights = more_careful(fitted, kept)
    return weights, _report(weights, kept)


def _report(weights: Weights, cases: Sequence[Case]) -> str:
    """How true the probabilities are on the cases kept apart, by bands."""
    rows = []
    for low, high in ((0.0, 0.5), (0.5, 0.8), (0.8, 0.9), (0.9, 0.95), (0.95, 0.99), (0.99, 1.01)):
        band = [(weights.probability(c.features), c.right) for c in cases]
        band = [one for one in band if low <= one[0] < high]
        if band:
            said = sum(one[0] for one in band) / len(band)
            was = sum(one[1] for one in band) / len(band)
            rows.append(
                f"{low:.2f}–{min(high, 1):.2f}: {len(band)} lines, said {said:.3f}, was {was:.3f}"
            )
    return "\n".join(rows)


def to_toml(weights: Weights) -> str:
    """The weights as their file holds them."""
    lines = [
        "# How certain a reading is: log odds by feature, fitted by `wanjia paste --train` on",
        "# lines whose right reading is known and calibrated on others kept apart. The",
        "# thresholds are set by harm.",
        f"bias = {weights.bias:.3f}",
        "",
        "[features]",
        *(f"{name} = {value:.3f}" for name, value in weights.features.items()),
        "",
        "[thresholds]",
        *(f"{name} = {value}" for name, value in weights.thresholds.items()),
    ]
    return "\n".join(lines) + "\n"
