"""What somebody who walks an estate checks: gates, wall, each building's doors, inner ways."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from wanjia.places.doors.labels import natural
from wanjia.places.estates.geojson import Estate, stairwell_key, twice_labels


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at; `kind` says what is asked of it, `doors` which doors are meant."""

    key: str
    kind: str
    name: str = ""
    doors: tuple[str, ...] = ()


def list_checks(estate: Estate) -> tuple[Check, ...]:
    """Return what is to be looked at, as one would come past it."""
    checks = [Check(f"gate-{gate.label}", "gate", gate.name) for gate in estate.gates]
    checks += [Check("wall", "wall"), Check("ways", "ways")]
    checks += [
        Check(f"building-{label}", "building", label, doors)
        for label, doors in _doors_by_building(estate).items()
        if label
    ]
    return tuple(checks)


def list_pairs(estate: Estate) -> tuple[tuple[str, str], ...]:
    """Return doors side by side in a building, between which one may get through inside."""
    return tuple(
        pair
        for label, doors in _doors_by_building(estate).items()
        if label
        for pair in pairwise(doors)
    )


def _doors_by_building(estate: Estate) -> dict[str, tuple[str, ...]]:
    twice = twice_labels((door.lane, door.label) for door in estate.stairwells)
    doors: dict[str, list[str]] = defaultdict(list)
    for door in estate.stairwells:
        doors[door.building].append(stairwell_key(door.lane, door.label, door.label in twice))
    return {label: tuple(sorted(doors[label], key=natural)) for label in sorted(doors, key=natural)}


def joined_before(estate: Estate) -> Iterator[tuple[str, str]]:
    """Yield the doors that the map already joins by an inner way."""
    twice = twice_labels((door.lane, door.label) for door in estate.stairwells)
    for a, b in estate.shared:
        yield (
            stairwell_key(*a, a[1] in twice),
            stairwell_key(*b, b[1] in twice),
        )
