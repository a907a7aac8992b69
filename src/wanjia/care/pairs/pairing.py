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


def score(person: Cared, other: Volunteer, weights: Weights) -> tuple[int, tuple[str, ...]]:
    """Return what two have in common, in points and in codes."""
    points, why = 0, []
    if person.building == other.building:
        points += weights.same_building
        why.append("same_building")
    elif person.estate == other.estate:
        points += weights.same_estate
        why.append("same_estate")
    if person.speaks & other.speaks:
        points += weights.dialect
        why.append("dialect")
    common = sorted(person.wants & other.skills)
    points += weights.skill * len(common)
    why += [f"skill:{skill}" for skill in common]
    return points, tuple(why)


def find_pairs(
    cared: Sequence[Cared], volunteers: Sequence[Volunteer], weights: Weights | None = None
) -> Pairing:
    """Return the best pairs of all; ids must be unique.

    Nobody is sent where they may not be.
    """
    weights = weights or load_weights()
    pairs = _keep_lasting_pairs(cared, volunteers, weights)
    if pairs is None:
        pairs = _Network(cared, volunteers, weights).solve()
    return _make_pairing(cared, volunteers, weights, pairs)


def _keep_lasting_pairs(
    cared: Sequence[Cared], volunteers: Sequence[Volunteer], weights: Weights
) -> list[tuple[str, str]] | None:
    """The best pairs with every pair kept that can last, if that leaves nobody out who need not be.

    Then it is the best of all, since only pairing more people would outweigh a pair. Otherwise
    None: some pair may have to give way.
    """
    enters = {volunteer.id: volunteer.enters for volunteer in volunteers}
    lasting = [
        (person.id, person.now)
        for person in cared
        if person.now and person.zone in enters.get(person.now, ())
    ]
    held = Counter(volunteer for _one, volunteer in lasting)
    if any(held[volunteer.id] > volunteer.capacity for volunteer in volunteers):
        return None
    kept = dict(lasting)
    rest = [person for person in cared if person.id not in kept]
    network = _Network(rest, volunteers, weights, held)
    pairs = network.solve()
    return lasting + pairs if len(pairs) == network.most else None


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
        """`held` counts the pairs that are settled already.

        Then no pair is to be weighed.
        """
        self.volunteers, self.weights, self.held = volunteers, weights, held or {}
        self._things: dict[tuple[str, frozenset[str]], int] = {}
        self._asking: dict[tuple[frozenset[str], frozenset[str]], list[tuple[int, int]]] = {}
        self.numbers = {volunteer.id: number for number, volunteer in enumerate(volunteers, 1)}
        self.sources = self._group_alike(cared)
        self.first_source = 1 + len(volunteers)
        self.first_point = self.first_source + len(self.sources)
        self.best = max(weights.same_building, weights.same_estate) + weights.dialect
        self.best += weights.skill * max((len(person.wants) for person in cared), default=0)
        most_load = weights.load * max((volunteer.capacity for volunteer in volunteers), default=0)
        # Each step outweighs all that can be had by the steps after it together.
        everything = len(cared) * (self.best + most_load) + 1
        lasting = sum(len(group) for group, now in self.sources if now)
        self.change = everything
        # A price that is not so high is found sooner; whoever gives `held` looks at the outcome.
        self.alone = everything * (lasting + 2) if held is None else 2 * (self.best + most_load)
        self.arcs: list[tuple[int, int, int, int]] = []  # tail, head, capacity, cost
        self.most = 0  # no more people than these can be paired
        self._build_arcs()

    def _group_alike(self, cared: Sequence[Cared]) -> list[tuple[list[Cared], int | None]]:
        """People who differ in nothing that counts, with the volunteer of the pair that lasts."""
        alike: dict[Any, list[Cared]] = defaultdict(list)
        for person in cared:
            now = self.numbers.get(person.now or "")
            if now and person.zone not in self.volunteers[now - 1].enters:
                now = None
            alike[
                person.building, person.estate, person.zone, person.speaks, person.wants, now
            ].append(person)
        return [(group, key[-1]) for key, group in alike.items()]

    def _build_arcs(self) -> None:
        spots = [self._spots_of(group[0]) for group, _now in self.sources]
        nodes = self._make_nodes(spots)
        for source, ((group, now), near) in enumerate(
            zip(self.sources, spots, strict=True), self.first_source
        ):
            person, many = group[0], len(group)
            ceiling = self.best + (self.change if now else 0)
            prices: dict[int, int] = {}
            for spot, worth in near:
                for asked, more in self._shared_things(person.speaks, person.wants):
                    node = nodes.get((spot, asked))
                    if node:
                        price = ceiling - worth - more
                        prices[node] = min(price, prices.get(node, price))
            if now:
                prices[now] = self.best - score(person, self.volunteers[now - 1], self.weights)[0]
            self.arcs.append((source, 0, many, self.alone + ceiling - self.best))
            self.arcs += [(source, node, many, price) for node, price in prices.items()]
        room = 0
        for number, other in enumerate(self.volunteers, 1):
            loads = range(self.held.get(other.id, 0), other.capacity)
            self.arcs += [(number, 0, 1, self.weights.load * load) for load in loads]
            room += len(loads)
        reached = _zones_with_room(self.volunteers)
        within = sum(len(group) for group, _now in self.sources if group[0].zone in reached)
        self.most = min(room, within)

    def _spots_of(self, person: Cared) -> tuple[tuple[Spot, int], ...]:
        """Return where somebody could meet a volunteer, and what each place is worth."""
        return (
            ((person.zone, "b", person.building), self.weights.same_building),
            ((person.zone, "e", person.estate), self.weights.same_estate),
            ((person.zone, "", ""), 0),
        )

    def _shared_things(
        self, speaks: frozenset[str], wants: frozenset[str]
    ) -> list[tuple[int, int]]:
        """Each thing that could be had in common beside the place, by number, and its worth."""
        things = self._asking.get((speaks, wants))
        if things is None:
            things = [
                (self._number_thing(tongue, skills), heard + self.weights.skill * len(skills))
                for skills in _list_subsets(wants)
                for tongue, heard in (
                    ("", 0),
                    *((language, self.weights.dialect) for language in speaks),
                )
            ]
            self._asking[speaks, wants] = things
        return things

    def _number_thing(self, tongue: str, skills: frozenset[str]) -> int:
        return self._things.setdefault((tongue, skills), len(self._things))

    def _make_nodes(self, spots: Iterable[tuple[tuple[Spot, int], ...]]) -> dict[Point, int]:
        """Return the node of each point that any volunteer satisfies, with its arcs to them."""
        asked: dict[Spot, set[int]] = defaultdict(set)
        for (group, _now), near in zip(self.sources, spots, strict=True):
            things = [
                thing for thing, _worth in self._shared_things(group[0].speaks, group[0].wants)
            ]
            for spot, _worth in near:
                asked[spot].update(things)
        who: dict[Point, list[int]] = defaultdict(list)
        for number, volunteer in enumerate(self.volunteers, 1):
            if volunteer.capacity <= self.held.get(volunteer.id, 0):
                continue
            offers = self._things_offered(volunteer.speaks, volunteer.skills)
            for zone in volunteer.enters:
                for spot in (
                    (zone, "b", volunteer.building),
                    (zone, "e", volunteer.estate),
                    (zone, "", ""),
                ):
                    for thing in asked.get(spot, _NOTHING) & offers:
                        who[spot, thing].append(number)
        shared = {tuple(numbers) for numbers in who.values()}
        nodes = dict(
            zip(sorted(numbers for numbers in shared if len(numbers) > 1), count(self.first_point))
        )
        for numbers, node in nodes.items():
            self.arcs += [
                (node, number, self.volunteers[number - 1].capacity, 0) for number in numbers
            ]
        return {point: nodes.get(tuple(numbers), numbers[0]) for point, numbers in who.items()}

    def _things_offered(self, speaks: frozenset[str], skills: frozenset[str]) -> set[int]:
        return {
            number
            for (tongue, asked), number in self._things.items()
            if asked <= skills and (not tongue or tongue in speaks)
        }

    def solve(self) -> list[tuple[str, str]]:
        """Return who goes with whom."""
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
        return self._match_flows(zip(table[used].tolist(), flows[used].tolist(), strict=True))

    def _match_flows(self, used: Iterable[tuple[list[int], int]]) -> list[tuple[str, str]]:
        """Flows taken apart.

        At a meeting point it does not matter who goes with whom.
        """
        left = [[person.id for person in group] for group, _now in self.sources]
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
            (person_id, other.id)
            for number, other in enumerate(self.volunteers, 1)
            for person_id in waiting[number]
        ]


def _list_subsets(skills: frozenset[str]) -> Iterator[frozenset[str]]:
    ordered = sorted(skills)
    sizes = range(len(ordered) + 1)
    return map(frozenset, chain.from_iterable(combinations(ordered, size) for size in sizes))


def _zones_with_room(volunteers: Iterable[Volunteer]) -> set[str]:
    return {zone for volunteer in volunteers if volunteer.capacity for zone in volunteer.enters}


def _make_pairing(
    cared: Sequence[Cared],
    volunteers: Sequence[Volunteer],
    weights: Weights,
    pairs: Iterable[tuple[str, str]],
) -> Pairing:
    """Return pairs with their reasons, in the order in which people were given."""
    with_whom = dict(pairs)
    known = {volunteer.id: volunteer for volunteer in volunteers}
    matches, unpaired = [], []
    enterable = _zones_with_room(volunteers)
    for person in cared:
        helper = known.get(with_whom.get(person.id, ""))
        if helper is None:
            why = "all_full" if person.zone in enterable else "nobody_may_enter"
            unpaired.append((person.id, why))
            continue
        points, reasons = score(person, helper, weights)
        matches.append(Match(person.id, helper.id, points, reasons, person.now == helper.id))
    had = sum(person.now is not None for person in cared)
    kept = sum(match.kept for match in matches)
    total = sum(match.score for match in matches) - _total_burden(matches, weights)
    return Pairing(tuple(matches), tuple(unpaired), had - kept, total)


def _total_burden(matches: Iterable[Match], weights: Weights) -> int:
    """Return what the load takes off.

    Nothing for the first person of a volunteer, then more and more.
    """
    loads: dict[str, int] = defaultdict(int)
    for match in matches:
        loads[match.volunteer] += 1
    return sum(weights.load * many * (many - 1) // 2 for many in loads.values())
