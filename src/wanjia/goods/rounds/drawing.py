"""A route drawn over its estate: one picture for the screen and for paper, without script. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

Point = tuple[float, float]  # latitude, longitude
WIDTH = 800
EDGE = 24


@dataclass(frozen=True)
class Picture:
    """What the template draws, in its own units: outlines and lines as SVG points."""

    width: int
    height: int
    buildings: list[str]
    paths: list[str]
    line: str
    stops: list[tuple[float, float]]
    gate: tuple[float, float]


def picture(
    buildings: Sequence[Sequence[Point]],
    paths: Sequence[Sequence[Point]],
    line: Sequence[Point],
    stops: Sequence[Point],
    gate: Point,
) -> Picture:
    """Fit an estate and a route into a picture; north is up and metres are true both ways."""
    every = [*(p for one in buildings for p in one), *(p for one in paths for p in one)]
    every += [*line, *stops, gate]
    south, west = min(p[0] for p in every), min(p[1] for p in every)
    north, east = max(p[0] for p in every), max(p[1] for p in every)
    squeeze = cos(radians(south))
    span = max((east - west) * squeeze, 1e-6)
    scale = (WIDTH - 2 * EDGE) / span
    height = round((north - south) * scale) + 2 * EDGE

    def put(point: Point) -> tuple[float, float]:
        x = EDGE + (point[1] - west) * squeeze * scale
        return round(x, 1), round(EDGE + (north - point[0]) * scale, 1)

    def points(some: Sequence[Point]) -> str:
        return " ".join(f"{x},{y}" for x, y in map(put, some))

    return Picture(
        WIDTH,
        max(height, 2 * EDGE),
        [points(one) for one in buildings],
        [points(one) for one in paths],
        points(line),
        [put(one) for one in stops],
        put(gate),
    )
