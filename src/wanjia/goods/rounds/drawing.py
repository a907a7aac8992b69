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


def draw_route(
    buildings: Sequence[Sequence[Point]],
    paths: Sequence[Sequence[Point]],
    line: Sequence[Point],
    stops: Sequence[Point],
    gate: Point,
) -> Picture:
    """Fit an estate and a route into a picture; north is up and metres are true both ways."""
    all_points = [
        *(point for ring in buildings for point in ring),
        *(point for ring in paths for point in ring),
    ]
    all_points += [*line, *stops, gate]
    south, west = min(point[0] for point in all_points), min(point[1] for point in all_points)
    north, east = max(point[0] for point in all_points), max(point[1] for point in all_points)
    squeeze = cos(radians(south))
    span = max((east - west) * squeeze, 1e-6)
    scale = (WIDTH - 2 * EDGE) / span
    height = round((north - south) * scale) + 2 * EDGE

    def to_canvas(point: Point) -> tuple[float, float]:
        x = EDGE + (point[1] - west) * squeeze * scale
        return round(x, 1), round(EDGE + (north - point[0]) * scale, 1)

    def svg_points(some: Sequence[Point]) -> str:
        return " ".join(f"{x},{y}" for x, y in map(to_canvas, some))

    return Picture(
        WIDTH,
        max(height, 2 * EDGE),
        [svg_points(ring) for ring in buildings],
        [svg_points(ring) for ring in paths],
        svg_points(line),
        [to_canvas(point) for point in stops],
        to_canvas(gate),
    )
