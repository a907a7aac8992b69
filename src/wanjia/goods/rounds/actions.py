"""Rounds of carts: carts registered, routes started, served stop by stop, finished."""

from collections import defaultdict
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.core import clock, journal
from wanjia.core.access.viewer import STAFF, Viewer, visible_to
from wanjia.core.hearing import Words, hear
from wanjia.core.problems import Problem
from wanjia.core.tenancy.fields import require_same_community
from wanjia.core.typed import whole_number
from wanjia.duty.models import Team
from wanjia.goods.models import Cart, CartUse, Order, Route, Stop
from wanjia.goods.orders.actions import deliver_orders, note_not_delivered
from wanjia.goods.queries import pushes_cart, route_of, stop_of
from wanjia.goods.rounds.lifecycle import OVER, ROUND
from wanjia.goods.rounds.planning import PLANNERS
from wanjia.goods.waste.queries import Line, day_list, waste_day


@transaction.atomic
def add_cart(viewer: Viewer, name: str, use: str, capacity: str, team: UUID | None = None) -> Cart:
    """Register a cart. Raises Problem `cart.impossible`, `cart.known`, `kernel.not_found`."""
    viewer.need(*PLANNERS)
    scope, name = {"community_id": viewer.community_id}, name.strip()[:40]
    room = whole_number(capacity)
    if not name or use not in CartUse.values or room is None or not 1 <= room <= 2000:
        raise Problem("cart.impossible")
    if Cart.objects.filter(**scope, name=name).exists():
        raise Problem("cart.known", name=name)
    require_same_community(Team, viewer.community_id, team)
    cart = Cart.objects.create(**scope, name=name, use=use, capacity=room, team_id=team)
    journal.write(viewer, "cart.added", subject=cart.id, after={"name": name})
    return cart


def _get_running_route(viewer: Viewer, route_id: UUID) -> Route:
    route = route_of(viewer, route_id)
    if ROUND.state_of(route).name in OVER:
        raise Problem("route.over")
    return route


@transaction.atomic
def start_route(viewer: Viewer, route_id: UUID) -> Route:
    """Set out. A second time is harmless."""
    viewer.need(*STAFF)
    route = _get_running_route(viewer, route_id)
    if route.started_at is None:
        route.started_at = clock.now()
        route.save(update_fields=["started_at"])
        _write_journal(viewer, "route.started", route)
    return route


def _write_journal(viewer: Viewer, kind: str, route: Route) -> None:
    after = {"cart": route.cart.name, "estate": route.estate.name}
    journal.write(viewer, kind, subject=route.id, after=after)


@transaction.atomic
def cancel_route(viewer: Viewer, route_id: UUID) -> Route:
    """Call a route off; its stops wait for another."""
    viewer.need(*PLANNERS)
    route = _get_running_route(viewer, route_id)
    route.cancelled_at = clock.now()
    route.save(update_fields=["cancelled_at"])
    _write_journal(viewer, "route.cancelled", route)
    return route


@transaction.atomic
def finish_route(viewer: Viewer, route_id: UUID) -> Route:
    """End a route of which every stop was served or told why not. Raises `route.unserved`."""
    viewer.need(*STAFF)
    route = _get_running_route(viewer, route_id)
    rows = Stop.objects.of(viewer).filter(route=route, done_at=None)
    open_stops = rows.filter(skipped_reason="").select_related("stairwell")
    if names := [stop.stairwell.label for stop in open_stops]:
        raise Problem("route.unserved", doors=_("、").join(names))
    route.finished_at = clock.now()
    route.save(update_fields=["finished_at"])
    _write_journal(viewer, "route.finished", route)
    return route


def orders_of_route(viewer: Viewer, route: Route) -> dict[UUID, list[Order]]:
    """Return the orders that a clean route brings, by stairwell, from the top floor down."""
    rows = Order.objects.of(viewer).filter(
        supply__in=route.supplies, dwelling__stairwell__estate=route.estate_id, cancelled_at=None
    )
    if not pushes_cart(viewer, CartUse.CLEAN):
        rows = visible_to(viewer, rows, stairwell="dwelling__stairwell")
    rows = rows.select_related("supply", "dwelling").prefetch_related("lines__good")
    orders: dict[UUID, list[Order]] = defaultdict(list)
    for order in rows.order_by("-dwelling__floor", "dwelling__sort"):
        assert order.dwelling
        orders[order.dwelling.stairwell_id].append(order)
    return orders


def waste_of_route(viewer: Viewer) -> dict[UUID, list[Line]]:
    """Return the infected homes of today by stairwell, from the top floor down."""
    lines: dict[UUID, list[Line]] = defaultdict(list)
    for line in day_list(viewer, waste_day()):
        if line.place.dwelling:
            lines[line.place.dwelling.stairwell_id].append(line)
    return lines


def _get_stop(viewer: Viewer, stop_id: UUID) -> Stop:
    """Return a stop whose doors the viewer sees.

    Raises Problem `kernel.not_found`, `.not_yours`.
    """
    stop = stop_of(viewer, stop_id)
    theirs = stop.stairwell_id in viewer.stairwells or pushes_cart(viewer, stop.route.cart.use)
    if not viewer.sees_all and not theirs:
        raise Problem("kernel.not_yours")
    return stop


@transaction.atomic
def serve_stop(viewer: Viewer, stop_id: UUID, reasons: dict[UUID, str] | None = None) -> Stop:
    """Note that a stop is done: its orders are handed over, but those with a reason why not; a
    waste stop must have every home noted. Raises Problem `route.unnoted` and what `deliver` does.
    """
    viewer.need(*STAFF)
    stop = _get_stop(viewer, stop_id)
    start_route(viewer, stop.route_id)
    if stop.route.cart.use == CartUse.CLEAN:
        _hand_out(viewer, stop, reasons or {})
    elif unnoted := _unnoted_places(viewer, stop):
        doors = _("、").join(str(line.place.dwelling) for line in unnoted)
        raise Problem("route.unnoted", doors=doors)
    if stop.done_at is None:
        stop.done_at, stop.done_by, stop.skipped_reason = clock.now(), viewer.name[:80], ""
        stop.save(update_fields=["done_at", "done_by", "skipped_reason"])
    return stop


def _unnoted_places(viewer: Viewer, stop: Stop) -> list[Line]:
    return [line for line in waste_of_route(viewer)[stop.stairwell_id] if not line.done]


def _hand_out(viewer: Viewer, stop: Stop, reasons: dict[UUID, str]) -> None:
    brought = orders_of_route(viewer, stop.route)[stop.stairwell_id]
    waiting = [order for order in brought if order.delivered_at is None]
    deliver_orders(viewer, [order.id for order in waiting if order.id not in reasons])
    for order in waiting:
        if reason := reasons.get(order.id):
            note_not_delivered(viewer, order.id, reason)


@transaction.atomic
def skip_stop(viewer: Viewer, stop_id: UUID, reason: str) -> Stop:
    """Say why a stop is left out, or was noted by mistake. Raises Problem `order.why`."""
    viewer.need(*STAFF)
    stop = _get_stop(viewer, stop_id)
    _get_running_route(viewer, stop.route_id)
    if not reason.strip():
        raise Problem("order.why")
    stop.done_at, stop.done_by, stop.skipped_reason = None, "", reason.strip()[:120]
    stop.save(update_fields=["done_at", "done_by", "skipped_reason"])
    hear(viewer, Words(reason, "stop.skipped_reason", stop.id, way="door"))
    return stop
