"""The rules that a hand-made plan can break."""

from collections.abc import Iterator
from dataclasses import dataclass

from wanjia.zoning.plans.graph import EstateGraph, with_way_out


@dataclass(frozen=True)
class Violation:
    """A broken rule and the stairwells that it concerns.

    `case_outside`: a case is not sealed. `shared_cut`: of two stairwells with a shared inner way
    one is sealed, so the zone can be entered round the post. `cut_off`: open stairwells have no
    way to a gate.
    """

    code: str
    ids: tuple[str, ...]


def broken_rules(
    graph: EstateGraph, cases: frozenset[str], sealed: frozenset[str], junctions: frozenset[str]
) -> Iterator[Violation]:
    """Yield the rules broken by sealing these stairwells and junctions, gravest first."""
    outside = [stairwell.id for stairwell in graph.stairwells if stairwell.id in cases - sealed]
    if outside:
        yield Violation("case_outside", tuple(outside))
    pairs = dict.fromkeys(tuple(sorted(pair)) for pair in graph.shared)
    for pair in pairs:
        if 0 < len(sealed & set(pair)) < len(set(pair)):
            yield Violation("shared_cut", pair)
    outlets = with_way_out(graph, junctions)
    stuck = [
        stairwell.id
        for stairwell in graph.stairwells
        if stairwell.id not in sealed and outlets.isdisjoint((stairwell.at, *stairwell.also_at))
    ]
    if stuck:
        yield Violation("cut_off", tuple(stuck))
