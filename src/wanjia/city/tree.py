"""The page of an area: its parts, the most urgent first, and what of them is opened beneath."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from wanjia.city.figures import Figures, urgency_of
from wanjia.city.queries import Line, Tree, area_lines, community_lines, sum_lines
from wanjia.core.localized import localized_name
from wanjia.core.models import Area

Key = Callable[[Line], Any]
ORDERS: dict[str, Callable[[Figures], Any]] = {
    "urgent": urgency_of,
    "people": lambda figures: figures.people_sealed,
    "missing": lambda figures: figures.missing,
    "alarms": lambda figures: (figures.alarms_overdue, figures.alarms_open),
    "needs": lambda figures: (figures.needs_overdue, figures.needs_open),
    "beds": lambda figures: figures.beds_taken,
    "cases": lambda figures: (figures.cases_new, figures.cases_total),
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
    shown = [part for part in areas if part.id == area.id or part.id in opened]
    homes: dict[UUID | None, list[Line]] = {}
    if with_communities := [part for part in shown if own[part.id].communities]:
        for line in community_lines(with_communities):
            homes.setdefault(line.home, []).append(line)
    sums = {part.id: sum_lines(part, [own[part.id] for part in tree.under(part)]) for part in areas}

    def parts(parent: Area, depth: int) -> list[Node]:
        nodes = [Node(sums[child.id], depth) for child in tree.below.get(parent.id, [])]
        nodes += [Node(line, depth) for line in homes.get(parent.id, [])]
        for node in nodes:
            if node.line.area and node.line.area.id in opened:
                node.opened = True
                node.beneath = parts(node.line.area, depth + 1)
        return _order_nodes(nodes, order)

    return sums[area.id], list(_flatten(parts(area, 0)))


def _order_nodes(nodes: list[Node], order: str) -> list[Node]:
    nodes = sorted(nodes, key=lambda node: localized_name(node.line.place))
    if order == "name":
        return nodes
    rank = ORDERS[order]
    return sorted(nodes, key=lambda node: rank(node.line.figures), reverse=True)


def _flatten(nodes: Iterable[Node]) -> Iterable[Node]:
    for node in nodes:
        yield node
        yield from _flatten(node.beneath)


def all_communities(tree: Tree, area: Area) -> list[tuple[list[Area], Line]]:
    """Return every community below an area with the areas it lies in, for a file."""
    areas: dict[UUID | None, Area] = {part.id: part for part in tree.under(area)}
    rows = []
    for line in community_lines(areas.values()):
        home = areas[line.home]
        rows.append(([*tree.way_to(home), home], line))
    return sorted(rows, key=lambda row: ([area.name for area in row[0]], row[1].place.name))
