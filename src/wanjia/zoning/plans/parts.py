"""Whether stairwells are one connected place, and into which places they fall. Pure."""

from collections.abc import Collection, Hashable, Iterable, Mapping

from wanjia.zoning.plans.graph import EstateGraph


def connected_parts(
    graph: EstateGraph,
    stairwells: Collection[str],
    junctions: Collection[str],
    buildings: Mapping[str, Hashable] | None = None,
    beside: Collection[str] = (),
) -> list[tuple[str, ...]]:
    """Return the connected places that some stairwells are, each in the order of the estate.

    Two stairwells are one place when they stand at the same junction or in the same building, share
    an inner way, or when one can walk from one to the other without passing a guard, over
    `junctions` that are closed together with them. Junctions `beside` belong to another zone: one
    may stand at them, but not walk through. All stairwells of the estate are one place, for its
    wall holds them together; of those that the graph does not know where they stand nobody says
    that they are apart.
    """
    known = {stairwell.id for stairwell in graph.stairwells}
    if known and known <= set(stairwells):
        return [tuple(stairwells)]
    groups = _Groups()
    unmapped = [key for key in stairwells if key not in known]
    for key in unmapped:
        groups.join(("unmapped",), ("door", key))
    for stairwell in graph.stairwells:
        if stairwell.id in stairwells:
            for junction in (stairwell.at, *stairwell.also_at):
                groups.join(("door", stairwell.id), ("junction", junction))
    for path in graph.paths:
        if set(path.between) <= set(junctions) and set(path.between).isdisjoint(beside):
            groups.join(*(("junction", end) for end in path.between))
    for pair in graph.shared:
        if set(pair) <= set(stairwells):
            groups.join(*(("door", key) for key in pair))
    for key in stairwells:
        if buildings and buildings.get(key) is not None:
            groups.join(("door", key), ("building", buildings[key]))
    return _in_order(groups, stairwells)


def _in_order(groups: "_Groups", stairwells: Iterable[str]) -> list[tuple[str, ...]]:
    parts: dict[Hashable, list[str]] = {}
    for key in stairwells:
        parts.setdefault(groups.root(("door", key)), []).append(key)
    return [tuple(part) for part in parts.values()]


class _Groups:
    """What was joined is together."""

    def __init__(self) -> None:
        self._above: dict[Hashable, Hashable] = {}

    def root(self, item: Hashable) -> Hashable:
        """Return what stands for all that an item was joined with."""
        while (above := self._above.get(item, item)) != item:
            item = above
        return item

    def join(self, first: Hashable, second: Hashable) -> None:
        """Put two items together."""
        self._above[self.root(first)] = self.root(second)
