"""The zone planner: which stairwells and junctions to seal, and where the guards stand.

A plan holds every case, cuts no shared way and leaves every open stairwell a way to a gate
through open junctions. It pays `residents sealed + weight × guards`; the recommended plan pays
least, exactly; ties go to fewer residents, then fewer guards. A stairwell that has no way to a
gate even with nothing sealed is sealed in every plan (`cut_off_anyway` names them).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import count, pairwise
from math import floor
from typing import Any

from wanjia.zoning.plans.graph import EstateGraph, door_id, read_graph, with_back_doors
from wanjia.zoning.plans.min_cut import cheapest_sealed
from wanjia.zoning.plans.network import Draft, cut_off_anyway, draft_fixed, draft_free
from wanjia.zoning.plans.planner_text import Refused, violation_words
from wanjia.zoning.plans.rules import Violation, broken_rules

__all__ = [
    "DEFAULT_WEIGHT",
    "Plan",
    "Post",
    "Violation",
    "as_weight",
    "check_plan",
    "cut_off_anyway",
    "plan_command",
    "plans",
    "price",
    "recommended",
    "violation_text",
]

Weight = int | float | str | Fraction

DEFAULT_WEIGHT = 20
MOST_PLANS = 6
MOST_DIGITS = 30


@dataclass(frozen=True)
class Post:
    """A guard post.

    The path, gate or door (`door:23`) that is closed and its guards.
    """

    id: str
    guards: int


@dataclass(frozen=True)
class Plan:
    """What is sealed and what it costs.

    `weight` is one at which no plan is better.
    """

    sealed: tuple[str, ...]
    sealed_junctions: tuple[str, ...]
    posts: tuple[Post, ...]
    residents: int
    households: int
    guards: int
    weight: int | float
    recommended: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form of the `wanjia plan` command."""
        return {
            "sealed": list(self.sealed),
            "sealed_junctions": list(self.sealed_junctions),
            "posts": [{"id": post.id, "guards": post.guards} for post in self.posts],
            "residents": self.residents,
            "households": self.households,
            "guards": self.guards,
            "weight": self.weight,
            "recommended": self.recommended,
        }


def recommended(graph: EstateGraph, cases: Iterable[str], weight: Weight = DEFAULT_WEIGHT) -> Plan:
    """Return the plan that minimises residents sealed + `weight` (residents a guard) × guards.

    Raises Refused `plan.case_unknown`, `plan.bad_weight`, `graph.too_big`.
    """
    best = _make_solver(graph, cases)(as_weight(weight))
    return replace(best, weight=_plain_number(as_weight(weight)), recommended=True)


def plans(
    graph: EstateGraph, cases: Iterable[str], weight: Weight = DEFAULT_WEIGHT
) -> tuple[Plan, ...]:
    """At most six plans from fewest residents to fewest guards, one of them recommended.

    Each is the best at its own weight; besides both ends and the recommended one these are the
    plans that the sweep over all weights meets where the ends lie furthest apart. Refuses like
    `recommended`.
    """
    solve = _make_solver(graph, cases)
    asked = as_weight(weight)
    chosen = solve(asked)
    guards_first = Fraction(_all_residents(graph) + 1)
    swept = _sweep_gaps(solve, [solve(Fraction(0)), chosen, solve(guards_first)])
    final = replace(chosen, weight=_plain_number(asked), recommended=True)
    return tuple(final if _cost_of(plan) == _cost_of(chosen) else plan for plan in swept)


def price(
    graph: EstateGraph,
    cases: Iterable[str],
    sealed_stairwells: Iterable[str],
    weight: Weight = DEFAULT_WEIGHT,
) -> Plan:
    """Return the plan that seals just these stairwells with the fewest guards.

    A hand-made choice is priced even if it breaks a rule (`check_plan` tells which); open
    stairwells keep their way out. Raises Refused for stairwells that the graph has not.
    """
    sealed = _refuse_unknown(graph, sealed_stairwells, "plan.stairwell_unknown")
    _refuse_unknown(graph, cases, "plan.case_unknown")
    graph = with_back_doors(graph)
    sealed |= {one.id for one in graph.stairwells if one.door_of in sealed}
    made = draft_fixed(graph, sealed)
    return _count_plan(graph, made, cheapest_sealed(made.network, 0, 1), as_weight(weight))


def check_plan(
    graph: EstateGraph,
    cases: Iterable[str],
    sealed_stairwells: Iterable[str],
    sealed_junctions: Iterable[str] | None = None,
) -> list[Violation]:
    """Return the rules that a hand-made plan breaks: `case_outside`, `shared_cut`, `cut_off`.

    Without `sealed_junctions` the posts are those of `price`. Raises Refused for stairwells or
    junctions that the graph has not.
    """
    sealed = _refuse_unknown(graph, sealed_stairwells, "plan.stairwell_unknown")
    held = _refuse_unknown(graph, cases, "plan.case_unknown")
    if sealed_junctions is None:
        junctions = frozenset(price(graph, held, sealed).sealed_junctions)
    else:
        junctions = frozenset(sealed_junctions)
        if unknown := junctions - set(graph.junctions):
            raise Refused("plan.junction_unknown", ids="、".join(sorted(unknown)))
    return list(broken_rules(graph, held, sealed, junctions))


def violation_text(violation: Violation, language: str = "zh") -> str:
    """Return a broken rule as a sentence in `zh` or `en`."""
    return violation_words(violation.code, violation.ids, language)


def plan_command(
    graph_dict: Any, case_ids: Iterable[str], weight: Weight = DEFAULT_WEIGHT
) -> dict[str, Any]:
    """Return what `wanjia plan --json` prints: `{"plans": […]}`.

    Where the graph has `contacts`, each plan tells its `shadow`, and `with_contacts` is the best
    plan that holds the close ones, too. Raises Refused with a reason.
    """
    from wanjia.zoning.plans.shadow import answer_with_contacts, read_contacts  # it builds on this

    graph = read_graph(graph_dict)
    cases = list(case_ids)
    if not cases:
        raise Refused("plan.no_case")
    offered = plans(graph, cases, weight)
    contacts = read_contacts(graph_dict, graph)
    if not contacts:
        return {"plans": [plan.to_dict() for plan in offered]}
    return answer_with_contacts(graph, cases, contacts, offered, weight)


def _refuse_unknown(graph: EstateGraph, ids: Iterable[str], code: str) -> frozenset[str]:
    named = frozenset(ids)
    if unknown := named - {stairwell.id for stairwell in graph.stairwells}:
        raise Refused(code, ids="、".join(sorted(unknown)))
    return named


def as_weight(weight: Weight) -> Fraction:
    """Return the weight as it is written: 0.1 is a tenth.

    Raises Refused `plan.bad_weight`.
    """
    if isinstance(weight, Fraction) and weight >= 0:
        return weight
    try:
        exact = Decimal(str(weight).strip())
    except InvalidOperation:
        raise Refused("plan.bad_weight", value=weight) from None
    if not exact.is_finite() or exact < 0 or abs(exact.adjusted()) > MOST_DIGITS:
        raise Refused("plan.bad_weight", value=weight)
    return Fraction(exact)


def _plain_number(weight: Fraction) -> int | float:
    return int(weight) if weight.denominator == 1 else float(weight)


def _make_solver(graph: EstateGraph, cases: Iterable[str]) -> Callable[[Fraction], Plan]:
    """Return the best plan as a function of the weight."""
    held = _refuse_unknown(graph, cases, "plan.case_unknown")
    graph = with_back_doors(graph)
    made = draft_free(graph, held)
    residents, guards = _all_residents(graph), _all_guards(graph)

    def solve(weight: Fraction) -> Plan:
        rate = _untie_weight(min(weight, Fraction(residents + 1)), guards)
        sealed = cheapest_sealed(made.network, rate.denominator, rate.numerator)
        return _count_plan(graph, made, sealed, _round_down(weight, guards))

    return solve


def _round_down(weight: Fraction, guards: int) -> Fraction:
    """Return the shortest decimal below the weight at which the same plan is best."""
    room = Fraction(1, weight.denominator * max(guards, 1))
    for digits in count():
        decimal = Fraction(floor(weight * 10**digits), 10**digits)
        if weight - decimal < room:
            return decimal
    raise AssertionError("unreachable")


def _untie_weight(weight: Fraction, guards: int) -> Fraction:
    """Return a weight at which the best plan of `weight` wins alone, by fewer residents in a tie.

    Two plans change places only at weights a/b with b ≤ `guards`, all guards there are. No such
    weight lies nearer to c = a/b than 1 / (b × guards), so half of that below c nothing has
    changed but the tie; at weight 0, where residents tie, a little above serves fewer guards.
    """
    most = max(guards, 1)
    near = weight.limit_denominator(most)
    step = Fraction(1, 2 * near.denominator * most)
    return near + step if near < weight or near == 0 else near - step


def _all_residents(graph: EstateGraph) -> int:
    return sum(stairwell.residents for stairwell in graph.stairwells)


def _all_guards(graph: EstateGraph) -> int:
    ways = sum(path.guards for path in graph.paths) + sum(gate.guards for gate in graph.gates)
    return ways + len(graph.stairwells)


def _count_plan(
    graph: EstateGraph, made: Draft, sealed_nodes: frozenset[int], weight: Fraction
) -> Plan:
    """Count a plan by the definition, not by the solver's figures."""
    sealed, junctions = made.read(sealed_nodes)
    inside = [stairwell for stairwell in graph.stairwells if stairwell.id in sealed]
    posts = [
        Post(path.id, path.guards)
        for path in graph.paths
        if (path.between[0] in junctions) != (path.between[1] in junctions)
    ]
    posts += [Post(gate.id, gate.guards) for gate in graph.gates if gate.at in junctions]
    posts += [
        Post(door_id(stairwell.id), 1) for stairwell in inside if stairwell.at not in junctions
    ]
    return Plan(
        sealed=tuple(stairwell.id for stairwell in inside if not stairwell.door_of),
        sealed_junctions=tuple(junction for junction in graph.junctions if junction in junctions),
        posts=tuple(posts),
        residents=sum(stairwell.residents for stairwell in inside),
        households=sum(stairwell.households for stairwell in inside),
        guards=sum(post.guards for post in posts),
        weight=_plain_number(weight),
    )


def _cost_of(plan: Plan) -> tuple[int, int]:
    return plan.residents, plan.guards


def _gap_width(gap: tuple[tuple[int, int], tuple[int, int]]) -> int:
    (fewer, more), (most, least) = gap
    return (most - fewer) * (more - least)


def _sweep_gaps(solve: Callable[[Fraction], Plan], ends: Iterable[Plan]) -> list[Plan]:
    """Fill the widest gap between neighbours first, until six plans stand or all gaps are shut.

    At the weight where both neighbours of a gap cost the same, either a third plan beats them
    or none lies between.
    """
    plans_by_cost = {_cost_of(plan): plan for plan in ends}
    shut: set[tuple[tuple[int, int], tuple[int, int]]] = set()
    while len(plans_by_cost) < MOST_PLANS:
        gaps = [gap for gap in pairwise(sorted(plans_by_cost)) if gap not in shut]
        if not gaps:
            break
        widest = max(gaps, key=_gap_width)
        (fewer, more), (most, least) = widest
        plan = solve(Fraction(most - fewer, more - least))
        if _cost_of(plan) in widest:
            shut.add(widest)
        else:
            plans_by_cost[_cost_of(plan)] = plan
    return [plans_by_cost[cost] for cost in sorted(plans_by_cost)]
