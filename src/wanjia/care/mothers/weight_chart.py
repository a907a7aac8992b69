"""The drawing of a weight curve: plain values in, points out. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Any

WIDTH, HEIGHT, EDGE = 600, 220, 36


def weight_chart(points: Sequence[tuple[date, int]]) -> dict[str, Any] | None:
    """Return a curve of weights (day, grams), its points in pixels.

    None for fewer than two.
    """
    if len(points) < 2:
        return None
    days = [day.toordinal() for day, _grams in points]
    grams = [weight for _day, weight in points]
    low, high = min(grams) - 100, max(grams) + 100
    span = max(days[-1] - days[0], 1)
    dots = [
        {
            "x": round(EDGE + (WIDTH - 2 * EDGE) * (day - days[0]) / span, 1),
            "y": round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (weight - low) / (high - low), 1),
            "day": when,
            "grams": weight,
        }
        for day, (when, weight) in zip(days, points, strict=True)
    ]
    line = " ".join(f"{dot['x']},{dot['y']}" for dot in dots)
    return {"width": WIDTH, "height": HEIGHT, "line": line, "dots": dots, "base": HEIGHT - EDGE}
