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
from wanjia.goods.waste.actions import today
from wanjia.goods.waste.queries import Line, day_list
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
    """The jobs in parts that a cart holding `most` can carry at once."""
    return [
        replace(job, load=min(most, job.load - before), part=number)
        for job in jobs
        for number, before in enumerate(range(0, job.load, most), 1)
    ]


def goods_jobs(viewer: Viewer, estate: Estate, supplies: Iterable[UUID]) -> list[Job]:
    """The stairwells that wait for some supplies."""
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
    for one in rows.select_related("dwelling"):
        units = sum(_units(line.quantity, line.given) for line in one.lines.all())
        if one.dwelling and units:
            loads.setdefault(one.dwelling.stairwell_id, []).append(units)
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


def _units(quantity: int, given: int | None) -> int:
    return quantity if given is None else given


def waste_jobs(viewer: Viewer, estate: Estate) -> list[Job]:
    """The stairwells with infected homes that are not collected from today."""
    lines: dict[Any, list[Line]] = {}
    for line in day_list(viewer, today()):
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
def plan(
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
    found, ways = ground.solve(carts, apart, seconds)
    stored = _store(viewer, ground, found, ways, start, supplies)
    left = [(ground.by_id[stop.id], why) for stop, why in found.left]
    return Planned(
        stored[0].batch if stored else new_id(), tuple(stored), tuple(left), start - starts_at
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
        of = {"community_id": viewer.community_id, "estate": estate}
        self.viewer, self.estate, self.jobs = viewer, estate, jobs
        self.by_id = {job.key: job.stairwell for job in jobs}
        self.gates = list(Gate.objects.filter(**of).select_related("junction").order_by("label"))
        if not self.gates:
            raise Problem("route.no_gate", estate=estate.name)
        self.gate = next((one for one in self.gates if one.id == gate_id), self.gates[0])
        self.asked_gate = gate_id is not None
        self.junctions = {
            one.label: _point(one.at) for one in Junction.objects.filter(**of) if one.at
        }
        self.ways = [
            walking_distances.Way(one.a.label, one.b.label, tuple(map(_point, one.line)))
            for one in Path.objects.filter(**of).select_related("a", "b")
            if {one.a.label, one.b.label} <= set(self.junctions)
        ]
        self.looks = stairwell_looks(viewer)

    def kept_apart(self, start: datetime) -> tuple[datetime, contamination_order.Apart]:
        """When a waste round starts and what it keeps away from: by another gate if there is one,
        else once the goods are through."""
        cleans = self._cleans(start)
        minutes = load_rules().rounds.apart_minutes
        apart = contamination_order.keep_apart(_minute(start), cleans, minutes)
        if not self.asked_gate:
            free = [one for one in self.gates if one.junction.label not in apart.avoid]
            self.gate = free[0] if free else self.gate
        if apart.avoid and not self._reaches(apart.avoid):
            over = contamination_order.all_over(_minute(start), cleans)
            start += timedelta(minutes=over - _minute(start))
            apart = contamination_order.keep_apart(over, cleans, minutes)
        return start, apart

    def _cleans(self, start: datetime) -> list[contamination_order.Clean]:
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
                one.gate.junction.label if one.gate else "",
                _minute(one.starts_at),
                _minute(one.ends_at),
                {str(stop.stairwell_id): _minute(stop.due_at) for stop in one.stops.all()},
            )
            for one in rows.prefetch_related("stops")
        ]

    def _reaches(self, avoid: frozenset[str]) -> bool:
        metres = walking_distances.walks(self._places(), self.junctions, self.ways, avoid).metres
        return all(isfinite(one) for one in metres[0])

    def _places(self) -> list[walking_distances.Place]:
        return [
            walking_distances.Place(
                self.gate.junction.label, _point(self.gate.at or self.gate.junction.at)
            ),
            *(
                walking_distances.Place(
                    job.stairwell.junction.label if job.stairwell.junction else "",
                    _point(job.stairwell.at or self.gate.at),
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
        ways = walking_distances.walks(self._places(), self.junctions, self.ways, apart.avoid)
        them = [routes.Cart(str(cart.id), cart.capacity) for cart in carts]
        rules = load_rules().rounds
        found = routes.plan(
            stops,
            ways.metres,
            them,
            seconds=seconds,
            pace=rules.metres_a_minute,
            gate_minutes=rules.gate_minutes,
        )
        return found, ways


def _point(at: Any) -> walking_distances.Point:
    return (float(at[0]), float(at[1])) if at else (0.0, 0.0)


def _minute(moment: datetime) -> float:
    return moment.timestamp() / 60


def _store(
    viewer: Viewer,
    ground: _Ground,
    found: routes.Rounds,
    ways: walking_distances.Walks,
    start: datetime,
    supplies: Sequence[UUID],
) -> list[Route]:
    of, batch, now = {"community_id": viewer.community_id}, new_id(), clock.now()
    place = {job.key: n for n, job in enumerate(ground.jobs, 1)}
    stored = []
    for one in found.carts:
        if not one.visits:
            continue
        route = Route.objects.create(
            **of,
            id=new_id(),
            cart_id=UUID(one.cart.id),
            estate=ground.estate,
            gate=ground.gate,
            batch=batch,
            supplies=[str(supply) for supply in supplies],
            starts_at=start,
            ends_at=start + timedelta(minutes=one.minutes),
            metres=one.metres,
            line=_line(one, place, ways),
            made_at=now,
        )
        Stop.objects.bulk_create(
            Stop(
                **of,
                id=new_id(),
                route=route,
                stairwell=ground.by_id[visit.stop.id],
                place=number,
                trip=visit.trip,
                load=visit.stop.load,
                due_at=start + timedelta(minutes=visit.at),
            )
            for number, visit in enumerate(one.visits, 1)
        )
        stored.append(route)
    after = {"estate": ground.estate.name, "carts": len(stored), "metres": found.metres}
    journal.write(viewer, "route.planned", subject=batch, after=after)
    return stored


def _line(one: routes.CartRound, place: dict[str, int], ways: walking_distances.Walks) -> list[Any]:
    """The whole way on the map: from the gate, by way of it for each trip, and back."""
    points: list[walking_distances.Point] = []
    here, trip = 0, 1
    for visit in one.visits:
        there = place[visit.stop.id]
        if visit.trip != trip:
            points += ways.drawn(here, 0)
            here, trip = 0, visit.trip
        points += ways.drawn(here, there)
        here = there
    points += ways.drawn(here, 0)
    return [[round(lat, 6), round(lon, 6)] for lat, lon in points]
