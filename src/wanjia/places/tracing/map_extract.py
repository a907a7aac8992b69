"""A proposal out of a public map's extract: buildings, ways, gates and walls by their tags.

Extracts come as GeoJSON or as OSM XML, with `building`, `highway` and `barrier` tags. What they say
is a beginning: doors are put on the side of a building that looks to its path, for each number
that the roster knows; somebody moves them, and walks there.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from shapely import LineString, MultiLineString, Point, Polygon
from shapely.ops import nearest_points

from wanjia.places.estates.geojson_values import Bad, LatLon
from wanjia.places.tracing.drawing import MOST_FEATURES, Block, Door, Drawing, Gate, Way
from wanjia.places.tracing.network import Plane

MOST_BYTES = 12_000_000
TAGS = ("building", "highway", "barrier", "entrance", "landuse")
GATES = frozenset({"gate", "lift_gate", "swing_gate", "sliding_gate", "entrance"})
WALLS = frozenset({"wall", "fence", "hedge", "guard_rail"})
CLOSED_TO_FEET = frozenset({"motorway", "motorway_link", "trunk", "trunk_link", "proposed"})
MOST_ALIKE = 12  # doors of one building, "1-12号"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something on a public map: its tags and where it lies."""

    tags: Mapping[str, str]
    points: tuple[LatLon, ...]

    @property
    def is_ring(self) -> bool:
        """Whether it encloses ground."""
        return len(self.points) > 3 and self.points[0] == self.points[-1]


@dataclass
class _Parts:
    blocks: list[Block] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    gates: list[Gate] = field(default_factory=list)
    walls: list[tuple[LatLon, ...]] = field(default_factory=list)
    entrances: list[Thing] = field(default_factory=list)


def is_extract(data: bytes) -> bool:
    """Return whether a file is a public map's extract rather than a places file."""
    try:
        return any(thing.tags.keys() & set(TAGS) for thing in read_extract(data))
    except Bad:
        return False


def propose(data: bytes, name: str, doors: Collection[tuple[str, str]]) -> Drawing:
    """Return a drawing proposed for the estate of that name, with the roster's `doors`.

    Only what lies within the estate's own ground is taken, where the extract has it. Raises Bad.
    """
    things = list(read_extract(data))
    ground = _find_ground(things, name)
    plane = _plane_of(things)
    inside = [thing for thing in things if _lies_in(thing, ground, plane)]
    parts = _sort_out(inside)
    if not parts.blocks and not parts.ways:
        raise Bad(
            "文件里没有楼栋（building），也没有路（highway）。",
            "The file has neither buildings (building) nor ways (highway).",
        )
    drawing = Drawing(
        outline=ground.points if ground else (),
        blocks=tuple(parts.blocks),
        ways=tuple(parts.ways),
        gates=tuple(parts.gates),
        walls=tuple(parts.walls),
    )
    return replace(drawing, doors=tuple(_propose_doors(drawing, parts.entrances, plane, doors)))


def read_extract(data: bytes) -> Iterator[Thing]:
    """Read the things of an extract; raises Bad."""
    if len(data) > MOST_BYTES:
        raise Bad("文件超过 12 MB，请只导出这个小区。", "Over 12 MB: export this estate alone.")
    if data.lstrip()[:1] == b"<":
        yield from _read_xml(data)
    else:
        yield from _read_json(data)


def _read_json(data: bytes) -> Iterator[Thing]:
    try:
        top = json.loads(data.decode("utf-8-sig"))
        features = top["features"]
        assert isinstance(features, list)
    except (ValueError, KeyError, TypeError, AssertionError, RecursionError):
        raise Bad("不是 GeoJSON，也不是 OSM 文件。", "Neither GeoJSON nor an OSM file.") from None
    for feature in features:
        if not isinstance(feature, dict) or not isinstance(feature.get("geometry"), dict):
            continue
        tags = feature.get("properties")
        tags = tags if isinstance(tags, dict) else {}
        tags = tags["tags"] if isinstance(tags.get("tags"), dict) else tags
        words = {str(key): str(value) for key, value in tags.items() if value not in (None, "")}
        for points in _read_geometry(feature["geometry"]):
            yield Thing(words, points)


def _read_geometry(geometry: Mapping[str, Any]) -> Iterator[tuple[LatLon, ...]]:
    coordinates: Any = geometry.get("coordinates")
    parts = {
        "Point": lambda: [[coordinates]],
        "LineString": lambda: [coordinates],
        "Polygon": lambda: coordinates[:1],
        "MultiLineString": lambda: coordinates,
        "MultiPolygon": lambda: [rings[0] for rings in coordinates],
    }.get(str(geometry.get("type")))
    try:
        for part in parts() if parts else ():
            points = tuple((float(lat), float(lon)) for lon, lat, *_ in part)
            if points and all(abs(lat) <= 90 and abs(lon) <= 180 for lat, lon in points):
                yield points
    except (TypeError, ValueError, IndexError):
        return


def _read_xml(data: bytes) -> Iterator[Thing]:
    try:
        root = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        raise Bad("OSM 文件读不了。", "The OSM file can't be read.") from None
    places: dict[str, LatLon] = {}
    for node in root.iter("node"):
        at = _read_node(node)
        if at is None:
            continue
        places[node.get("id", "")] = at
        tags = _tags_of(node)
        if tags:
            yield Thing(tags, (at,))
    for way in root.iter("way"):
        refs = (places.get(nd.get("ref", "")) for nd in way.iter("nd"))
        points = tuple(at for at in refs if at)
        if len(points) > 1:
            yield Thing(_tags_of(way), points)


def _read_node(node: Any) -> LatLon | None:
    try:
        lat, lon = float(node.get("lat")), float(node.get("lon"))
    except (TypeError, ValueError):
        return None
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _tags_of(element: Any) -> dict[str, str]:
    return {tag.get("k", ""): tag.get("v", "") for tag in element.iter("tag")}


def _plane_of(things: Iterable[Thing]) -> Plane:
    first = next((thing.points[0] for thing in things), (0.0, 0.0))
    return Plane(*first)


def _find_ground(things: Iterable[Thing], name: str) -> Thing | None:
    """Return the ground that bears the estate's name."""
    for thing in things:
        if thing.is_ring and "landuse" in thing.tags and "building" not in thing.tags:
            called = {thing.tags.get(key, "") for key in ("name", "name:zh", "alt_name")} - {""}
            if any(name in word or word in name for word in called):
                return thing
    return None


def _lies_in(thing: Thing, ground: Thing | None, plane: Plane) -> bool:
    if ground is None:
        return True
    shape = Polygon([plane.to_metres(at) for at in ground.points]).buffer(12)
    points = [Point(plane.to_metres(at)) for at in thing.points]
    return sum(shape.contains(at) for at in points) * 2 > len(points)


def _sort_out(things: Iterable[Thing]) -> _Parts:
    parts = _Parts()
    labels: set[str] = set()
    for number, thing in enumerate(things, 1):
        if number > MOST_FEATURES:
            raise Bad("范围太大，请只导出这个小区。", "Too large: export this estate alone.")
        tags = thing.tags
        if thing.is_ring and tags.get("building", "no") != "no":
            label = _unused(_number_of(tags) or "楼", labels)
            parts.blocks.append(Block(f"b{number}", label, _floors_of(tags), thing.points))
        elif len(thing.points) > 1 and tags.get("highway", "proposed") not in CLOSED_TO_FEET:
            parts.ways.append(Way(f"p{number}", f"p{number}", 1, thing.points))
        elif len(thing.points) > 1 and tags.get("barrier") in WALLS:
            parts.walls.append(thing.points)
        elif len(thing.points) == 1 and tags.get("barrier") in GATES:
            parts.gates.append(_propose_gate(number, thing))
        elif len(thing.points) == 1 and tags.get("entrance", "no") != "no":
            parts.entrances.append(thing)
    return parts


def _propose_gate(number: int, thing: Thing) -> Gate:
    names = thing.tags
    name = (names.get("name:zh") or names.get("name", ""))[:40]
    return Gate(f"g{number}", f"g{number}", name, names.get("name:en", "")[:40], 2, thing.points[0])


def _floors_of(tags: Mapping[str, str]) -> int:
    levels = re.match(r"\d{1,3}", tags.get("building:levels", ""))
    return min(max(int(levels[0]), 1), 200) if levels else 6


def _number_of(tags: Mapping[str, str]) -> str:
    """Return a building's number as its doors have it: `7`, `7-9`, `12甲`; else its name."""
    for key in ("addr:housenumber", "ref", "name", "name:zh"):
        text = tags.get(key, "").strip()
        text = re.sub(r"^.*?弄", "", text)
        text = re.sub(r"\s*[号幢栋楼]+$", "", text).replace("~", "-").replace("至", "-")
        if text:
            return text[:18]
    return ""


def _unused(label: str, used: set[str]) -> str:
    names = (label, *(f"{label}·{again}" for again in range(2, len(used) + 3)))
    fresh = next(name for name in names if name not in used)
    used.add(fresh)
    return fresh


def _propose_doors(
    drawing: Drawing,
    entrances: Iterable[Thing],
    plane: Plane,
    known: Collection[tuple[str, str]],
) -> Iterator[Door]:
    """Yield a door for each of the roster's numbers that a building or an entrance bears."""
    by_label: dict[str, list[tuple[str, str]]] = {}
    for lane, label in known:
        by_label.setdefault(label, []).append((lane, label))
    left = {label: keys[0] for label, keys in by_label.items() if len(keys) == 1}
    for thing in entrances:
        label = _number_of(thing.tags)
        if label in left:
            lane, _ = left.pop(label)
            yield Door(f"d{lane}-{label}"[:40], label, lane, thing.points[0])
    ways = MultiLineString([plane.line(way.line) for way in drawing.ways])
    for block in drawing.blocks:
        labels = [label for label in _labels_of(block.label) if label in left]
        side = _street_side(block, ways, plane)
        for place, label in enumerate(labels):
            lane, _ = left.pop(label)
            at = side.interpolate((place + 0.5) / len(labels), normalized=True)
            yield Door(
                f"d{lane}-{label}"[:40], label, lane, plane.to_latlon((at.x, at.y)), block.label
            )


def _labels_of(label: str) -> list[str]:
    """Return the doors that a building's number tells: `7-9` is 7, 8 and 9."""
    ends = re.fullmatch(r"(\d{1,4})-(\d{1,4})", label)
    if ends and 0 < int(ends[2]) - int(ends[1]) < MOST_ALIKE:
        return [label, *map(str, range(int(ends[1]), int(ends[2]) + 1))]
    return [label, *re.split(r"[,，、;]", label)] if re.search(r"[,，、;]", label) else [label]


def _street_side(block: Block, ways: MultiLineString, plane: Plane) -> LineString:
    """Return the side of a building that lies nearest to a path, its longest if there is none."""
    corners = [plane.to_metres(at) for at in block.ring]
    sides = [LineString(pair) for pair in pairwise(corners)]
    sides = [side for side in sides if side.length > 0] or [LineString(corners[:2])]
    if ways.is_empty:
        return max(sides, key=lambda side: side.length)
    _, near = nearest_points(Polygon(corners), ways)
    longest = max(side.length for side in sides)
    return min(
        (side for side in sides if side.length >= longest / 2),
        key=lambda side: side.interpolate(0.5, normalized=True).distance(near),
    )
