"""Places and zones as GeoJSON (RFC 7946): [lon, lat], rings closed and counter-clockwise. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from wanjia.channels.standards.cap import Ring
from wanjia.places.estates.geojson import Estate, stairwell_key, twice_labels
from wanjia.zoning.protocols.public_text import PublicWords

LatLon = Sequence[float]


@dataclass(frozen=True)
class ZoneShape:
    """A zone as everybody may know it: no name of a person, no door, no case."""

    id: str
    estate: str
    estate_en: str
    zh: PublicWords
    en: PublicWords
    stairwells: tuple[str, ...]
    since: str
    planned_end: str
    ends: str
    ends_en: str
    polygons: tuple[Ring, ...]


def collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return a FeatureCollection."""
    return {"type": "FeatureCollection", "features": list(features)}


def zone_feature(zone: ZoneShape) -> dict[str, Any]:
    """Return a zone on the ground of its stairwells; no geometry where none is known.

    What it says of the event and of what to do are its protocol's own words.
    """
    both = (("", zone.zh), ("_en", zone.en))
    return {
        "type": "Feature",
        "id": zone.id,
        "geometry": _polygons_geometry(zone.polygons),
        "properties": {
            "what": "zone",
            "estate": zone.estate,
            "estate_en": zone.estate_en,
            **{f"class{suffix}": words.klass for suffix, words in both},
            **{f"event{suffix}": words.event for suffix, words in both},
            **{f"headline{suffix}": words.headline for suffix, words in both},
            **{f"instruction{suffix}": "\n".join(words.instruction) for suffix, words in both},
            "stairwells": list(zone.stairwells),
            "since": zone.since,
            "planned_end": zone.planned_end,
            "ends": zone.ends,
            "ends_en": zone.ends_en,
        },
    }


def estate_features(estate: Estate) -> Iterator[dict[str, Any]]:
    """Yield an estate in the form that `wanjia import places` reads, the estate itself first."""
    yield _make_feature(
        "estate",
        _polygon_geometry(estate.outline),
        name=estate.name,
        name_en=estate.name_en,
        kind=estate.kind,
        lanes=list(estate.lanes),
    )
    scope = {"estate": estate.name}
    for block in estate.buildings:
        ring = _polygon_geometry(block.polygon)
        if ring:
            yield _make_feature("building", ring, **scope, label=block.label, floors=block.floors)
    for junction in estate.junctions:
        yield _make_feature("junction", _point_geometry(junction.at), **scope, id=junction.label)
    for path in estate.paths:
        way = {"type": "LineString", "coordinates": [_to_lonlat(one) for one in path.line]}
        between = list(path.between)
        yield _make_feature(
            "path", way, **scope, id=path.label, between=between, guards=path.guards
        )
    for gate in estate.gates:
        where = {"id": gate.label, "name": gate.name, "at": gate.junction, "guards": gate.guards}
        english = {"name_en": gate.name_en} if gate.name_en else {}
        yield _make_feature("gate", _point_geometry(gate.at), **scope, **where, **english)
    for number, wall in enumerate(estate.walls, 1):
        way = {"type": "LineString", "coordinates": [_to_lonlat(one) for one in wall]}
        yield _make_feature("wall", way, **scope, id=f"wall{number}")
    yield from _door_features(estate)


def _door_features(estate: Estate) -> Iterator[dict[str, Any]]:
    scope = {"estate": estate.name}
    blocks = {building.label for building in estate.buildings if building.polygon}
    for door in estate.stairwells:
        yield _make_feature(
            "stairwell",
            _point_geometry(door.at),
            **scope,
            label=door.label,
            lane=door.lane,
            building=door.building if door.building in blocks else "",
            at=door.junction,
            dwellings=[list(dwelling) for dwelling in door.dwellings],
        )
    twice = twice_labels((stairwell.lane, stairwell.label) for stairwell in estate.stairwells)
    kinds = dict(zip(estate.shared, estate.shared_kinds, strict=False))
    for pair in estate.shared:
        between = [stairwell_key(lane, label, label in twice) for lane, label in pair]
        kind = {"kind": kinds[pair]} if kinds.get(pair) else {}
        yield _make_feature("shared", None, **scope, between=between, **kind)


def _make_feature(what: str, geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": {"what": what, **properties}}


def _to_lonlat(point: LatLon) -> list[float]:
    return [point[1], point[0]]


def _point_geometry(at: LatLon) -> dict[str, Any] | None:
    return {"type": "Point", "coordinates": _to_lonlat(at)} if at else None


def _polygons_geometry(rings: Iterable[Ring]) -> dict[str, Any] | None:
    """Return one polygon or several; None without any."""
    found = [one["coordinates"] for ring in rings if (one := _polygon_geometry(ring))]
    if len(found) < 2:
        return {"type": "Polygon", "coordinates": found[0]} if found else None
    return {"type": "MultiPolygon", "coordinates": found}


def _polygon_geometry(points: Iterable[LatLon]) -> dict[str, Any] | None:
    """Return a polygon with its outer ring counter-clockwise (RFC 7946, 3.1.6); None without
    one.
    """
    from shapely import Polygon  # numpy comes with it: 11 MB

    ring = [_to_lonlat(point) for point in points]
    if len(ring) < 3:
        return None
    if ring[0] != ring[-1]:
        ring.append(ring[0])

    if not Polygon(ring).exterior.is_ccw:
        ring.reverse()
    return {"type": "Polygon", "coordinates": [ring]}
