"""A row of small bars: how a number went over the last days."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 9, 22, 3


@dataclass(frozen=True)
class Bar:
    """One bar, in pixels from the left and from the top."""

    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Spark:
    """The bars of some days, the oldest first; `change` is from the day before to the last."""

    bars: tuple[Bar, ...]
    width: int
    last: int
    change: int

    @property
    def fewer(self) -> int:
        """How much less it was on the last day."""
        return -self.change


def draw_spark(values: Sequence[int]) -> Spark | None:
    """Draw the values as bars as high as the greatest; None for less than two days."""
    if len(values) < 2:
        return None
    top = max(values) or 1
    bars = []
    for place, value in enumerate(values):
        height = max(round(HEIGHT * value / top), 1)
        bars.append(Bar(place * (WIDTH + GAP), HEIGHT - height, height))
    width = len(values) * (WIDTH + GAP) - GAP
    return Spark(tuple(bars), width, values[-1], values[-1] - values[-2])
