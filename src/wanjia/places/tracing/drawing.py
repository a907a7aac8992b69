"""A drawing as the editor sends it: a GeoJSON FeatureCollection, read part by part.

Each feature has an `id` of its own and says `what` it is. Unlike a places file it has no
junctions: where ways meet is worked out from how they lie (`network.py`). A part may lack a name
while it is being drawn; what is no drawing at all is refused.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wanjia.places.estates.geojson_values import (
    Bad,
    LatLon,
    line,
    point,
    polygon,
    shown,
    text_of,
    whole_of,
)

MOST_FEATURES = 4_000
INNER_KINDS = ("garage", "roof", "lobby")


@dataclass(frozen=True, slots=True)
class Block:
    """A building; `ring` is closed."""

    id: str
    label: str
    floors: int
    ring: tuple[LatLon, ...]


@dataclass(frozen=True, slots=True)
class Door:
    """A stairwell's street door; it stays on `junction`, at `hangs`, until it is moved."""

    id: str
    label: str
    lane: str
    at: LatLon
    building: str = ""
    junction: str = ""
    hangs: LatLon | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from the estate's other doors."""
        return self.lane, self.label


@dataclass(frozen=True, slots=True)
class Way:
    """A path that people walk."""

    id: str
    label: str
    guards: int
    line: tuple[LatLon, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate, with its names in both languages."""

    id: str
    label: str
    name: str
    name_en: str
    guards: int
    at: LatLon
    junction: str = ""
    hangs: LatLon | None = None


@dataclass(frozen=True, slots=True)
class Inner:
    """An inner way between two doors, by their ids."""

    id: str
    between: tuple[str, str]
    kind: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that is drawn of one estate; `outline` is its wall, closed, `walls` are further ones."""

    outline: tuple[LatLon, ...] = ()
    blocks: tuple[Block, ...] = ()
    doors: tuple[Door, ...] = ()
    ways: tuple[Way, ...] = ()
    gates: tuple[Gate, ...] = ()
    walls: tuple[tuple[LatLon, ...], ...] = ()
    inner: tuple[Inner, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is drawn."""
        return not (self.outline or self.blocks or self.doors or self.ways or self.gates)


def read_drawing(data: Any) -> Drawing:
    """Read a FeatureCollection; raises Bad for what is no drawing."""
    features = data.get("features") if isinstance(data, Mapping) else None
    if not isinstance(features, list):
        raise Bad("不是一张图。", "This is no drawing.")
    if len(features) > MOST_FEATURES:
        raise Bad(f"图上超过 {MOST_FEATURES} 样东西。", f"More than {MOST_FEATURES} things drawn.")
    parts: dict[str, list[Any]] = {what: [] for what in (*_READERS, "estate")}
    seen: set[str] = set()
    for feature in features:
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
            raise Bad("不是一张图。", "This is no drawing.")
        properties = feature["properties"]
        what = properties.get("what")
        if not isinstance(what, str) or what not in parts:
            raise Bad(f"图上不能有“{shown(what)}”。", f"A map has no “{shown(what)}”.")
        if what == "estate":
            parts[what].append(polygon(feature.get("geometry")))
            continue
        number = text_of(feature, "id", 40)
        if number in seen:
            raise Bad(f"“{number}”画了两次。", f"“{number}” is drawn twice.")
        seen.add(number)
        parts[what].append(_READERS[what](number, properties, feature.get("geometry")))
    doors = {door.id for door in parts["stairwell"]}
    return Drawing(
        outline=parts["estate"][-1] if parts["estate"] else (),
        blocks=tuple(parts["building"]),
        doors=tuple(parts["stairwell"]),
        ways=tuple(parts["path"]),
        gates=tuple(parts["gate"]),
        walls=tuple(parts["wall"]),
        inner=tuple(way for way in parts["shared"] if set(way.between) <= doors),
    )


def _read_block(number: str, properties: Mapping[str, Any], geometry: Any) -> Block:
    label = text_of(properties, "label", 20, empty=True)
    return Block(number, label, whole_of(properties, "floors", 1, 200, 6), polygon(geometry))


def _read_door(number: str, properties: Mapping[str, Any], geometry: Any) -> Door:
    return Door(
        number,
        text_of(properties, "label", 20, empty=True),
        text_of(properties, "lane", 20, empty=True),
        point(geometry),
        text_of(properties, "building", 20, empty=True),
        *_read_hanging(properties),
    )


def _read_hanging(properties: Mapping[str, Any]) -> tuple[str, LatLon | None]:
    junction = text_of(properties, "junction", 20, empty=True)
    hangs = properties.get("hangs")
    if not junction or hangs is None:
        return "", None
    return junction, point({"type": "Point", "coordinates": hangs})


def _read_way(number: str, properties: Mapping[str, Any], geometry: Any) -> Way:
    label = text_of(properties, "label", 20, empty=True)
    return Way(number, label, whole_of(properties, "guards", 0, 100, 1), line(geometry))


def _read_gate(number: str, properties: Mapping[str, Any], geometry: Any) -> Gate:
    return Gate(
        number,
        text_of(properties, "label", 20, empty=True),
        text_of(properties, "name", 40, empty=True),
        text_of(properties, "name_en", 40, empty=True),
        whole_of(properties, "guards", 0, 100, 2),
        point(geometry),
        *_read_hanging(properties),
    )


def _read_wall(_number: str, _properties: Mapping[str, Any], geometry: Any) -> tuple[LatLon, ...]:
    return line(geometry)


def _read_inner(number: str, properties: Mapping[str, Any], _geometry: Any) -> Inner:
    between = properties.get("between")
    kind = text_of(properties, "kind", 8, empty=True)
    if not isinstance(between, list) or len(between) != 2 or between[0] == between[1]:
        raise Bad("内部通道要连两个楼道口。", "An inner way joins two doors.")
    if kind and kind not in INNER_KINDS:
        raise Bad(f"没有“{shown(kind)}”这种内部通道。", f"No inner way is a “{shown(kind)}”.")
    ends = [text_of({"end": end}, "end", 40) for end in between]
    return Inner(number, (ends[0], ends[1]), kind)


_READERS: dict[str, Callable[[str, Mapping[str, Any], Any], Any]] = {
    "building": _read_block,
    "stairwell": _read_door,
    "path": _read_way,
    "gate": _read_gate,
    "wall": _read_wall,
    "shared": _read_inner,
}


def write_drawing(drawing: Drawing) -> dict[str, Any]:
    """Return a drawing as a FeatureCollection, as `read_drawing` reads it."""
    features: list[dict[str, Any]] = []

    def put(what: str, number: str, geometry: Any, **properties: Any) -> None:
        filled = {name: value for name, value in properties.items() if value not in ("", None)}
        features.append(
            {
                "type": "Feature",
                "id": number,
                "geometry": geometry,
                "properties": {"what": what, **filled},
            }
        )

    if drawing.outline:
        put("estate", "estate", _polygon(drawing.outline))
    for block in drawing.blocks:
        put("building", block.id, _polygon(block.ring), label=block.label, floors=block.floors)
    for way in drawing.ways:
        put("path", way.id, _line(way.line), label=way.label, guards=way.guards)
    for number, wall in enumerate(drawing.walls, 1):
        put("wall", f"wall{number}", _line(wall))
    for door in drawing.doors:
        put(
            "stairwell",
            door.id,
            _point(door.at),
            label=door.label,
            lane=door.lane,
            building=door.building,
            junction=door.junction,
            hangs=_turn(door.hangs) if door.hangs else None,
        )
    for gate in drawing.gates:
        put(
            "gate",
            gate.id,
            _point(gate.at),
            label=gate.label,
            name=gate.name,
            name_en=gate.name_en,
            guards=gate.guards,
            junction=gate.junction,
            hangs=_turn(gate.hangs) if gate.hangs else None,
        )
    for inner in drawing.inner:
        put("shared", inner.id, None, between=list(inner.between), kind=inner.kind)
    return {"type": "FeatureCollection", "features": features}


def _turn(at: LatLon) -> list[float]:
    return [at[1], at[0]]


def _point(at: LatLon) -> dict[str, Any]:
    return {"type": "Point", "coordinates": _turn(at)}


def _line(points: Iterable[LatLon]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [_turn(at) for at in points]}


def _polygon(ring: Iterable[LatLon]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[_turn(at) for at in ring]]}
