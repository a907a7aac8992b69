"""Names, numbers and health facts stand in no log, no header and no page of an error."""

import io
import logging
import logging.config
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from tests.examples import turn_of
from tests.threats.table import lines
from tests.threats.test_routes import Someone, filled, text_of
from tests.two_towns import ROLES

from wanjia.core.log_redaction import redact_for_log
from wanjia.core.logs import TextLines
from wanjia.core.scheduling import scheduler
from wanjia.people.models import HouseholdLink

pytestmark = pytest.mark.django_db
ILL = ("insulin", "alone_elder", "positive", "dialysis")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the program's own handler writes, of everything from INFO on."""
    out = io.StringIO()
    made = logging.StreamHandler(out)
    made.setFormatter(TextLines())
    root = logging.getLogger()
    before, root.handlers, level = root.handlers, [made], root.level
    root.setLevel(logging.INFO)
    django = logging.getLogger("django")
    kept, django.level = django.level, logging.INFO
    try:
        yield out
    finally:
        root.handlers, django.level = before, kept
        root.setLevel(level)


def secrets_of(*towns: Any) -> set[str]:
    tokens = {link.token for town in towns for link in town.links.values()}
    return {one for town in towns for one in town.secrets()} | tokens


def assert_silent(text: str, secrets: set[str]) -> None:
    assert not [one for one in secrets if one in text]
    assert not [one for one in ILL if one in text.lower()]


def test_the_program_logs_through_its_own_lines_and_in_no_other_way():
    assert settings.LOGGING["formatters"]["line"] == {
        "()": "wanjia.core.logs.TextLines",
        "tell_all": False,
    }
    assert settings.LOGGING["handlers"]["lines"]["formatter"] == "line"
    assert list(settings.LOGGING["handlers"]) == ["lines"]
    assert settings.LOGGING["loggers"]["django"]["handlers"] == []


@pytest.mark.slow
def test_a_day_of_every_role_and_every_mistake_writes_nobody_into_the_log(
    alder, birch, log, monkeypatch
):
    secrets = secrets_of(alder, birch)
    heads: list[str] = []
    person = alder.people["7"][0]

    def noted(answer: Any, typed: str = "") -> None:
        heads.append(" ".join(answer.headers.values()))
        if answer.status_code >= 400 and answer.status_code != 422:
            text = text_of(answer)
            told = [one for one in secrets if one in text and one not in typed]
            assert not told, answer.request["PATH_INFO"]

    for role in ("", *ROLES):
        someone = Someone(alder, role)
        someone.client.raise_request_exception = False
        for line in lines():
            refused = [one for one in ROLES if not line.lets_in(one)]
            asks = role in ("", "head", *turn_of(line.route, refused, 1))
            if line.method == "any" and asks and (role == "head" or not line.lets_in(role)):
                noted(someone.ask(line, "GET", alder.ids))
    client = alder.client("head")
    client.raise_request_exception = False
    # 400, 403, 404, 405, 413, 422
    noted(client.post("/needs/new/", b"\xff" * 50, content_type="multipart/form-data; boundary=x"))
    # Who typed it is given it back, and told of nobody else.
    forged = Client(enforce_csrf_checks=True).post("/needs/new/", {"text": person.name})
    noted(forged, typed=person.name)
    noted(client.get(f"/nowhere/{person.phone}/"))
    noted(client.get(f"/find/{person.name}/"))
    noted(client.get(f"/h/{alder.links['7-101'].token}x/"))
    noted(client.put("/needs/new/", {"text": person.name}))
    noted(client.post("/pastes/", {"text": person.name * 700_000}))
    noted(client.post("/dwellings/not-an-id/add/", {"name": person.name}))
    noted(client.get("/", headers={"host": "bad host"}))
    noted(client.get("/residents/", {"page": person.phone}))
    # 500: a database that names who was there already, a parser that names what it could not read
    from wanjia.reports.alarms import today as views

    def clash(viewer: Any) -> None:
        with transaction.atomic():
            link = HouseholdLink.objects.filter(revoked_at=None).first()
            HouseholdLink.objects.create(
                community=link.community,
                dwelling=link.dwelling,
                token=link.token,
                made_at=link.made_at,
            )

    def said(viewer: Any) -> None:
        try:
            int(person.phone + "x")
        except ValueError as error:
            raise IntegrityError(f"Key (phone)=({person.phone}) {person.name}") from error

    for fail in (clash, said):
        monkeypatch.setattr(views, "open_alarms_rows", fail)
        answer = client.get("/")
        assert answer.status_code == 500
        noted(answer)
    monkeypatch.undo()
    # Work in the background and the outbox fail, too.
    monkeypatch.setattr(scheduler, "_acts", [said, clash])
    scheduler.run_regular()
    from wanjia.channels.outbox import background

    monkeypatch.setattr(background, "send_due", said)
    monkeypatch.setattr(background.connection, "close", lambda: None)
    monkeypatch.setattr(background, "close_old_connections", lambda: None)
    background._send_waiting(alder.community.id)
    text = log.getvalue()
    assert "django.db.utils.IntegrityError" in text
    assert re.search(r"regular work failed act=\S+\.said", text)
    assert "the outbox could not be emptied" in text
    assert_silent(text, secrets)
    assert_silent(" ".join(heads), secrets)


@pytest.mark.postgres
@pytest.mark.slow
def test_forms_that_are_filled_in_wrongly_are_not_logged(alder, log):
    client = alder.client("head")
    client.raise_request_exception = False
    for line in lines():
        if line.method == "any" and line.lets_in("head") and line.roles:
            sent = {**filled(alder.ids), "name": alder.people["7"][0].name, "phone": "1990000"}
            client.post(line.path(alder.ids), sent)
    assert_silent(log.getvalue(), secrets_of(alder))


@pytest.mark.parametrize(
    "text",
    [
        "/h/AbC-123_x/notices/",
        "/join/AbC-123_x/",
        "/start/AbC-123_x/",
        "/start/seen/AbC-123_x/",
        "/import/AbC-123_x/confirm/",
        "/in/AbC-123_x/",
        "/duty/ical/AbC-123_x.ics",
        "/open311/v2/tokens/AbC-123_x.json",
        "/residents/?q=AbC-123_x",
    ],
)
def test_secrets_of_addresses_and_what_is_asked_are_left_out(text):
    assert "AbC-123_x" not in redact_for_log(text)


@pytest.mark.parametrize(
    "text", ["19900001234", "+86 199 0000 1234", "31011719500101999X", "张三丰"]
)
def test_numbers_and_chinese_are_left_out(text):
    assert text not in redact_for_log(f"about {text}.")


def test_what_happened_and_where_is_still_told(log):
    try:
        {}["x"]
    except KeyError:
        logging.getLogger("wanjia.x").exception("regular work %s failed", "count")
    text = log.getvalue()
    assert re.search(
        r"regular work count failed\nTraceback.*\n.*test_logs\.py:\d+ test_.*\nKeyError", text
    )


def test_one_line_stays_one_line(log):
    logging.getLogger("wanjia.x").warning("path %s", "/a\r\nforged line\x1b[31m")
    assert log.getvalue().count("\n") == 1
    assert "\x1b" not in log.getvalue()
