"""A household's link: long, sealed, made anew, not guessed at, shown on its print sheet alone."""

import base64
import re

import pytest
from django.db import connection
from django.test import Client
from tests.threats.test_routes import Someone

from wanjia.core.access import rate_limit
from wanjia.core.encryption.fields import MARK
from wanjia.core.models import Misses
from wanjia.people.models import HouseholdLink
from wanjia.people.residents.actions import make_household_links

pytestmark = pytest.mark.django_db


def test_a_link_is_192_random_bits_each_time_anew(alder):
    home = alder.links["7-101"].dwelling_id
    made = {
        make_household_links(alder.viewers["desk"], [home], renew=True)[home].token
        for _ in range(20)
    }
    assert len(made) == 20
    assert {len(base64.urlsafe_b64decode(one)) for one in made} == {
        24
    }  # bytes; 16 are the least that is safe


def test_a_link_printed_anew_ends_the_one_before(alder):
    old = alder.links["7-101"]
    assert Client().get(f"/h/{old.token}/").status_code == 200
    desk = alder.client("desk")
    desk.post(f"/dwellings/{old.dwelling_id}/link/", {"renew": "1"})
    new = HouseholdLink.objects.get(dwelling=old.dwelling_id, revoked_at=None)
    sheet = desk.get(f"/dwellings/{old.dwelling_id}/sheet/").content.decode()
    assert new.token in sheet
    assert old.token not in sheet
    assert Client().get(f"/h/{new.token}/").status_code == 200
    for path in (f"/h/{old.token}/", f"/h/{old.token}/notices/{alder.ids['notice_id']}/"):
        assert Client().get(path).status_code == 404
        assert Client().post(path, {"say": "well"}).status_code == 404


def test_the_database_holds_no_link_and_what_it_holds_opens_nothing(alder):
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM people_householdlink")
        kept = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT token FROM sites_sitelink UNION ALL SELECT token FROM duty_calendarlink"
        )
        kept += [row[0] for row in cursor.fetchall()]
    assert len(kept) >= 9
    assert all(one.startswith(MARK) for one in kept)
    for one in kept[:3]:
        assert Client().get(f"/h/{one}/").status_code == 404
    assert Client().get(f"/h/{alder.links['7-101'].token}/").status_code == 200


@pytest.mark.slow
def test_guessing_is_stopped_and_an_estate_behind_one_address_is_not(alder):
    tokens = [one.token for one in alder.links.values()]
    for _ in range(rate_limit.SECRETS_HERE.most):
        assert Client().get("/h/" + "x" * 43 + "/").status_code == 404
    refused = Client().get("/h/" + "y" * 43 + "/", headers={"accept-language": "en"})
    assert refused.status_code == 429
    assert "Try again in ten minutes" in refused.content.decode()
    for token in tokens * 9:  # as many looks as guesses, all of them honest
        assert Client().get(f"/h/{token}/manifest.webmanifest").status_code == 200
    for token in tokens:
        assert Client().get(f"/h/{token}/").status_code == 200
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert elsewhere.get("/h/" + "z" * 43 + "/").status_code == 404


def test_guessing_from_many_addresses_is_stopped_too(alder, monkeypatch):
    monkeypatch.setattr(rate_limit, "SECRETS_ANYWHERE", rate_limit.Limit("secrets", 5))
    answers = [
        Client(REMOTE_ADDR=f"198.51.100.{number}").get("/h/" + "x" * 43 + "/").status_code
        for number in range(6)
    ]
    assert answers == [404] * 5 + [429]
    assert Client().get(f"/h/{alder.links['7-101'].token}/").status_code == 200


@pytest.mark.both
@pytest.mark.parametrize(
    "path",
    [
        "/h/{}/",
        "/h/{}/notices/0d0bf4c8-aa15-4790-91dc-a0c8d40b40b9/",
        "/h/{}/buys/0d0bf4c8-aa15-4790-91dc-a0c8d40b40b9/",
        "/s/{}/",
        "/join/{}/",
        "/start/{}/",
        "/duty/ical/{}.ics",
        "/in/{}/",
    ],
)
def test_every_secret_in_an_address_is_guarded_alike(alder, path, monkeypatch):
    monkeypatch.setattr(rate_limit, "SECRETS_HERE", rate_limit.Limit("secrets/address", 2))
    answers = [Client().get(path.format("x" * 40)).status_code for _ in range(3)]
    assert answers[2] == 429
    assert 429 not in answers[:2]


def test_the_keys_of_programs_are_guarded_too(alder, monkeypatch):
    monkeypatch.setattr(rate_limit, "SECRETS_HERE", rate_limit.Limit("secrets/address", 2))
    wrong = {"authorization": "Bearer nobodys"}
    answers = [Client().get("/api/v1/needs", headers=wrong).status_code for _ in range(3)]
    assert answers == [401, 401, 429]
    right = {"authorization": f"Bearer {Someone(alder, 'desk').key}"}
    assert Client().get("/api/v1/needs", headers=right).status_code == 200


def test_no_address_and_no_user_name_is_kept_of_who_was_wrong(alder):
    Client(REMOTE_ADDR="198.51.100.7").get("/h/" + "x" * 43 + "/")
    kept = str(list(Misses.objects.values()))
    assert re.search(r"[0-9a-f]{64}", kept)
    assert "198.51.100.7" not in kept


def test_a_link_leaves_its_page_by_no_referrer_and_is_for_no_search_engine(alder):
    answer = Client().get(f"/h/{alder.links['7-101'].token}/")
    assert answer["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Cache-Control"] == "no-store"
    body = answer.content.decode()
    assert not re.findall(r"(?:href|src|action)=\"(?:https?:)?//", body)
