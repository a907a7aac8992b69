"""Rounds of carts: planned over the estate's ways, clean before dirty, served stop by stop."""

from datetime import timedelta

import pytest
from tests.goods.conftest import refused

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.goods.models import Order, Stop, WastePlace
from wanjia.goods.queries import route_of
from wanjia.goods.rounds import actions as rounds
from wanjia.goods.rounds import planning
from wanjia.goods.rules import load_rules
from wanjia.goods.waste import actions as waste
from wanjia.zoning.cases.actions import record_case

pytestmark = pytest.mark.django_db


def planned(viewer, estate, carts, **more):
    start = more.pop("start", clock.now())
    return planning.plan_routes(
        viewer, estate.id, [c.id for c in carts], start, seconds=0.1, **more
    )


@pytest.fixture
def place(viewer, residents):
    record_case(viewer, residents[0].dwelling, test="pcr", sampled_at=clock.now(), told_by="疾控")
    return WastePlace.objects.get()


def test_a_delivery_round_goes_to_the_doors_that_wait_and_hands_over(viewer, estate, milk, cart):
    (route,) = planned(viewer, estate, [cart], supplies=[milk.id]).routes
    stops = list(route.stops.all())
    assert {stop.stairwell.label for stop in stops} == {"23", "3"}
    assert route.metres > 1900  # the far junction is a kilometre away, there and back
    first, second = stops
    rounds.serve_stop(viewer, first.id)
    rounds.serve_stop(viewer, first.id)
    order = Order.objects.exclude(dwelling__stairwell=first.stairwell).get(supply=milk)
    refused("route.unserved", rounds.finish_route, viewer, route.id)
    rounds.serve_stop(viewer, second.id, {order.id: "家里没人"})
    order.refresh_from_db()
    assert (order.delivered_at, order.undelivered_reason) == (None, "家里没人")
    assert Order.objects.filter(supply=milk).exclude(delivered_at=None).count() == 1
    rounds.finish_route(viewer, route.id)
    refused("route.over", rounds.start_route, viewer, route.id)


@pytest.mark.both
def test_a_stop_is_skipped_with_a_reason_and_the_next_round_goes_there(viewer, estate, milk, cart):
    (route,) = planned(viewer, estate, [cart], supplies=[milk.id]).routes
    for stop in route.stops.all():
        refused("order.why", rounds.skip_stop, viewer, stop.id, "")
        rounds.skip_stop(viewer, stop.id, "下雨")
    rounds.finish_route(viewer, route.id)
    assert len(planned(viewer, estate, [cart], supplies=[milk.id]).routes) == 1


def test_a_waste_round_keeps_off_goods_that_are_handed_over(
    viewer, estate, milk, cart, waste_cart, place
):
    (clean,) = planned(viewer, estate, [cart], supplies=[milk.id]).routes
    dirty = planned(viewer, estate, [waste_cart])
    (route,) = dirty.routes
    assert dirty.put_off > timedelta(0)  # one gate alone: once the goods are through
    assert route.starts_at >= clean.ends_at
    at_door = {stop.stairwell_id: stop.due_at for stop in clean.stops.all()}
    for stop in route.stops.all():
        if stop.stairwell_id in at_door:
            assert stop.due_at >= at_door[stop.stairwell_id] + timedelta(
                minutes=load_rules().rounds.apart_minutes
            )


@pytest.mark.both
def test_a_waste_stop_is_done_when_every_home_is_noted(viewer, estate, waste_cart, place):
    (route,) = planned(viewer, estate, [waste_cart]).routes
    stop = Stop.objects.get(route=route)
    told = refused("route.unnoted", rounds.serve_stop, viewer, stop.id)
    assert place.dwelling.door in told.words("zh")
    waste.note_pickup(viewer, place.id, "1", doubled=True, sprayed=True)
    rounds.serve_stop(viewer, stop.id)
    refused("route.nothing", planned, viewer, estate, [waste_cart])


@pytest.mark.both
def test_carts_are_clean_or_dirty_and_one_place_at_a_time(
    viewer, estate, milk, cart, waste_cart, place
):
    refused("route.mixed", planned, viewer, estate, [waste_cart], supplies=[milk.id])
    refused("route.mixed", planned, viewer, estate, [cart, waste_cart], supplies=[milk.id])
    refused("route.no_cart", planned, viewer, estate, [])
    (route,) = planned(viewer, estate, [cart], supplies=[milk.id]).routes
    refused("route.busy", planned, viewer, estate, [cart], supplies=[milk.id])
    rounds.cancel_route(viewer, route.id)
    assert planned(viewer, estate, [cart], supplies=[milk.id]).routes
    assert route_of(viewer, route.id).cancelled_at


def test_a_cart_has_a_name_and_a_size(viewer, cart):
    refused("cart.known", rounds.add_cart, viewer, "物资车", "clean", "40")
    refused("cart.impossible", rounds.add_cart, viewer, "", "clean", "40")
    refused("cart.impossible", rounds.add_cart, viewer, "x", "clean", "-1")
    refused("cart.impossible", rounds.add_cart, viewer, "x", "boat", "4")


def test_an_estate_without_a_gate_says_so(viewer, estate, milk, cart):
    estate.gates.all().delete()
    refused("route.no_gate", planned, viewer, estate, [cart], supplies=[milk.id])


def test_more_than_a_cart_holds_is_carried_in_several_loads(viewer, estate, milk):
    small = rounds.add_cart(viewer, "小车", "clean", "1")
    (route,) = planned(viewer, estate, [small], supplies=[milk.id]).routes
    assert sum(stop.load for stop in route.stops.all()) == 4
    assert route.stops.order_by("-trip").first().trip == 4


def test_who_sees_none_of_a_stops_doors_neither_serves_nor_skips_it(viewer, estate, milk, cart):
    (route,) = planned(viewer, estate, [cart], supplies=[milk.id]).routes
    stop = route.stops.first()
    stranger = Viewer(viewer.community_id, "volunteer", name="生人")
    refused("kernel.not_yours", rounds.serve_stop, stranger, stop.id)
    refused("kernel.not_yours", rounds.skip_stop, stranger, stop.id, "下雨")
    stop.refresh_from_db()
    assert (stop.done_at, stop.skipped_reason) == (None, "")
