"""Today: what needs a person now, the most urgent first."""

from datetime import timedelta

import pytest
from tests.two_towns import EVERYBODY, NOW, PUBLISHED

from wanjia.core import clock
from wanjia.core.models import Community, Membership, User
from wanjia.duty.doctor_on_duty import doctors_on_duty
from wanjia.duty.trips.absences import people_out
from wanjia.people.models import Resident
from wanjia.reports.models import Alarm
from wanjia.ui.navigation import ways_of


def titles(client, **more):
    return [row["title"] for row in client.get("/", **more).context["rows"]]


def test_what_needs_a_person_stands_in_order_of_urgency(town):
    rows = town.client("desk").get("/").context["rows"]
    kinds = [row["icon"] for row in rows]
    assert kinds[:2] == ["alarm", "alarm"]
    assert kinds.index("case") < kinds.index("phone")
    assert all(row.get("link") or row.get("post") for row in rows)


def test_a_case_that_no_zone_holds_asks_for_a_plan_until_there_is_one(town):
    from wanjia.zoning.models import Case

    waiting = "Alder Court 9-201 有病例，还没有定方案"
    assert waiting in titles(town.client("desk"))
    Case.objects.filter(id=town.outside["case_id"]).update(withdrawn_at=NOW)
    assert waiting not in titles(town.client("desk"))


def test_a_publication_can_be_opened_to_undo_for_an_hour(town):
    fresh = "Alder Court 刚刚发布"
    with clock.freeze(PUBLISHED + timedelta(minutes=59)):
        assert fresh in titles(town.client("desk"))
    with clock.freeze(PUBLISHED + timedelta(minutes=61)):
        assert fresh not in titles(town.client("desk"))


def test_a_zone_whose_time_is_up_waits_for_a_decision(town):
    with clock.freeze(PUBLISHED + timedelta(days=13)):
        assert not [one for one in titles(town.client("desk")) if "请审定" in one]
    with clock.freeze(PUBLISHED + timedelta(days=14)):
        [due] = [one for one in titles(town.client("desk")) if "请审定" in one]
        assert due.startswith("Alder Court")


def test_a_need_that_presses_is_listed_with_the_button_that_takes_it(town):
    [row] = [
        row for row in town.client("desk").get("/").context["rows"]
        if row["url"] == f"/needs/{town.ids['need_id']}/"
    ]  # fmt: skip
    assert row["post"]["url"] == f"/needs/{town.ids['need_id']}/take/"


def test_every_figure_opens_the_list_that_it_counts(town):
    client = town.client("desk")
    context = client.get("/").context
    assert context["standing"].people == Resident.objects.count() == 18
    assert sum(one["people"] for one in context["standing"].looks) == 18
    assert {one["look"]: one["people"] for one in context["standing"].looks} == {
        "sealed": 12, "precaution": 6,
    }  # fmt: skip
    counts = context["reporting"]["counts"]
    assert counts.reported + counts.missing == counts.asked
    assert client.get(context["reporting"]["missing_url"]).status_code == 200
    assert context["alarm_count"] == Alarm.objects.filter(closed_at=None).count() == 2
    assert sum(day["count"] for day in context["cases"]) == 2


def test_the_sealed_stand_before_the_others(town):
    context = town.client("desk").get("/").context
    assert [one["look"] for one in context["standing"].zones] == ["sealed", "precaution"]
    assert "7–8号" in context["rounds"][0]["label"]


def test_who_works_in_the_field_has_their_own_doors_only(town):
    context = town.client("grid").get("/").context
    assert context["standing"].people == 6
    assert context["alarm_count"] == 1
    assert [one.name for one in context["grids"]] == ["Alder grid 7"]
    assert not [row for row in context["rows"] if row["icon"] == "case"]


def test_a_calm_day_says_so_and_shows_the_way_on(db):
    community = Community.objects.create(name="安静")
    user = User.objects.create(username="desk")
    Membership.objects.create(community=community, user=user, role="grid")
    from django.test import Client

    client = Client()
    client.force_login(user)
    page = client.get("/").content.decode()
    assert "现在没有要处理的事" in page
    Membership.objects.update(role="head")
    page = client.get("/").content.decode()
    assert "从这里开始" in page
    assert 'href="/import/"' in page


def test_the_town_goes_to_its_report(town):
    assert town.client("town").get("/")["Location"] == "/daily/"


@pytest.mark.slow
@pytest.mark.parametrize("role", EVERYBODY)
def test_each_way_of_the_navigation_opens(town, role):
    client = town.client(role)
    for url in (way.url for way in ways_of(town.viewers[role])):
        assert client.get(url).status_code in (200, 302), url


@pytest.mark.parametrize("role", ["desk", "grid"])
@pytest.mark.parametrize("path", ["/", "/wall/", "/wall/{estate_id}/", "/find/?q=7-101", "/help/"])
def test_no_page_takes_more_than_twelve_statements(town, role, path, django_assert_max_num_queries):
    client = town.client(role)
    doctors_on_duty(town.community.id)  # asked once in five minutes, for all pages
    people_out(town.viewers["desk"])
    client.get(path.format(**town.ids))  # what rounds add up to is kept until something changes
    with django_assert_max_num_queries(12):
        assert client.get(path.format(**town.ids)).status_code == 200


def test_the_journal_takes_few_statements(town, django_assert_max_num_queries):
    client = town.client("head")
    client.get("/journal/")  # how estates are named in front of doors is asked once in five minutes
    with django_assert_max_num_queries(8):
        assert client.get("/journal/").status_code == 200


def test_the_shell_costs_two_statements(town, django_assert_num_queries):
    client = town.client("desk")
    doctors_on_duty(town.community.id)  # asked once in five minutes, for all pages
    client.get("/help/")  # the first page gives the browser the secret of its forms
    with django_assert_num_queries(2):
        client.get("/help/")
