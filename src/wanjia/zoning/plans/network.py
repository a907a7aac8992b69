"""From an estate graph to the network that is cut, and back.

A stairwell that shares no inner way leaving its junction always goes with its junction: open
there it has its way out, sealed there it needs no door. So it is a mere number on its junction;
only a group of stairwells that share across junctions is a node of its own.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from wanjia.zoning.plans.graph import EstateGraph, neighbours, reached, with_way_out
from wanjia.zoning.plans.min_cut import FIRST, OPEN, SEALED, Arc, Network


@dataclass(frozen=True)
class Draft:
    """A network, and what its nodes mean.

    A junction each, then a group of stairwells each.
    """

    network: Network
    junctions: tuple[str, ...]
    groups: dict[int, list[str]]
    held: frozenset[str]

    def read(self, sealed_nodes: frozenset[int]) -> tuple[frozenset[str], frozenset[str]]:
        """Return the stairwells and the junctions that sealed nodes stand for."""
        stairwells = set(self.held)
        for node in sealed_nodes:
            stairwells.update(self.groups.get(node, ()))
        last = FIRST + len(self.junctions)
        junctions = (self.junctions[node - FIRST] for node in sealed_nodes if node < last)
        return frozenset(stairwells), frozenset(junctions)


def cut_off_anyway(graph: EstateGraph) -> frozenset[str]:
    """Return the stairwells that have no way to a gate even with nothing sealed."""
    outlets = with_way_out(graph)
    return frozenset(
        stairwell.id
        for stairwell in graph.stairwells
        if outlets.isdisjoint((stairwell.at, *stairwell.also_at))
    )


def draft_free(graph: EstateGraph, cases: frozenset[str]) -> Draft:
    """Return the network in which the cases are held, and all they share with; the rest is free."""
    must = cases | cut_off_anyway(graph)
    groups = list(_group_sharing(graph))
    held = frozenset(
        stairwell_id for group in groups if not must.isdisjoint(group) for stairwell_id in group
    )
    return _make_draft(
        graph, held, [group for group in groups if held.isdisjoint(group)], frozenset()
    )


def draft_fixed(graph: EstateGraph, sealed: frozenset[str]) -> Draft:
    """Return the network in which just these stairwells are sealed.

    Only junctions are free.
    """
    kept = frozenset(stairwell.at for stairwell in graph.stairwells if stairwell.id not in sealed)
    return _make_draft(graph, sealed, [], kept)


def _make_draft(
    graph: EstateGraph, held: frozenset[str], groups: list[list[str]], kept: frozenset[str]
) -> Draft:
    junctions = tuple(sorted(graph.junctions))
    node = {junction: FIRST + number for number, junction in enumerate(junctions)}
    at = {stairwell.id: node[stairwell.at] for stairwell in graph.stairwells}
    residents = {stairwell.id: stairwell.residents for stairwell in graph.stairwells}

    # What is paid if the first is sealed and the second open: [residents, guards].
    paid = defaultdict[tuple[int, int], list[int]](lambda: [0, 0])
    for stairwell_id in held:
        paid[SEALED, at[stairwell_id]][1] += 1
    for gate in graph.gates:
        paid[node[gate.at], OPEN][1] += gate.guards
    for path in graph.paths:
        start, end = (node[junction] for junction in path.between)
        paid[start, end][1] += path.guards
        paid[end, start][1] += path.guards

    members: dict[int, list[str]] = defaultdict(list)
    follows: list[tuple[int, int]] = []
    size = FIRST + len(junctions)
    for group in groups:
        places = {at[stairwell_id] for stairwell_id in group}
        group_node = min(places)
        if len(places) > 1:
            group_node, size = size, size + 1
            follows += [(place, group_node) for place in sorted(places)]
            for stairwell_id in group:
                paid[group_node, at[stairwell_id]][1] += 1
        members[group_node] += group
        paid[group_node, OPEN][0] += sum(residents[stairwell_id] for stairwell_id in group)

    arcs = [Arc(*pair, *costs) for pair, costs in sorted(paid.items()) if any(costs)]
    ways, exits = _ways_and_exits(graph, kept)
    network = Network(
        size=size,
        arcs=arcs,
        ways={
            node[junction]: sorted(node[way] for way in others) for junction, others in ways.items()
        },
        exits=sorted(node[junction] for junction in exits),
        follows=follows,
        kept=frozenset(node[junction] for junction in kept),
    )
    return Draft(network, junctions, dict(members), held)


def _ways_and_exits(
    graph: EstateGraph, kept: frozenset[str]
) -> tuple[dict[str, set[str]], frozenset[str]]:
    """Return what lies next to each junction, and the junctions that lead outside.

    Where no gate is in reach at all, junctions that nobody lives on are left alone, and those
    that are kept open count as if they led outside: sealing or not changes nothing for them.
    """
    outlets = with_way_out(graph)
    homes = {stairwell.at for stairwell in graph.stairwells if stairwell.at not in outlets}
    counted = outlets | reached(graph, homes)
    ways = {
        junction: others for junction, others in neighbours(graph).items() if junction in counted
    }
    return ways, frozenset(gate.at for gate in graph.gates) | (kept - outlets)


def _group_sharing(graph: EstateGraph) -> Iterator[list[str]]:
    """Yield the stairwells that must be sealed together, each with its group."""
    shares = defaultdict[str, list[str]](list)
    for first, second in graph.shared:
        shares[first].append(second)
        shares[second].append(first)
    seen: set[str] = set()
    for stairwell in graph.stairwells:
        if stairwell.id in seen:
            continue
        seen.add(stairwell.id)
        group = [stairwell.id]
        for stairwell_id in group:
            fresh = [other for other in dict.fromkeys(shares[stairwell_id]) if other not in seen]
            seen.update(fresh)
            group += fresh
        yield group
