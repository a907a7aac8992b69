"""Pages of goods ask as often for many rows as for a few; a refusal keeps the form."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook
from tests.goods.conftest import ready

from wanjia.core import clock
from wanjia.core.models import Entry, Membership, User
from wanjia.goods.models import Good, Order, Pickup
from wanjia.goods.orders import actions as orders
from wanjia.goods.rounds import planning
from wanjia.goods.stock import actions as stock
from wanjia.goods.waste import actions as waste
from wanjia.people.models import HouseholdLink
from wanjia.people.residents.actions import make_household_links

pytestmark = pytest.mark.django_db


def signed_in(client, community, role):
    user = User.objects.create(username=f"{role}1", name="值班")
    Membership.objects.create(community=community, user=user, role=role)
    client.force_login(user)
    return client


@pytest.fixture
def desk(client, community):
    return signed_in(client, community, "desk")


@pytest.fixture
def town(client, community):
    return signed_in(client, community, "town")


def asked(client, path):
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


@pytest.mark.slow
def test_a_supply_with_many_orders_asks_no_more_than_with_one(desk, viewer, buy, residents):
    path = f"/supplies/{buy.id}/?view=all"
    good = Good.objects.filter(supply=buy).first()
    orders.order_for_household(viewer, buy.id, residents[0].dwelling_id, {good.id: "1"})
    one = asked(desk, path)
    for each in residents[2::2]:
        orders.order_for_household(viewer, buy.id, each.dwelling_id, {good.id: "2"})
    assert asked(desk, path) <= one
    assert asked(desk, f"/supplies/{buy.id}/sheets/") <= 12


def test_a_route_asks_no_more_for_more_stops(desk, viewer, estate, milk, cart):
    (route,) = planning.plan_routes(
        viewer, estate.id, [cart.id], clock.now(), supplies=[milk.id], seconds=0.1
    ).routes
    assert asked(desk, f"/routes/{route.id}/") <= 14
    assert asked(desk, f"/routes/{route.id}/?print=1") <= 14


def test_the_waste_list_asks_no_more_for_more_places(desk, viewer, residents):
    waste.list_place(viewer, residents[0].dwelling_id)
    one = asked(desk, "/waste/")
    for each in residents[2::2]:
        waste.list_place(viewer, each.dwelling_id)
    assert asked(desk, "/waste/") <= one


@pytest.mark.both
def test_a_household_code_is_scanned_and_a_wrong_one_keeps_what_was_typed(desk, viewer, residents):
    home = residents[0].dwelling
    make_household_links(viewer, [home])
    token = HouseholdLink.objects.get(dwelling=home, revoked_at=None).token
    form = {"scan": f"https://x/h/{token}/", "bags": "2", "barrel": "y7"}
    answer = desk.post("/waste/pickup/", form)
    assert answer.status_code == 404
    assert home.door in answer.content.decode()
    waste.list_place(viewer, home.id)
    answer = desk.post("/waste/pickup/", form)
    assert answer.status_code == 422
    assert 'value="y7"' in answer.content.decode()
    desk.post("/waste/pickup/", form | {"doubled": "on", "sprayed": "on"})
    assert Pickup.objects.get().place.dwelling == home


@pytest.mark.both
def test_a_household_joins_from_its_page_and_sees_what_comes(client, viewer, buy, residents):
    home = residents[0].dwelling
    make_household_links(viewer, [home])
    token = HouseholdLink.objects.get(dwelling=home, revoked_at=None).token
    good = Good.objects.get(supply=buy, name="水果B")
    page = f"/h/{token}/buys/{buy.id}/"
    assert client.post(page, {f"q-{good.id}": "-2"}).status_code == 422
    assert client.post(page, {f"q-{good.id}": "2"}).status_code == 302
    assert "水果B × 2" in client.get(f"/h/{token}/").content.decode()
    assert Order.objects.get(supply=buy).dwelling == home
    assert client.get(f"/h/nobody/buys/{buy.id}/").status_code == 404


@pytest.mark.both
def test_a_refused_weight_stays_on_the_page(desk, community):
    asked = desk.post("/waste/barrels/weigh/", {"number": "Y9", "kg": "7"})
    assert asked.status_code == 409
    assert "一袋也没有登记" in asked.content.decode()
    assert 'name="no_bags"' in asked.content.decode()
    answer = desk.post("/waste/barrels/weigh/", {"number": "Y1", "kg": "-3"})
    assert answer.status_code == 422
    assert 'value="Y1"' in answer.content.decode()


def test_the_manifest_is_a_workbook_too(desk, community):
    answer = desk.get("/waste/manifest/?as=xlsx")
    assert answer.content[:2] == b"PK"
    assert desk.get("/waste/manifest/?day=nonsense").status_code == 200


def test_who_is_short_is_a_list_of_its_own(desk, viewer, buy, residents):
    good = Good.objects.filter(supply=buy).first()
    for each in residents[:6:2]:
        orders.order_for_household(viewer, buy.id, each.dwelling_id, {good.id: "1"})
    ready(viewer, buy, counted="2")
    page = desk.get(f"/supplies/{buy.id}/?view=short").content.decode()
    assert page.count("<s>1</s> 0") == 1


def test_the_town_reads_a_manifests_sums_and_no_door(town, viewer, residents):
    home = residents[0].dwelling
    place = waste.list_place(viewer, home.id)
    waste.note_pickup(viewer, place.id, "2", doubled=True, sprayed=True)
    page = town.get("/waste/manifest/").content.decode()
    assert "收 1/1 处" in page
    assert "2 袋" in page
    assert home.door not in page
    book = town.get("/waste/manifest/?as=xlsx")
    read = CalamineWorkbook.from_filelike(BytesIO(book.content))
    sheets = (read.get_sheet_by_name(name).to_python() for name in read.sheet_names)
    cells = {str(cell) for sheet in sheets for row in sheet for cell in row}
    assert home.door not in cells
    taken = Entry.objects.get(type="file.taken")
    assert (taken.role, taken.after["kind"]) == ("town", "waste.manifest")


def test_what_stock_is_counted_in_is_said_in_the_language_of_the_page(desk, viewer):
    for name, unit, there in (("防护服", "套", "46"), ("酒精", "坛", "3")):
        item = stock.add_item(viewer, name, unit, "3")
        stock.note_move(viewer, item.id, "in", there)
    chinese = desk.get("/stock/", headers={"accept-language": "zh-hans"}).content.decode()
    english = desk.get("/stock/", headers={"accept-language": "en"}).content.decode()
    assert "46 套" in chinese
    assert "46 sets" in english
    assert "3 坛" in english  # a word that nobody translated stays as it was typed
