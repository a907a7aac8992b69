"""What holds a way or a gate to its place: a floor above says which labels it needs."""

from collections.abc import Callable, Mapping

from wanjia.core.access.viewer import Viewer
from wanjia.places.models import Estate

# Labels of paths and gates that must stay, each with why, in words.
Holder = Callable[[Viewer, Estate], Mapping[str, str]]
_holders: list[Holder] = []


def held_ways_from(holder: Holder) -> Holder:
    """Register what tells which labels must stay while it needs them."""
    if holder not in _holders:
        _holders.append(holder)
    return holder


def held_ways(viewer: Viewer, estate: Estate) -> dict[str, str]:
    """Return the labels that must stay, with why."""
    return {label: why for holder in _holders for label, why in holder(viewer, estate).items()}
