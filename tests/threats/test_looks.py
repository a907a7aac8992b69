"""Every page as each role, looked at once; what must hold of each look is asked of all of them."""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from tests.examples import is_long
from tests.threats.table import Line, lines
from tests.threats.test_routes import LET_IN, WITH_EVERYBODY, Someone, hidden_from, text_of
from tests.two_towns import EVERYBODY, NOW, Town

from wanjia.core import clock
from wanjia.core.access.viewer import FIELD
from wanjia.core.models import Entry

pytestmark = pytest.mark.django_db
# The sheets on which a household's link is printed.
SHEETS = {
    "dwellings/<uuid:dwelling_id>/sheet/",
    "print/publication/<uuid:publication_id>/qr/",
}
# What is fetched as a file and is no export: a picture on a page, one's own spare codes, what the
# server says of itself.
NO_EXPORT = {
    "photos/<uuid:photo_id>/", "account/codes/file/", "fhir/metadata",
    "live/now/", "live/who/",  # parts of the page that is open
}  # fmt: skip
# A file that a page gives by a word in its address.
ALSO = {"waste/manifest/": "?as=xlsx"}
TOLD_AS = ("file.taken", "fhir.read")
# Where a whole ID number is shown, and as what the journal has it.
LOOKED_AS = {
    "residents/<uuid:resident_id>/id-number/": "resident.id_seen",
    "residents/<uuid:resident_id>/kept/": "resident.exported",
    "residents/<uuid:resident_id>/kept.json": "resident.exported",
}
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
TYPES_HERE = re.compile(
    r"<(?:input|textarea)\b(?![^>]*type=[\"'](?:hidden|date|datetime-local|checkbox|radio|number)[\"'])[^>]*name="
)
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=[\"']|\son[a-z]+=[\"']|(?:href|src)=[\"']javascript:",
    re.IGNORECASE,
)
DATA_ISLAND = re.compile(r"<script[^>]*type=[\"']application/json[\"'][^>]*>")
ELSEWHERE = re.compile(
    r"<(?:script|link|img|iframe|form|source)[^>]*(?:src|href|action)=[\"']https?://(?!testserver)"
)
PLACE = re.compile(r'(?:href|action|src|hx-get|hx-post)="([^"]*)"')


@dataclass(frozen=True)
class Look:
    """One look at a page: what was answered, and what the journal then had more."""

    line: Line
    path: str
    status: int
    kind: str  # its content type
    location: str
    text: str
    written: tuple[Entry, ...]

    @property
    def is_page(self) -> bool:
        return self.kind.startswith("text/html")


@dataclass(frozen=True)
class Looks:
    """All looks of a role, and what was logged meanwhile."""

    each: tuple[Look, ...]
    log: str


@pytest.fixture(scope="module")
def looks(towns, django_db_blocker) -> Callable[[str], Looks]:
    """All looks of a role, taken when they are asked for first."""
    kept: dict[str, Looks] = {}

    def of(role: str) -> Looks:
        if role not in kept:
            with django_db_blocker.unblock(), clock.freeze(NOW):
                kept[role] = _look_everywhere(towns[0], role)
        return kept[role]

    return of


class Listening(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def _look_everywhere(town: Town, role: str) -> Looks:
    someone, handler = Someone(town, role), Listening()
    log = logging.getLogger("wanjia")
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    try:
        return Looks(tuple(_looks(town, someone, role)), "\n".join(handler.said))
    finally:
        log.removeHandler(handler)
        log.setLevel(level)


def _looks(town: Town, someone: Someone, role: str) -> Iterator[Look]:
    for line in WITH_EVERYBODY:
        if line.lets_in(role) and line.method in ("any", "GET"):
            # Who sees all doors is shown nothing else behind the others.
            asked = (town.ids, town.outside) if role in FIELD or is_long() else (town.ids,)
            for path, ids in {line.path(ids): ids for ids in asked}.items():
                yield _look(line, path, lambda ids=ids, line=line: someone.ask(line, "GET", ids))
            if word := ALSO.get(line.route):
                path = line.path(town.ids) + word
                yield _look(line, path, lambda path=path: someone.client.get(path))


def _look(line: Line, path: str, ask: Callable[[], Any]) -> Look:
    before = Entry.objects.count()
    answer = ask()
    more = Entry.objects.count() - before
    return Look(
        line,
        path,
        answer.status_code,
        answer.headers.get("Content-Type", ""),
        answer.headers.get("Location", ""),
        text_of(answer),
        tuple(Entry.objects.order_by("-id")[:more]) if more else (),
    )


@pytest.mark.slow
@pytest.mark.parametrize("role", EVERYBODY)
def test_who_may_is_let_in_and_sees_what_the_table_says(looks, alder, birch, role):
    theirs = birch.secrets() | {birch.community.name, "Birch Court"}
    wrong = []
    for one in looks(role).each:
        hidden = hidden_from(alder, role, one.line.kind) | theirs
        found = [secret for secret in hidden if secret in one.text]
        if one.status not in LET_IN or found:
            wrong.append((one.path, one.status, found[:3]))
    assert not wrong


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.slow
def test_no_page_no_list_no_journal_and_no_log_shows_a_link(looks, alder, role):
    """Besides the sheets that are printed, whoever looks."""
    tokens = {one.token for one in alder.links.values()}
    every = looks(role)
    assert not [
        one.path
        for one in every.each
        if one.line.route not in SHEETS and any(token in one.text for token in tokens)
    ]
    kept = [(entry.before, entry.after) for one in every.each for entry in one.written]
    told = str(kept) + every.log + str(list(Entry.objects.values_list("before", "after")))
    assert not [one for one in tokens if one in told]


@pytest.mark.parametrize("role", ["head", "desk", "doctor", "town"])
def test_each_route_that_gives_a_file_writes_who_took_it(looks, alder, role):
    silent, files = [], set()
    for one in looks(role).each:
        sheet = one.line.route in SHEETS
        if one.line.is_api or one.line.route in NO_EXPORT or one.status != 200:
            continue
        if not one.is_page or sheet:
            files.add(one.line.route)
            told_as = {*TOLD_AS, LOOKED_AS.get(one.line.route)}
            me = alder.viewers[role].user_id
            if not any(entry.type in told_as and entry.actor == me for entry in one.written):
                silent.append(one.path)
    assert not silent
    assert "daily.xlsx" in files or role == "doctor"
    assert role not in ("head", "desk") or len(files) >= 9


@pytest.mark.parametrize("role", ["head", "desk"])
def test_a_whole_id_number_is_on_few_pages_and_each_look_is_written(looks, alder, role):
    numbers = {one.id_number for well in alder.people.values() for one in well}
    someone = Someone(alder, role)
    posted = [
        _look(line, line.path(alder.ids), lambda line=line: someone.ask(line, "POST", alder.ids))
        for line in lines()
        if line.route in LOOKED_AS
    ]
    shown = [one for one in (*looks(role).each, *posted) if any(n in one.text for n in numbers)]
    assert {one.line.route for one in shown} == set(LOOKED_AS)
    for one in shown:
        [entry] = one.written
        assert entry.type == LOOKED_AS[one.line.route]
        assert entry.actor == alder.viewers[role].user_id


@pytest.mark.parametrize("role", EVERYBODY)
def test_no_page_has_a_form_that_puts_what_is_typed_into_an_address(looks, role):
    wrong = []
    for one in looks(role).each:
        for form in FORM.findall(one.text):
            start = form[: form.index(">")]
            if "post" not in start and TYPES_HERE.search(form):
                wrong.append((one.line.route, form[:120]))
    # A notice's blanks are filled in before it is written; it is for everybody to read.
    assert not [one for one in wrong if one[0] != "notices/new/"]


@pytest.mark.parametrize("role", EVERYBODY)
def test_no_address_on_any_page_names_anybody(looks, alder, role):
    wrong = []
    for one in looks(role).each:
        if not one.line.is_api:
            places = [place for place in PLACE.findall(one.text) if not place.startswith("tel:")]
            names = (*alder.secrets(), "Insulin")
            for place in (*places, one.location):
                wrong += [(one.path, place) for name in names if name in place]
    assert not wrong


def _walled(path: str, text: str) -> list[tuple[str, str]]:
    """What a page has that needs more than our own files: inline code or style, another host."""
    text = DATA_ISLAND.sub("", text)
    hits = [*INLINE.finditer(text), *ELSEWHERE.finditer(text)]
    return [(path, hit[0][:80]) for hit in hits]


@pytest.mark.parametrize("role", EVERYBODY)
def test_no_page_needs_inline_code_or_style_or_another_host(looks, role):
    pages = [one for one in looks(role).each if "<html" in one.text]
    assert not [hit for one in pages for hit in _walled(one.path, one.text)]
    assert len(pages) > 100 or role not in ("head", "desk")


def test_no_page_of_a_household_or_a_stranger_needs_them_either(alder):
    for path in (f"/h/{alder.links['7-101'].token}/", "/login/", "/nowhere/", "/offline/"):
        text = text_of(Client().get(path))
        assert "<html" in text
        assert not _walled(path, text)
