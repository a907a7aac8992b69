"""Hundreds of malformed dates, ids, numbers and ways back: no error page, no way to elsewhere.

With `--long` there are two thousand on each database, with `FUZZ=` as many as one likes; on
PostgreSQL they are others than on SQLite. The ordinary run asks PostgreSQL, which is the stricter.
"""

import os
import re
import sys
import traceback
from http.cookies import SimpleCookie
from itertools import islice
from uuid import UUID

import pytest
from django.core.signals import got_request_exception
from django.db import IntegrityError, connection, transaction
from django.utils.http import url_has_allowed_host_and_scheme
from tests.examples import examples
from tests.threats.malformed import cases, noting_reads, places
from tests.threats.test_routes import filled
from tests.two_towns import EVERYBODY, NOW

from wanjia.core import clock
from wanjia.core.models import Entry
from wanjia.goods.models import Cart
from wanjia.people.models import Contact

pytestmark = pytest.mark.django_db
MANY = int(os.environ.get("FUZZ", examples(150, 2000)))
SEED = int(os.environ.get("SEED", "2022"))


@pytest.fixture
def town(alder):
    with clock.freeze(NOW):
        yield alder


@pytest.fixture
def raised():
    """Where in the program the last error was raised."""
    places = []

    def note(**_about):
        frames = traceback.extract_tb(sys.exc_info()[2])
        ours = [f"{one.filename}:{one.lineno}" for one in frames if "src/wanjia" in one.filename]
        places.append(f"{__import__('sys').exc_info()[1]!r:.120} {ours[-1:]}")

    got_request_exception.connect(note)
    yield places
    got_request_exception.disconnect(note)


def _broken_keys():
    """What the commit, which never comes here, would have found to point to nothing."""
    try:
        connection.check_constraints()
    except IntegrityError as error:
        return re.sub(r"'[^']*'", "…", str(error))[:200]
    return ""


@pytest.mark.postgres
@pytest.mark.slow
def test_nothing_malformed_breaks_a_page_after_its_act_or_leads_elsewhere(town, raised, database):
    clients = {role: town.client(role) for role in ("", *EVERYBODY)}
    for client in clients.values():
        client.raise_request_exception = False
    cookies = {role: {k: one.value for k, one in c.cookies.items()} for role, c in clients.items()}
    ids = {**town.ids, "address": "x", "token": town.links["7-101"].token}
    wrong, every = {}, places(lambda line: line.path(ids))
    seed = SEED + (database != "sqlite")
    # The first time each place is asked for as its form would: what it reads is seen there.
    for place, case in islice(cases(every, EVERYBODY, seed), len(every) + MANY):
        path, fields = case.line.path(ids), case.sent(filled(town.ids))
        ask = getattr(clients[case.role], case.method.lower())
        clients[case.role].cookies = SimpleCookie(cookies[case.role])  # it may have signed out
        entries = Entry.objects.count()
        with transaction.atomic():
            with noting_reads(place.read):
                answer = ask(path, fields)
            written = case.method == "POST" and answer.status_code < 400
            broken = _broken_keys() if written else ""
            stayed = answer.status_code < 400 or Entry.objects.count() == entries
            transaction.set_rollback(True)
        if answer.status_code == 405 and place in every:
            every.remove(place)  # it is only asked for, or only posted to
        if broken:
            wrong[broken] = str(case)
        if answer.status_code >= 500:
            wrong.setdefault(raised[-1] if raised else "?", str(case))
        if not stayed:
            wrong[f"{answer.status_code} after the act"] = str(case)
        to = answer.headers.get("Location")
        if to is not None and not url_has_allowed_host_and_scheme(to[:500], {"testserver"}):
            wrong[f"led to {to[:80]!r}"] = str(case)
    assert not wrong, "\n".join(f"{what}\n    {case}" for what, case in wrong.items())


ELSEWHERE = (
    "abc",
    "//evil.example/",
    "https://evil.example/",
    "/\\evil.example",
    "http://[::1",
    "",
)


@pytest.mark.parametrize("back", ELSEWHERE)
def test_a_contact_leads_back_to_a_page_of_ours_whatever_the_form_says(town, back):
    desk, before = town.client("desk"), Contact.objects.count()
    sent = {"way": "call", "outcome": "well", "back": back}
    answer = desk.post(f"/care/contact/{town.ids['resident_id']}/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/care/")
    assert Contact.objects.count() == before + 1


@pytest.mark.parametrize("page", ["/login/", "/account/again/", "/account/again/code/"])
@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_signing_in_leads_to_a_page_of_ours(town, page, wanted):
    answer = town.client("desk").get(page, {"next": wanted})
    assert answer.status_code in (200, 302)
    assert answer.headers.get("Location", "/").startswith(("/", "?"))
    assert "evil.example" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("year", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "page",
    ["/zones/?at={}T00:00", "/zones/?at={}", "/day/?day={}", "/rounds/?day={}", "/cases/?day={}",
     "/journal/?day={}", "/daily/?day={}", "/duty/?from={}", "/waste/manifest/?day={}",
     "/forget/?before={}"],
)  # fmt: skip
@pytest.mark.slow
def test_a_year_at_the_end_of_the_calendar_is_no_error(town, page, year):
    assert town.client("head").get(page.format(year)).status_code < 500


def test_a_cart_of_nobodys_team_is_refused_and_not_stored(town, birch):
    head = town.client("head")
    for team in (birch.ids["team_id"], UUID(int=1)):
        sent = {"name": "cart", "use": "clean", "capacity": "40", "team": str(team)}
        assert head.post("/routes/carts/add/", sent).status_code == 404
        connection.check_constraints()
    assert not Cart.objects.filter(name="cart").exists()
