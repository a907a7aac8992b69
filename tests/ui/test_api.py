"""The JSON API: the same acts and the same sight as the pages; refusals are sentences."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.two_towns import NOW, PUBLISHED, Town

from wanjia.core import clock
from wanjia.core.access.api_keys import make_key, revoke_key
from wanjia.core.access.viewer import FIELD
from wanjia.core.models import ApiKey, Entry, Membership

pytestmark = pytest.mark.django_db
LISTS = (
    "estates",
    "stairwells",
    "dwellings",
    "zones",
    "rounds",
    "needs",
    "needs?closed=true",
    "notices",
    "alarms",
    "alarms?closed=true",
    "daily",
    "rounds/{round_id}",
    "rounds/{round_id}/missing?limit=200",
    "needs/{need_id}",
    "pastes/{paste_id}",
)
NOTHING = "0d0bf4c8-aa15-4790-91dc-a0c8d40b40b9"  # the id of nothing


@pytest.fixture(autouse=True)
def _now(towns, db) -> Iterator[None]:
    with clock.freeze(NOW):
        yield


@pytest.fixture
def alder(towns) -> Town:
    return towns[0]


@pytest.fixture
def birch(towns) -> Town:
    return towns[1]


def key_of(town: Town, role: str) -> tuple[ApiKey, str]:
    member = Membership.objects.get(community=town.community, role=role)
    return make_key(town.viewers["head"], member.id, "a program")


class Program:
    """A program with a key, without cookies."""

    def __init__(self, town: Town, role: str, language: str = "en") -> None:
        self.key, self.token = key_of(town, role)
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"authorization": f"Bearer {self.token}", "accept-language": language}

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}", headers=self.headers)

    def post(self, path: str, body: Any) -> Any:
        sent = body if isinstance(body, (bytes, str)) else json.dumps(body)
        return self.client.post(
            f"/api/v1/{path}", sent, content_type="application/json", headers=self.headers
        )


@pytest.mark.slow
def test_a_list_tells_how_many_there_are_and_gives_them_in_parts(alder):
    program = Program(alder, "desk")
    first = program.get("dwellings?limit=4").json()
    rest = program.get("dwellings?limit=200&offset=4").json()
    assert len(first["items"]) == 4
    assert first["total"] == 4 + len(rest["items"]) == 9
    assert program.get("dwellings?limit=1000").status_code == 422


@pytest.mark.slow
@pytest.mark.parametrize("role", sorted(FIELD))
def test_a_field_roles_key_sees_nobody_behind_other_doors(alder, role):
    program = Program(alder, role)
    for ids in (alder.ids, alder.outside):
        for path in LISTS:
            answer = program.get(path.format(**alder.ids | ids))
            assert answer.status_code in (200, 403, 404), path
            text = answer.content.decode()
            assert not [one for one in alder.secrets("8", "9") if one in text], path


@pytest.mark.parametrize("role", ["head", "desk", "grid", "town"])
def test_nothing_of_another_community_is_seen_or_changed(alder, birch, role):
    program = Program(alder, role)
    theirs = birch.secrets() | {"Birch"}
    for path in LISTS:
        text = program.get(path.format(**alder.ids | birch.ids)).content.decode()
        assert not [one for one in theirs if one in text], path
    before = Entry.objects.filter(community=birch.community).count()
    person = birch.people["7"][0]
    sent = (
        ("needs", {"id": str(uuid4()), "text": "x", "dwelling": str(person.dwelling_id)}),
        (f"needs/{birch.ids['need_id']}/advance", {"step": "take"}),
        (f"alarms/{birch.ids['alarm_id']}", {"act": "take"}),
        (f"pastes/{birch.ids['paste_id']}/commit", {}),
        (
            "answers",
            {
                "id": str(uuid4()),
                "round": str(birch.ids["round_id"]),
                "answers": [{"resident": str(person.id), "antigen": "positive"}],
            },
        ),
    )
    for path, body in sent:
        assert program.post(path, body).status_code in (403, 404), path
    assert Entry.objects.filter(community=birch.community).count() == before


def test_the_town_gets_figures_and_no_names(alder):
    program = Program(alder, "town")
    assert program.get("daily").json()
    assert program.get("zones").status_code == 200
    assert program.get("needs").status_code == 403
    text = "".join(program.get(path.format(**alder.ids)).content.decode() for path in LISTS)
    assert not [one for one in alder.secrets() if one in text]


def test_a_session_needs_the_csrf_token_to_change_something(alder):
    client = Client(enforce_csrf_checks=True)
    from wanjia.core.models import User

    client.force_login(User.objects.get(id=alder.viewers["desk"].user_id))
    body = json.dumps({"id": str(uuid4()), "text": "A pipe leaks"})
    assert client.get("/api/v1/needs").status_code == 200
    refused = client.post("/api/v1/needs", body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "kernel.csrf")
    client.get("/needs/new/")
    token = client.cookies["csrftoken"].value
    done = client.post(
        "/api/v1/needs", body, content_type="application/json", headers={"x-csrftoken": token}
    )
    assert done.status_code == 200, done.content


def test_a_stranger_and_a_revoked_key_are_refused_in_the_language_asked_for(alder):
    assert Client().get("/api/v1/needs").json() == {
        "code": "kernel.sign_in",
        "message": "请先登录。",
    }
    program = Program(alder, "desk")
    assert program.get("needs").status_code == 200
    revoke_key(alder.viewers["head"], program.key.id)
    answer = program.get("needs")
    assert answer.status_code == 401
    assert answer.json()["message"].startswith("The key is wrong or was revoked")


@pytest.mark.both
def test_only_a_tokens_hash_is_kept_and_its_use_is_noted(alder):
    program = Program(alder, "desk")
    key = ApiKey.objects.get(id=program.key.id)
    assert program.token not in str(vars(key))
    assert len(program.token) >= 43  # 256 bits
    assert key.last_used_at is None
    program.get("estates")
    key.refresh_from_db()
    assert key.last_used_at == NOW


@pytest.mark.both
def test_the_head_makes_a_key_sees_it_once_and_revokes_it(alder):
    client = alder.client("head", "en")
    member = Membership.objects.get(community=alder.community, role="desk")
    made = client.post("/keys/", {"name": "Gateway", "membership": str(member.id)})
    key = ApiKey.objects.get(name="Gateway")
    token = made.content.decode().split('readonly value="')[1].split('"')[0]
    assert token not in client.get("/keys/").content.decode()
    headers = {"authorization": f"Bearer {token}"}
    assert Client().get("/api/v1/needs", headers=headers).status_code == 200
    client.post(f"/keys/{key.id}/revoke/")
    assert Client().get("/api/v1/needs", headers=headers).status_code == 401
    kinds = set(Entry.objects.filter(subject=key.id).values_list("type", flat=True))
    assert kinds == {"key.made", "key.revoked"}
    assert client.post("/keys/", {"name": "", "membership": str(member.id)}).status_code == 422
    assert client.post("/keys/", {"name": "x", "membership": "nobody"}).status_code == 404


def test_an_answer_sent_twice_is_stored_once(alder):
    program = Program(alder, "grid")
    missing = program.get(f"rounds/{alder.ids['round_id']}/missing").json()["items"]
    assert missing
    body = {
        "id": str(uuid4()),
        "round": str(alder.ids["round_id"]),
        "answers": [{"resident": missing[0]["resident"], "antigen": "negative"}],
    }
    first, again = program.post("answers", body).json(), program.post("answers", body).json()
    assert (first["new"], again["new"], again["same"]) == (1, 0, 1)
    left = program.get(f"rounds/{alder.ids['round_id']}/missing").json()
    assert left["total"] == len(missing) - 1


def test_a_list_of_people_that_a_program_reads_is_in_the_journal_once_an_hour(alder):
    def told():
        rows = Entry.objects.filter(community_id=alder.community.id, type="file.taken")
        return sorted((one.after["kind"], one.actor) for one in rows)

    program, officer = Program(alder, "desk"), alder.client("head")
    for _ in range(3):
        assert program.get("needs").status_code == 200
        assert officer.get("/api/v1/needs").status_code == 200  # on a page of ours, as ever
    assert program.get("estates").status_code == 200  # names nobody
    reader = alder.viewers["desk"].user_id
    assert told() == [("api.needs", reader)]
    program.get("alarms")
    program.get(f"rounds/{alder.ids['round_id']}/missing")
    program.get(f"pastes/{alder.ids['paste_id']}")
    kinds = ("api.alarms", "api.missing", "api.needs", "api.paste")
    assert told() == [(kind, reader) for kind in kinds]
    with clock.freeze(NOW + timedelta(hours=1)):
        program.get("needs")
    assert told().count(("api.needs", reader)) == 2
    assert len(told()) == len(kinds) + 1


@pytest.mark.both
def test_a_need_goes_its_way_and_a_case_is_recorded_once(alder):
    program = Program(alder, "desk")
    need = program.post("needs", {"id": str(uuid4()), "text": "马桶堵了", "asker": "Eve"}).json()
    for step in ("take", "start"):
        need = program.post(f"needs/{need['id']}/advance", {"step": step}).json()
    done = program.post(f"needs/{need['id']}/advance", {"step": "close", "text": "mended"}).json()
    assert done["state"] == "closed"
    late = program.post(f"needs/{need['id']}/advance", {"step": "take"})
    assert (late.status_code, late.json()["code"]) == (409, "needs.closed")
    case = {
        "id": str(uuid4()),
        "dwelling": str(alder.ids["dwelling_id"]),
        "test": "pcr",
        "sampled_at": (PUBLISHED + timedelta(hours=1)).isoformat(),
        "told_by": "Disease control",
    }
    first, again = program.post("cases", case), program.post("cases", case)
    assert first.status_code == 200, first.content
    assert first.json() == again.json()


@pytest.mark.both
def test_a_paste_is_read_and_then_committed(alder):
    program = Program(alder, "desk")
    body = {"round": str(alder.ids["round_id"]), "text": "7-301 抗原阴性"}
    paste = program.post("pastes", body).json()
    assert paste["lines"]
    assert paste["committed_at"] is None
    assert program.post(f"pastes/{paste['id']}/commit", {}).status_code == 200
    assert program.get(f"pastes/{paste['id']}").json()["committed_at"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("needs", b"{broken", 400),
        ("needs", b"\xff\xfe", 400),
        ("needs", b"[" * 100_000, 400),
        ("needs", b'{"id": 1, "text": []}', 422),
        ("needs", {"id": str(uuid4()), "text": "\x00"}, 422),
        ("needs", b'{"id": "' + NOTHING.encode() + b'", "text": "\\ud800"}', 422),
        ("needs", b'{"text": "' + b"x" * 10_000_000 + b'"}', 413),
        ("pastes", {"text": "x" * 3_000_000}, 413),
        ("cases", {"id": "x"}, 422),
        ("answers", {"id": str(uuid4()), "round": str(uuid4()), "answers": []}, 422),
        ("alarms/" + NOTHING, {"act": "take"}, 404),
        ("needs/" + NOTHING + "/advance", {"step": "take"}, 404),
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence(alder, path, body, status):
    answer = Program(alder, "desk").post(path, body)
    assert answer.status_code in (status, 422 if path == "pastes" else status), answer.content[:200]
    assert answer.json()["message"]


def test_the_description_of_the_api_names_every_operation(alder):
    said = Client().get("/api/v1/openapi.json").json()
    assert {"/api/v1/needs", "/api/v1/answers", "/api/v1/cases", "/api/v1/daily"} <= set(
        said["paths"]
    )
    assert Client().get("/api/v1/docs").status_code == 404
