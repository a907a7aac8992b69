"""The demo's goods: packages on their way, group buys, carts, stock, waste of the town's others."""

from datetime import datetime, timedelta

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Community
from wanjia.duty.rosters.actions import save_team
from wanjia.goods.models import CartUse, MoveKind, SupplyKind
from wanjia.goods.orders import actions as orders
from wanjia.goods.orders.order_import import from_text
from wanjia.goods.rounds import actions as rounds
from wanjia.goods.stock import actions as stock
from wanjia.goods.supplies import actions as supplies
from wanjia.goods.supplies.actions import Draft, Thing
from wanjia.goods.waste import actions as waste
from wanjia.people.models import Staff
from wanjia.places.models import Dwelling, Estate, Gate

CARTS = (
    ("物资车 1", CartUse.CLEAN, 120, "物资队"),
    ("物资车 2", CartUse.CLEAN, 120, "物资队"),
    ("垃圾车 1", CartUse.HOUSEHOLD, 40, "涉阳垃圾一队"),
    ("垃圾车 2", CartUse.HOUSEHOLD, 40, "涉阳垃圾二队"),
    ("医废车", CartUse.MEDICAL, 30, "街面医废队"),
)
TEAMS = {
    "物资队": "Goods team",
    "涉阳垃圾一队": "Infected waste team 1",
    "涉阳垃圾二队": "Infected waste team 2",
    "街面医废队": "Medical waste team",
}
# name, English name, unit, days that should be there, in stock at first, used a day
STOCK = (
    ("抗原试剂", "Antigen kits", "盒", 3, 12000, 1150),
    ("防护服", "Protective suits", "套", 3, 200, 22),
    ("N95 口罩", "N95 masks", "只", 5, 400, 30),
    ("含氯消毒片", "Chlorine tablets", "瓶", 3, 60, 4),
    ("黄色垃圾袋", "Yellow bags", "只", 5, 800, 45),
)
ELSEWHERE = ("江边新村 12 号 301 室", "云间二村 5 号 102 室")


def bring_goods(community: Community, head: Viewer, name: str, now: datetime) -> None:
    """Set up teams and carts, a week of stock, what is on its way to the estate called `name`, and
    the town's other infected homes."""
    with clock.freeze(now - timedelta(days=8)):
        _make_carts(community, head)
        _fill_stock(head, now)
    estate = Estate.objects.get(community=community, name=name)
    with clock.freeze(now - timedelta(hours=6)):
        _make_package(community, head, estate, now)
        _make_bought(community, head, estate)
        _make_open_order(head, estate, now)
    _waste_elsewhere(head, now)


def _make_carts(community: Community, head: Viewer) -> None:
    people = Staff.objects.filter(community=community, role="volunteer").order_by("name")
    ids = list(people.values_list("id", flat=True))
    teams = {
        name: save_team(head, name, "two12", ids[place::12][:4], name_en=english)
        for place, (name, english) in enumerate(TEAMS.items())
    }
    for name, use, capacity, team in CARTS:
        rounds.add_cart(head, name, use, str(capacity), teams[team].id)


def _fill_stock(head: Viewer, now: datetime) -> None:
    for name, english, unit, days, first, used in STOCK:
        item = stock.add_item(head, name, unit, str(days), english)
        stock.move(head, item.id, MoveKind.IN, str(first), "街道发放")
        for day in range(7, 0, -1):
            with clock.freeze(now - timedelta(days=day)):
                stock.move(head, item.id, MoveKind.OUT, str(used))


def _make_package(community: Community, head: Viewer, estate: Estate, now: datetime) -> None:
    gate = Gate.objects.filter(community=community, estate=estate).order_by("label").first()
    draft = Draft(
        SupplyKind.PACKAGE,
        "街道保供蔬菜包",
        [Thing("蔬菜包", "份", 0, 700)],
        title_en="Vegetables from the town",
        estate=estate.id,
        gate=gate.id if gate else None,
        expected_at=now + timedelta(hours=14),
        rule={"per": "household", "each": 1},
    )
    supplies.allot(head, supplies.open_supply(head, draft).id)


def _make_bought(community: Community, head: Viewer, estate: Estate) -> None:
    """Milk that is counted, disinfected and split: ready for the carts."""
    draft = Draft(
        SupplyKind.GROUP_BUY,
        "鲜奶团购",
        [Thing("鲜奶", "箱", 6500), Thing("酸奶", "箱", 5800)],
        title_en="Milk group buy",
        estate=estate.id,
    )
    supply = supplies.open_supply(head, draft)
    homes = Dwelling.objects.filter(
        community=community, stairwell__estate=estate, residents__left_at=None
    ).distinct()
    lines = [
        f"{n}. {one.door} {'鲜奶' if n % 3 else '酸奶'} {1 + n % 2}"
        for n, one in enumerate(homes.order_by("stairwell__sort", "sort")[::9], 1)
    ]
    text = "#接龙\n鲜奶 65 酸奶 58\n\n" + "\n".join(lines)
    listed = from_text(head, supply, ["鲜奶", "酸奶"], text)
    orders.take_in(head, supply.id, [one for one in listed if not one.doubt])
    supplies.close(head, supply.id)
    goods = {good.id: good.name for good in supply.goods.all()}
    asked = {name: sum(one.goods.get(name, 0) for one in listed) for name in goods.values()}
    supplies.arrive(head, supply.id, {key: str(asked[name]) for key, name in goods.items()})
    supplies.disinfect(head, supply.id)
    supplies.split(head, supply.id)


def _make_open_order(head: Viewer, estate: Estate, now: datetime) -> None:
    """Eggs and fruit that can still be ordered, with lines whose door nobody can be sure of."""
    draft = Draft(
        SupplyKind.GROUP_BUY,
        "鸡蛋水果团购",
        [Thing("鸡蛋A", "板", 3250), Thing("水果B", "份", 8800)],
        title_en="Eggs and fruit group buy",
        note="微信付团长，周三送到。",
        estate=estate.id,
        closes_at=now + timedelta(hours=26),
    )
    supply = supplies.open_supply(head, draft)
    doors = list(
        Dwelling.objects.filter(community=head.community_id, stairwell__estate=estate)
        .order_by("stairwell__sort", "sort")
        .values_list("door", flat=True)[3:400:31]
    )
    kinds = ("A1份", "B 2份", "A+B各一", "三份水果", "A×2 B×1")
    lines = [f"{n}. {door} {kinds[n % 5]}" for n, door in enumerate(doors, 1)]
    lines += [f"{len(lines) + 1}. 我要一份A", f"{len(lines) + 2}. 602 B 1份"]
    text = "#接龙\n鸡蛋A 32.5 水果B 88 周三送\n\n" + "\n".join(lines)
    orders.take_in(head, supply.id, from_text(head, supply, ["鸡蛋A", "水果B"], text))


def _waste_elsewhere(head: Viewer, now: datetime) -> None:
    """Two homes elsewhere in the town; one was served yesterday, the other was not."""
    with clock.freeze(now - timedelta(days=2)):
        places = [waste.list_place(head, address=address) for address in ELSEWHERE]
    with clock.freeze(now - timedelta(hours=5)):
        waste.list_place(head, address="东门核酸采样点", kind="medical")
    with clock.freeze(now - timedelta(days=1)):
        waste.pick_up(head, places[0].id, "2", doubled=True, sprayed=True, barrel="Y07")
        waste.weigh(head, "Y07", "6.4")
