"""Pairs volunteers with those cared for, all at once and exactly. Pure.

First as many people are paired as can be, then as few pairs change as can be, then the sum of the
scores is as high as can be. That is one minimum-cost flow. People and volunteers do not meet in
an arc each (450,000 for 1,500 and 300) but in meeting points, one for each thing they can have
in common: everyone on a building, in an estate, of a language, with a skill. A volunteer is linked
to each point they satisfy, a person to each point that would score for them; so the best way
between two is what they score, and the flow stays exact with a twentieth of the arcs.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, combinations, count
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from wanjia.core.rules.rules_file import RulesTable, load_rules_file

FILE = Path(__file__).with_name("pairing.toml")
Weight = Annotated[int, Field(ge=0, le=1000)]


@dataclass(frozen=True)
class Cared:
    """Somebody to be cared for.

    `zone` names the zone that they live in ("" for none); `speaks` the languages that they need
    (empty when any will do); `wants` the skills; `now` the volunteer of the pair that lasts.
    """

    id: str
    building: str
    estate: str
    zone: str = ""
    speaks: frozenset[str] = frozenset()
    wants: frozenset[str] = frozenset()
    now: str | None = None


@dataclass(frozen=True)
class Volunteer:
    """Somebody who cares for up to `capacity` people, in the zones that they may be in."""

    id: str
    building: str
    estate: str
    capacity: int
    enters: frozenset[str] = frozenset({""})
    speaks: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Weights(RulesTable):
    """What each thing in common counts; see `pairing.toml`."""

    same_building: Weight
    same_estate: Weight
    dialect: Weight
    skill: Weight
    load: Weight


@dataclass(frozen=True)
class _File(RulesTable):
    weights: Weights


@dataclass(frozen=True)
class Match:
    """A pair, its score before load, why, and whether it was one before."""

    cared: str
    volunteer: str
    score: int
    why: tuple[str, ...]
    kept: bool


@dataclass(frozen=True)
class Pairing:
    """All pairs; who stays without one and why ("nobody_may_enter", "all_full"); what changed."""

    pairs: tuple[Match, ...]
    unpaired: tuple[tuple[str, str], ...]
    changed: int
    total: int


@cache
def load_weights(path: Path = FILE) -> Weights:
    """Read the weights; raises RulesFileError naming file, key and line."""
    return load_rules_file(_File, path).weights


def score(one: Cared, other: Volunteer, weights: Weights) -> tuple[int, tuple[str, ...]]:
    """What two have in common, in points and in codes."""
    points, why = 0, []
    if one.building == other.building:
        points += weights.same_building
        why.append("same_building")
    elif one.estate == other.estate:
        points += weights.same_estate
        why.append("same_estate")
    if one.speaks & other.speaks:
        points += weights.dialect
        why.append("dialect")
    common = sorted(one.wants & other.skills)
    points += weights.skill * len(common)
    why += [f"skill:{skill}" for skill in common]
    return points, tuple(why)


def pair(
    cared: Sequence[Cared], volunteers: Sequence[Volunteer], weights: Weights | None = None
) -> Pairing:
    """The best pairs of all; ids must be unique. Nobody is sent where they may not be."""
    weights = weights or load_weights()
    found = _beside_what_lasts(cared, volunteers, weights)
    if found is None:
        found = _Network(cared, volunteers, weights).solve()
    return _told(cared, volunteers, weights, found)


def _beside_what_lasts(
    cared: Sequence[Cared], volunteers: Sequence[Volunteer], weights: Weights
) -> list[tuple[str, str]] | None:
    """The best pairs with every pair kept that can last, if that leaves nobody out who need not be.

    Then it is the best of all, since only pairing more people would outweigh a pair. Otherwise
    None: some pair may have to give way.
    """
    enters = {one.id: one.enters for one in volunteers}
    lasting = [
        (one.id, one.now) for one in cared if one.now and one.zone in enters.get(one.now, ())
    ]
    held = Counter(volunteer for _one, volunteer in lasting)
    if any(held[one.id] > one.capacity for one in volunteers):
        return None
    kept = dict(lasting)
    rest = [one for one in cared if one.id not in kept]
    network = _Network(rest, volunteers, weights, held)
    found = network.solve()
    return lasting + found if len(found) == network.most else None


Spot = tuple[str, str, str]  # zone, kind of place, place
Point = tuple[Spot, int]  # with the number of a language and skills
_NOTHING: set[int] = set()


class _Network:
    """Sources (people who are alike) → meeting points → volunteers → sink, as arrays of arcs.

    Node 0 is the sink, then come the volunteers, the sources and the points. Points that the same
    volunteers satisfy are one; a point of a single volunteer is the volunteer.
    """

    def __init__(
        self,
        cared: Sequence[Cared],
        volunteers: Sequence[Volunteer],
        weights: Weights,
        held: Mapping[str, int] | None = None,
    ) -> None:
        """`held` counts the pairs that are settled already; then no pair is to be weighed."""
        self.volunteers, self.weights, self.held = volunteers, weights, held or {}
        self._things: dict[tuple[str, frozenset[str]], int] = {}
        self._asking: dict[tuple[frozenset[str], frozenset[str]], list[tuple[int, int]]] = {}
        self.numbers = {one.id: number for number, one in enumerate(volunteers, 1)}
        self.sources = self._alike(cared)
        self.first_source = 1 + len(volunteers)
        self.first_point = self.first_source + len(self.sources)
        self.best = max(weights.same_building, weights.same_estate) + weights.dialect
        self.best += weights.skill * max((len(one.wants) for one in cared), default=0)
        most_load = weights.load * max((one.capacity for one in volunteers), default=0)
        # Each step outweighs all that can be had by the steps after it together.
        everything = len(cared) * (self.best + most_load) + 1
        lasting = sum(len(group) for group, now in self.sources if now)
        self.change = everything
        # A price that is not so high is found sooner; whoever gives `held` looks at the outcome.
        self.alone = everything * (lasting + 2) if held is None else 2 * (self.best + most_load)
        self.arcs: list[tuple[int, int, int, int]] = []  # tail, head, capacity, cost
        self.most = 0  # no more people than these can be paired
        self._build()

    def _alike(self, cared: Sequence[Cared]) -> list[tuple[list[Cared], int | None]]:
        """People who differ in nothing that counts, with the volunteer of the pair that lasts."""
        alike: dict[Any, list[Cared]] = defaultdict(list)
        for one in cared:
            now = self.numbers.get(one.now or "")
            if now and one.zone not in self.volunteers[now - 1].enters:
                now = None
            alike[one.building, one.estate, one.zone, one.speaks, one.wants, now].append(one)
        return [(group, key[-1]) for key, group in alike.items()]

    def _build(self) -> None:
        spots = [self._spots(group[0]) for group, _now in self.sources]
        nodes = self._nodes(spots)
        for source, ((group, now), near) in enumerate(
            zip(self.sources, spots, strict=True), self.first_source
        ):
            one, many = group[0], len(group)
            ceiling = self.best + (self.change if now else 0)
            prices: dict[int, int] = {}
            for spot, worth in near:
                for asked, more in self._asked(one.speaks, one.wants):
                    node = nodes.get((spot, asked))
                    if node:
                        price = ceiling - worth - more
                        prices[node] = min(price, prices.get(node, price))
            if now:
                prices[now] = self.best - score(one, self.volunteers[now - 1], self.weights)[0]
            self.arcs.append((source, 0, many, self.alone + ceiling - self.best))
            self.arcs += [(source, node, many, price) for node, price in prices.items()]
        room = 0
        for number, other in enumerate(self.volunteers, 1):
            loads = range(self.held.get(other.id, 0), other.capacity)
            self.arcs += [(number, 0, 1, self.weights.load * load) for load in loads]
            room += len(loads)
        reached = _enterable(self.volunteers)
        within = sum(len(group) for group, _now in self.sources if group[0].zone in reached)
        self.most = min(room, within)

    def _spots(self, one: Cared) -> tuple[tuple[Spot, int], ...]:
        """Where somebody could meet a volunteer, and what each place is worth."""
        return (
            ((one.zone, "b", one.building), self.weights.same_building),
            ((one.zone, "e", one.estate), self.weights.same_estate),
            ((one.zone, "", ""), 0),
        )

    def _asked(self, speaks: frozenset[str], wants: frozenset[str]) -> list[tuple[int, int]]:
        """Each thing that could be had in common beside the place, by number, and its worth."""
        found = self._asking.get((speaks, wants))
        if found is None:
            found = [
                (self._number(tongue, skills), heard + self.weights.skill * len(skills))
                for skills in _subsets(wants)
                for tongue, heard in (("", 0), *((one, self.weights.dialect) for one in speaks))
            ]
            self._asking[speaks, wants] = found
        return found

    def _number(self, tongue: str, skills: frozenset[str]) -> int:
        return self._things.setdefault((tongue, skills), len(self._things))

    def _nodes(self, spots: Iterable[tuple[tuple[Spot, int], ...]]) -> dict[Point, int]:
        """The node of each point that any volunteer satisfies, with its arcs to them."""
        asked: dict[Spot, set[int]] = defaultdict(set)
        for (group, _now), near in zip(self.sources, spots, strict=True):
            things = [thing for thing, _worth in self._asked(group[0].speaks, group[0].wants)]
            for spot, _worth in near:
                asked[spot].update(things)
        who: dict[Point, list[int]] = defaultdict(list)
        for number, one in enumerate(self.volunteers, 1):
            if one.capacity <= self.held.get(one.id, 0):
                continue
            offers = self._offers(one.speaks, one.skills)
            for zone in one.enters:
                for spot in ((zone, "b", one.building), (zone, "e", one.estate), (zone, "", "")):
                    for thing in asked.get(spot, _NOTHING) & offers:
                        who[spot, thing].append(number)
        shared = {tuple(numbers) for numbers in who.values()}
        nodes = dict(zip(sorted(one for one in shared if len(one) > 1), count(self.first_point)))
        for numbers, node in nodes.items():
            self.arcs += [
                (node, number, self.volunteers[number - 1].capacity, 0) for number in numbers
            ]
        return {point: nodes.get(tuple(numbers), numbers[0]) for point, numbers in who.items()}

    def _offers(self, speaks: frozenset[str], skills: frozenset[str]) -> set[int]:
        return {
            number
            for (tongue, asked), number in self._things.items()
            if asked <= skills and (not tongue or tongue in speaks)
        }

    def solve(self) -> list[tuple[str, str]]:
        """Who goes with whom."""
        import numpy as np
        from ortools.graph.python import min_cost_flow

        if not self.sources:
            return []
        flow = min_cost_flow.SimpleMinCostFlow()
        table = np.array(self.arcs)
        arcs = flow.add_arcs_with_capacity_and_unit_cost(*table.T.copy())
        supplies = [len(group) for group, _now in self.sources]
        for source, many in enumerate(supplies, self.first_source):
            flow.set_node_supply(source, many)
        flow.set_node_supply(0, -sum(supplies))
        status = flow.solve()
        if status != flow.OPTIMAL:
            raise RuntimeError(f"min-cost flow ended with {status}")
        flows = flow.flows(arcs)
        used = np.flatnonzero(flows)
        return self._taken(zip(table[used].tolist(), flows[used].tolist(), strict=True))

    def _taken(self, used: Iterable[tuple[list[int], int]]) -> list[tuple[str, str]]:
        """Flows taken apart: at a meeting point it does not matter who goes with whom."""
        left = [[one.id for one in group] for group, _now in self.sources]
        waiting: dict[int, list[str]] = defaultdict(list)
        onward: list[tuple[int, int, int]] = []
        for (tail, head, _capacity, _cost), many in used:
            if tail >= self.first_point:
                onward.append((tail, head, many))
            elif tail >= self.first_source and head:
                waiting[head] += [left[tail - self.first_source].pop() for _ in range(many)]
        for point, number, many in onward:
            waiting[number] += [waiting[point].pop() for _ in range(many)]
        return [
            (one, other.id)
            for number, other in enumerate(self.volunteers, 1)
            for one in waiting[number]
        ]


def _subsets(skills: frozenset[str]) -> Iterator[frozenset[str]]:
    ordered = sorted(skills)
    sizes = range(len(ordered) + 1)
    return map(frozenset, chain.from_iterable(combinations(ordered, size) for size in sizes))


def _enterable(volunteers: Iterable[Volunteer]) -> set[str]:
    return {zone for one in volunteers if one.capacity for zone in one.enters}


def _told(
    cared: Sequence[Cared],
    volunteers: Sequence[Volunteer],
    weights: Weights,
    pairs: Iterable[tuple[str, str]],
) -> Pairing:
    """Pairs with their reasons, in the order in which people were given."""
    with_whom = dict(pairs)
    known = {one.id: one for one in volunteers}
    matches, unpaired = [], []
    enterable = _enterable(volunteers)
    for one in cared:
        helper = known.get(with_whom.get(one.id, ""))
        if helper is None:
            why = "all_full" if one.zone in enterable else "nobody_may_enter"
            unpaired.append((one.id, why))
            continue
        points, reasons = score(one, helper, weights)
        matches.append(Match(one.id, helper.id, points, reasons, one.now == helper.id))
    had = sum(one.now is not None for one in cared)
    kept = sum(one.kept for one in matches)
    total = sum(one.score for one in matches) - _burden(matches, weights)
    return Pairing(tuple(matches), tuple(unpaired), had - kept, total)


def _burden(matches: Iterable[Match], weights: Weights) -> int:
    """What the load takes off: nothing for the first person of a volunteer, then more and more."""
    loads: dict[str, int] = defaultdict(int)
    for one in matches:
        loads[one.volunteer] += 1
    return sum(weights.load * many * (many - 1) // 2 for many in loads.values())
