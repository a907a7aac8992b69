"""Days of food: what a thing feeds, and who of those shut in is without food tomorrow."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.care.models import Errand, ErrandItem
from wanjia.core import clock
from wanjia.core.rules.rules_file import RulesFileError
from wanjia.goods.food.food_days import Brought, food_days, person_days
from wanjia.goods.food.food_rules import FILE, load_food_rules
from wanjia.goods.food.queries import FoodHome, food_homes
from wanjia.goods.models import Good, Order, OrderLine, Supply
from wanjia.needs.models import Need
from wanjia.people.models import Resident
from wanjia.places.models import Dwelling
from wanjia.zoning.cases.actions import record_case
from wanjia.zoning.plans.actions import Order as ZoneOrder
from wanjia.zoning.plans.actions import publish

SHUT = datetime(2022, 4, 18, 19, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = timedelta(days=1)
RULES = load_food_rules()


@pytest.mark.parametrize(
    ("name", "quantity", "least", "most"),
    [
        ("大米5kg", "1", 7, 10),
        ("大米", "10斤", 7, 10),
        ("大米 5公斤", "2", 14, 20),
        ("鸡蛋", "30个", 0.8, 1.5),
        ("鸡蛋30枚", "一份", 0.8, 1.5),
        ("方便面", "一箱", 4, 8),
        ("牛奶250ml*24", "1", 1.5, 2.5),
        ("青菜", "2 斤", 0.05, 0.3),
        ("面包", "十五个", 1, 2),
        ("保供大礼包", "1", 2, 6),
        ("玉米油5L", "1", 1, 5),
    ],
)
def test_what_a_thing_feeds_is_read_from_its_name_and_quantity(name, quantity, least, most):
    assert least <= person_days(name, quantity, RULES) <= most


@pytest.mark.parametrize("name", ["卫生纸", "猫粮鱼味", "洗洁精", "抗原", "肥皂", "米奇玩具"])
def test_what_is_no_food_is_not_counted(name):
    assert person_days(name, "2", RULES) is None


@given(st.lists(st.tuples(st.floats(0, 200), st.floats(0, 30)), max_size=6), st.floats(0, 30))
def test_the_days_are_a_range_that_never_falls_below_nothing(brought, more):
    coming = [Brought(SHUT + timedelta(hours=hours), days) for hours, days in brought]
    now = SHUT + timedelta(hours=200)
    told = food_days(SHUT, coming, 2, now, RULES)
    assert 0 <= told.low <= told.likely <= told.high
    richer = food_days(SHUT, [*coming, Brought(now, more)], 2, now, RULES)
    assert richer.low >= told.low
    assert richer.likely >= told.likely


def test_what_was_eaten_up_is_gone_however_much_came_before():
    early = [Brought(SHUT + DAY, 2.0)]
    told = food_days(SHUT, early, 1, SHUT + 20 * DAY, RULES)
    assert told.likely == 0


def test_who_said_that_nothing_is_left_has_what_came_since():
    said = SHUT + 2 * DAY
    before, after = Brought(SHUT + DAY, 20.0), Brought(SHUT + 3 * DAY, 3.0)
    now = SHUT + 3 * DAY
    assert food_days(SHUT, [before], 1, now, RULES, said).likely == 0
    assert food_days(SHUT, [before, after], 1, now, RULES, said).likely == 3


@pytest.fixture
def shut(viewer, residents):
    """23 is sealed on the evening of the 18th; it is three days and a half later."""
    with clock.freeze(SHUT):
        home = Dwelling.objects.get(door="23-302")
        record_case(viewer, home, test="pcr", sampled_at=clock.now(), told_by="疾控")
        estate = residents[0].dwelling.stairwell.estate
        publish(viewer, estate, ZoneOrder(frozenset({"23"}), "shanghai-2022-04"))
    with clock.freeze(SHUT + 3.5 * DAY):
        yield viewer


def home(viewer, door: str) -> FoodHome:
    return next(one for one in food_homes(viewer) if one.door == door)


def brought(viewer, door: str, good: str, many: int, at: datetime | None, kind="package", **more):
    of = {"community_id": viewer.community_id}
    supply = Supply.objects.create(**of, kind=kind, title="菜", opened_at=SHUT)
    row = Good.objects.create(**of, supply=supply, name=good, unit="份")
    order = Order.objects.create(
        **of, supply=supply, dwelling=Dwelling.objects.get(door=door), channel="allot", key="1",
        made_at=SHUT, delivered_at=at, **more,
    )  # fmt: skip
    OrderLine.objects.create(**of, order=order, good=row, quantity=many)


@pytest.mark.both
@pytest.mark.django_db
class TestThroughTheDatabase:
    """From packs, group buys and errands of shut-in households."""

    def test_who_got_nothing_runs_out_tomorrow_and_who_is_free_is_not_counted(self, shut):
        doors = [one.door for one in food_homes(shut)]
        assert {door.split("-")[0] for door in doors} == {"23"}
        assert home(shut, "23-101").runs_out

    def test_a_pack_feeds_the_home_that_got_it(self, shut):
        brought(shut, "23-101", "大米5kg", 1, SHUT + 2 * DAY)
        told = home(shut, "23-101")
        assert not told.runs_out
        assert told.days.low < told.days.likely < told.days.high
        assert home(shut, "23-102").runs_out

    def test_what_has_not_come_or_was_not_handed_over_feeds_nobody(self, shut):
        brought(shut, "23-101", "大米5kg", 1, None, "group_buy")
        brought(shut, "23-101", "大米5kg", 1, SHUT + DAY, undelivered_reason="不在家")
        told = home(shut, "23-101")
        assert (told.runs_out, told.waiting) == (True, 2)

    def test_what_nobody_knows_to_be_food_is_told_of(self, shut):
        brought(shut, "23-101", "卫生纸", 3, SHUT + DAY)
        assert home(shut, "23-101").unknown == 1

    def test_an_errand_feeds_too(self, shut, residents):
        of = {"community_id": shut.community_id}
        errand = Errand.objects.create(
            **of, resident=residents[0], kind="shopping", asked_at=SHUT, delivered_at=SHUT + 2 * DAY
        )
        ErrandItem.objects.create(**of, errand=errand, name="大米", quantity="10斤")
        ErrandItem.objects.create(**of, errand=errand, name="面条", quantity="5斤", missing=True)
        told = home(shut, residents[0].dwelling.door)
        assert len(told.brought) == 1
        assert not told.runs_out

    def test_who_asked_for_food_is_first(self, shut, residents):
        brought(shut, "23-101", "大米5kg", 2, SHUT + DAY)
        Need.objects.create(
            community_id=shut.community_id, dwelling=residents[0].dwelling, channel="phone",
            text="没米了", category="food", urgency=2, opened_at=SHUT + 3 * DAY,
        )  # fmt: skip
        told = home(shut, residents[0].dwelling.door)
        assert told.runs_out
        assert told.days.high == 0

    def test_who_is_not_at_home_eats_nothing_there(self, shut, residents):
        Resident.objects.filter(dwelling=residents[0].dwelling).update(where="hospital")
        assert residents[0].dwelling.door not in [one.door for one in food_homes(shut)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kcal_a_day = 2000", "kcal_a_day = 0", "kcal_a_day: must be more than 0"),
        ("at_home = [1.0, 3.0, 7.0]", "at_home = [3.0, 1.0, 7.0]", "at_home: must go from little"),
        ("piece = 5.0", 'piece = "viel"', "line .*piece: must be a number"),
        ('words = ["奶粉"]', "words = []", "words: needs 1 at least"),
    ],
)
def test_what_is_wrong_in_the_rules_is_told_with_file_and_line(tmp_path, old, new, said):
    file = tmp_path / "bad.toml"
    file.write_text(FILE.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(RulesFileError, match=said) as refused:
        load_food_rules(file)
    assert "bad.toml" in str(refused.value)
