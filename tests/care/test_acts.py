"""Pairs, errands and files: what is promised is kept, and money adds up to the fen."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.care.contacts.queries import make_promise
from wanjia.care.errands import actions as errands
from wanjia.care.errands.currency import account, fen, yuan
from wanjia.care.models import Errand, Pair
from wanjia.care.mothers import actions as mothers
from wanjia.care.mothers.schedule import (
    contact_days,
    doses_of,
    months_after,
    week_of,
    weight_concern,
)
from wanjia.care.pairs import actions as pairs
from wanjia.care.pairs import subscribers
from wanjia.care.register import actions as register
from wanjia.core import clock, journal
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.people.models import Risk, Staff
from wanjia.people.residents.actions import record_contact

pytestmark = pytest.mark.both


@pytest.fixture
def old_man(residents):
    return residents[0]


@pytest.fixture
def volunteer(community, residents):
    return Staff.objects.create(
        community=community, name="小李", role="volunteer", resident=residents[-1]
    )


def asked(viewer, resident, **more) -> Errand:
    wanted = [errands.Wanted("青菜", "2 斤"), errands.Wanted("鸡蛋", "10 个")]
    return errands.ask(viewer, resident.id, "shopping", wanted, shop="联华", **more)


def bought(viewer, resident, volunteer, given="50") -> Errand:
    errand = asked(viewer, resident)
    errands.take(viewer, errand.id, volunteer.id)
    errands.receive(viewer, errand.id, given)
    prices = dict(zip([one.id for one in errand.items.all()], ["12.5", "20"], strict=True))
    errands.buy(viewer, errand.id, prices, [("32.50", "联华", "0071")])
    return errands.deliver(viewer, errand.id)


@given(st.integers(0, 10_000_00))
def test_an_amount_read_back_is_the_amount(amount):
    assert fen(yuan(amount)) == amount


@pytest.mark.parametrize("text", ["", "abc", "-5", "1.234", "1e9", "NaN", "∞"])
def test_what_is_no_amount_is_none(text):
    assert fen(text) is None


@given(st.integers(0, 9999), st.lists(st.none() | st.integers(0, 999)), st.integers(0, 9999))
def test_an_even_account_loses_no_fen(given_, prices, returned):
    spent = sum(price or 0 for price in prices)
    told = account(given_, prices, [spent], returned)
    assert told.even == (given_ == spent + returned)


def test_an_errand_goes_from_the_list_to_the_last_fen(viewer, old_man, volunteer):
    errand = bought(viewer, old_man, volunteer)
    settled = errands.settle(viewer, errand.id, "17.50")
    assert settled.settled_at
    kinds = list(Entry.objects.filter(subject=errand.id).values_list("type", flat=True))
    assert {"errand.asked", "errand.taken", "errand.bought", "errand.delivered"} <= set(kinds)


def test_money_that_does_not_add_up_is_told_and_nothing_is_settled(viewer, old_man, volunteer):
    errand = bought(viewer, old_man, volunteer)
    with pytest.raises(Problem, match=r"17\.50"):
        errands.settle(viewer, errand.id, "17.00")
    assert Errand.objects.get(id=errand.id).settled_at is None


def test_who_gave_too_little_still_owes(viewer, old_man, volunteer):
    errand = bought(viewer, old_man, volunteer, given="30")
    with pytest.raises(Problem, match=r"2\.50"):
        errands.settle(viewer, errand.id, "0")


def test_receipts_that_differ_from_the_things_store_no_price(viewer, old_man, volunteer):
    errand = asked(viewer, old_man)
    prices = {one.id: "10" for one in errand.items.all()}
    with pytest.raises(Problem, match=r"1\.00"):
        errands.buy(viewer, errand.id, prices, [("21", "", "")])
    assert not errand.items.exclude(price=None).exists()


def test_an_insurance_card_must_go_back_before_the_account_closes(viewer, old_man, volunteer):
    errand = asked(viewer, old_man)
    errands.receive(viewer, errand.id, "20", card=True)
    errands.buy(viewer, errand.id, {one.id: "10" for one in errand.items.all()}, [("20", "", "")])
    errands.deliver(viewer, errand.id)
    with pytest.raises(Problem) as told:
        errands.settle(viewer, errand.id, "0")
    assert told.value.code == "care.card_out"
    assert errands.settle(viewer, errand.id, "0", card_back=True).card_returned_at


def test_the_same_errand_sent_twice_is_one(viewer, old_man):
    first = asked(viewer, old_man)
    again = asked(viewer, old_man, errand_id=first.id)
    assert again.id == first.id
    assert Errand.objects.count() == 1
    wanted = [errands.Wanted("青菜")]
    other = errands.ask(viewer, old_man.id, "shopping", wanted, errand_id=first.id)
    assert other.id != first.id


def test_a_resident_has_one_pair_at_a_time(viewer, community, old_man, volunteer):
    pair = pairs.make_pair(viewer, volunteer.id, old_man.id, ["same_building"])
    assert pairs.make_pair(viewer, volunteer.id, old_man.id).id == pair.id
    other = Staff.objects.create(community=community, name="小王", role="volunteer")
    with pytest.raises(Problem, match="小李"):
        pairs.make_pair(viewer, other.id, old_man.id)
    pairs.end_pair(viewer, pair.id, "搬走")
    assert pairs.make_pair(viewer, other.id, old_man.id).staff == other


def test_a_volunteer_who_turns_positive_hands_on_pairs_and_errands_at_once(
    viewer, old_man, volunteer
):
    pairs.make_pair(viewer, volunteer.id, old_man.id)
    errand = asked(viewer, old_man)
    errands.take(viewer, errand.id, volunteer.id)
    subscribers.hand_on_all_of(viewer.community_id, volunteer.resident_id)
    assert not Pair.objects.filter(ended_at=None).exists()
    assert Errand.objects.get(id=errand.id).buyer is None
    assert Entry.objects.get(type="staff.out").after == {"why": "阳性", "pairs": 1, "errands": 1}
    with pytest.raises(Problem, match="小李"):
        errands.take(viewer, errand.id, volunteer.id)


def test_somebody_on_the_register_is_on_a_list_until_somebody_spoke_with_them(viewer, old_man):
    register.add_risk(viewer, old_man.id, "alone_elder", {"note": "子女在国外"})
    now = clock.now()
    with clock.freeze(now + timedelta(days=4)):
        assert [one.person.id for one in make_promise(viewer).late] == [old_man.id]
        record_contact(viewer, old_man.id, "call", "no_answer")
        assert [one.person.id for one in make_promise(viewer).late] == [old_man.id]
        record_contact(viewer, old_man.id, "call", "well")
    with clock.freeze(now + timedelta(days=4, minutes=1)):
        told = make_promise(viewer)
        assert told.late == []
        assert [one.person.id for one in (*told.soon, *told.later)] == [old_man.id]


def test_somebody_at_risk_in_hospital_is_told_apart_and_not_forgotten(viewer, old_man):
    register.add_risk(viewer, old_man.id, "dialysis")
    old_man.where = "hospital"
    old_man.save()
    assert [one.id for one in make_promise(viewer).elsewhere] == [old_man.id]


def test_a_pregnancy_file_puts_her_on_the_register_with_the_due_date(viewer, residents):
    due = clock.now().date() + timedelta(weeks=6)
    file = mothers.save_pregnancy(viewer, residents[1].id, due=due, hospital="妇幼保健院")
    risk = Risk.objects.get(resident=residents[1], kind="pregnant")
    assert risk.detail["due"] == due.isoformat()
    mothers.end_pregnancy(viewer, file.id, "已分娩")
    assert Risk.objects.get(id=risk.id).ended_at


def test_a_due_date_that_no_pregnancy_has_is_refused(viewer, residents):
    with pytest.raises(Problem) as told:
        mothers.save_pregnancy(viewer, residents[1].id, due=date(2001, 1, 1))
    assert told.value.code == "care.day_impossible"


def test_a_weight_that_no_baby_has_is_refused_and_a_second_one_corrects(viewer, residents):
    today = clock.now().date()
    file = mothers.save_newborn(viewer, residents[2].id, born=today - timedelta(days=5))
    with pytest.raises(Problem, match="35000"):
        mothers.weigh(viewer, file.id, today, 35000)
    mothers.weigh(viewer, file.id, today, 3500)
    mothers.weigh(viewer, file.id, today, 3400)
    assert [one.grams for one in file.weighings.all()] == [3400]


def test_doses_are_due_by_the_calendar_and_a_month_without_such_a_day_ends_earlier():
    dues = {one.dose.key: one.due for one in doses_of(date(2022, 8, 31), {})}
    assert dues["bcg"] == date(2022, 9, 1)
    assert dues["hepb3"] == date(2023, 2, 28)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 40))
def test_a_month_later_is_in_that_month(day, months):
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


def test_antenatal_contacts_grow_denser_towards_the_due_date():
    due = date(2022, 12, 1)
    days = contact_days(due, due - timedelta(weeks=30))
    gaps = [(b - a).days for a, b in pairwise(days)]
    assert gaps == sorted(gaps, reverse=True)
    assert set(gaps) == {28, 14, 7}
    assert week_of(due, due) == (40, 0)


def test_a_tenth_of_the_weight_lost_or_not_regained_is_a_concern():
    born = date(2022, 4, 1)
    assert weight_concern(born, 3300, [(date(2022, 4, 4), 2900)]) == "loss"
    assert weight_concern(born, 3300, [(date(2022, 4, 16), 3200)]) == "slow"
    assert weight_concern(born, 3300, [(date(2022, 4, 16), 3500)]) == ""


def test_handing_on_listens_to_alarms_and_cases():
    assert {"alarm.opened", "case.recorded"} <= set(journal._listeners)
