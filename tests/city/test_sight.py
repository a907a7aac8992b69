"""Who sees whose figures: an office those below its area, a community its own, nobody a person."""

import pytest
from tests.city.conftest import page

from wanjia.core.models import Entry

SEES = {
    "City": {"East 1", "East 2", "West 1", "West 2", "Port 1"},
    "North": {"East 1", "East 2", "West 1", "West 2"},
    "East": {"East 1", "East 2"},
    "South": {"Port 1"},
}


@pytest.mark.parametrize("office", SEES)
def test_an_office_opens_the_communities_below_its_area_and_no_other(city, office):
    client = city.office(office)
    answers = {one: client.get(city.url(one)).status_code for one in city.communities}
    assert {one for one, status in answers.items() if status == 200} == SEES[office]
    assert {status for one, status in answers.items() if one not in SEES[office]} <= {404}


@pytest.mark.parametrize(
    ("office", "areas"),
    [
        ("City", {"City", "North", "South", "East", "West", "Port"}),
        ("North", {"North", "East", "West"}),
        ("East", {"East"}),
    ],
)
def test_an_office_opens_its_area_and_those_below_it(city, office, areas):
    client = city.office(office)
    answers = {one: client.get(city.url(one)).status_code for one in city.areas}
    assert {one for one, status in answers.items() if status == 200} == areas
    assert {status for one, status in answers.items() if one not in areas} <= {404}
    taken = {one: client.get(city.url(one) + "figures.csv").status_code for one in city.areas}
    assert {one for one, status in taken.items() if status == 200} == areas


def test_asking_to_open_what_is_not_ones_own_opens_nothing(city):
    other = city.areas["Port"].id
    text = page(city.office("North"), f"{city.url('North')}?open={other}")
    assert "Port" not in text
    assert "South" not in text


def test_no_page_of_an_office_names_what_lies_above_or_beside_it(city):
    text = page(city.office("East"), city.url("East"))
    assert not [one for one in ("City", "North", "West", "Port") if f">{one}" in text]


@pytest.mark.parametrize("role", ["head", "desk", "town"])
def test_a_community_sees_its_own_figures_alone(city, role):
    client = city.officer("East 1", role)
    assert client.get("/city/")["Location"] == city.url("East 1")
    assert client.get(city.url("East 1")).status_code == 200
    assert client.get(city.url("East 2")).status_code == 404
    assert client.get(city.url("East")).status_code == 403


@pytest.mark.parametrize("role", ["grid", "doctor", "steward", "volunteer"])
def test_field_roles_have_no_figures_of_the_whole(city, role):
    client = city.officer("East 1", role)
    assert client.get("/city/").status_code == 403
    assert client.get(city.url("East 1")).status_code == 403


@pytest.mark.parametrize(
    "path", ["/residents/", "/missing/", "/alarms/", "/needs/", "/zones/", "/journal/", "/daily/"]
)
def test_an_office_opens_no_page_of_a_community(city, path):
    assert city.office("East").get(path).status_code == 403


def test_an_officer_goes_on_from_the_figures_to_the_lists_and_an_office_does_not(city):
    own = page(city.officer("East 1", "desk"), city.url("East 1"))
    seen = page(city.office("East"), city.url("East 1"))
    assert 'href="/alarms/"' in own
    assert 'href="/alarms/"' not in seen


def test_an_office_signs_in_by_its_password_and_lands_on_its_area(city):
    from django.test import Client

    from wanjia.core.models import Area, Office, User

    user = User.objects.create_user("street", password="a-long-password-7")
    Office.objects.create(user=user, area=city.areas["East"])
    Area.objects.update(code="demo")
    client = Client()
    sent = {"username": "street", "password": "a-long-password-7"}
    answer = client.post("/login/", sent, follow=True)
    assert answer.redirect_chain[-1][0] == city.url("East")


@pytest.mark.both
def test_an_office_that_does_not_rehearse_must_have_a_second_step(city):
    from django.test import Client

    from wanjia.core.models import Office, User

    user = User.objects.create_user("street", password="a-long-password-7")
    Office.objects.create(user=user, area=city.areas["East"])
    client = Client()
    client.post("/login/", {"username": "street", "password": "a-long-password-7"})
    assert client.get("/city/")["Location"] == "/account/"


def test_whoever_takes_figures_away_is_in_the_journal_of_each_community_concerned(city):
    client = city.office("North")
    for ending in ("csv", "xlsx"):
        assert client.get(f"{city.url('North')}figures.{ending}").status_code == 200
    entries = Entry.objects.filter(type="file.taken")
    told = sorted(entries.values_list("community__name", "actor_name", "role"))
    twice = [*SEES["North"]] * 2
    assert told == sorted((name, "office-North", "office") for name in twice)
