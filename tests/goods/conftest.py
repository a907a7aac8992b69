"""A group buy of two goods, a package, carts, and who acts on them."""

import pytest

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.problems import Problem
from wanjia.goods.models import Good
from wanjia.goods.orders import actions as orders
from wanjia.goods.rounds import actions as rounds
from wanjia.goods.supplies import actions as supplies
from wanjia.goods.supplies.actions import Draft, DraftGood


@pytest.fixture
def buy(viewer, estate, residents):
    """An open group buy of vegetables and fruit for the small estate."""
    goods = [DraftGood("蔬菜A套餐", "份", 6000), DraftGood("水果B", "份", 8800)]
    return supplies.open_supply(viewer, Draft("group_buy", "周三团", goods, estate=estate.id))


@pytest.fixture
def package(viewer, estate, residents):
    """Vegetables from the town: one for each household, ten expected."""
    draft = Draft("package", "蔬菜包", [DraftGood("蔬菜包", "份", 0, 10)], estate=estate.id)
    return supplies.open_supply(viewer, draft)


@pytest.fixture
def milk(viewer, estate, residents):
    """Milk for two doors on different junctions, split and ready to be carried."""
    draft = Draft("group_buy", "鲜奶", [DraftGood("鲜奶", "箱", 6500)], estate=estate.id)
    supply = supplies.open_supply(viewer, draft)
    good = Good.objects.get(supply=supply)
    for number in (0, -1):
        orders.order_for_household(viewer, supply.id, residents[number].dwelling_id, {good.id: "2"})
    ready(viewer, supply)
    return supply


@pytest.fixture
def cart(viewer):
    return rounds.add_cart(viewer, "物资车", "clean", "40")


@pytest.fixture
def waste_cart(viewer):
    return rounds.add_cart(viewer, "垃圾车", "household", "40")


def ready(viewer, supply, counted="99"):
    """Close, count, disinfect and split a supply."""
    if supply.kind == "group_buy":
        supplies.close_supply(viewer, supply.id)
    goods = Good.objects.filter(supply=supply)
    supplies.count_arrival(viewer, supply.id, {one.id: counted for one in goods})
    supplies.note_disinfected(viewer, supply.id)
    return supplies.note_split(viewer, supply.id)


def household(dwelling):
    """The viewer of a household's page."""
    return Viewer(dwelling.community_id, "household", name=dwelling.door, dwelling_id=dwelling.id)


def refused(code, act, *args, **kwargs):
    """The act is refused with this problem; return it."""
    with pytest.raises(Problem) as told:
        act(*args, **kwargs)
    assert told.value.code == code
    return told.value


def at(hours):
    """The clock held some hours from now."""
    from datetime import timedelta

    return clock.freeze(clock.now() + timedelta(hours=hours))
