"""How doors are written and in which order they stand."""

import re

_PARTS = re.compile(r"(\d+)")
_NUMBER = re.compile(r"\d+")


def natural(text: str) -> tuple[tuple[int, int | str], ...]:
    """A sort key in which 3 stands before 12, and 12 before 12甲."""
    return tuple(
        (0, int(part)) if part.isdecimal() and part.isascii() else (1, part)
        for part in _PARTS.split(text)
        if part
    )


def floor_of(room: str) -> int:
    """The floor that a room number tells: 602 is on 6, 1203 on 12; 1 where it tells none."""
    found = _NUMBER.search(room)
    digits = found.group() if found else ""
    if not found or not 3 <= len(digits) <= 4:
        return 1
    below = room[: found.start()].upper().endswith("B")
    floor = int(digits[:-2]) or 1
    return -floor if below else floor


def door_of(stairwell: str, room: str) -> str:
    """A dwelling as it is written: 23-602, or 23 for a house; it never holds the lane."""
    return f"{stairwell}-{room}" if room else stairwell


def sort_of(floor: int, room: str) -> int:
    """A place that later dwellings of the stairwell fit between: the room's own number."""
    number = next((part for _, part in natural(room) if isinstance(part, int)), 0)
    return max(0, (floor + 9) * 10_000 + number % 10_000)
