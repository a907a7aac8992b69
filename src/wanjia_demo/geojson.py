"""The places file: one GeoJSON FeatureCollection holds any number of estates.

Coordinates are [lon, lat] in degrees (WGS 84). `what` says what a feature is; every feature but an
estate names its estate; labels are unique in an estate.

| what | geometry | properties |
|---|---|---|
| estate | Polygon, the wall | name, name_en, kind (apartments, maisonettes, terraced, detached), lanes (list of text) |
| building | Polygon | estate, label, floors |
| stairwell | Point, the street door | estate, building (label), label, lane, at (junction id), dwellings (list of [room, floor]; one ["", 1] for a house) |
| junction | Point | estate, id |
| path | LineString | estate, id, between [junction, junction], guards |
| gate | Point | estate, id, name, at (junction id), guards |
| shared | null | estate, between [stairwell, stairwell] |

`residents` may stand on a stairwell where no roster is at hand; `dwellings` lets a dwelling exist in
which nobody lives. Features come in the order in which they refer to each other.
"""  # noqa: E501

from collections.abc import Iterable, Iterator
from typing import Any

from wanjia_demo.values import Estate, Point, Town

GATES_IN_ENGLISH = {
    "东门": "East gate",
    "西门": "West gate",
    "南门": "South gate",
    "北门": "North gate",
    "南大门": "South main gate",
    "西侧门": "West side gate",
    "正门": "Main gate",
    "边门": "Side gate",
}


def town_geojson(town: Town, move: Point = (0.0, 0.0)) -> dict[str, Any]:
    """Return all places of the town as one FeatureCollection, moved by so many degrees."""
    features = [f for estate in town.estates for f in estate_features(estate)]
    if any(move):
        for feature in features:
            if feature["geometry"]:
                feature["geometry"]["coordinates"] = _move_coordinates(
                    feature["geometry"]["coordinates"], move
                )
    return {"type": "FeatureCollection", "features": features}


def _move_coordinates(coordinates: list[Any], move: Point) -> list[Any]:
    if isinstance(coordinates[0], list):
        return [_move_coordinates(coordinate, move) for coordinate in coordinates]
    return [round(coordinates[0] + move[0], 7), round(coordinates[1] + move[1], 7)]


def estate_features(estate: Estate) -> Iterator[dict[str, Any]]:
    """Yield the features of one estate, the estate itself first."""
    yield _make_feature(
        "estate",
        _polygon_geometry(estate.outline),
        name=estate.name,
        name_en=estate.name_en,
        kind=estate.kind,
        lanes=list(estate.lanes),
    )
    scope = {"estate": estate.name}
    for building in estate.buildings:
        yield _make_feature(
            "building",
            _polygon_geometry(building.polygon),
            **scope,
            label=building.label,
            floors=building.floors,
        )
    for junction in estate.junctions:
        yield _make_feature("junction", _point_geometry(junction.at), **scope, id=junction.id)
    yield from _way_features(estate)
    for door in estate.stairwells:
        yield _make_feature(
            "stairwell",
            _point_geometry(door.at),
            **scope,
            building=door.building,
            label=door.label,
            lane=door.lane,
            at=door.junction,
            dwellings=[[home.room, home.floor] for home in door.dwellings],
        )
    for pair in estate.shared:
        yield _make_feature("shared", None, **scope, between=list(pair))


def _way_features(estate: Estate) -> Iterator[dict[str, Any]]:
    for path in estate.paths:
        line = {"type": "LineString", "coordinates": [list(point) for point in path.line]}
        yield _make_feature(
            "path",
            line,
            estate=estate.name,
            id=path.id,
            between=list(path.between),
            guards=path.guards,
        )
    for gate in estate.gates:
        yield _make_feature(
            "gate",
            _point_geometry(gate.at),
            estate=estate.name,
            id=gate.id,
            name=gate.name,
            name_en=GATES_IN_ENGLISH.get(gate.name, ""),
            at=gate.junction,
            guards=gate.guards,
        )


def _make_feature(what: str, geometry: dict[str, Any] | None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": {"what": what, **properties}}


def _point_geometry(at: Point) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(at)}


def _polygon_geometry(ring: Iterable[Point]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(point) for point in ring]]}
