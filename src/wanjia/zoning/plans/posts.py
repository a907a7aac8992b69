"""Which guard posts an estate needs for all that is closed in it, and what a change does. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from wanjia.zoning.plans.graph import EstateGraph
from wanjia.zoning.plans.planner import DEFAULT_WEIGHT, Plan, Weight, plans, price

Guards = Mapping[str, int]  # how many guards stand at each path, gate or door


@dataclass(frozen=True)
class Closed:
    """What is closed in an estate: `homes` are sealed, `areas` are held in one area together.

    `estate`: somebody may leave the home but not the estate, so that its gates are watched.
    """

    homes: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    estate: bool = False

    def with_homes(self, more: Iterable[str]) -> "Closed":
        """Return the same with more homes sealed."""
        return replace(self, homes=self.homes | set(more))

    def with_areas(self, more: Iterable[str]) -> "Closed":
        """Return the same with more stairwells held in an area."""
        return replace(self, areas=self.areas | set(more))


def needed_posts(graph: EstateGraph, closed: Closed) -> dict[str, int]:
    """Return the guard posts that keep what is closed, the fewest guards for each of its layers."""
    drawn = {stairwell.id for stairwell in graph.stairwells}
    homes, areas = closed.homes & drawn, closed.areas & drawn
    posts: dict[str, int] = {}
    if homes:
        posts |= {post.id: post.guards for post in price(graph, (), homes).posts}
    if areas - homes:
        posts |= {post.id: post.guards for post in price(graph, (), areas | homes).posts}
    if closed.estate:
        posts |= {gate.id: gate.guards for gate in graph.gates}
    return posts


@dataclass(frozen=True)
class PostChange:
    """Posts that come, posts that go, and how many more guards that takes (fewer: below 0)."""

    added: Guards
    gone: Guards
    guards: int


def post_change(before: Guards, after: Guards) -> PostChange:
    """Return what differs between the posts before and after."""
    return PostChange(
        added={post: guards for post, guards in after.items() if before.get(post) != guards},
        gone={post: guards for post, guards in before.items() if after.get(post) != guards},
        guards=sum(after.values()) - sum(before.values()),
    )


def plans_on_top(
    graph: EstateGraph,
    cases: Iterable[str],
    closed: Closed,
    weight: Weight = DEFAULT_WEIGHT,
) -> tuple[Plan, ...]:
    """Return the planner's proposals on top of what is sealed already.

    What stands stays as it is: its posts cost nothing more, and a plan holds only what is sealed
    anew, the posts that come with it and the guards that it takes in addition. With nothing sealed
    these are the plans of `plans`.
    """
    standing = closed.homes & {stairwell.id for stairwell in graph.stairwells}
    new = frozenset(cases) - standing
    if not standing or not new:
        return plans(graph, new, weight) if new else ()
    before = needed_posts(graph, closed)
    found = plans(_with_posts_paid(graph, before), new | standing, weight)
    return tuple(_only_new(graph, closed, before, plan) for plan in found)


def plan_of(graph: EstateGraph, closed: Closed, stairwells: Iterable[str]) -> Plan:
    """Return the plan that seals just these on top of what is closed, at its price."""
    drawn = {stairwell.id for stairwell in graph.stairwells}
    homes = (closed.homes & drawn) | set(stairwells)
    return _only_new(graph, closed, needed_posts(graph, closed), price(graph, (), homes))


def _with_posts_paid(graph: EstateGraph, posts: Guards) -> EstateGraph:
    return replace(
        graph,
        paths=tuple(replace(path, guards=0) if path.id in posts else path for path in graph.paths),
        gates=tuple(replace(gate, guards=0) if gate.id in posts else gate for gate in graph.gates),
    )


def _only_new(graph: EstateGraph, closed: Closed, before: Guards, plan: Plan) -> Plan:
    new = [
        stairwell
        for stairwell in graph.stairwells
        if stairwell.id in plan.sealed and stairwell.id not in closed.homes
    ]
    sealed = tuple(stairwell.id for stairwell in new)
    whole = price(graph, (), closed.homes | set(sealed))
    change = post_change(before, needed_posts(graph, closed.with_homes(sealed)))
    return replace(
        plan,
        sealed=sealed,
        sealed_junctions=whole.sealed_junctions,
        posts=tuple(post for post in whole.posts if post.id in change.added),
        residents=sum(stairwell.residents for stairwell in new),
        households=sum(stairwell.households for stairwell in new),
        guards=change.guards,
    )
