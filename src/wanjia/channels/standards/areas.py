"""The ground of some stairwells as polygons: their buildings, and no other stairwell. Pure.

A building that holds stairwells of both kinds is cut between their doors; a stairwell whose
building is not drawn is the ground around its door. Two doors that stand on one point cannot be
told apart on a map: then neither is drawn, the text names the one that is meant.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

LatLon = tuple[float, float]
DOOR_M = 10.0  # the ground around a door whose building is not drawn, at most
APART_M = 0.5  # doors nearer to each other than this stand on one point
SHARE = 0.4  # of the way to the next door that is not meant
NEAR_M = 60.0
LEAST_M2 = 0.5
METRES_LAT = 110_540.0
METRES_LON = 111_320.0


@dataclass(frozen=True)
class Door:
    """A stairwell: where its street door is, and the ring of its building; either may be empty."""

    at: tuple[float, ...]
    block: tuple[LatLon, ...] = ()


def areas(meant: Sequence[Door], others: Iterable[Door]) -> list[tuple[LatLon, ...]]:
    """Closed rings of (lat, lon), to six places, that hold the doors meant and no other door."""
    from shapely import MultiPoint, unary_union  # numpy comes with it: 11 MB

    placed = [one for one in meant if one.at or one.block]
    if not placed:
        return []
    ground = _Ground(placed[0].at or placed[0].block[0])
    rest = list(_doors_near(ground, placed, others))
    near = MultiPoint([ground.point(one.at) for one in rest if one.at])
    shape = unary_union(
        [*_building_shapes(ground, placed, rest), *_ground_around(ground, placed, near, DOOR_M)]
    )
    strange = [ground.shape(ring) for ring in _building_rings(rest) - _building_rings(placed)]
    shape = shape.difference(unary_union(strange))
    shape = unary_union([shape, *_ground_around(ground, placed, near, DOOR_M / 3)])
    inside = MultiPoint([ground.point(one.at) for one in placed if one.at])
    shape = shape.difference(unary_union(list(_ground_of_others(shape, inside, near))))
    return [ground.ring(part) for part in _without_holes(shape) if part.area > LEAST_M2]


def _doors_near(ground: "_Ground", meant: Sequence[Door], others: Iterable[Door]) -> Iterator[Door]:
    """Yield the other doors that are near enough to matter, or whose building is."""
    own = [ground.point(at) for one in meant for at in (one.at, *one.block) if at]
    west, east = min(x for x, _ in own) - NEAR_M, max(x for x, _ in own) + NEAR_M
    south, north = min(y for _, y in own) - NEAR_M, max(y for _, y in own) + NEAR_M
    for other in others:
        for x, y in (ground.point(at) for at in (other.at, *other.block) if at):
            if west < x < east and south < y < north:
                yield other
                break


@dataclass(frozen=True)
class _Ground:
    """The ground around a place in metres, east and north of it."""

    at: tuple[float, ...]

    def point(self, at: Sequence[float]) -> tuple[float, float]:
        east = (at[1] - self.at[1]) * cos(radians(self.at[0])) * METRES_LON
        return east, (at[0] - self.at[0]) * METRES_LAT

    def shape(self, ring: Sequence[LatLon]) -> Any:
        from shapely import Polygon

        return Polygon([self.point(one) for one in ring]).buffer(0)

    def ring(self, part: Any) -> tuple[LatLon, ...]:
        scale = cos(radians(self.at[0])) * METRES_LON
        return tuple(
            (round(self.at[0] + north / METRES_LAT, 6), round(self.at[1] + east / scale, 6))
            for east, north in part.exterior.coords
        )


def _building_rings(doors: Iterable[Door]) -> set[tuple[LatLon, ...]]:
    return {door.block for door in doors if len(door.block) > 2}


def _building_shapes(ground: _Ground, meant: Sequence[Door], rest: Sequence[Door]) -> Iterator[Any]:
    """Yield the buildings of the doors meant, whole or cut off from the other doors in them."""
    strangers: dict[tuple[LatLon, ...], list[Door]] = defaultdict(list)
    for one in rest:
        strangers[one.block].append(one)
    for ring in sorted(_building_rings(meant)):
        mine = [one for one in meant if one.block == ring]
        if not strangers[ring]:
            yield ground.shape(ring)
        elif all(one.at for one in (*mine, *strangers[ring])):
            yield ground.shape(ring).intersection(
                _area_nearer_to(ground, ring, mine, strangers[ring])
            )


def _area_nearer_to(
    ground: _Ground, ring: Sequence[LatLon], mine: list[Door], rest: list[Door]
) -> Any:
    """Return where one of my doors is nearer than any other."""
    from shapely import MultiPoint, Point, unary_union, voronoi_polygons

    points = {ground.point(one.at) for one in (*mine, *rest)}
    own = [Point(ground.point(one.at)) for one in mine]
    if len(points) < 2:
        return Point()
    cells = voronoi_polygons(MultiPoint(sorted(points)), extend_to=ground.shape(ring)).geoms
    return unary_union([cell for cell in cells if any(cell.covers(one) for one in own)])


def _ground_around(ground: _Ground, meant: Sequence[Door], near: Any, most: float) -> Iterator[Any]:
    """Yield the ground around each door, as far as no other door is nearer."""
    from shapely import Point

    for one in meant:
        if one.at:
            door = Point(ground.point(one.at))
            away = door.distance(near) if not near.is_empty else most / SHARE
            if away >= APART_M:
                yield door.buffer(min(most, SHARE * away), quad_segs=2)


def _ground_of_others(shape: Any, inside: Any, near: Any) -> Iterator[Any]:
    """Yield the ground around each other door that lies in a shape or at its edge: it is left
    out.
    """
    from shapely import prepare

    prepare(shape)
    for door in getattr(near, "geoms", ()):
        if shape.dwithin(door, DOOR_M):
            away = door.distance(inside) if not inside.is_empty else DOOR_M
            yield door.buffer(max(APART_M, min(2.0, SHARE * away)), quad_segs=2)


def _without_holes(shape: Any) -> Iterator[Any]:
    """Yield the polygons of a shape, those with a hole cut in two through it: CAP knows no
    holes.
    """
    from shapely import box

    for part in getattr(shape, "geoms", [shape]):
        if part.geom_type != "Polygon" or part.is_empty:
            continue
        if not part.interiors:
            yield part
            continue
        west, south, east, north = part.bounds
        middle = part.interiors[0].centroid.x
        yield from _without_holes(part.intersection(box(west, south, middle, north)))
        yield from _without_holes(part.intersection(box(middle, south, east, north)))
