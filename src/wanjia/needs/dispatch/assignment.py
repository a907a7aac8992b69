"""Who goes to which need, for all open needs at once, by one exact minimum-cost flow. Pure.

First as many of the most urgent needs find somebody as can be, then of the next; among these the
sum of what speaks for each pair (`helpers.WEIGHTS`), less what each further need costs somebody who
has some already, is as high as can be. Nobody who may not go is offered.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from wanjia.needs.dispatch.helpers import WEIGHTS, Candidate, Job, may_go, reasons_of

MOST = 8  # needs that one person is given at once
UNSENT = (0, 4_000_000, 40_000, 4_000, 2_000)  # what it costs to leave a need, by its urgency


@dataclass(frozen=True)
class Wanted:
    """A need that waits for somebody: its urgency from 1 (life in danger) to 4, where it is."""

    id: Hashable
    urgency: int
    job: Job
    paired: frozenset[Hashable] = frozenset()


@dataclass(frozen=True)
class Sent:
    """A need, who goes to it and why."""

    need: Hashable
    person: Hashable
    reasons: tuple[str, ...]
    score: int


@dataclass(frozen=True)
class Assignment:
    """All that is proposed; `left` are needs to which nobody may go, or nobody has time."""

    sent: tuple[Sent, ...]
    left: tuple[tuple[Hashable, str], ...]
    cost: int


def score_of(candidate: Candidate, wanted: Wanted) -> tuple[int, tuple[str, ...]]:
    """Return what speaks for sending somebody, in points and codes; load apart."""
    paired = candidate.id in wanted.paired
    reasons = reasons_of(candidate, wanted.job, paired)
    return sum(WEIGHTS[code] for code in reasons), reasons


def assign(needs: Sequence[Wanted], people: Sequence[Candidate], most: int = MOST) -> Assignment:
    """Send people to needs, exactly.

    Nobody has more than `most` with what they have already.
    """
    from ortools.graph.python import min_cost_flow

    flow = min_cost_flow.SimpleMinCostFlow()
    source, sink = 0, 1
    need_at = {need.id: 2 + place for place, need in enumerate(needs)}
    person_at = {person.id: 2 + len(needs) + place for place, person in enumerate(people)}
    arcs: dict[int, tuple[Wanted, Candidate, int, tuple[str, ...]]] = {}
    offered: dict[Hashable, int] = {}
    for wanted in needs:
        flow.add_arc_with_capacity_and_unit_cost(source, need_at[wanted.id], 1, 0)
        flow.add_arc_with_capacity_and_unit_cost(
            need_at[wanted.id], sink, 1, UNSENT[min(max(wanted.urgency, 1), 4)]
        )
        for person in people:
            if not may_go(person, wanted.job):
                continue
            points, reasons = score_of(person, wanted)
            offered[wanted.id] = offered.get(wanted.id, 0) + 1
            arc = flow.add_arc_with_capacity_and_unit_cost(
                need_at[wanted.id], person_at[person.id], 1, -points
            )
            arcs[arc] = (wanted, person, points, reasons)
    for person in people:
        for load in range(person.load, most):
            flow.add_arc_with_capacity_and_unit_cost(
                person_at[person.id], sink, 1, -WEIGHTS["load"] * load
            )
    flow.set_node_supply(source, len(needs))
    flow.set_node_supply(sink, -len(needs))
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("the flow of needs to people has no solution")
    sent = tuple(
        Sent(wanted.id, person.id, reasons, points)
        for arc, (wanted, person, points, reasons) in arcs.items()
        if flow.flow(arc)
    )
    gone = {pair.need for pair in sent}
    left = tuple(
        (need.id, "all_full" if offered.get(need.id) else "nobody_may_go")
        for need in needs
        if need.id not in gone
    )
    return Assignment(sent, left, flow.optimal_cost())
