"""Rounds of carts, planned over an estate's own ways and stored before anybody sets out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import isfinite
from typing import Any
from uuid import UUID

from django.db import transaction

from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, Viewer
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.goods.models import Cart, CartUse, Order, Route, Stop
from wanjia.goods.queries import carts_of
from wanjia.goods.rounds import contamination_order, routes, walking_distances
from wanjia.goods.rules import load_rules
from wanjia.goods.waste.queries import Line, day_list, waste_day
from wanjia.places.models import Estate, Gate, Junction, Path, Stairwell
from wanjia.places.queries import estate_by
from wanjia.zoning.queries import stairwell_looks

SECONDS = 2.0
RANKS = {"precaution": 0, "controlled": 1, "sealed": 2}
PLANNERS = (*OFFICERS, "steward", "grid")


@dataclass(frozen=True)
class Planned:
    """A plan as stored: its routes, the stairwells left out with the reason's code, and how long
    it was put off to keep waste away from goods."""

    batch: UUID
    routes: tuple[Route, ...]
    left: tuple[tuple[Stairwell, str], ...]
    put_off: timedelta = timedelta(0)


@dataclass(frozen=True)
class Job:
    """What is to be carried at a stairwell: how many units, and minutes at the door."""

    stairwell: Stairwell
    load: int
    minutes: int
    part: int = 1

    @property
    def key(self) -> str:
        """The planner's name of the stop."""
        return f"{self.stairwell.id}#{self.part}"


def loads_of(jobs: Iterable[Job], most: int) -> list[Job]:
    """Return the jobs in parts that a cart holding `most` can carry at once."""
    return [
        replace(job, load=min(most, job.load - before), part=number)
        for job in jobs
        for number, before in enumerate(range(0, job.load, most), 1)
    ]


def goods_jobs(viewer: Viewer, estate: Estate, supplies: Iterable[UUID]) -> list[Job]:
    """Return the stairwells that wait for some supplies."""
    rows = (
        Order.objects.of(viewer)
        .filter(
            supply__in=list(supplies),
            supply__finished_at=None,
            supply__cancelled_at=None,
            cancelled_at=None,
            delivered_at=None,
            dwelling__stairwell__estate=estate,
        )
        .prefetch_related("lines")
    )
    loads: dict[UUID, list[int]] = {}
    for order in rows.select_related("dwelling"):
        units = sum(_units_of(line.quantity, line.given) for line in order.lines.all())
        if order.dwelling and units:
            loads.setdefault(order.dwelling.stairwell_id, []).append(units)
    wells = Stairwell.objects.of(viewer).filter(id__in=loads)
    rules = load_rules().rounds
    return [
        Job(
            well,
            sum(loads[well.id]),
            rules.goods_minutes + rules.goods_minutes_each * len(loads[well.id]),
        )
        for well in wells.select_related("junction")
    ]


def _units_of(quantity: int, given: int | None) -> int:
    return quantity if given is None else given


def waste_jobs(viewer: Viewer, estate: Estate) -> list[Job]:
    """Return the stairwells with infected homes that are not collected from today."""
    lines: dict[Any, list[Line]] = {}
    for line in day_list(viewer, waste_day()):
        home = line.place.dwelling
        if home and home.stairwell.estate_id == estate.id and not line.done:
            lines.setdefault(home.stairwell_id, []).append(line)
    wells = Stairwell.objects.of(viewer).filter(id__in=lines)
    rules = load_rules().rounds
    return [
        Job(
            well,
            rules.bags_each * len(lines[well.id]),
            rules.waste_minutes + rules.waste_minutes_each * len(lines[well.id]),
        )
        for well in wells.select_related("junction")
    ]


@transaction.atomic
def plan_routes(
    viewer: Viewer,
    estate_id: UUID,
    cart_ids: Sequence[UUID],
    starts_at: datetime,
    *,
    supplies: Sequence[UUID] = (),
    gate_id: UUID | None = None,
    seconds: float = SECONDS,
) -> Planned:
    """Plan a round of carts over an estate and store it, not yet started.

    Clean carts carry the undelivered of `supplies`; waste carts go to the infected homes not yet
    collected from. Raises Problem `route.no_cart`, `.mixed`, `.nothing`, `.no_gate`, `.busy`.
    """
    viewer.need(*PLANNERS)
    estate = estate_by(viewer, estate_id)
    carts = list(carts_of(viewer).filter(id__in=list(cart_ids)))
    if not carts:
        raise Problem("route.no_cart")
    clean = not any(cart.use != CartUse.CLEAN for cart in carts)
    if bool(supplies) != clean:
        dirty = next((cart.name for cart in carts if cart.use != CartUse.CLEAN), carts[0].name)
        raise Problem("route.mixed" if supplies else "route.nothing", cart=dirty)
    if any(cart.use == CartUse.MEDICAL for cart in carts):
        raise Problem("route.street", cart=carts[0].name)
    jobs = goods_jobs(viewer, estate, supplies) if clean else waste_jobs(viewer, estate)
    if not jobs:
        raise Problem("route.nothing")
    most = max(cart.capacity for cart in carts)
    ground = _Ground(viewer, estate, gate_id, loads_of(jobs, most))
    start = starts_at
    apart = contamination_order.Apart(frozenset(), {})
    if not clean:
        start, apart = ground.kept_apart(starts_at)
    _refuse_busy(viewer, carts, start)
    rounds, walks = ground.solve(carts, apart, seconds)
    stored = _store_routes(viewer, ground, rounds, walks, start, supplies)
    left_out = [(ground.by_id[stop.id], why) for stop, why in rounds.left]
    return Planned(
        stored[0].batch if stored else new_id(), tuple(stored), tuple(left_out), start - starts_at
    )


def _refuse_busy(viewer: Viewer, carts: Iterable[Cart], start: datetime) -> None:
    rows = Route.objects.of(viewer).filter(
        cart__in=list(carts),
        cancelled_at=None,
        finished_at=None,
        starts_at__lte=start,
        ends_at__gt=start,
    )
    if busy := rows.select_related("cart").first():
        raise Problem("route.busy", cart=busy.cart.name)


class _Ground:
    """An estate as its carts walk it: the gate, the stairwells to serve, the ways between."""

    def __init__(
        self, viewer: Viewer, estate: Estate, gate_id: UUID | None, jobs: Sequence[Job]
    ) -> None:
        scope = {"community_id": viewer.community_id, "estate": estate}
        self.viewer, self.estate, self.jobs = viewer, estate, jobs
        self.by_id = {job.key: job.stairwell for job in jobs}
        self.gates = list(Gate.objects.filter(**scope).select_related("junction").order_by("label"))
        if not self.gates:
            raise Problem("route.no_gate", estate=estate.name)
        self.gate = next((gate for gate in self.gates if gate.id == gate_id), self.gates[0])
        self.asked_gate = gate_id is not None
        self.junctions = {
            junction.label: _read_point(junction.at)
            for junction in Junction.objects.filter(**scope)
            if junction.at
        }
        self.ways = [
            walking_distances.Way(path.a.label, path.b.label, tuple(map(_read_point, path.line)))
            for path in Path.objects.filter(**scope).select_related("a", "b")
            if {path.a.label, path.b.label} <= set(self.junctions)
        ]
        self.looks = stairwell_looks(viewer)

    def kept_apart(self, start: datetime) -> tuple[datetime, contamination_order.Apart]:
        """When a waste round starts and what it keeps away from: by another gate if there is one,
        else once the goods are through."""
        cleans = self._clean_rounds(start)
        minutes = load_rules().rounds.apart_minutes
        apart = contamination_order.keep_apart(_to_minutes(start), cleans, minutes)
        if not self.asked_gate:
            free = [gate for gate in self.gates if gate.junction.label not in apart.avoid]
            self.gate = free[0] if free else self.gate
        if apart.avoid and not self._can_reach(apart.avoid):
            over = contamination_order.all_over(_to_minutes(start), cleans)
            start += timedelta(minutes=over - _to_minutes(start))
            apart = contamination_order.keep_apart(over, cleans, minutes)
        return start, apart

    def _clean_rounds(self, start: datetime) -> list[contamination_order.Clean]:
        rows = Route.objects.filter(
            community_id=self.viewer.community_id,
            estate=self.estate,
            cart__use=CartUse.CLEAN,
            cancelled_at=None,
            finished_at=None,
            ends_at__gt=start,
            starts_at__lt=start + timedelta(days=1),
        ).select_related("gate__junction")
        return [
            contamination_order.Clean(
                route.gate.junction.label if route.gate else "",
                _to_minutes(route.starts_at),
                _to_minutes(route.ends_at),
                {str(stop.stairwell_id): _to_minutes(stop.due_at) for stop in route.stops.all()},
            )
            for route in rows.prefetch_related("stops")
        ]

    def _can_reach(self, avoid: frozenset[str]) -> bool:
        metres = walking_distances.measure_walks(
            self._list_places(), self.junctions, self.ways, avoid
        ).metres
        return all(isfinite(distance) for distance in metres[0])

    def _list_places(self) -> list[walking_distances.Place]:
        return [
            walking_distances.Place(
                self.gate.junction.label, _read_point(self.gate.at or self.gate.junction.at)
            ),
            *(
                walking_distances.Place(
                    job.stairwell.junction.label if job.stairwell.junction else "",
                    _read_point(job.stairwell.at or self.gate.at),
                )
                for job in self.jobs
            ),
        ]

    def solve(
        self, carts: Sequence[Cart], apart: contamination_order.Apart, seconds: float
    ) -> tuple[routes.Rounds, walking_distances.Walks]:
        """Ask the planner; the ways that it walked come along, for the map."""
        stops = [
            routes.Stop(
                job.key,
                job.load,
                job.minutes,
                RANKS.get(self.looks.get(job.stairwell.id, ""), 0),
                apart.earliest.get(str(job.stairwell.id), 0),
            )
            for job in self.jobs
        ]
        walks = walking_distances.measure_walks(
            self._list_places(), self.junctions, self.ways, apart.avoid
        )
        crew = [routes.Cart(str(cart.id), cart.capacity) for cart in carts]
        rules = load_rules().rounds
        rounds = routes.plan_rounds(
            stops,
            walks.metres,
            crew,
            seconds=seconds,
            pace=rules.metres_a_minute,
            gate_minutes=rules.gate_minutes,
        )
        return rounds, walks


def _read_point(at: Any) -> walking_distances.Point:
    return (float(at[0]), float(at[1])) if at else (0.0, 0.0)


def _to_minutes(moment: datetime) -> float:
    return moment.timestamp() / 60


def _store_routes(
    viewer: Viewer,
    ground: _Ground,
    rounds: routes.Rounds,
    walks: walking_distances.Walks,
    start: datetime,
    supplies: Sequence[UUID],
) -> list[Route]:
    scope, batch, now = {"community_id": viewer.community_id}, new_id(), clock.now()
    place = {job.key: number for number, job in enumerate(ground.jobs, 1)}
    stored = []
    for cart_round in rounds.carts:
        if not cart_round.visits:
            continue
        route = Route.objects.create(
            **scope,
            id=new_id(),
            cart_id=UUID(cart_round.cart.id),
            estate=ground.estate,
            gate=ground.gate,
            batch=batch,
            supplies=[str(supply) for supply in supplies],
            starts_at=start,
            ends_at=start + timedelta(minutes=cart_round.minutes),
            metres=cart_round.metres,
            line=_drawn_line(cart_round, place, walks),
            made_at=now,
        )
        Stop.objects.bulk_create(
            Stop(
                **scope,
                id=new_id(),
                route=route,
                stairwell=ground.by_id[visit.stop.id],
                place=number,
                trip=visit.trip,
                load=visit.stop.load,
                due_at=start + timedelta(minutes=visit.at),
            )
            for number, visit in enumerate(cart_round.visits, 1)
        )
        stored.append(route)
    after = {"estate": ground.estate.name, "carts": len(stored), "metres": rounds.metres}
    journal.write(viewer, "route.planned", subject=batch, after=after)
    return stored


def _drawn_line(
    cart_round: routes.CartRound, place: dict[str, int], walks: walking_distances.Walks
) -> list[Any]:
    """Return the whole way on the map: from the gate, by way of it for each trip, and back."""
    points: list[walking_distances.Point] = []
    here, trip = 0, 1
    for visit in cart_round.visits:
        next_place = place[visit.stop.id]
        if visit.trip != trip:
            points += walks.line_between(here, 0)
            here, trip = 0, visit.trip
        points += walks.line_between(here, next_place)
        here = next_place
    points += walks.line_between(here, 0)
    return [[round(lat, 6), round(lon, 6)] for lat, lon in points]
