"""Rounds of carts over an estate: which cart goes where, in which order, and when. Pure.

A capacitated routing problem with time windows, solved by OR-Tools' routing library (guided local
search from a cheapest-insertion start; Vidal's survey calls it HVRPTW with reloads). The rules:
each stop once; a cart never holds more than it can, and goes back to the gate to load or unload;
windows are kept; stops of a milder class come before the sealed ones on every cart; what can't be
placed is told with the reason, never dropped in silence.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

PACE = 60.0  # metres a minute behind a cart (our default)
FAR = 10**7  # stands for "no way" in the solver's whole numbers
DROP = 10**6  # what a stop that is left out costs; more than any round
UNEVEN = 1.25  # how much longer than its share a cart's round may be before it costs
LATE = 60  # metres that a minute beyond that is worth: as far as one walks in it
GATE_MINUTES = 5  # to load or unload at the gate (our default)


@dataclass(frozen=True)
class Stop:
    """A stairwell to serve.

    `load` in units of the cart's capacity; `minutes` at the door; `rank` 0 for open, 1 controlled,
    2 sealed; `earliest` and `latest` in minutes from the round's start.
    """

    id: str
    load: int
    minutes: int = 3
    rank: int = 0
    earliest: int = 0
    latest: int = 24 * 60


@dataclass(frozen=True)
class Cart:
    """A cart and what it holds at once."""

    id: str
    capacity: int


@dataclass(frozen=True)
class Visit:
    """A stop in its place: minutes from the start, and which trip from the gate it is on."""

    stop: Stop
    at: int
    trip: int


@dataclass(frozen=True)
class CartRound:
    """One cart's round: its visits in order, the metres walked, and when it is back (minutes)."""

    cart: Cart
    visits: tuple[Visit, ...]
    metres: int
    minutes: int


@dataclass(frozen=True)
class Rounds:
    """The rounds of all carts, and the stops that found no place, each with the reason's code."""

    carts: tuple[CartRound, ...]
    left: tuple[tuple[Stop, str], ...] = ()

    @property
    def metres(self) -> int:
        """All that is walked."""
        return sum(one.metres for one in self.carts)


def plan(
    stops: Sequence[Stop],
    metres: Sequence[Sequence[float]],
    carts: Sequence[Cart],
    *,
    seconds: float = 2.0,
    pace: float = PACE,
) -> Rounds:
    """Plan the rounds of `carts` from the gate over `stops`, the shortest found in `seconds`.

    `metres[0]` is the gate, `metres[n]` the n-th stop (from 1); `inf` where there is no way.
    Raises ValueError where there is no cart.
    """
    if not carts:
        raise ValueError("no cart")
    most = max(cart.capacity for cart in carts)
    whys = [_impossible(stop, metres, place, most) for place, stop in enumerate(stops, 1)]
    left = [(stop, why) for stop, why in zip(stops, whys, strict=True) if why]
    kept = [place for place, why in enumerate(whys, 1) if not why]
    if not kept:
        return Rounds(tuple(CartRound(cart, (), 0, 0) for cart in carts), tuple(left))
    model = _Model([stops[place - 1] for place in kept], carts, pace)
    some = [0, *kept]
    model.build([[metres[a][b] for b in some] for a in some])
    rounds, dropped = model.solve(seconds)
    return Rounds(rounds, (*left, *((stop, "no_time") for stop in dropped)))


def _impossible(stop: Stop, metres: Sequence[Sequence[float]], place: int, most: int) -> str:
    if not isfinite(metres[0][place]) or not isfinite(metres[place][0]):
        return "no_way"
    if stop.load > most:
        return "too_much"
    return "no_time" if stop.latest < stop.earliest else ""


class _Model:
    """The routing model; nodes are the gate, the stops, and the gate again to reload at."""

    def __init__(self, stops: Sequence[Stop], carts: Sequence[Cart], pace: float) -> None:
        self.stops, self.carts, self.pace = stops, carts, pace
        loads = sum(stop.load for stop in stops)
        fits = loads <= sum(cart.capacity for cart in carts)
        trips = -(-loads // min(cart.capacity for cart in carts))
        self.reloads = 0 if fits else trips + len(carts)
        self.first_reload = len(stops) + 1

    def build(self, metres: Sequence[Sequence[float]]) -> None:
        """Enter nodes, distances, capacity, time and the order of classes."""
        from ortools.constraint_solver import pywrapcp  # heavy: only who plans loads it

        size = 1 + len(self.stops) + self.reloads
        self.place = [n if n < self.first_reload else 0 for n in range(size)]
        self.metres = [[round(min(m, FAR)) for m in row] for row in metres]
        self.manager = pywrapcp.RoutingIndexManager(size, len(self.carts), 0)
        self.routing = pywrapcp.RoutingModel(self.manager)
        walk = self.routing.RegisterTransitMatrix(self._table(self._metres))
        self.routing.SetArcCostEvaluatorOfAllVehicles(walk)
        self._add_load()
        self._add_time()
        self._add_order()
        for node in range(1, self.first_reload):
            self.routing.AddDisjunction([self.manager.NodeToIndex(node)], DROP)

    def _table(self, of: Callable[[int, int], int]) -> list[list[int]]:
        nodes = range(len(self.place))
        return [[of(a, b) for b in nodes] for a in nodes]

    def _metres(self, a: int, b: int) -> int:
        return self.metres[self.place[a]][self.place[b]]

    def _minutes(self, a: int, b: int) -> int:
        """Minutes at `a` and on the way to `b`; a reload that nobody needs takes none."""
        at = self.place[a]
        reload = GATE_MINUTES if a and self.place[b] else 0
        there = self.stops[at - 1].minutes if at else reload
        return there + round(self._metres(a, b) / self.pace)

    def _add_load(self) -> None:
        """Each stop takes from what is on the cart; a reload may bring it back to full."""
        most = max(cart.capacity for cart in self.carts)

        taken = [self.stops[at - 1].load if at else -most for at in self.place]
        taken[0] = 0
        self.routing.AddDimensionWithVehicleCapacity(
            self.routing.RegisterUnaryTransitVector(taken),
            most,
            [cart.capacity for cart in self.carts],
            True,
            "load",
        )
        load = self.routing.GetDimensionOrDie("load")
        for place in range(1, len(self.stops) + 1):
            load.SlackVar(self.manager.NodeToIndex(place)).SetValue(0)

    def _add_time(self) -> None:
        minutes = self.routing.RegisterTransitMatrix(self._table(self._minutes))
        wait = 24 * 60 if any(stop.earliest for stop in self.stops) else 0
        self.routing.AddDimension(minutes, wait, 48 * 60, True, "time")
        self.time = self.routing.GetDimensionOrDie("time")
        for place, stop in enumerate(self.stops, 1):
            index = self.manager.NodeToIndex(place)
            self.time.CumulVar(index).SetRange(stop.earliest, stop.latest)
        fair = self._fair_minutes()
        for cart in range(len(self.carts)):
            end = self.routing.End(cart)
            self.routing.AddVariableMinimizedByFinalizer(self.time.CumulVar(end))
            self.time.SetCumulVarSoftUpperBound(end, fair, LATE)

    def _fair_minutes(self) -> int:
        """A round's length when all carts share alike: the doors, and each stop's nearest way."""
        doors = sum(stop.minutes for stop in self.stops)
        last = len(self.stops) + 1
        near = [min(self.metres[a][b] for b in range(last) if b != a) for a in range(1, last)]
        waits = max((stop.earliest for stop in self.stops), default=0)
        walk = UNEVEN * sum(one for one in near if one < FAR) / self.pace
        return waits + round(UNEVEN * (doors + walk) / len(self.carts)) + GATE_MINUTES

    def _add_order(self) -> None:
        """Milder classes first: a count along the way that never falls."""
        ranks = {stop.rank for stop in self.stops}
        if len(ranks) < 2:
            return
        nothing = self.routing.RegisterUnaryTransitVector([0] * len(self.place))
        self.routing.AddDimension(nothing, max(ranks), max(ranks), False, "rank")
        rank = self.routing.GetDimensionOrDie("rank")
        for place, stop in enumerate(self.stops, 1):
            rank.CumulVar(self.manager.NodeToIndex(place)).SetValue(stop.rank)

    def solve(self, seconds: float) -> tuple[tuple[CartRound, ...], list[Stop]]:
        """The best rounds found, and the stops left out."""
        from ortools.constraint_solver import pywrapcp, routing_enums_pb2

        how = pywrapcp.DefaultRoutingSearchParameters()
        start = routing_enums_pb2.FirstSolutionStrategy
        how.first_solution_strategy = start.PARALLEL_CHEAPEST_INSERTION
        search = routing_enums_pb2.LocalSearchMetaheuristic
        how.local_search_metaheuristic = search.GUIDED_LOCAL_SEARCH
        how.time_limit.FromMilliseconds(round(seconds * 1000))
        found = self.routing.SolveWithParameters(how)
        if found is None:
            return tuple(CartRound(cart, (), 0, 0) for cart in self.carts), list(self.stops)
        rounds = tuple(self._round(found, number) for number in range(len(self.carts)))
        placed = {visit.stop.id for one in rounds for visit in one.visits}
        return rounds, [stop for stop in self.stops if stop.id not in placed]

    def _round(self, found: Any, number: int) -> CartRound:
        index, visits, trip, walked = self.routing.Start(number), [], 1, 0
        while not self.routing.IsEnd(index):
            node = self.manager.IndexToNode(index)
            at = self.place[node]
            if at:
                when = found.Min(self.time.CumulVar(index))
                visits.append(Visit(self.stops[at - 1], when, trip))
            elif visits and visits[-1].trip == trip:
                trip += 1
            after = found.Value(self.routing.NextVar(index))
            walked += self._metres(node, self.manager.IndexToNode(after))
            index = after
        back = found.Min(self.time.CumulVar(index)) if visits else 0
        return CartRound(self.carts[number], tuple(visits), walked, back)


def nearest_neighbour(
    stops: Sequence[Stop], metres: Sequence[Sequence[float]], carts: Sequence[Cart]
) -> float:
    """Metres of the plain tour: from where one is to the nearest stop that still fits, cart by
    cart, back to the gate when full. What the planner is measured beside."""
    left = set(range(1, len(stops) + 1))
    walked, turn = 0.0, 0
    while left:
        cart, here, holds = carts[turn % len(carts)], 0, 0
        share = -(-sum(stop.load for stop in stops) // len(carts))
        while fits := [n for n in left if holds + stops[n - 1].load <= min(cart.capacity, share)]:
            there = min(fits, key=lambda n: (metres[here][n], n))
            walked += metres[here][there]
            holds += stops[there - 1].load
            here = there
            left.discard(there)
        if not here:
            return inf
        walked += metres[here][0]
        turn += 1
    return walked
