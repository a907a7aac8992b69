"""The cheapest cut between sealed and open in which everything open has a way to a gate.

Without the ways out this is a minimum cut. With them it is hard in general, so the cut is
relaxed, solved, and branched on where an open pocket lies behind the sealed part. Two facts
keep the branching small:

- Where every way out of a junction passes a second one (a chokepoint), sealing the second seals
  the first. That is an arc of the cut itself, so dead ends and trees need no branching at all.
- A pocket without a gate whose stairwells are all sealed is never dearer sealed than open, so
  asking a way out of every open junction, not only of those with open stairwells, loses nothing.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

from wanjia.zoning.plans.planner_text import Refused

SEALED, OPEN, FIRST = 0, 1, 2
LIMIT = 2**60  # the solver counts in signed 64 bits


class Arc(NamedTuple):
    """What is paid if `tail` is sealed and `head` is open."""

    tail: int
    head: int
    residents: int
    guards: int


@dataclass(frozen=True)
class Network:
    """Nodes `FIRST`… below `size` to part into sealed and open.

    `ways` are the junctions next to each junction, `exits` those with a way to the outside;
    a node that is in no key of `ways` needs no way out. In `follows`, (a, b) means that sealing
    a seals b. `kept` junctions stay open. Some way to part the nodes must be allowed.
    """

    size: int
    arcs: Sequence[Arc]
    ways: dict[int, list[int]]
    exits: Sequence[int]
    follows: Sequence[tuple[int, int]]
    kept: frozenset[int]


class _Sides(NamedTuple):
    """Nodes whose side a branch has decided."""

    sealed: frozenset[int]
    open: frozenset[int]


def cheapest_sealed(network: Network, resident: int, guard: int) -> frozenset[int]:
    """Return the nodes to seal so that `resident` × residents + `guard` × guards is least, exactly.

    Raises Refused `graph.too_big` if the sums do not fit the solver's integers.
    """
    prices = [resident * arc.residents + guard * arc.guards for arc in network.arcs]
    never = sum(prices) + 1
    if never >= LIMIT:
        raise Refused("graph.too_big")
    best, best_price = frozenset[int](), never
    tickets = count()
    branches = [(0, next(tickets), _Sides(frozenset(), network.kept))]
    while branches and branches[0][0] < best_price:
        sides = heapq.heappop(branches)[2]
        relaxed = _solve_relaxed(network, prices, never, sides)
        if relaxed is None or relaxed[0] >= best_price:
            continue
        price, sealed = relaxed
        pockets = list(_find_pockets(network, sealed))
        closed = _close_over(network, sealed.union(*pockets))
        if not closed & network.kept and (whole := _price_of(network, prices, closed)) < best_price:
            best, best_price = closed, whole
        for branch in _branch_sides(network, sides, sealed, pockets):
            heapq.heappush(branches, (price, next(tickets), branch))
    return best


def _branch_sides(
    network: Network, sides: _Sides, sealed: frozenset[int], pockets: list[set[int]]
) -> list[_Sides]:
    """Return both fates of one sealed junction that stands between a pocket and the outside.

    Once all that stand there are sealed for good, chokepoints seal the pocket, so the pocket
    with the fewest is the quickest to settle.
    """
    rims = (_rim_of(network, pocket) & sealed - sides.sealed for pocket in pockets)
    undecided = [(len(rim), min(rim)) for rim in rims if rim]
    if not undecided:
        return []
    pick = min(undecided)[1]
    return [
        _Sides(sides.sealed, sides.open | {pick}),
        _Sides(sides.sealed | {pick}, sides.open),
    ]


def _rim_of(network: Network, pocket: set[int]) -> frozenset[int]:
    return frozenset(way for node in pocket for way in network.ways[node]) - pocket


def _solve_relaxed(
    network: Network, prices: Sequence[int], never: int, sides: _Sides
) -> tuple[int, frozenset[int]] | None:
    """Return the minimum cut with chokepoints but without pockets forbidden.

    None if there is none.
    """
    chokes = chokepoints(network, sides.sealed)
    lost = {junction for junction in network.ways if junction not in chokes}
    sealed = _close_over(network, sides.sealed | lost)
    opened = _held_open(chokes, sides.open)
    if sealed & opened:
        return None
    follows = [
        *network.follows,
        *((choke, node) for node, choke in chokes.items() if choke is not None),
    ]
    return _min_cut(network, prices, follows, never, sealed, opened)


def _min_cut(
    network: Network,
    prices: Sequence[int],
    follows: Iterable[tuple[int, int]],
    never: int,
    sealed: frozenset[int],
    opened: frozenset[int],
) -> tuple[int, frozenset[int]]:
    """Price and sealed nodes of the minimum cut that seals least."""
    from ortools.graph.python import max_flow

    node = list(range(network.size))
    for junction in sealed:
        node[junction] = SEALED
    for junction in opened:
        node[junction] = OPEN
    flow = max_flow.SimpleMaxFlow()
    add = flow.add_arc_with_capacity
    paid = ((arc.tail, arc.head, price) for arc, price in zip(network.arcs, prices, strict=True))
    for tail, head, price in (*paid, *((tail, head, never) for tail, head in follows)):
        start, end = node[tail], node[head]
        if price and start != end and start != OPEN and end != SEALED:
            add(start, end, price)
    if flow.solve(SEALED, OPEN) != flow.OPTIMAL:
        raise Refused("graph.too_big")
    cut = flow.get_source_side_min_cut()
    return flow.optimal_flow(), sealed.union(cut_node for cut_node in cut if cut_node >= FIRST)


def _price_of(network: Network, prices: Sequence[int], sealed: frozenset[int]) -> int:
    side = [number in sealed for number in range(network.size)]
    side[SEALED] = True
    arcs = zip(network.arcs, prices, strict=True)
    return sum(price for arc, price in arcs if side[arc.tail] and not side[arc.head])


def _close_over(network: Network, sealed: Iterable[int]) -> frozenset[int]:
    """With all that follows from sealing these."""
    closed = set(sealed)
    closed.update(after for before, after in network.follows if before in closed)
    return frozenset(closed)


def _held_open(chokes: dict[int, int | None], opened: Iterable[int]) -> frozenset[int]:
    """With every chokepoint that these need open."""
    held = set[int]()
    for junction in opened:
        node: int | None = junction
        while node is not None and node not in held:
            held.add(node)
            node = chokes.get(node)
    return frozenset(held)


def _find_pockets(network: Network, sealed: frozenset[int]) -> Iterator[set[int]]:
    """Yield the connected parts of the open junctions that no gate is in."""
    unseen = network.ways.keys() - sealed
    _flood_from(network, unseen, [junction for junction in network.exits if junction in unseen])
    for junction in sorted(unseen):
        if junction in unseen:
            yield _flood_from(network, unseen, [junction])


def _flood_from(network: Network, unseen: set[int], start: list[int]) -> set[int]:
    """Take what can be walked to from `start` out of `unseen`."""
    unseen.difference_update(start)
    reached, ahead = set(start), list(start)
    while ahead:
        for way in network.ways[ahead.pop()]:
            if way in unseen:
                unseen.discard(way)
                reached.add(way)
                ahead.append(way)
    return reached


def chokepoints(network: Network, sealed: Iterable[int]) -> dict[int, int | None]:
    """For each junction with a way out, the nearest one that all its ways out pass, if any.

    Ways lead past `sealed` junctions, not through them. One depth-first walk from the outside
    (Tarjan's articulation points): a junction's ways back never rise above its chokepoint.
    """
    shut = set(sealed)
    depth = dict.fromkeys(shut, -1)
    low: dict[int, int] = {}
    parent: dict[int, int | None] = {}
    order: list[int] = []
    exits = set(network.exits)

    def enter(junction: int, before: int | None) -> tuple[int, Iterator[int]]:
        depth[junction] = len(order) + 1
        low[junction] = 0 if junction in exits else depth[junction]
        parent[junction] = before
        order.append(junction)
        return junction, iter(network.ways[junction])

    for gate in network.exits:
        if gate in depth:
            continue
        walk = [enter(gate, None)]
        while walk:
            junction, ways = walk[-1]
            for way in ways:
                if way not in depth:
                    walk.append(enter(way, junction))
                    break
                if way not in shut:
                    low[junction] = min(low[junction], depth[way])
            else:
                walk.pop()
                if walk:
                    above = walk[-1][0]
                    low[above] = min(low[above], low[junction])
    nearest: dict[int, int | None] = {}
    for junction in order:
        above_ = parent[junction]
        if above_ is None:
            nearest[junction] = None
        else:
            stuck = low[junction] >= depth[above_]
            nearest[junction] = above_ if stuck else nearest[above_]
    return nearest
