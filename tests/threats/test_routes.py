"""Each address as each role, one's own and another community's: the table says what is answered."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client
from tests.examples import turn_of
from tests.threats.table import Line, lines, routes
from tests.two_towns import EVERYBODY, NOW, ROLES, Town

from wanjia.core.access.api_keys import make_key
from wanjia.core.access.viewer import OFFICE
from wanjia.core.ids import new_id
from wanjia.core.models import Entry, Membership

pytestmark = pytest.mark.django_db
TABLE = lines()
WITH_EVERYBODY = [line for line in TABLE if line.roles]
# Who may is let in, and may still be told that it is not there (somebody else's upload, no second
# step set up), that it is only posted to, or that the form is not filled in.
LET_IN = {200, 204, 302, 303, 404, 405, 409, 422}  # 204: there is nothing to show (/live/)
NOT_THERE = {403, 404, 405}


class Someone:
    """A browser that is signed in, with a program's key of the same role for the JSON API."""

    def __init__(self, town: Town, role: str) -> None:
        self.client = town.client(role)
        self.key = ""
        if role in ROLES:
            member = Membership.objects.get(community=town.community, role=role)
            self.key = make_key(town.viewers["head"], member.id, "program")[1]

    def ask(self, line: Line, method: str, ids: dict[str, Any]) -> Any:
        path = line.path(ids)
        if not line.is_api:
            return self.client.generic(method, path) if method == "GET" else self._post(path, ids)
        headers = {"authorization": f"Bearer {self.key}"} if self.key else {}
        body = json.dumps(_body(ids)) if method == "POST" else ""
        return Client().generic(method, path, body, "application/json", headers=headers)

    def _post(self, path: str, ids: dict[str, Any]) -> Any:
        return self.client.post(path, filled(ids))


def filled(ids: dict[str, Any]) -> dict[str, str]:
    """What any of the forms might want, of things with these ids."""
    sent = {key: str(value) for key, value in ids.items()}
    return {
        **sent,
        "name": "Eve",
        "way": "call",
        "outcome": "well",
        "where": "away",
        "until": "2022-05-01",
        "why": "x",
        "confirmed": "1",
        "holds": "1",
        "step": "isolate",
        "do": "done",
        "about": sent["resident_id"],
        "status": "well",
        "round": sent["round_id"],
        "resident": sent["resident_id"],
        "dwelling": sent["dwelling_id"],
        "staff": sent["resident_id"],
        "decision": "keep",
        "to": "9-101",
        "klass": "controlled",
        "protocol": "shanghai-2022-04",
        "kind": "answer",
        "text": "x",
    }


def _body(ids: dict[str, Any]) -> dict[str, Any]:
    """What any of the operations might want."""
    sent = {key: str(value) for key, value in ids.items()}
    person = {"resident": sent["resident_id"], "antigen": "negative"}
    return {
        "id": str(new_id()),
        "round": sent["round_id"],
        "answers": [person],
        "dwelling": sent["dwelling_id"],
        "resident": sent["resident_id"],
        "test": "antigen",
        "sampled_at": NOW.isoformat(),
        "told_by": "x",
        "text": "9-101 well",
        "act": "take",
        "step": "take",
    }


def is_turn_of(role: str, method: str, line: Line) -> bool:
    """Whether a role is the one that asks for an address in the ordinary run."""
    allowed = [one for one in ROLES if line.lets_in(one)]
    return role in turn_of(f"{method} {line.route}", allowed, 1)


def methods(line: Line) -> tuple[str, ...]:
    return ("GET", "POST") if line.method == "any" else (line.method,)


def tables(town: Town) -> Iterator[type[Any]]:
    for one in apps.get_models():
        if any(field.attname == "community_id" for field in one._meta.concrete_fields):
            yield one


def stored(town: Town) -> str:
    """Everything that is stored of a community, its journal too."""
    rows = [
        row
        for one in tables(town)
        for row in one._default_manager.filter(community=town.community).order_by("pk")
    ]
    return serializers.serialize("json", rows)


def counted(town: Town) -> Counter[str]:
    """How many rows there are of each kind, in the whole database; the journal's are entries."""
    return Counter({one.__name__: one._default_manager.count() for one in tables(town)})


def text_of(answer: Any) -> str:
    body: bytes = b"".join(answer)
    return "" if body.startswith((b"PK", b"\xff\xd8")) else body.decode("utf-8", "replace")


def hidden_from(town: Town, role: str, kind: str) -> set[str]:
    """Names and numbers of the community that this role must not meet on a page of this kind."""
    if kind in ("nobody", "public") or role in ("", "town", OFFICE):
        return town.secrets()
    return set() if role in ("head", "desk") else town.secrets("8", "9")


def test_every_route_stands_in_the_table_and_every_line_is_a_route():
    declared = {(line.method, line.route) for line in TABLE}
    assert routes() - declared == set(), "declare these in tests/threats/routes.txt"
    assert declared - routes() == set(), "these are no routes any more"
    assert len(declared) == len(TABLE)


@pytest.mark.slow
@pytest.mark.parametrize("role", ["", *EVERYBODY])
def test_who_may_not_is_refused_and_changes_nothing(alder, role):
    """In the ordinary run each address is asked for as one of whom it refuses, and as nobody; that
    each view names whom it lets in as the table does is said in test_sight.py."""
    someone, wrong = Someone(alder, role), []
    before = counted(alder)
    for line in WITH_EVERYBODY:
        refused = [one for one in EVERYBODY if not line.lets_in(one)]
        if not line.lets_in(role):
            for method in methods(line):
                if role and role not in turn_of(f"{method} {line.route}", refused, 1):
                    continue
                answer = someone.ask(line, method, alder.ids)
                page = 403 if role else 302  # nobody is sent to sign in
                wanted = (403 if someone.key else 401) if line.is_api else page
                if answer.status_code != wanted:
                    wrong.append((method, line.route, answer.status_code))
                if not role and not line.is_api:
                    assert answer["Location"].startswith("/login/?next="), line.route
    assert not wrong
    assert counted(alder) == before


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_what_is_another_communitys_is_not_there_and_stays_as_it_was(alder, birch, role):
    """In the ordinary run each address is asked for as one of those whom it lets in."""
    someone, wrong = Someone(alder, role), []
    theirs, many, entries = stored(birch), counted(alder), Entry.objects.count()
    for line in WITH_EVERYBODY:
        if line.lets_in(role) and line.is_of_a_community:
            for method in methods(line):
                if not is_turn_of(role, method, line):
                    continue
                answer = someone.ask(line, method, birch.ids)
                # What was uploaded elsewhere is over for whoever asks for it here.
                over = {409} if "<str:token>" in line.route else set()
                if answer.status_code not in {*NOT_THERE, *over}:
                    wrong.append((method, line.route, answer.status_code))
                found = [one for one in birch.secrets() if one in text_of(answer)]
                assert not found, line.route
    assert not wrong
    assert (counted(alder), Entry.objects.count()) == (many, entries)
    for line in WITH_EVERYBODY:
        posts = line.lets_in(role) and line.method in ("any", "POST")
        if posts and not line.is_of_a_community and is_turn_of(role, "POST", line):
            answer = someone.ask(line, "POST", birch.ids)
            assert answer.status_code < 500, line.route
    assert stored(birch) == theirs


@pytest.mark.slow
def test_a_secret_opens_only_what_it_is_for(alder, birch):
    """With a household's link, nothing of a neighbour or of another community is shown."""
    token = alder.links["7-101"].token
    hidden = alder.secrets("8", "9") | birch.secrets()
    before = stored(birch)
    for line in TABLE:
        if line.kind == "secret" and line.route.startswith("h/"):
            for ids in (alder.ids, alder.outside, birch.ids):
                path = line.path({**ids, "token": token})
                for answer in (Client().get(path), Client().post(path, filled(birch.ids))):
                    assert answer.status_code in {*LET_IN, 400, 415}, path
                    assert not [one for one in hidden if one in text_of(answer)], path
    assert stored(birch) == before


@pytest.mark.slow
def test_what_is_open_to_anybody_tells_of_nobody(alder, birch):
    hidden = alder.secrets() | birch.secrets()
    for line in TABLE:
        if not line.roles:
            path = line.path({**alder.ids, "token": "x", "address": "x"})
            for answer in (Client().get(path), Client().post(path, filled(alder.ids))):
                assert answer.status_code < 500, path
                assert not [one for one in hidden if one in text_of(answer)], path


@pytest.mark.both
def test_a_key_of_another_community_opens_nothing_of_this_one(alder, birch):
    program = Someone(birch, "desk")
    for line in WITH_EVERYBODY:
        if line.is_api and line.is_of_a_community:
            assert program.ask(line, line.method, alder.ids).status_code == 404, line.route
