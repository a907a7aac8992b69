"""Infected waste from the door to the closed vehicle; what must be disinfected; stock."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.goods.conftest import at, refused

from wanjia.core import clock
from wanjia.goods.models import Barrel, Disinfection, Pickup, WastePlace
from wanjia.goods.rounds import actions as rounds
from wanjia.goods.rounds import planning
from wanjia.goods.stock import actions as stock
from wanjia.goods.today import GOODS
from wanjia.goods.waste import actions as waste
from wanjia.goods.waste.queries import (
    barrels_here,
    day_list,
    day_manifest,
    late_before,
    left_out,
    open_disinfections,
    waste_day,
)
from wanjia.reports.daily.exports import as_json
from wanjia.reports.daily.figures import figures
from wanjia.sites.models import Transfer
from wanjia.sites.sites import actions as building
from wanjia.sites.transfers import actions as transfers
from wanjia.zoning.cases.actions import record_case, withdraw_case

pytestmark = pytest.mark.django_db
DONE = {"doubled": True, "sprayed": True}


@pytest.fixture
def case(viewer, residents):
    return record_case(
        viewer,
        residents[0].dwelling,
        test="pcr",
        sampled_at=clock.now() - timedelta(hours=8),
        told_by="疾控",
        resident=residents[0],
    )


@pytest.fixture
def place(case):
    return WastePlace.objects.get(dwelling=case.dwelling)


def taken_away(viewer, resident):
    site = building.make_site(viewer, "医院", 5, kind="hospital")
    car = transfers.add_vehicle(viewer, "沪A·9", 4)
    trip = transfers.make_trip(viewer, car.id, site.id, clock.now() + timedelta(hours=1))
    transfer = Transfer.objects.get(resident=resident)
    transfers.give_seat(viewer, transfer.id, trip.id)
    transfers.note_left(viewer, transfer.id)
    return transfer


def test_a_cases_home_comes_on_the_list_by_itself_and_leaves_with_it(viewer, case, place):
    assert [one.place for one in day_list(viewer, waste_day())] == [place]
    withdraw_case(viewer, case, "登记错了")
    place.refresh_from_db()
    assert place.until == waste_day()
    with at(24):
        assert day_list(viewer, waste_day()) == []


@pytest.mark.both
def test_bags_are_taken_doubled_and_sprayed_and_once(viewer, place):
    refused("waste.not_doubled", waste.note_pickup, viewer, place.id, "2", doubled=True)
    refused("waste.bags", waste.note_pickup, viewer, place.id, "-1", **DONE)
    refused("waste.bags", waste.note_pickup, viewer, place.id, "两袋", **DONE)
    one = uuid4()
    for _ in range(2):
        waste.note_pickup(viewer, place.id, "2", barrel="y1", pickup_id=one, **DONE)
    (pickup,) = Pickup.objects.all()
    assert (pickup.bags, pickup.ppm, pickup.barrel.number) == (2, 1000, "Y1")
    waste.undo_pickup(viewer, one)
    assert not day_list(viewer, waste_day())[0].done


def test_what_was_not_collected_is_red_the_next_morning_until_it_is(viewer, place):
    assert left_out(viewer, waste_day()) == []
    with at(24):
        (line,) = left_out(viewer, waste_day())
        assert line.place == place
        assert GOODS.renew(viewer.community_id)["missed"] == 1
        waste.note_pickup(viewer, place.id, "0")
        assert left_out(viewer, waste_day()) == []


def test_a_barrel_scanned_twice_or_weighed_below_nothing_is_refused(viewer, place):
    waste.note_pickup(viewer, place.id, "2", barrel="Y1", **DONE)
    refused("barrel.weight", waste.weigh_barrel, viewer, "Y1", "-3")
    refused("barrel.weight", waste.weigh_barrel, viewer, "Y1", "很重")
    refused("barrel.number", waste.weigh_barrel, viewer, " ", "3")
    barrel = Barrel.objects.get()
    refused("barrel.unweighed", hand_over, viewer, barrel)
    waste.weigh_barrel(viewer, "y1", "6.4 公斤")
    waste.weigh_barrel(viewer, "Y1", "6.4")
    told = refused("barrel.weighed", waste.weigh_barrel, viewer, "Y1", "7")
    assert told.params["kg"] == "6.4"
    waste.weigh_barrel(viewer, "Y1", "7", correct=True)
    refused("handover.unsigned", hand_over, viewer, barrel, signature=" ")
    refused("handover.unsigned", hand_over, viewer, barrel, signature="data:text/html,x")
    refused(
        "handover.empty",
        waste.hand_over_barrels,
        viewer,
        [],
        plate="A",
        receiver="B",
        signature="C",
    )
    given = hand_over(viewer, barrel)
    assert hand_over(viewer, barrel, handover_id=given.id).id == given.id
    refused("barrel.gone", hand_over, viewer, barrel)
    refused("barrel.gone", waste.note_pickup, viewer, place.id, "1", barrel="Y1", **DONE)
    refused("barrel.gone", waste.weigh_barrel, viewer, "Y1", "8")
    found = day_manifest(viewer, waste_day())
    assert (found.bags, found.grams, found.served) == (2, 7000, 1)


def hand_over(viewer, barrel, **more):
    said = {"plate": "沪A1", "receiver": "老王", "signature": "老王"} | more
    return waste.hand_over_barrels(viewer, [barrel.id], **said)


def test_the_next_day_a_barrels_number_is_free_again(viewer, place):
    asked = refused("barrel.no_bags", waste.weigh_barrel, viewer, "Y1", "5")
    assert (asked.params["number"], asked.params["kg"]) == ("Y1", "5")
    waste.weigh_barrel(viewer, "Y1", "5", no_bags=True)
    hand_over(viewer, Barrel.objects.get())
    with at(24):
        waste.weigh_barrel(viewer, "Y1", "6", no_bags=True)
    assert Barrel.objects.count() == 2


@pytest.mark.both
def test_a_barrel_left_from_yesterday_is_still_weighed_and_handed_over(viewer, place):
    waste.note_pickup(viewer, place.id, "1", barrel="Y1", **DONE)
    with at(24):
        (left,) = barrels_here(viewer)
        waste.weigh_barrel(viewer, "", "5", barrel_id=left.id)
        assert left.day != waste_day()
        assert Barrel.objects.get().weighed_at > late_before()
    with at(49):
        assert Barrel.objects.get().weighed_at < late_before()
        hand_over(viewer, left)
        assert list(barrels_here(viewer)) == []


def test_where_somebody_was_taken_away_is_disinfected_and_leaves_the_list(
    viewer, residents, case, place
):
    transfer = taken_away(viewer, residents[0])
    asked = {one.kind: one for one in open_disinfections(viewer)}
    assert set(asked) == {"flat", "stairwell"}
    assert asked["flat"].dwelling_id == case.dwelling_id
    transfers.undo_left(viewer, transfer.id)
    assert not open_disinfections(viewer).exists()
    transfers.note_left(viewer, transfer.id)
    assert Disinfection.objects.count() == 2
    waste.note_disinfected(viewer, asked["flat"].id, "1000", "30")
    place.refresh_from_db()
    assert place.until == waste_day()
    assert [one.kind for one in open_disinfections(viewer)] == ["stairwell"]


@pytest.mark.both
def test_a_second_positive_at_home_keeps_it_on_the_list(viewer, residents, case, place):
    record_case(
        viewer,
        case.dwelling,
        test="pcr",
        sampled_at=clock.now(),
        told_by="疾控",
        resident=residents[1],
    )
    taken_away(viewer, residents[0])
    flat = open_disinfections(viewer).get(kind="flat")
    waste.note_disinfected(viewer, flat.id, "", "30")
    place.refresh_from_db()
    assert place.until is None


@pytest.mark.both
def test_the_towns_other_addresses_are_covered(viewer, community):
    one = waste.list_place(viewer, address="江边新村 12 号 301 室")
    assert waste.list_place(viewer, address="江边新村 12 号 301 室").id == one.id
    refused("waste.unknown", waste.list_place, viewer)
    waste.end_place(viewer, one.id, "转走了")
    with at(24):
        refused("waste.ended", waste.note_pickup, viewer, one.id, "1", **DONE)


@pytest.mark.both
def test_stock_moves_are_counted_and_no_more_goes_out_than_is_there(viewer, community):
    item = stock.add_item(viewer, "抗原", "盒", "3")
    refused("stock.known", stock.add_item, viewer, "抗原")
    refused("stock.what", stock.add_item, viewer, " ")
    refused("stock.number", stock.note_move, viewer, item.id, "in", "-3")
    key = uuid4()
    for _ in range(2):
        stock.note_move(viewer, item.id, "in", "10", move_id=key)
    refused("stock.too_few", stock.note_move, viewer, item.id, "out", "11")
    out = stock.note_move(viewer, item.id, "out", "8")
    (shelf,) = stock.load_shelves(viewer)
    assert (shelf.level.there, shelf.low) == (2, True)
    stock.undo_move(viewer, out.id)
    refused("kernel.nothing_to_undo", stock.undo_move, viewer, out.id)
    assert stock.load_shelves(viewer)[0].level.there == 10


def test_the_towns_daily_report_tells_bags_weight_and_places(viewer, place):
    assert figures(viewer, waste_day()).others[0].value == 1
    waste.note_pickup(viewer, place.id, "3", barrel="Y1", **DONE)
    waste.weigh_barrel(viewer, "Y1", "6.4")
    told = {one.key: one.value for one in figures(viewer, waste_day()).others}
    assert told == {
        "waste_places": 1,
        "waste_served": 1,
        "waste_bags": 3,
        "waste_kg": 6.4,
        "supplies_delivered": 0,
    }
    data = as_json(figures(viewer, waste_day()))
    assert {"key": "waste_bags", "value": 3}.items() <= data["others"][2].items()


def test_a_medical_point_on_the_street_fills_medical_barrels(viewer, estate):
    point = waste.list_place(viewer, address="东门采样点", kind="medical")
    waste.note_pickup(viewer, point.id, "1", barrel="M1", **DONE)
    assert Barrel.objects.get().kind == "medical"
    cart = rounds.add_cart(viewer, "医废车", "medical", "30")
    refused("route.street", planning.plan_routes, viewer, estate.id, [cart.id], clock.now())
