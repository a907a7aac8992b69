"""What each role may see beside the pages themselves (`tests/threats/test_routes.py`): lists that
are asked for, figures without residents, a household's own page, pages of errors."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from tests.threats.table import lines
from tests.threats.test_routes import filled
from tests.two_towns import EVERYBODY, NOW, Town

from wanjia.core.access.viewer import FIELD

pytestmark = pytest.mark.django_db
# Views without a mark of roles, on purpose: each is safe for anybody, with or without an account.
OPEN = {
    "i18n/setlang/",
    "login/",
    "logout/",
    "ok/",
    "health/live",
    "health/ready",
    "metrics",
    "map/",
    "h/<str:token>/",
    "h/<str:token>/manifest.webmanifest",
    "manifest.webmanifest",
    "sw.js",
    "offline/",
    "large/",
    "h/<str:token>/notices/<uuid:notice_id>/",
    "h/<str:token>/buys/<uuid:supply_id>/",
    "h/<str:token>/kept/",
    "s/<str:token>/",
    "feeds/cap/<str:code>/",
    "feeds/cap/<str:code>/<str:name>.xml",
    "geo/zones/<str:code>.json",
    "duty/ical/<str:token>.ics",
    "in/<str:address>/",
    "account/second/",
    "join/<str:token>/",
    "start/<str:token>/",
    "start/seen/<str:code>/",
}
# What a place in a route stands for, where it is no id of the seeded towns.
WORDS = {"name": "shanghai-2022-04", "what": "cases"}


@dataclass(frozen=True)
class Page:
    """A view and its route."""

    route: str
    view: Any

    @property
    def roles(self) -> frozenset[str]:
        return self.view.roles

    def path(self, ids: dict[str, Any]) -> str:
        """The page's path with its places filled in; an id that the towns lack is a KeyError."""
        known = {**WORDS, **ids}
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(known[found[1]]), self.route)


def _pages(patterns: list[Any], stem: str = "") -> Iterator[Page]:
    for one in patterns:
        route = stem + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _pages(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            yield Page(route, one.callback)


# The interfaces for programs have their own sight, tested with them.
INTERFACES = ("api/v1/", "open311/")
EVERY = [
    page for page in _pages(get_resolver().url_patterns) if not page.route.startswith(INTERFACES)
]
STAFF_ONLY = [page for page in EVERY if page.route not in OPEN]
# Words to look for and lists to ask for that might reach further than a page does by itself.
ASKED = (
    "/find/?q=1990000",
    "/find/?q=Alder",
    "/find/?q=Birch",
    "/find/?q=9-101",
    "/residents/?q=1990000",
    "/residents/?page=2",
    "/residents/?estate={estate_id}",
    "/residents/?stairwell={stairwell_id}",
    "/residents/?risk=alone_elder",
    "/missing/?round={round_id}",
    "/missing/?round={round_id}&print=1",
    "/missing/?stairwell={stairwell_id}",
    "/wall/{estate_id}/?round={round_id}",
    "/journal/?dwelling={dwelling_id}",
    "/daily/?date=2022-04-18",
    "/zones/?estate={estate_id}",
    "/cases/?day=2022-04-18",
    "/cases/new/?q=1990000",
    "/rounds/?date=2022-04-18",
    "/notices/{notice_id}/doors/?print=1",
    "/notices/{notice_id}/print/?each=1",
    "/notices/new/?template=pcr&filled=1",
    "/channels/?subject={notice_id}&view=sent",
    "/city/areas/{area_id}/?open={area_id}&sort=needs",
)


def text_of(answer: Any) -> str:
    """All that an answer holds, out of a workbook too."""
    body = b"".join(answer)
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"\n".join(book.read(name) for name in book.namelist())
    return body.decode("utf-8", "replace")


def seen_by(town: Town, role: str, *ids: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Path and text of each page that a role may open, with the ids of each of these."""
    client = town.client(role)
    paths = [page.path(some) for some in ids for page in STAFF_ONLY if role in page.roles]
    for path in dict.fromkeys(paths):
        yield path, text_of(client.get(path))
    yield from asked_by(town, role, *ids)


def asked_by(town: Town, role: str, *ids: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Path and text of each list that is asked for, with the ids of each of these."""
    client = town.client(role)
    for path in dict.fromkeys(one.format(**some) for some in ids for one in ASKED):
        yield path, text_of(client.get(path))


def holding(pages: Iterable[tuple[str, str]], secrets: set[str]) -> list[str]:
    """The pages that hold any of these, with what they hold."""
    return [
        f"{path}: {found}" for path, text in pages if (found := [s for s in secrets if s in text])
    ]


def test_every_view_says_for_which_roles_it_is():
    assert {page.route for page in EVERY} >= OPEN
    unmarked = [page.route for page in STAFF_ONLY if not getattr(page.view, "roles", None)]
    assert not unmarked


def test_each_view_lets_in_whom_the_table_of_routes_names():
    table = {line.route: line.roles for line in lines() if line.roles}
    differ = {
        page.route: (page.roles, table.get(page.route))
        for page in STAFF_ONLY
        if page.roles != table.get(page.route, page.roles)
    }
    assert not differ


@pytest.mark.slow
def test_without_signing_in_there_is_only_the_way_to_sign_in(alder):
    client = alder.client("")
    for page in STAFF_ONLY:
        for answer in (client.get(page.path(alder.ids)), client.post(page.path(alder.ids))):
            assert answer.status_code == 302, page.route
            assert answer["Location"].startswith("/login/?next="), page.route


@pytest.mark.slow
@pytest.mark.parametrize("role", EVERYBODY)
def test_what_is_asked_for_reaches_no_further_than_a_page(alder, birch, role):
    theirs = birch.secrets() | {birch.community.name, "Birch Court"}
    pages = list(asked_by(alder, role, alder.ids, alder.outside, birch.ids, birch.outside))
    # The box shows what was typed into it.
    assert not holding([(path, text) for path, text in pages if "q=Birch" not in path], theirs)
    found = dict(pages).get("/find/?q=Birch", "")
    assert not [one for one in birch.secrets() if one in found]
    if role in FIELD:
        assert not holding(pages, alder.secrets("8", "9"))
        mine = alder.people["7"][0].name
        assert any(mine in text for _path, text in pages)


def test_the_town_sees_figures_and_no_resident(alder):
    pages = dict(seen_by(alder, "town", alder.ids, alder.outside))
    assert not holding(iter(pages.items()), alder.secrets())
    assert "/daily/" in pages


def test_an_office_sees_figures_of_its_communities_and_no_resident(alder):
    pages = dict(seen_by(alder, "office", alder.ids, alder.outside))
    assert not holding(iter(pages.items()), alder.secrets() | {"7-101", "Alder Court"})
    figures = {path for path, text in pages.items() if alder.community.name in text}
    assert {path.split("?")[0] for path in figures} == {
        f"/city/areas/{alder.ids['area_id']}/",
        f"/city/areas/{alder.ids['area_id']}/figures.csv",
        f"/city/areas/{alder.ids['area_id']}/figures.xlsx",
        f"/city/communities/{alder.community.id}/",
    }


@pytest.mark.parametrize("role", sorted(FIELD))
@pytest.mark.slow
def test_no_post_of_the_field_reaches_behind_other_doors(alder, role):
    def others() -> list[Any]:
        ids = [one.id for well in ("8", "9") for one in alder.people[well]]
        model = type(alder.people["9"][0])
        return list(model.objects.filter(id__in=ids).order_by("id").values())

    before = others()
    client = alder.client(role)
    for page in STAFF_ONLY:
        if role in page.roles and "resident_id" in page.route:
            status = client.post(page.path(alder.outside), filled(alder.outside)).status_code
            assert status in (404, 405), page.route  # 405: a page that is only read
    assert others() == before


def test_a_household_sees_itself_alone(alder, birch):
    client = alder.client("")
    mine, neighbour = alder.people["7"][:2], alder.people["7"][2:]
    answer = client.get(f"/h/{alder.links['7-101'].token}/")
    text = text_of(answer)
    assert answer.status_code == 200
    assert all(one.name in text for one in mine)
    others = {one.name for one in neighbour} | {one.phone for one in neighbour}
    others |= alder.secrets("8", "9") | birch.secrets()
    assert not [one for one in others if one in text]
    assert not [one for one in mine if one.id_number in text]


def test_a_households_link_opens_nothing_else(alder):
    link = alder.links["7-101"]
    client = alder.client("")
    assert client.get(f"/h/{link.token}/").status_code == 200
    for page in STAFF_ONLY:
        assert client.get(page.path(alder.ids)).status_code == 302, page.route
    other = "y" if link.token.endswith("x") else "x"
    assert client.get(f"/h/{link.token[:-1]}{other}/").status_code == 404
    link.revoked_at = NOW
    link.save()
    answer = client.get(f"/h/{link.token}/")
    assert answer.status_code == 404
    assert not [one for one in alder.secrets() if one in text_of(answer)]


def test_a_household_cannot_answer_for_another(alder, birch):
    from wanjia.reports.models import Answer

    client = alder.client("")
    before = Answer.objects.count()
    for other in (alder.people["8"][0], alder.people["9"][0], birch.people["7"][0]):
        sent = {"round": str(alder.ids["round_id"]), f"antigen-{other.id}": "negative"}
        client.post(f"/h/{alder.links['7-101'].token}/", {**sent, f"say-{other.id}": "well"})
    assert Answer.objects.count() == before


@contextmanager
def _failing(client: Any) -> Iterator[None]:
    client.raise_request_exception = False
    yield


def test_pages_that_tell_of_errors_hold_nobodys_data(alder, monkeypatch):
    from wanjia.reports.alarms import today as views

    client = alder.client("head")
    person = alder.people["7"][0]
    lost = client.get(f"/dwellings/{alder.community.id}/")
    nowhere = client.get("/nowhere/")
    refused = alder.client("town").get(f"/dwellings/{person.dwelling_id}/")

    def fail(viewer: Any) -> None:
        raise RuntimeError(f"{person.name} {person.phone}")

    monkeypatch.setattr(views, "open_alarms_rows", fail)
    with _failing(client):
        broken = client.get("/")
    found = {"lost": lost, "nowhere": nowhere, "refused": refused, "broken": broken}
    assert {name: one.status_code for name, one in found.items()} == {
        "lost": 404,
        "nowhere": 404,
        "refused": 403,
        "broken": 500,
    }
    for name, answer in found.items():
        text = text_of(answer)
        assert not [one for one in alder.secrets() if one in text], name
