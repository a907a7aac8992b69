"""From a group buy's list to the door: orders, counting, sharing what is short, handing over."""

import io
from datetime import timedelta

import pytest
import xlsxwriter
from tests.goods.conftest import household, ready, refused

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.idempotency import OtherContent
from wanjia.core.ids import new_id
from wanjia.core.models import Entry
from wanjia.goods.models import Good, Order, OrderLine
from wanjia.goods.orders import actions as orders
from wanjia.goods.orders.order_import import read_file, read_text
from wanjia.goods.queries import tallies_of
from wanjia.goods.supplies import actions as supplies
from wanjia.goods.supplies.actions import Draft, DraftGood, read_goods
from wanjia.people.models import Resident, Risk

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LIST = """#接龙
蔬菜A套餐60元 水果B 88元 周三送

1. 23-101 A1份
2. B 2份 23-102
3. 24号201 A+B各一
4. 我要一份A
5. 99-101 A1
"""


def sheet(*rows):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return out.getvalue()


HEAD = ("收货人", "联系电话", "订单总金额", "支付状态", "收货地址", "商品", "订购数量")


def names(supply):
    return list(Good.objects.filter(supply=supply).values_list("name", flat=True))


def goods(supply):
    return {one.name: one for one in Good.objects.filter(supply=supply)}


def test_a_pasted_list_becomes_orders_and_what_is_not_certain_waits(viewer, buy):
    taken = orders.take_in_orders(viewer, buy.id, read_text(viewer, buy, names(buy), LIST))
    assert (taken.new, taken.doubtful) == (5, 2)
    sure = Order.objects.filter(supply=buy, doubt="")
    assert {one.dwelling.door for one in sure} == {"23-101", "23-102", "24-201"}
    assert {one.doubt for one in Order.objects.exclude(doubt="")} == {"no_door", "door"}


def test_the_same_list_with_one_line_more_changes_nothing_else(viewer, buy):
    orders.take_in_orders(viewer, buy.id, read_text(viewer, buy, names(buy), LIST))
    longer = LIST.replace("A1份", "A3份") + "6. 3-101 B 1份\n"
    taken = orders.take_in_orders(viewer, buy.id, read_text(viewer, buy, names(buy), longer))
    assert (taken.new, taken.changed, taken.same) == (1, 1, 4)
    assert Order.objects.filter(supply=buy).count() == 6


def test_a_doubtful_line_is_settled_once_and_stays_settled(viewer, buy, residents):
    listed = read_text(viewer, buy, names(buy), LIST)
    orders.take_in_orders(viewer, buy.id, listed)
    lost = Order.objects.get(doubt="no_door")
    one = goods(buy)["蔬菜A套餐"]
    refused("order.no_door", orders.settle_order, viewer, lost.id, None, {one.id: "1"})
    refused(
        "order.quantity",
        orders.settle_order,
        viewer,
        lost.id,
        residents[0].dwelling_id,
        {one.id: "-1"},
    )
    orders.settle_order(viewer, lost.id, residents[0].dwelling_id, {one.id: "1"})
    again = orders.take_in_orders(viewer, buy.id, listed)
    lost.refresh_from_db()
    assert (lost.doubt, lost.dwelling_id, again.changed) == ("", residents[0].dwelling_id, 0)


def test_a_sheet_is_read_and_its_doubtful_row_keeps_the_doors_to_choose_from(
    viewer, buy, residents
):
    at_home = residents[3]
    data = sheet(
        HEAD,
        ("王", "", 60, "已支付", "中海悦庭23号101室", "蔬菜A套餐", 1),
        (at_home.name, at_home.phone, 88, "已支付", "小区里", "水果B", 2),
        ("合计", "", 148, "", "", "", 3),
    )
    taken = orders.take_in_orders(viewer, buy.id, read_file(buy, names(buy), data))
    assert (taken.new, taken.doubtful) == (2, 1)
    sure, unsure = Order.objects.filter(supply=buy).order_by("doubt")
    assert (sure.dwelling.door, bool(sure.paid_at)) == ("23-101", True)
    assert unsure.candidates == [str(at_home.dwelling_id)]
    assert at_home.phone not in unsure.text


def test_a_sheet_without_its_columns_or_that_is_none_is_refused(viewer, buy):
    refused("orders.heading", read_file, buy, names(buy), sheet(("姓名", "备注")))
    refused("excel.unreadable", read_file, buy, names(buy), b"PK\x03\x04 broken")
    refused("orders.empty", orders.take_in_orders, viewer, buy.id, [])


def test_a_household_orders_changes_and_takes_back_until_it_closes(viewer, buy, residents):
    home = residents[0].dwelling
    me, good = household(home), goods(buy)["水果B"]
    refused("order.nothing", orders.order_for_household, me, buy.id, home.id, {good.id: ""})
    orders.order_for_household(me, buy.id, home.id, {good.id: "2"})
    orders.order_for_household(me, buy.id, home.id, {good.id: "3"})
    (order,) = Order.objects.filter(supply=buy)
    assert [line.quantity for line in order.lines.all()] == [3]
    orders.order_for_household(me, buy.id, home.id, {good.id: "0"})
    order.refresh_from_db()
    assert order.cancelled_at
    elsewhere = residents[-1].dwelling_id
    refused("supply.closed", orders.order_for_household, me, buy.id, elsewhere, {good.id: "1"})
    supplies.close_supply(viewer, buy.id)
    refused("supply.closed", orders.order_for_household, me, buy.id, home.id, {good.id: "1"})


def test_a_closing_time_closes_by_itself(viewer, estate, residents):
    draft = Draft(
        "group_buy", "鸡蛋", [DraftGood("鸡蛋")], closes_at=clock.now() + timedelta(hours=1)
    )
    supply = supplies.open_supply(viewer, draft)
    home = residents[0].dwelling
    with clock.freeze(clock.now() + timedelta(hours=2)):
        asked = {goods(supply)["鸡蛋"].id: "1"}
        refused(
            "supply.closed", orders.order_for_household, household(home), supply.id, home.id, asked
        )
        refused("supply.past", supplies.open_supply, viewer, draft)


def test_goods_go_one_way_through_the_gate_and_a_step_can_be_taken_back(viewer, buy):
    orders.take_in_orders(viewer, buy.id, read_text(viewer, buy, names(buy), LIST))
    order = Order.objects.filter(doubt="").first()
    counted = {one.id: "9" for one in goods(buy).values()}
    refused("supply.not_yet", supplies.count_arrival, viewer, buy.id, counted)
    supplies.close_supply(viewer, buy.id)
    refused("supply.not_yet", supplies.note_disinfected, viewer, buy.id)
    refused("supply.count", supplies.count_arrival, viewer, buy.id, dict.fromkeys(counted, "-3"))
    supplies.count_arrival(viewer, buy.id, counted)
    refused("supply.not_yet", supplies.note_split, viewer, buy.id)
    refused("waste.ppm", supplies.note_disinfected, viewer, buy.id, "氯", "99999")
    supplies.note_disinfected(viewer, buy.id, "", "")
    refused("supply.not_yet", orders.deliver_orders, viewer, [order.id])
    supplies.note_split(viewer, buy.id)
    assert supplies.undo_last_step(viewer, buy.id).split_at is None
    supplies.note_split(viewer, buy.id)
    orders.deliver_orders(viewer, [order.id])
    refused("supply.carried", supplies.undo_last_step, viewer, buy.id)
    supplies.finish_supply(viewer, buy.id)
    refused("supply.over", orders.deliver_orders, viewer, [order.id])


def test_a_package_goes_to_every_household_at_home_and_the_needy_first(viewer, package, residents):
    old = residents[-1]
    Risk.objects.create(
        community_id=old.community_id, resident=old, kind="alone_elder", confirmed=True
    )
    Resident.objects.filter(dwelling=residents[0].dwelling_id).update(where="away")
    assert supplies.allot_package(viewer, package.id) == 17
    given = {one.dwelling_id: one.lines.get().given for one in Order.objects.filter(supply=package)}
    assert sum(given.values()) == 10
    assert given[old.dwelling_id] == 1
    assert residents[0].dwelling_id not in given
    (tally,) = tallies_of(package)
    assert (tally.asked, tally.short) == (17, 7)
    assert supplies.allot_package(viewer, package.id) == 17
    assert Order.objects.filter(supply=package).count() == 17


def test_counting_less_than_was_ordered_shares_it_out(viewer, buy, residents):
    good = goods(buy)["水果B"]
    for one in residents[::2][:4]:
        orders.order_for_household(viewer, buy.id, one.dwelling_id, {good.id: "2"})
    supplies.close_supply(viewer, buy.id)
    supplies.count_arrival(viewer, buy.id, {one.id: "5" for one in goods(buy).values()})
    given = [one.lines.get().given for one in Order.objects.filter(supply=buy)]
    assert sorted(given) == [1, 1, 1, 2]


def test_a_delivery_to_a_household_that_moved_is_refused_with_the_new_door(viewer, buy, residents):
    person = residents[0]
    orders.order_for_household(
        viewer, buy.id, person.dwelling_id, {goods(buy)["水果B"].id: "1"}, who=person.name
    )
    order = Order.objects.get(supply=buy)
    ready(viewer, buy)
    new_home = residents[-1].dwelling
    Resident.objects.filter(dwelling=person.dwelling_id).exclude(id=person.id).update(
        left_at=clock.now()
    )
    Resident.objects.filter(id=person.id).update(dwelling=new_home)
    told = refused("order.moved", orders.deliver_orders, viewer, [order.id])
    assert new_home.door in told.words("zh")
    order.refresh_from_db()
    assert order.delivered_at is None
    asked = {goods(buy)["水果B"].id: "1"}
    orders.settle_order(viewer, order.id, new_home.id, asked)
    orders.deliver_orders(viewer, [order.id])
    orders.deliver_orders(viewer, [order.id])
    assert Entry.objects.filter(type="order.delivered").count() == 1


def test_what_did_not_reach_its_door_says_why(viewer, milk):
    order = Order.objects.filter(supply=milk).first()
    orders.deliver_orders(viewer, [order.id])
    refused("order.why", orders.note_not_delivered, viewer, order.id, " ")
    orders.note_not_delivered(viewer, order.id, "家里没人")
    order.refresh_from_db()
    assert (order.delivered_at, order.undelivered_reason) == (None, "家里没人")


def test_money_and_lists_are_the_leaders_alone(viewer, buy, residents):
    good = goods(buy)["水果B"]
    order = orders.order_for_household(viewer, buy.id, residents[0].dwelling_id, {good.id: "1"})
    orders.mark_paid(viewer, order.id)
    orders.mark_paid(viewer, order.id)
    assert Entry.objects.filter(type="order.paid").count() == 1
    other = Viewer(buy.community_id, "volunteer", name="别人")
    refused("kernel.not_found", orders.mark_paid, other, order.id)
    refused("kernel.not_yours", supplies.close_supply, other, buy.id)


def test_a_line_of_goods_that_cannot_be_read_is_named():
    assert read_goods("鸡蛋 板 32.5 40\n牛奶") == [
        DraftGood("鸡蛋", "板", 3250, 40),
        DraftGood("牛奶"),
    ]
    told = refused("supply.good_line", read_goods, "鸡蛋\n牛奶 箱 很贵")
    assert told.params["line"] == 2


def test_entering_the_same_supply_twice_is_once(viewer, buy):
    draft, sent = Draft("group_buy", "x", [DraftGood("y")]), new_id()
    for _ in range(2):
        assert supplies.open_supply(viewer, draft, sent).id == sent
    with pytest.raises(OtherContent):
        supplies.open_supply(viewer, draft, buy.id)
    refused(
        "supply.good_twice",
        supplies.open_supply,
        viewer,
        Draft("group_buy", "x", [DraftGood("y"), DraftGood("y")]),
    )
    refused("supply.what", supplies.open_supply, viewer, Draft("group_buy", "x", []))


def given(supply):
    """What each order of a supply is given, in the order they were made."""
    rows = OrderLine.objects.filter(order__supply=supply, order__cancelled_at=None)
    return list(rows.order_by("order__made_at", "order").values_list("given", flat=True))


def test_an_order_settled_or_dropped_after_the_count_shares_what_is_there_anew(
    viewer, buy, residents
):
    good = Good.objects.filter(supply=buy).first()
    made = [
        orders.order_for_household(viewer, buy.id, one.dwelling_id, {good.id: "2"})
        for one in (residents[0], residents[-1])
    ]
    supplies.close_supply(viewer, buy.id)
    supplies.count_arrival(
        viewer, buy.id, dict.fromkeys(Good.objects.values_list("id", flat=True), "3")
    )
    assert sum(given(buy)) == 3
    orders.cancel_order(viewer, made[0].id)
    assert given(buy) == [2]
    orders.restore_order(viewer, made[0].id)
    orders.settle_order(viewer, made[1].id, None, {good.id: "1"})
    assert sorted(given(buy)) == [1, 2]


def test_a_count_taken_back_gives_a_package_as_it_is_expected(viewer, package):
    supplies.allot_package(viewer, package.id)
    before = given(package)
    supplies.count_arrival(viewer, package.id, {Good.objects.get(supply=package).id: "1"})
    assert sum(given(package)) == 1
    supplies.undo_last_step(viewer, package.id)
    assert given(package) == before
