"""Rounds of carts over an estate: which cart goes where, in which order, and when. Pure.

A capacitated routing problem with time windows, solved by OR-Tools' routing library (guided local
search from a cheapest-insertion start). The rules: each stop once; a cart never holds more than it
can, and goes back to the gate for the rest; windows are kept; stops of a milder class come before
the sealed ones on every cart; what can't be placed is told with the reason, never dropped in
silence.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, inf, isfinite
from typing import Any

DAY = 24 * 60  # minutes
FAR = 10**7  # stands for "no way" in the solver's whole numbers
DROP = 10**6  # what a stop that is left out costs; more than any round
UNEVEN = 1.25  # how much longer than its share a cart's round may be before it costs
LATE = 60  # metres that a minute beyond that is worth: as far as one walks in it


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
    latest: int = DAY


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
        return sum(cart_round.metres for cart_round in self.carts)


def plan_rounds(
    stops: Sequence[Stop],
    metres: Sequence[Sequence[float]],
    carts: Sequence[Cart],
    *,
    seconds: float = 2.0,
    pace: float = 60.0,
    gate_minutes: int = 5,
) -> Rounds:
    """Plan the rounds of `carts` from the gate over `stops`, the shortest found in `seconds`.

    `metres[0]` is the gate, `metres[n]` the n-th stop (from 1); `inf` where there is no way; `pace`
    is metres a minute. What the carts can't hold at once they carry in several trips, class by
    class, each after `gate_minutes` at the gate. Raises ValueError where there is no cart.
    """
    if not carts:
        raise ValueError("no cart")
    most = max(cart.capacity for cart in carts)
    whys = [_why_impossible(stop, metres, place, most) for place, stop in enumerate(stops, 1)]
    left_out = [(stop, why) for stop, why in zip(stops, whys, strict=True) if why]
    place = {
        stop.id: number
        for number, (stop, why) in enumerate(zip(stops, whys, strict=True), 1)
        if not why
    }
    feasible = [stop for stop in stops if stop.id in place]
    ground = _Ground(metres, place, pace, gate_minutes)
    rounds_at_once = (
        _at_once(ground, feasible, carts, seconds) if _fit_at_once(feasible, carts) else None
    )
    rounds = rounds_at_once or _in_trips(ground, feasible, carts, seconds)
    placed = {visit.stop.id for cart_round in rounds for visit in cart_round.visits}
    late = [(stop, "no_time") for stop in feasible if stop.id not in placed]
    return Rounds(rounds, (*left_out, *late))


def _why_impossible(stop: Stop, metres: Sequence[Sequence[float]], place: int, most: int) -> str:
    if not isfinite(metres[0][place]) or not isfinite(metres[place][0]):
        return "no_way"
    if stop.load > most:
        return "too_much"
    return "no_time" if stop.latest < stop.earliest else ""


def _fit_at_once(stops: Sequence[Stop], carts: Sequence[Cart]) -> bool:
    return sum(stop.load for stop in stops) <= sum(cart.capacity for cart in carts)


@dataclass(frozen=True)
class _Ground:
    """Distances, each stop's place in them, metres walked in a minute, minutes at the gate."""

    metres: Sequence[Sequence[float]]
    place: Mapping[str, int]
    pace: float
    gate_minutes: int

    def walk(self, here: int, there: int) -> int:
        """Whole metres between two places."""
        return round(min(self.metres[here][there], FAR))


def _at_once(
    ground: _Ground, stops: Sequence[Stop], carts: Sequence[Cart], seconds: float
) -> tuple[CartRound, ...] | None:
    """Return all stops in one trip of each cart, milder classes first.

    None where they don't fit.
    """
    model = _Model(ground, stops, carts, fair=True)
    trips = model.solve(seconds)
    if trips is None or sum(map(len, trips)) < len(stops):
        return None
    return tuple(
        _walk_trips(ground, cart, [trip] if trip else [])
        for cart, trip in zip(carts, trips, strict=True)
    )


def _in_trips(
    ground: _Ground, stops: Sequence[Stop], carts: Sequence[Cart], seconds: float
) -> tuple[CartRound, ...]:
    """Class by class as many trips as are needed; each goes to the cart that is free first."""
    ranks = sorted({stop.rank for stop in stops})
    trips: dict[str, list[list[Stop]]] = {cart.id: [] for cart in carts}
    most = max(cart.capacity for cart in carts)
    for rank in ranks:
        group = [stop for stop in stops if stop.rank == rank]
        # First-fit needs no more than twice the loads' share of a cart, and one.
        trip_count = min(len(group), 2 * sum(stop.load for stop in group) // most + 1)
        crew = [cart for cart in carts for _ in range(trip_count)]
        found_trips = _Model(ground, group, crew).solve(seconds / len(ranks)) or []
        for trip in sorted(filter(None, found_trips), key=len, reverse=True):
            load = sum(stop.load for stop in trip)
            able = [cart for cart in carts if cart.capacity >= load]
            free = min(able, key=lambda cart: _walk_trips(ground, cart, trips[cart.id]).minutes)
            trips[free.id].append(trip)
    return tuple(_walk_trips(ground, cart, trips[cart.id]) for cart in carts)


def _walk_trips(ground: _Ground, cart: Cart, trips: Sequence[Sequence[Stop]]) -> CartRound:
    """A cart's trips one after the other: when it is where, waiting where it must; a stop that it
    reaches too late is left out."""
    visits: list[Visit] = []
    metres, minute = 0, 0.0
    for number, trip in enumerate(trips, 1):
        minute += ground.gate_minutes if number > 1 else 0
        here = 0
        for stop in trip:
            next_place = ground.place[stop.id]
            step = ground.walk(here, next_place)
            minute_there = max(minute + step / ground.pace, stop.earliest)
            if minute_there > stop.latest:
                continue
            visits.append(Visit(stop, ceil(minute_there), number))
            metres, minute, here = metres + step, minute_there + stop.minutes, next_place
        back = ground.walk(here, 0)
        metres, minute = metres + back, minute + back / ground.pace
    return CartRound(cart, tuple(visits), metres, ceil(minute))


class _Model:
    """The routing model: a way from the gate and back for each cart, or each trip of one."""

    def __init__(
        self, ground: _Ground, stops: Sequence[Stop], carts: Sequence[Cart], *, fair: bool = False
    ) -> None:
        from ortools.constraint_solver import pywrapcp  # heavy: only who plans loads it

        self.ground, self.stops, self.carts = ground, stops, carts
        self.size = len(stops) + 1
        self.place = [0, *(ground.place[stop.id] for stop in stops)]
        self.manager = pywrapcp.RoutingIndexManager(self.size, len(carts), 0)
        self.routing = pywrapcp.RoutingModel(self.manager)
        walk = self.routing.RegisterTransitMatrix(self._make_table(self._metres_between))
        self.routing.SetArcCostEvaluatorOfAllVehicles(walk)
        self._add_load()
        self._add_time(fair)
        self._add_order()
        for node in range(1, self.size):
            self.routing.AddDisjunction([self.manager.NodeToIndex(node)], DROP)

    def _make_table(self, distance: Callable[[int, int], int]) -> list[list[int]]:
        nodes = range(self.size)
        return [[distance(a, b) for b in nodes] for a in nodes]

    def _metres_between(self, start: int, end: int) -> int:
        return self.ground.walk(self.place[start], self.place[end])

    def _minutes_between(self, start: int, end: int) -> int:
        at_door = self.stops[start - 1].minutes if start else 0
        return at_door + round(self._metres_between(start, end) / self.ground.pace)

    def _add_load(self) -> None:
        loads = self.routing.RegisterUnaryTransitVector([0, *(stop.load for stop in self.stops)])
        capacities = [cart.capacity for cart in self.carts]
        self.routing.AddDimensionWithVehicleCapacity(loads, 0, capacities, True, "load")

    def _add_time(self, fair: bool) -> None:
        minutes = self.routing.RegisterTransitMatrix(self._make_table(self._minutes_between))
        wait = DAY if any(stop.earliest for stop in self.stops) else 0
        self.routing.AddDimension(minutes, wait, 2 * DAY, True, "time")
        self.time = self.routing.GetDimensionOrDie("time")
        for node, stop in enumerate(self.stops, 1):
            index = self.manager.NodeToIndex(node)
            self.time.CumulVar(index).SetRange(stop.earliest, stop.latest)
        for cart in range(len(self.carts)):
            end = self.routing.End(cart)
            self.routing.AddVariableMinimizedByFinalizer(self.time.CumulVar(end))
            if fair:
                self.time.SetCumulVarSoftUpperBound(end, self._fair_minutes(), LATE)

    def _fair_minutes(self) -> int:
        """Return a round's length when all carts share alike.

        The doors, and each stop's nearest way.
        """
        doors = sum(stop.minutes for stop in self.stops)
        near = [
            min(
                (self._metres_between(start, end) for end in range(self.size) if end != start),
                default=0,
            )
            for start in range(1, self.size)
        ]
        waits = max((stop.earliest for stop in self.stops), default=0)
        walk = UNEVEN * sum(near) / self.ground.pace
        return waits + round(UNEVEN * (doors + walk) / len(self.carts)) + self.ground.gate_minutes

    def _add_order(self) -> None:
        """Milder classes first: a count along the way that never falls."""
        ranks = {stop.rank for stop in self.stops}
        if len(ranks) < 2:
            return
        nothing = self.routing.RegisterUnaryTransitVector([0] * self.size)
        self.routing.AddDimension(nothing, max(ranks), max(ranks), False, "rank")
        rank = self.routing.GetDimensionOrDie("rank")
        for node, stop in enumerate(self.stops, 1):
            rank.CumulVar(self.manager.NodeToIndex(node)).SetValue(stop.rank)

    def solve(self, seconds: float) -> list[list[Stop]] | None:
        """Return each cart's stops in order, of the best ways found; None where none was."""
        from ortools.constraint_solver import pywrapcp, routing_enums_pb2

        parameters = pywrapcp.DefaultRoutingSearchParameters()
        start = routing_enums_pb2.FirstSolutionStrategy
        parameters.first_solution_strategy = start.PARALLEL_CHEAPEST_INSERTION
        search = routing_enums_pb2.LocalSearchMetaheuristic
        parameters.local_search_metaheuristic = search.GUIDED_LOCAL_SEARCH
        parameters.time_limit.FromMilliseconds(round(seconds * 1000))
        solution = self.routing.SolveWithParameters(parameters) if self.stops else None
        if solution is None:
            return None
        return [self._stops_of(solution, number) for number in range(len(self.carts))]

    def _stops_of(self, solution: Any, number: int) -> list[Stop]:
        stops = []
        index = solution.Value(self.routing.NextVar(self.routing.Start(number)))
        while not self.routing.IsEnd(index):
            stops.append(self.stops[self.manager.IndexToNode(index) - 1])
            index = solution.Value(self.routing.NextVar(index))
        return stops


def nearest_neighbour(
    stops: Sequence[Stop], metres: Sequence[Sequence[float]], carts: Sequence[Cart]
) -> float:
    """Metres of the plain tour: from where one is to the nearest stop that still fits, cart by
    cart, back to the gate when full. What the planner is measured beside."""
    unvisited = set(range(1, len(stops) + 1))
    walked, turn = 0.0, 0
    while unvisited:
        cart, here, holds = carts[turn % len(carts)], 0, 0
        share = -(-sum(stop.load for stop in stops) // len(carts))
        while fits := [
            place
            for place in unvisited
            if holds + stops[place - 1].load <= min(cart.capacity, share)
        ]:
            nearest = min(fits, key=lambda place: (metres[here][place], place))
            walked += metres[here][nearest]
            holds += stops[nearest - 1].load
            here = nearest
            unvisited.discard(nearest)
        if not here:
            return inf
        walked += metres[here][0]
        turn += 1
    return walked
