"""What is typed to find somebody stands in no address: not in a log, a history, or a referrer."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.threats.test_routes import Someone

from wanjia.core.encryption.fields import encrypt
from wanjia.ui.search_posts import _opened, sealed_word

pytestmark = pytest.mark.django_db


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", ["/find/", "/residents/", "/care/register/", "/needs/", "/journal/"]
)
def test_a_search_is_posted_and_its_address_holds_nothing_that_was_typed(alder, path):
    person, desk = alder.people["7"][0], alder.client("desk")
    name = "who" if path == "/journal/" else "q"
    for typed in (person.phone, person.name):
        answer = desk.post(f"{path}?ask", {name: typed, "view": "all", "empty": ""})
        assert answer.status_code == 303
        where = answer["Location"]
        assert typed not in where
        assert person.name.split()[1] not in where
        assert parse_qs(urlsplit(where).query)["view"] == ["all"]
        assert "empty" not in where
        page = desk.get(where)
        assert page.status_code == 200
        assert f'value="{typed}"' in page.content.decode()


def test_who_is_searched_for_is_found_and_the_next_page_keeps_the_search_sealed(alder):
    from wanjia.people.residents import views

    person, desk = alder.people["7"][0], alder.client("desk")
    where = desk.post("/find/?ask", {"q": person.phone})["Location"]
    assert person.name in desk.get(where).content.decode()
    views.PAGE, kept = 1, views.PAGE
    try:
        where = desk.post("/residents/?ask", {"q": "Alder"})["Location"]
        page = desk.get(where).content.decode()
    finally:
        views.PAGE = kept
    links = re.findall(r'href="(\?[^"]*page=\d+)"', page)
    assert links
    assert not [one for one in links if "Alder" in one]


def test_as_it_is_typed_the_list_comes_without_any_address(alder):
    person, desk = alder.people["7"][0], alder.client("desk")
    answer = desk.post("/find/?ask", {"q": person.phone}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert person.name in answer.content.decode()


def test_a_search_needs_no_token_because_it_changes_nothing(alder):
    """A post to `?ask` is a look: whatever the page does with a post, it does not do it then."""
    someone = Someone(alder, "head")
    client = Client(enforce_csrf_checks=True)
    client.cookies = someone.client.cookies
    answer = client.post("/large/?ask", {"large": "1"}, headers={"HX-Request": "true"})
    assert answer.status_code == 405
    answer = client.post("/logout/?ask", headers={"HX-Request": "true"})
    assert answer.status_code == 405
    assert client.get("/").status_code == 200


@given(st.text(max_size=80))
def test_what_is_sealed_in_an_address_is_read_again(text):
    assert _opened(sealed_word(text)) == text


def test_an_address_opens_nothing_of_the_database():
    """Who has seen what is stored cannot have it read to him by asking for it."""
    assert _opened(encrypt("19900001234")) == ""
    assert _opened("s1:nonsense") == ""
    assert _opened("plain") == "plain"
