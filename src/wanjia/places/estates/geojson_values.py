"""Single values of a places file: texts, numbers, positions, each refused in both languages."""

import math
from collections.abc import Mapping
from typing import Any

LatLon = tuple[float, float]

MAX_POINTS = 5_000


class Bad(Exception):
    """What is wrong, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh, self.en = zh, en


def text_of(properties: Mapping[str, Any], key: str, length: int, empty: bool = False) -> str:
    value = properties.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None and empty:
        return ""
    if not isinstance(value, str):
        raise Bad(
            f"{key} 应是文字，现在是 {shown(value)}。",
            f"{key} must be a text; it is {shown(value)}.",
        )
    value = value.strip()
    if not value and not empty:
        raise Bad(f"{key} 是空的。", f"{key} is empty.")
    if len(value) > length or not value.isprintable():
        raise Bad(
            f"{key} 超过 {length} 字或含控制字符。",
            f"{key} is over {length} characters or has control characters.",
        )
    return value


def whole_of(properties: Mapping[str, Any], key: str, low: int, high: int, default: int) -> int:
    value = properties.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise Bad(
            f"{key} 应是 {low} 到 {high} 的整数，现在是 {shown(value)}。",
            f"{key} must be a whole number from {low} to {high}; it is {shown(value)}.",
        )
    return value


def pair_of(properties: Mapping[str, Any]) -> tuple[str, str]:
    pair = properties.get("between")
    if not isinstance(pair, list) or len(pair) != 2:
        raise Bad("between 应是两个名称。", "between must be two names.")
    return text_of({"between": pair[0]}, "between", 44), text_of(
        {"between": pair[1]}, "between", 44
    )


def _read_coordinates(geometry: Any, kind: str) -> Any:
    if not isinstance(geometry, dict) or geometry.get("type") != kind:
        raise Bad(f"图形（geometry）应是 {kind}。", f"The geometry must be a {kind}.")
    return geometry.get("coordinates")


def point(geometry: Any) -> LatLon:
    return _read_latlon(_read_coordinates(geometry, "Point"))


def line(geometry: Any) -> tuple[LatLon, ...]:
    return _read_points(_read_coordinates(geometry, "LineString"), 2)


def polygon(geometry: Any) -> tuple[LatLon, ...]:
    """Return the outer ring, closed."""
    rings = _read_coordinates(geometry, "Polygon")
    if not isinstance(rings, list) or not rings:
        raise Bad("多边形没有坐标。", "The polygon has no coordinates.")
    ring = _read_points(rings[0], 3)
    closed = ring if ring[0] == ring[-1] else (*ring, ring[0])
    if len(set(closed)) < 3:
        raise Bad("多边形少于三个角。", "The polygon has fewer than three corners.")
    return closed


def _read_points(values: Any, least: int) -> tuple[LatLon, ...]:
    if not isinstance(values, list) or not least <= len(values) <= MAX_POINTS:
        raise Bad(
            f"坐标应有 {least} 到 {MAX_POINTS} 个点。",
            f"There must be {least} to {MAX_POINTS} points.",
        )
    return tuple(_read_latlon(value) for value in values)


def _read_latlon(value: Any) -> LatLon:
    if not isinstance(value, list) or len(value) not in (2, 3) or not all(map(_is_number, value)):
        raise Bad(
            f"坐标应是 [经度, 纬度]，现在是 {shown(value)}。",
            f"A position must be [lon, lat]; it is {shown(value)}.",
        )
    lon, lat = float(value[0]), float(value[1])
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Bad(
            f"坐标 {shown(value)} 不在地球上（应是 [经度, 纬度]）。",
            f"The position {shown(value)} is not on Earth ([lon, lat] is meant).",
        )
    return lat, lon


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < 1e6 and math.isfinite(value)


def shown(value: Any) -> str:
    """Return a value as the file has it, cut short."""
    if isinstance(value, tuple):
        return "-".join(filter(None, map(str, value)))
    try:
        text = value if isinstance(value, str) else repr(value)
    except RecursionError:
        return "…"
    return text if len(text) <= 40 else text[:40] + "…"
