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
    """A network, and what its nodes mean: a junction each, then a group of stairwells each."""

    network: Network
    junctions: tuple[str, ...]
    groups: dict[int, list[str]]
    held: frozenset[str]

    def read(self, sealed_nodes: frozenset[int]) -> tuple[frozenset[str], frozenset[str]]:
        """The stairwells and the junctions that sealed nodes stand for."""
        stairwells = set(self.held)
        for node in sealed_nodes:
            stairwells.update(self.groups.get(node, ()))
        last = FIRST + len(self.junctions)
        junctions = (self.junctions[node - FIRST] for node in sealed_nodes if node < last)
        return frozenset(stairwells), frozenset(junctions)


def cut_off_anyway(graph: EstateGraph) -> frozenset[str]:
    """The stairwells that have no way to a gate even with nothing sealed."""
    outlets = with_way_out(graph)
    return frozenset(one.id for one in graph.stairwells if one.at not in outlets)


def draft_free(graph: EstateGraph, cases: frozenset[str]) -> Draft:
    """The network in which the cases are held, and all they share with; the rest is free."""
    must = cases | cut_off_anyway(graph)
    groups = list(_groups(graph))
    held = frozenset(one for group in groups if not must.isdisjoint(group) for one in group)
    return _draft(graph, held, [group for group in groups if held.isdisjoint(group)], frozenset())


def draft_fixed(graph: EstateGraph, sealed: frozenset[str]) -> Draft:
    """The network in which just these stairwells are sealed: only junctions are free."""
    kept = frozenset(one.at for one in graph.stairwells if one.id not in sealed)
    return _draft(graph, sealed, [], kept)


def _draft(
    graph: EstateGraph, held: frozenset[str], groups: list[list[str]], kept: frozenset[str]
) -> Draft:
    junctions = tuple(sorted(graph.junctions))
    node = {junction: FIRST + number for number, junction in enumerate(junctions)}
    at = {one.id: node[one.at] for one in graph.stairwells}
    residents = {one.id: one.residents for one in graph.stairwells}

    # What is paid if the first is sealed and the second open: [residents, guards].
    paid = defaultdict[tuple[int, int], list[int]](lambda: [0, 0])
    for one in held:
        paid[SEALED, at[one]][1] += 1
    for gate in graph.gates:
        paid[node[gate.at], OPEN][1] += gate.guards
    for path in graph.paths:
        a, b = (node[end] for end in path.between)
        paid[a, b][1] += path.guards
        paid[b, a][1] += path.guards

    members: dict[int, list[str]] = defaultdict(list)
    follows: list[tuple[int, int]] = []
    size = FIRST + len(junctions)
    for group in groups:
        places = {at[one] for one in group}
        group_node = min(places)
        if len(places) > 1:
            group_node, size = size, size + 1
            follows += [(place, group_node) for place in sorted(places)]
            for one in group:
                paid[group_node, at[one]][1] += 1
        members[group_node] += group
        paid[group_node, OPEN][0] += sum(residents[one] for one in group)

    arcs = [Arc(*pair, *costs) for pair, costs in sorted(paid.items()) if any(costs)]
    ways, exits = _ways(graph, kept)
    network = Network(
        size=size,
        arcs=arcs,
        ways={node[one]: sorted(node[way] for way in others) for one, others in ways.items()},
        exits=sorted(node[one] for one in exits),
        follows=follows,
        kept=frozenset(node[one] for one in kept),
    )
    return Draft(network, junctions, dict(members), held)


def _ways(graph: EstateGraph, kept: frozenset[str]) -> tuple[dict[str, set[str]], frozenset[str]]:
    """What lies next to each junction, and the junctions that lead outside.

    Where no gate is in reach at all, junctions that nobody lives on are left alone, and those
    that are kept open count as if they led outside: sealing or not changes nothing for them.
    """
    outlets = with_way_out(graph)
    homes = {one.at for one in graph.stairwells if one.at not in outlets}
    counted = outlets | reached(graph, homes)
    ways = {one: others for one, others in neighbours(graph).items() if one in counted}
    return ways, frozenset(gate.at for gate in graph.gates) | (kept - outlets)


def _groups(graph: EstateGraph) -> Iterator[list[str]]:
    """The stairwells that must be sealed together, each with its group."""
    shares = defaultdict[str, list[str]](list)
    for a, b in graph.shared:
        shares[a].append(b)
        shares[b].append(a)
    seen: set[str] = set()
    for stairwell in graph.stairwells:
        if stairwell.id in seen:
            continue
        seen.add(stairwell.id)
        group = [stairwell.id]
        for one in group:
            fresh = [other for other in dict.fromkeys(shares[one]) if other not in seen]
            seen.update(fresh)
            group += fresh
        yield group
