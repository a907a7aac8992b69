"""The pages of care: who must be spoken with, the register, pairs, shopping, mothers, newborns."""

from datetime import timedelta

import pytest
from tests.two_towns import NOW

from wanjia.care.errands.shopping_list import Thing, things
from wanjia.care.models import Errand, Pair
from wanjia.core import clock
from wanjia.core.models import Entry
from wanjia.people.models import Contact, Risk

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(alder, db):
    with clock.freeze(NOW):
        yield alder


@pytest.fixture
def desk(town):
    return town.client("desk")


def read(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_an_elder_whom_nobody_called_is_late_until_somebody_does(town, desk):
    with clock.freeze(NOW + timedelta(days=4)):
        page = read(desk, "/care/?list=late")
        person = town.people["9"][0]
        assert person.name in page
        sent = {"way": "door", "outcome": "well", "note": "had soup", "back": "/care/"}
        for _ in range(2):  # a tap that is sent twice is one contact
            desk.post(f"/care/contact/{person.id}/", {**sent, "id": str(person.id)})
        assert Contact.objects.filter(resident=person, note="had soup").count() == 1
        assert person.name not in read(desk, "/care/?list=late")


@pytest.mark.both
def test_a_contact_that_says_nothing_is_refused_in_words(town, desk):
    person = town.people["9"][0]
    before = Contact.objects.count()
    answer = desk.post(f"/care/contact/{person.id}/", {"way": "call", "outcome": ""}, follow=True)
    assert Contact.objects.count() == before
    assert "note bad" in answer.content.decode() or "error" in answer.content.decode()


def test_a_volunteer_sees_and_calls_the_person_they_are_paired_with(town):
    pair = Pair.objects.get(id=town.ids["pair_id"])
    Pair.objects.filter(id=pair.id).update(resident=town.people["9"][2])
    Risk.objects.create(
        community=town.community, resident=town.people["9"][2], kind="alone_elder", confirmed=True
    )
    volunteer = town.client("volunteer")
    person = town.people["9"][2]
    assert person.name in read(volunteer, f"/care/pairs/{pair.id}/")
    volunteer.post(f"/care/contact/{person.id}/", {"way": "call", "outcome": "well"})
    assert Contact.objects.filter(resident=person, outcome="well").exists()
    other = town.people["9"][4]
    assert volunteer.post(
        f"/care/contact/{other.id}/", {"way": "call", "outcome": "well"}
    ).status_code in (403, 404)


@pytest.mark.both
def test_a_suggestion_is_confirmed_a_risk_ended_and_put_back(town, desk):
    risk = Risk.objects.create(
        community=town.community, resident=town.people["9"][2], kind="disabled", source="roster"
    )
    assert town.people["9"][2].name in read(desk, "/care/register/?view=suggested")
    desk.post(f"/care/register/{risk.id}/confirm/")
    risk.refresh_from_db()
    assert risk.confirmed
    desk.post(f"/care/register/{risk.id}/end/", {"why": "moved in with her son"})
    risk.refresh_from_db()
    assert risk.ended_at
    assert town.people["9"][2].name in read(desk, "/care/register/?view=ended")
    desk.post(f"/care/register/{risk.id}/back/")
    risk.refresh_from_db()
    assert risk.ended_at is None
    assert Entry.objects.filter(type="risk.back").exists()


@pytest.mark.both
def test_somebody_is_found_and_put_on_the_register(town, desk):
    person = town.people["8"][0]
    assert person.name in read(desk, f"/care/register/add/?q={person.dwelling.door}")
    desk.post(
        f"/care/register/add/?resident={person.id}",
        {"kind": "dialysis", "source": "daughter", "weekdays": ["1", "3"], "hospital": "City"},
    )
    risk = Risk.objects.get(resident=person, kind="dialysis")
    assert (risk.detail["weekdays"], risk.detail["hospital"], risk.confirmed) == (
        [1, 3],
        "City",
        True,
    )


@pytest.mark.both
def test_pairs_are_shown_before_they_are_made_and_made_as_ticked(town, desk):
    Pair.objects.all().delete()
    page = read(desk, "/care/pairs/propose/")
    assert Pair.objects.count() == 0
    value = page.split('name="pair" value="')[1].split('"')[0]
    for _ in range(2):
        desk.post("/care/pairs/propose/", {"pair": [value]})
    pair = Pair.objects.get(ended_at=None)
    assert value == f"{pair.resident_id}:{pair.staff_id}"
    desk.post(f"/care/pairs/{pair.id}/end/", {"why": ""})
    assert Pair.objects.get(id=pair.id).ended_at is None
    desk.post(f"/care/pairs/{pair.id}/end/", {"why": "she moved"})
    assert Pair.objects.get(id=pair.id).end_reason == "she moved"


@pytest.mark.both
def test_an_errand_goes_from_list_to_settled_to_the_fen(town, desk):
    person = town.people["8"][0]
    desk.post(
        f"/errands/new/?resident={person.id}",
        {"kind": "shopping", "wanted": "青菜 2斤\n鸡蛋 1板", "shop": "联华"},
    )
    errand = Errand.objects.get(resident=person)
    path = f"/errands/{errand.id}/"
    desk.post(f"{path}take/")
    desk.post(f"{path}receive/", {"amount": "100"})
    items = list(errand.items.all())
    prices = {f"price-{items[0].id}": "12.50", f"price-{items[1].id}": "38"}
    wrong = desk.post(
        f"{path}buy/", {**prices, "receipt": ["50", ""], "receipt_shop": "", "receipt_no": ""}
    )
    assert wrong.status_code == 422
    assert "0.50" in wrong.content.decode()
    assert 'value="12.50"' in wrong.content.decode()  # what was typed is still there
    assert 'name="receipt" inputmode="decimal" value="50"' in wrong.content.decode()
    desk.post(f"{path}buy/", {**prices, "receipt": "50.50", "receipt_shop": "", "receipt_no": ""})
    desk.post(f"{path}deliver/")
    wrong = desk.post(f"{path}settle/", {"returned": "50"})
    assert "49.50" in wrong.content.decode()
    desk.post(f"{path}settle/", {"returned": "49.50"})
    errand.refresh_from_db()
    assert errand.settled_at
    assert errand.returned == 4950


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("青菜 2斤\n鸡蛋1板", [Thing("青菜", "2斤"), Thing("鸡蛋", "1板")]),
        ("1. 大米 5公斤、盐两包", [Thing("大米", "5公斤"), Thing("盐", "两包")]),
        ("2盒 牛奶\n酱油", [Thing("牛奶", "2盒"), Thing("酱油", "")]),
        ("rice x2", [Thing("rice", "2")]),
        ("\n \n", []),
    ],
)
def test_a_list_is_read_as_people_write_it(text, wanted):
    assert things(text) == wanted


def test_a_pregnancy_file_tells_what_the_night_still_lacks(town, desk):
    person = town.people["8"][0]
    path = f"/mothers/{person.id}/"
    due = (NOW + timedelta(days=30)).date().isoformat()
    desk.post(path, {"due": due, "hospital": "City", "driver": ""})
    page = read(desk, path)
    assert "谁开车送" in page
    assert person.name in read(desk, "/mothers/")
    assert "City" in read(desk, f"{path}?print=1")
    refused = desk.post(path, {"due": "2031-01-01"})
    assert refused.status_code == 422


@pytest.mark.both
def test_a_newborn_who_loses_a_tenth_is_told_of_and_doses_are_noted(town, desk):
    child = town.people["7"][0]
    baby = town.ids["newborn_id"]
    weigh, vaccinate = f"/newborns/weigh/{baby}/", f"/newborns/vaccinate/{baby}/"
    day = (NOW - timedelta(days=17)).date().isoformat()
    desk.post(weigh, {"day": day, "grams": "2900"})
    page = read(desk, f"/newborns/{child.id}/")
    assert "一成" in page
    assert "<polyline" in page
    desk.post(vaccinate, {"given_on": day, "dose": "bcg"})
    assert day in read(desk, f"/newborns/{child.id}/")
    wrong = desk.post(weigh, {"day": day, "grams": "3"}, follow=True)
    assert "300" in wrong.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/care/",
        "/care/?print=1",
        "/care/register/",
        "/care/pairs/",
        "/errands/",
        "/errands/?print=1",
        "/mothers/",
    ],
)
def test_no_page_asks_more_than_twelve_statements(town, desk, path, django_assert_max_num_queries):
    read(desk, path)
    with django_assert_max_num_queries(14):  # two are the session's and the account's
        read(desk, path)
