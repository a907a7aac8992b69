"""Numbers and days as nobody should type them are refused in words; nothing is stored of them.

A superscript is a digit to Python and no number; more digits than a computer reads are one, too; a
day at the end of the calendar has no day after it.
"""

from uuid import uuid4

import pytest
from tests.two_towns import NOW

from wanjia.core import clock
from wanjia.goods.models import Cart, Good, Order, StockItem, StockMove, Supply, WastePlace
from wanjia.goods.supplies import actions
from wanjia.needs.models import Need

pytestmark = pytest.mark.django_db
NO_NUMBERS = ("²", "9" * 5000, "-1", "1e999", "NaN", "½", "一", "0x10", "\u0000")
REFUSED = (400, 422)  # a byte that no text has is refused before anything else
LAST_DAYS = ("0001-01-01", "9999-12-31", "0000-00-00", "2022-02-30", "²022-01-01", "9" * 5000)


@pytest.fixture
def desk(alder, db):
    with clock.freeze(NOW):
        yield alder.client("desk")


@pytest.mark.both
@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_no_quantity_of_a_stock_is_stored(desk, alder, typed):
    desk.post("/stock/add/", {"name": "口罩", "low_days": typed})
    item = StockItem.objects.filter(name="口罩").first()
    assert item is None or item.low_days == 3
    desk.post("/stock/add/", {"name": "手套", "low_days": "5"})
    item = StockItem.objects.get(name="手套")
    for kind in ("in", "out", "count"):
        form = {"item_id": str(item.id), "kind": kind, "quantity": typed}
        assert 400 <= desk.post("/stock/move/", form).status_code < 500
    assert not StockMove.objects.filter(item=item).exists()


@pytest.mark.both
@pytest.mark.parametrize("typed", NO_NUMBERS)
@pytest.mark.slow
def test_no_order_no_count_and_no_strength_is_stored(desk, alder, typed):
    draft = actions.Draft("group_buy", "鲜奶", [actions.DraftGood("鲜奶", "箱", 6500)])
    supply = actions.open_supply(alder.viewers["desk"], draft)
    good, path = Good.objects.get(supply=supply), f"/supplies/{supply.id}"
    for door, quantity, status in (("7-201", typed, REFUSED), ("7-301", "1", [302])):
        form = {"door": door, f"q-{good.id}": quantity}
        assert desk.post(f"{path}/orders/add/", form).status_code in status
    assert Order.objects.filter(supply=supply).count() == 1
    desk.post(f"{path}/close/")
    arrived = {f"n-{good.id}": typed}
    assert desk.post(f"{path}/arrive/", arrived).status_code in REFUSED
    desk.post(f"{path}/arrive/", arrived | {f"n-{good.id}": "1"})
    clean = {"ppm": typed}
    assert desk.post(f"{path}/disinfect/", clean).status_code in REFUSED
    supply.refresh_from_db()
    assert (supply.arrived_at is not None, supply.disinfected_at) == (True, None)


@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_no_line_of_goods_is_guessed_at(desk, alder, typed):
    form = {"kind": "package", "title": "菜", "goods": f"菜 份 5 {typed}", "per": "household"}
    form |= {"supply_id": str(uuid4()), "each": "1"}
    before = Supply.objects.count()
    assert desk.post("/supplies/new/", form).status_code < 500
    assert Supply.objects.count() == before


@pytest.mark.both
@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_no_cart_is_registered(desk, alder, typed):
    form = {"name": "新车", "use": "clean", "capacity": typed}
    assert 400 <= desk.post("/routes/carts/add/", form).status_code < 500
    assert not Cart.objects.filter(name="新车").exists()


@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_no_bags_minutes_or_weight_are_stored(desk, alder, typed):
    place = WastePlace.objects.filter(community=alder.community, until=None).first()
    form = {"place_id": str(place.id)}
    assert 400 <= desk.post("/waste/pickup/", form | {"bags": typed}).status_code < 500
    more = {"bags": "1", "ppm": typed}
    assert 400 <= desk.post("/waste/pickup/", form | more).status_code < 500
    weigh = {"number": "y9", "kg": typed}
    assert 400 <= desk.post("/waste/barrels/weigh/", weigh).status_code < 500


@pytest.mark.both
@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_a_seat_an_urgency_and_a_choice_that_are_no_numbers(desk, alder, typed):
    seat = {"trip_id": str(alder.ids["ride_id"]), "number": typed}
    assert desk.post(f"/transfers/{alder.ids['transfer_id']}/seat/", seat).status_code < 500
    need = Need.objects.get(id=alder.ids["need_id"])
    form = {"category": "medicine", "urgency": typed, "why": "看错了"}
    assert desk.post(f"/needs/{need.id}/retriage/", form).status_code < 500
    assert Need.objects.get(id=need.id).urgency == need.urgency


@pytest.mark.parametrize("day", LAST_DAYS)
@pytest.mark.parametrize(
    "path",
    [
        "/waste/manifest/?day=",
        "/waste/manifest/?as=xlsx&day=",
        "/duty/?from=",
        "/duty/?print=1&from=",
        "/daily/?day=",
        "/daily.xlsx?day=",
        "/daily.json?day=",
        "/day/?day=",
        "/rounds/?day=",
        "/forget/?before=",
        "/journal/?day=",
    ],
)
@pytest.mark.slow
def test_a_page_of_a_day_that_there_is_not_is_a_page(alder, db, path, day):
    with clock.freeze(NOW):
        assert alder.client("head").get(path + day).status_code < 500
