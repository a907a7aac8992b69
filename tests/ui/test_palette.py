"""One box: people, doors, requests by their words, risks, pages, and what can be done."""

import re

import pytest

from wanjia.needs.intake.actions import record_need

PALETTE = {"HX-Request": "true", "HX-Target": "palette-found"}


def ask(town, text, who="desk"):
    answer = town.client(who).post("/find/?ask", {"q": text}, headers=PALETTE)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.both
def test_a_risk_leads_to_those_who_have_it_and_a_request_is_found_by_its_words(town):
    need = record_need(
        town.viewers["desk"], "厨房漏水了", dwelling_id=town.people["7"][0].dwelling_id
    )
    assert "/residents/?risk=alone_elder" in ask(town, "独居")
    assert f"/needs/{need.id}/" in ask(town, "漏水")
    assert f"/needs/{need.id}/" not in ask(town, "漏电")


def test_an_act_is_done_with_what_stands_behind_its_name_and_that_stands_in_no_address(town):
    page = ask(town, "登记病例 7-301")
    assert 'action="/cases/new/?ask"' in page
    assert 'name="q" value="7-301"' in page
    [sent] = [town.client("desk").post("/cases/new/?ask", {"q": "7-301"})]
    assert sent.status_code == 303
    assert "7-301" not in sent.headers["Location"]
    assert "7-301" in town.client("desk").get(sent.headers["Location"]).content.decode()
    assert 'action="/needs/new/?ask"' in ask(town, "接电话 7-301")
    assert 'href="/notices/"' in ask(town, "门口告示")


def test_nobody_is_offered_what_they_may_not_do(town):
    assert "/cases/new/" in ask(town, "病例")
    assert "/cases/new/" not in ask(town, "病例", "volunteer")


def test_a_page_is_found_by_the_initials_of_its_name(town):
    assert 'href="/needs/"' in ask(town, "qz")
    assert 'href="/care/"' in ask(town, "关爱")


def test_it_says_how_many_there_are_and_shows_them_all(town):
    page = ask(town, "Alder")
    counted = re.search(r"(\d+) / (\d+)", page)
    assert counted
    assert int(counted[1]) < int(counted[2])
    assert 'action="/residents/?ask"' in page
