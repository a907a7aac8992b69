"""What residents answer in a round of the demo's first days: a function of ids and a seed.

Each resident's answer hangs on their own id, not on who else is asked or in which order, so asking
again for a larger share keeps those who had answered and adds others.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

FEVER = 37.3
FEVERS_IN_1000 = 12
INVALID_IN_1000 = 5
SLOW = 3.0
WAYS = (("household", 0.62), ("paste", 0.82), ("door", 0.96), ("call", 1.0))


@dataclass(frozen=True, slots=True)
class DayAnswer:
    """One resident's answer; `at` is the part of the round's window gone by, 0 to 1."""

    resident: str
    at: float
    antigen: str
    temperature: float
    way: str


def answers_for(
    resident_ids: Sequence[str],
    round_key: str,
    share: float,
    seed: int = 2022,
    *,
    slow: Collection[str] = (),
    doors: Mapping[str, str] | None = None,
    positives: int = 0,
) -> tuple[DayAnswer, ...]:
    """Return what has come in for the round when `share` (0 to 1) of the residents have answered.

    `slow` are those who seldom answer by themselves (lone elders, no smartphone): most of the
    missing. `doors` gives each resident's household, whose people answer together; without it
    each answers alone. `positives` is how many of those who answered are positive. Earliest first.
    Raises ValueError if `share` is not from 0 to 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share is from 0 to 1, not {share}")
    dice = _Dice(seed, round_key)
    doors = doors or {}
    slow = frozenset(slow)
    turn = {id_: _draw_turn(dice, id_, doors.get(id_, id_), id_ in slow) for id_ in resident_ids}
    count = round(share * len(turn))
    reached = sorted(turn, key=lambda id_: (turn[id_], id_))[:count]
    positive = frozenset(sorted(reached, key=lambda id_: dice("positive", id_))[:positives])
    return tuple(
        _draw_answer(dice, id_, doors.get(id_, id_), (place + 0.5) / len(turn), id_ in positive)
        for place, id_ in enumerate(reached)
    )


@dataclass(frozen=True, slots=True)
class _Dice:
    """Throws a number from 0 to 1 that is the same each time for the same question."""

    seed: int
    round_key: str

    def __call__(self, question: str, id_: str) -> float:
        text = f"{self.seed}|{self.round_key}|{question}|{id_}"
        return int.from_bytes(blake2b(text.encode(), digest_size=7).digest()) / 2**56


def _draw_turn(dice: _Dice, id_: str, door: str, slow: bool) -> float:
    """Return when a resident answers, among all: a household together, now and then one member
    late.
    """
    turn = dice("door", door)
    if dice("late", id_) < 0.06:
        turn += dice("later", id_)
    return turn + (SLOW if slow and dice("slow", id_) < 0.7 else 0)


def _draw_answer(dice: _Dice, id_: str, door: str, at: float, positive: bool) -> DayAnswer:
    fever = dice("fever", id_) * 1000 < FEVERS_IN_1000 or (positive and dice("warm", id_) < 0.5)
    invalid = dice("invalid", id_) * 1000 < INVALID_IN_1000
    antigen = "positive" if positive else "invalid" if invalid else "negative"
    way_thrown = dice("way", door)
    way = next(name for name, until in WAYS if way_thrown < until)
    return DayAnswer(id_, round(at, 4), antigen, _draw_temperature(dice("heat", id_), fever), way)


def _draw_temperature(thrown: float, fever: bool) -> float:
    """36.2 to 36.9 degrees Celsius, mostly in the middle; a fever 37.3 to 38.8."""
    if fever:
        return round(FEVER + 1.5 * thrown**2, 1)
    middle = 2 * thrown - 1
    return round(36.55 + 0.35 * middle * abs(middle), 1)
