"""The window wall and the one box that finds everything."""

import re
from datetime import timedelta

import pytest

from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.models import Round


def windows(client, town, query=""):
    context = client.get(f"/wall/{town.ids['estate_id']}/{query}").context
    return {
        window["door"]: window
        for building in context["buildings"]
        for stairwell in building["stairwells"]
        for floor in stairwell["floors"]
        for window in floor["windows"]
    }


def test_a_window_is_lit_when_everyone_behind_it_was_heard_from(town):
    client = town.client("desk")
    seen = windows(client, town)
    assert len(seen) == 9
    assert seen["7-101"]["state"] == "dark"
    assert seen["7-101"]["elder"]
    assert seen["7-201"]["state"] == "lit"
    assert seen["7-201"]["alarm"]
    round_ = Round.objects.get(id=town.ids["round_id"])
    first, second = town.people["7"][:2]
    store_answers(town.viewers["desk"], round_, [Given(first.id, antigen="negative")], "door")
    assert windows(client, town)["7-101"]["state"] == "half"
    store_answers(town.viewers["desk"], round_, [Given(second.id, antigen="negative")], "door")
    assert windows(client, town)["7-101"]["state"] == "lit"


@pytest.mark.both
@pytest.mark.parametrize("asked", ["nonsense", "0180a8e0-0000-7000-8000-000000000000"])
def test_the_wall_of_a_round_of_last_week_is_shown_by_its_id_and_of_none_the_latest(town, asked):
    client = town.client("desk")
    latest = Round.objects.get(id=town.ids["round_id"])
    week = timedelta(days=7)
    old = Round.objects.create(
        community=town.community, zone=latest.zone, key="old", name="上周",
        opens_at=latest.opens_at - week, closes_at=latest.closes_at - week,
    )  # fmt: skip
    path = f"/wall/{town.ids['estate_id']}/?round="
    assert client.get(f"{path}{old.id}").context["chosen"] == old
    shown = client.get(path + asked)
    assert (shown.status_code, shown.context["chosen"]) == (200, None)


def test_a_window_opens_its_household(town):
    client = town.client("desk")
    assert client.get(windows(client, town)["8-301"]["url"]).status_code == 200


def test_an_earlier_round_is_shown_as_it_is_known_now_and_does_not_refresh(town):
    client = town.client("desk")
    page = client.get(f"/wall/{town.ids['estate_id']}/").content.decode()
    assert 'hx-trigger="every 30s"' in page
    page = client.get(f"/wall/{town.ids['estate_id']}/?round={town.ids['round_id']}")
    assert "every 30s" not in page.content.decode()
    assert page.context["chosen"].id == town.ids["round_id"]
    assert client.get(f"/wall/{town.ids['estate_id']}/?round=nonsense").status_code == 200


def test_the_refresh_brings_the_wall_alone(town):
    client = town.client("desk")
    part = client.get(f"/wall/{town.ids['estate_id']}/", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "7-101" in part.content.decode()


def test_the_table_lists_the_same_households_that_are_dark(town):
    client = town.client("desk")
    answer = client.get(f"/wall/{town.ids['estate_id']}/")
    dark = {door for door, one in windows(client, town).items() if one["state"] in ("dark", "half")}
    assert {one["dwelling"].door for one in answer.context["dark"]} == dark
    assert sum(one["count"] for one in answer.context["tally"]) == 9


def test_who_works_in_the_field_sees_their_own_windows(town):
    assert set(windows(town.client("grid"), town)) == {"7-101", "7-201", "7-301"}


def test_the_walls_show_each_estate_from_afar(town):
    answer = town.client("desk").get("/wall/")
    [one] = answer.context["estates"]
    assert [door["floors"] for door in one["skyline"]] == [3, 3, 3]
    assert one["skyline"][0]["zone"] == "sealed"
    assert one["counts"].asked == one["counts"].reported + one["counts"].missing


@pytest.mark.both
def test_a_second_round_of_a_zone_counts_nobody_twice(town):
    day = Round.objects.get(id=town.ids["round_id"])
    desk = town.client("desk")
    before = [estate["counts"].asked for estate in desk.get("/wall/").context["estates"]]
    Round.objects.create(
        community=day.community,
        zone=day.zone,
        key="2022-04-19-extra",
        name="加测",
        opens_at=day.opens_at + timedelta(hours=1),
        closes_at=day.closes_at,
        wants=["antigen"],
    )
    after = [estate["counts"].asked for estate in desk.get("/wall/").context["estates"]]
    assert after == before
    assert windows(desk, town)["7-201"]["words"] == "2 人未填，有异常"


def test_the_box_finds_people_doors_cases_zones_grids_and_pages(town):
    client = town.client("desk")

    def found(text):
        page = client.get("/find/", {"q": text}).content.decode()
        return re.search(r'<div id="found".*', page, re.S).group()

    assert "Alder Innes 0a" in found("19900001000")
    assert "病例 7-201" in found("7-201")
    assert f"/grids/{town.ids['grid_id']}/" in found("grid 7")
    assert f"/zones/{town.ids['zone_id']}/" in found("7-8号")
    assert 'href="/daily/"' in found("日报")
    assert "没有找到" in found("nothing like it")
