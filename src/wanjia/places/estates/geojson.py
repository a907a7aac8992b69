"""Reads the places file: one GeoJSON FeatureCollection that holds any number of estates.

`what` says what a feature is; every feature but an estate names its estate. Coordinates are
[lon, lat] in the file and [lat, lon] here, as the map draws them. What is wrong is told for each
feature; a file with anything wrong is not a map, and nothing of it is used.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wanjia.places.estates.geojson_values import (
    Bad,
    LatLon,
    line,
    pair_of,
    point,
    polygon,
    shown,
    text_of,
    whole_of,
)

MAX_BYTES = 20_000_000
MAX_FEATURES = 50_000
MAX_DWELLINGS = 2_000
MAX_DOORS = 8  # of one stairwell
KINDS = ("apartments", "maisonettes", "terraced", "detached")
WHATS = ("estate", "building", "junction", "path", "wall", "gate", "stairwell", "shared")
INNER_KINDS = ("", "garage", "roof", "lobby")


@dataclass(frozen=True)
class Building:
    """A block: its polygon and number of floors."""

    label: str
    floors: int
    polygon: tuple[LatLon, ...]


@dataclass(frozen=True)
class Junction:
    """A place where ways meet."""

    label: str
    at: LatLon


@dataclass(frozen=True)
class Path:
    """A way between two junctions that `guards` people can close."""

    label: str
    between: tuple[str, str]
    guards: int
    line: tuple[LatLon, ...]


@dataclass(frozen=True)
class Gate:
    """A gate on a junction."""

    label: str
    name: str
    junction: str
    guards: int
    at: LatLon
    name_en: str = ""


@dataclass(frozen=True)
class Stairwell:
    """A street door on a junction; `dwellings` are (room, floor)."""

    label: str
    lane: str
    building: str
    junction: str
    at: LatLon
    dwellings: tuple[tuple[str, int], ...]
    also_at: tuple[str, ...] = ()  # the junctions of its further doors


@dataclass(frozen=True)
class Estate:
    """An estate and all that stands in it.

    `shared` are pairs of (lane, label), `shared_kinds` what leads from one to the other.
    """

    name: str
    name_en: str
    kind: str
    lanes: tuple[str, ...]
    outline: tuple[LatLon, ...]
    buildings: tuple[Building, ...] = ()
    junctions: tuple[Junction, ...] = ()
    paths: tuple[Path, ...] = ()
    gates: tuple[Gate, ...] = ()
    stairwells: tuple[Stairwell, ...] = ()
    shared: tuple[tuple[tuple[str, str], tuple[str, str]], ...] = ()
    shared_kinds: tuple[str, ...] = ()
    walls: tuple[tuple[LatLon, ...], ...] = ()


@dataclass(frozen=True)
class Refusal:
    """What is wrong with one feature (counted from 1; 0: the file) in both languages."""

    feature: int
    zh: str
    en: str


@dataclass(frozen=True)
class PlacesFile:
    """The estates of a file, or what is wrong with it.

    Never both.
    """

    estates: tuple[Estate, ...] = ()
    refused: tuple[Refusal, ...] = ()


@dataclass
class _Draft:
    """The features of one estate while the file is read, each kind by its label."""

    estate: Estate | None = None
    parts: dict[str, dict[Any, Any]] = field(
        default_factory=lambda: {what: {} for what in WHATS[1:]}
    )
    number: dict[tuple[str, Any], int] = field(default_factory=dict)


def read_places(data: bytes) -> PlacesFile:
    """Read a places file; every refusal names its feature."""
    try:
        features = _read_features(data)
    except Bad as error:
        return PlacesFile(refused=(Refusal(0, error.zh, error.en),))
    drafts: dict[str, _Draft] = {}
    refused = [
        Refusal(number, bad.zh, bad.en)
        for number, feature in enumerate(features, 1)
        if (bad := _catch_bad(_take_feature, drafts, feature, number))
    ]
    if not refused:
        refused = list(_find_loose_ends(drafts))
    if refused:
        return PlacesFile(refused=tuple(refused))
    return PlacesFile(estates=tuple(_build_estate(draft) for draft in drafts.values()))


def stairwell_key(lane: str, label: str, twice: bool) -> str:
    """Return what a stairwell is called in its estate.

    `23`, or `1266弄3` where two lanes have a no. 3.
    """
    return f"{lane}弄{label}" if twice and lane else label


def twice_labels(doors: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the labels that stand in more than one lane, of (lane, label) pairs."""
    lanes: dict[str, set[str]] = {}
    for lane, label in doors:
        lanes.setdefault(label, set()).add(lane)
    return frozenset(label for label, label_lanes in lanes.items() if len(label_lanes) > 1)


def _read_features(data: bytes) -> list[Any]:
    if len(data) > MAX_BYTES:
        raise Bad("文件超过 20 MB。", "The file is over 20 MB.")
    try:
        top = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Bad("不是 UTF-8 的 GeoJSON 文件。", "Not a GeoJSON file in UTF-8.") from error
    if not isinstance(top, dict) or top.get("type") != "FeatureCollection":
        raise Bad("最外层应是 FeatureCollection。", "The top must be a FeatureCollection.")
    features = top.get("features")
    if not isinstance(features, list) or not features:
        raise Bad("文件里没有要素（features）。", "The file has no features.")
    if len(features) > MAX_FEATURES:
        raise Bad("要素超过 50,000 个。", "More than 50,000 features.")
    return features


def _refuse_constant(word: str) -> None:
    raise ValueError(word)


def _catch_bad(act: Callable[..., None], *args: Any) -> Bad | None:
    try:
        act(*args)
    except Bad as caught:
        return caught
    return None


def _take_feature(drafts: dict[str, _Draft], feature: Any, number: int) -> None:
    """Read one feature into its estate's draft."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or feature.get("type") != "Feature":
        raise Bad("应是带 properties 的 Feature。", "It must be a Feature with properties.")
    what = properties.get("what")
    if what not in WHATS:
        raise Bad(
            f"what 应是 {'、'.join(WHATS)} 之一，现在是 {shown(what)}。",
            f"what must be one of {', '.join(WHATS)}; it is {shown(what)}.",
        )
    geometry = feature.get("geometry")
    if what == "estate":
        estate = _read_estate(properties, geometry)
        draft = drafts.setdefault(estate.name, _Draft())
        if draft.estate:
            raise Bad(f"小区“{estate.name}”写了两次。", f"Estate “{estate.name}” stands twice.")
        draft.estate = estate
        return
    draft = drafts.setdefault(text_of(properties, "estate", 80), _Draft())
    key, part = _READERS[what](properties, geometry)
    if key in draft.parts[what]:
        raise Bad(f"{what} “{shown(key)}”写了两次。", f"{what} “{shown(key)}” stands twice.")
    draft.parts[what][key] = part
    draft.number[what, key] = number


def _read_estate(properties: Mapping[str, Any], geometry: Any) -> Estate:
    kind = properties.get("kind", "apartments")
    if kind not in KINDS:
        raise Bad(
            f"kind 应是 {'、'.join(KINDS)} 之一。", f"kind must be one of {', '.join(KINDS)}."
        )
    lanes = properties.get("lanes", [])
    if not isinstance(lanes, list):
        raise Bad("lanes 应是一个列表。", "lanes must be a list.")
    return Estate(
        name=text_of(properties, "name", 80),
        name_en=text_of(properties, "name_en", 80, empty=True),
        kind=kind,
        lanes=tuple(text_of({"lanes": lane}, "lanes", 20) for lane in lanes),
        outline=polygon(geometry) if geometry else (),
    )


def _read_building(properties: Mapping[str, Any], geometry: Any) -> tuple[str, Building]:
    label = text_of(properties, "label", 20)
    return label, Building(label, whole_of(properties, "floors", 1, 200, 6), polygon(geometry))


def _read_junction(properties: Mapping[str, Any], geometry: Any) -> tuple[str, Junction]:
    label = text_of(properties, "id", 20)
    return label, Junction(label, point(geometry))


def _read_path(properties: Mapping[str, Any], geometry: Any) -> tuple[str, Path]:
    label = text_of(properties, "id", 20)
    guards = whole_of(properties, "guards", 0, 100, 1)
    return label, Path(label, pair_of(properties), guards, line(geometry))


def _read_gate(properties: Mapping[str, Any], geometry: Any) -> tuple[str, Gate]:
    label = text_of(properties, "id", 20)
    name = text_of(properties, "name", 40, empty=True) or label
    guards = whole_of(properties, "guards", 0, 100, 2)
    name_en = text_of(properties, "name_en", 40, empty=True)
    return label, Gate(label, name, text_of(properties, "at", 20), guards, point(geometry), name_en)


def _read_wall(properties: Mapping[str, Any], geometry: Any) -> tuple[str, tuple[LatLon, ...]]:
    return text_of(properties, "id", 20), line(geometry)


def _read_stairwell(
    properties: Mapping[str, Any], geometry: Any
) -> tuple[tuple[str, str], Stairwell]:
    label = text_of(properties, "label", 20)
    lane = text_of(properties, "lane", 20, empty=True)
    return (lane, label), Stairwell(
        label=label,
        lane=lane,
        building=text_of(properties, "building", 20, empty=True),
        junction=text_of(properties, "at", 20),
        at=point(geometry),
        dwellings=_read_dwellings(properties.get("dwellings", [])),
        also_at=_read_further_doors(properties),
    )


def _read_further_doors(properties: Mapping[str, Any]) -> tuple[str, ...]:
    labels = properties.get("also_at", [])
    if not isinstance(labels, list) or len(labels) > MAX_DOORS:
        raise Bad("also_at 应是路口的列表。", "also_at must be a list of junctions.")
    return tuple(text_of({"also_at": label}, "also_at", 20) for label in labels)


def _read_shared(properties: Mapping[str, Any], _geometry: Any) -> tuple[tuple[str, str], Any]:
    first, second = pair_of(properties)
    if first == second:
        raise Bad("between 的两头是同一个楼道。", "Both ends of between are one stairwell.")
    kind = properties.get("kind", "")
    if kind not in INNER_KINDS:
        raise Bad(
            f"kind 应是 {'、'.join(INNER_KINDS[1:])} 之一。",
            f"kind must be one of {', '.join(INNER_KINDS[1:])}.",
        )
    return (min(first, second), max(first, second)), (first, second, kind)


_READERS: dict[str, Callable[[Mapping[str, Any], Any], tuple[Any, Any]]] = {
    "building": _read_building,
    "junction": _read_junction,
    "path": _read_path,
    "wall": _read_wall,
    "gate": _read_gate,
    "stairwell": _read_stairwell,
    "shared": _read_shared,
}


def _read_dwellings(rows: Any) -> tuple[tuple[str, int], ...]:
    if not isinstance(rows, list) or len(rows) > MAX_DWELLINGS:
        raise Bad(
            "dwellings 应是 [室号, 楼层] 的列表。", "dwellings must be a list of [room, floor]."
        )
    floors_by_room: dict[str, int] = {}
    for row in rows:
        if not isinstance(row, list) or len(row) != 2:
            raise Bad(
                f"dwellings 里的 {shown(row)} 应是 [室号, 楼层]。",
                f"{shown(row)} in dwellings must be [room, floor].",
            )
        place = {"room": row[0], "floor": row[1]}
        room = text_of(place, "room", 20, empty=True)
        if room in floors_by_room:
            raise Bad(f"室号“{room}”写了两次。", f"Room “{room}” stands twice.")
        floors_by_room[room] = whole_of(place, "floor", -9, 200, 1)
    return tuple(floors_by_room.items())


def _find_loose_ends(drafts: dict[str, _Draft]) -> Iterator[Refusal]:
    """Names that stand for nothing.

    An estate, building, junction or stairwell not in the file.
    """
    for name, draft in drafts.items():
        if draft.estate is None:
            number = min(draft.number.values())
            yield Refusal(
                number, f"小区“{name}”不在文件里。", f"Estate “{name}” is not in the file."
            )
            continue
        for what, key, kind, wanted in _list_references(draft):
            if wanted not in _names_of(draft, kind):
                yield Refusal(
                    draft.number[what, key],
                    f"{what} “{shown(key)}”所指的 {kind} “{wanted}”不在小区“{name}”里。",
                    f"{what} “{shown(key)}” names {kind} “{wanted}”, which estate “{name}” lacks.",
                )


def _list_references(draft: _Draft) -> Iterator[tuple[str, Any, str, str]]:
    parts = draft.parts
    for key, path in parts["path"].items():
        yield from (("path", key, "junction", end) for end in path.between)
    for key, gate in parts["gate"].items():
        yield "gate", key, "junction", gate.junction
    for key, door in parts["stairwell"].items():
        yield from (("stairwell", key, "junction", end) for end in (door.junction, *door.also_at))
        if door.building:
            yield "stairwell", key, "building", door.building
    for key, pair in parts["shared"].items():
        yield from (("shared", key, "stairwell", end) for end in pair[:2])


def _names_of(draft: _Draft, kind: str) -> Any:
    return _doors_by_name(draft) if kind == "stairwell" else draft.parts[kind]


def _doors_by_name(draft: _Draft) -> dict[str, tuple[str, str]]:
    """(lane, label) by what a `shared` feature may call it.

    An ambiguous label is no name.
    """
    doors = draft.parts["stairwell"]
    twice = twice_labels(doors)
    return {stairwell_key(lane, label, label in twice): (lane, label) for lane, label in doors}


def _build_estate(draft: _Draft) -> Estate:
    assert draft.estate is not None
    doors = _doors_by_name(draft)
    parts = {what: tuple(draft.parts[what].values()) for what in WHATS[1:-1]}
    return Estate(
        name=draft.estate.name,
        name_en=draft.estate.name_en,
        kind=draft.estate.kind,
        lanes=draft.estate.lanes
        or tuple(dict.fromkeys(lane for lane, _ in doors.values() if lane)),
        outline=draft.estate.outline,
        buildings=parts["building"],
        junctions=parts["junction"],
        paths=parts["path"],
        gates=parts["gate"],
        stairwells=parts["stairwell"],
        shared=tuple((doors[a], doors[b]) for a, b, _ in draft.parts["shared"].values()),
        shared_kinds=tuple(kind for _, _, kind in draft.parts["shared"].values()),
        walls=parts["wall"],
    )
