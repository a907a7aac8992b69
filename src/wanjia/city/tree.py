"""The page of an area: its parts, the most urgent first, and what of them is opened beneath."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from wanjia.city.figures import Figures, urgency
from wanjia.city.queries import Line, Tree, area_lines, community_lines, together
from wanjia.core.localized import localized_name
from wanjia.core.models import Area

Key = Callable[[Line], Any]
ORDERS: dict[str, Callable[[Figures], Any]] = {
    "urgent": urgency,
    "people": lambda one: one.people_sealed,
    "missing": lambda one: one.missing,
    "alarms": lambda one: (one.alarms_overdue, one.alarms_open),
    "needs": lambda one: (one.needs_overdue, one.needs_open),
    "beds": lambda one: one.beds_taken,
    "cases": lambda one: (one.cases_new, one.cases_total),
}


@dataclass
class Node:
    """A line of the table, how deep it stands, and whether what it holds is shown beneath."""

    line: Line
    depth: int
    opened: bool = False
    beneath: list["Node"] = field(default_factory=list)


def page_of(
    tree: Tree, area: Area, opened: Collection[UUID], order: str
) -> tuple[Line, list[Node]]:
    """An area's own line and the lines of its parts, those below the `opened` areas among them.

    Seven statements at most, however many communities there are.
    """
    areas = tree.under(area)
    own = area_lines(areas)
    shown = [one for one in areas if one.id == area.id or one.id in opened]
    homes: dict[UUID | None, list[Line]] = {}
    if with_communities := [one for one in shown if own[one.id].communities]:
        for line in community_lines(with_communities):
            homes.setdefault(line.home, []).append(line)
    sums = {one.id: together(one, [own[part.id] for part in tree.under(one)]) for one in areas}

    def parts(of: Area, depth: int) -> list[Node]:
        nodes = [Node(sums[one.id], depth) for one in tree.below.get(of.id, [])]
        nodes += [Node(line, depth) for line in homes.get(of.id, [])]
        for node in nodes:
            if node.line.area and node.line.area.id in opened:
                node.opened = True
                node.beneath = parts(node.line.area, depth + 1)
        return _ordered(nodes, order)

    return sums[area.id], list(_flat(parts(area, 0)))


def _ordered(nodes: list[Node], order: str) -> list[Node]:
    nodes = sorted(nodes, key=lambda one: localized_name(one.line.place))
    if order == "name":
        return nodes
    rank = ORDERS[order]
    return sorted(nodes, key=lambda one: rank(one.line.figures), reverse=True)


def _flat(nodes: Iterable[Node]) -> Iterable[Node]:
    for node in nodes:
        yield node
        yield from _flat(node.beneath)


def whole(tree: Tree, area: Area) -> list[tuple[list[Area], Line]]:
    """Every community below an area with the areas it lies in, for a file."""
    areas: dict[UUID | None, Area] = {one.id: one for one in tree.under(area)}
    found = []
    for line in community_lines(areas.values()):
        home = areas[line.home]
        found.append(([*tree.way_to(home), home], line))
    return sorted(found, key=lambda one: ([area.name for area in one[0]], one[1].place.name))
