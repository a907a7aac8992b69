"""Log lines and the id of a request: found again by its code, and nobody's data in them."""

import json
import logging

import pytest
from django.test import Client

from wanjia.core import logs


@pytest.fixture
def lines(monkeypatch):
    """What is logged, each line as machines read it."""
    kept = []

    class Keep(logging.Handler):
        def emit(self, record):
            kept.append(self.format(record))

    handler = Keep()
    handler.setFormatter(logs.JsonLines())
    root, ours = logging.getLogger(), logging.getLogger("wanjia")
    monkeypatch.setattr(root, "handlers", [handler])
    level = ours.level
    ours.setLevel(logging.INFO)
    yield kept
    ours.setLevel(level)


def told(lines):
    return [json.loads(one) for one in lines]


def test_a_request_is_one_line_with_its_route_status_and_role(town, lines):
    answer = town.client("desk").get("/rounds/")
    [line] = told(lines)
    assert line["request"] == answer["X-Request-ID"]
    assert (line["level"], line["logger"]) == ("info", "wanjia.requests")
    assert (line["route"], line["method"]) == ("reports:rounds", "GET")
    assert (line["status"], line["role"]) == (200, "desk")
    assert line["ms"] >= 0
    assert line["time"].endswith("+00:00")


@pytest.mark.parametrize("given", ["3f2a9c7d1e", "0190-aaaa_BBBB", "a" * 64])
def test_an_id_that_a_proxy_gave_is_kept(given):
    assert Client().get("/ok/", headers={"x-request-id": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["short", "a" * 65, 'x" injected', "name 王敏 here", ""])
def test_an_id_that_is_not_well_formed_is_replaced(given):
    made = Client().get("/ok/", headers={"x-request-id": given.encode().decode("latin-1")})[
        "X-Request-ID"
    ]
    assert made != given
    assert logs.well_formed_or_new(made) == made


def test_two_requests_never_share_a_made_id():
    client = Client()
    assert len({client.get("/ok/")["X-Request-ID"] for _ in range(50)}) == 50


def test_pages_that_tell_of_errors_give_the_code_for_the_administrator(town):
    for answer in (
        town.client("desk").get("/nowhere/"),
        town.client("town").get("/residents/"),
        town.client("", "en").get("/h/not-a-token/notices/"),
    ):
        assert answer.status_code in (403, 404)
        assert answer["X-Request-ID"] in answer.content.decode()


def test_an_error_page_speaks_both_languages_and_gives_the_code(town, monkeypatch):
    from wanjia.reports.alarms import today

    monkeypatch.setattr(today, "open_alarms_rows", lambda _viewer: 1 / 0)
    for language in ("zh-hans", "en"):
        client = town.client("head", language)
        client.raise_request_exception = False
        answer = client.get("/")
        text = answer.content.decode()
        assert answer.status_code == 500
        assert text.count(answer["X-Request-ID"]) == 2
        assert "告诉管理员的编号" in text
        assert "Code to tell the administrator" in text


def test_the_interface_gives_the_code_in_its_header(town):
    answer = Client().get("/api/v1/needs", headers={"x-request-id": "of-a-program"})
    assert answer.status_code == 401
    assert answer["X-Request-ID"] == "of-a-program"


def test_an_error_is_logged_by_its_kind_and_place_and_nobodys_name(town, lines, monkeypatch):
    from wanjia.ui.household import views as household

    person = town.people["7"][0]

    def fail(*_args, **_more):
        raise RuntimeError(f"{person.name} {person.phone}") from KeyError(person.id_number)

    name = next(one for one in ("render", "redirect") if hasattr(household, one))
    monkeypatch.setattr(household, name, fail)
    client = town.client("")
    client.raise_request_exception = False
    token = town.links["7-101"].token
    answer = client.get(f"/h/{token}/")
    assert answer.status_code == 500
    error, request = told(lines)
    assert error["error"] == "RuntimeError"
    assert error["trace"].endswith("RuntimeError ← KeyError")
    assert "household/views.py" in error["trace"]
    assert (request["status"], request["level"]) == (500, "error")
    assert error["request"] == request["request"] == answer["X-Request-ID"]
    every = "\n".join(lines)
    assert not [one for one in {*town.secrets(), token} if one in every]


@pytest.mark.parametrize("form", ["JsonLines", "TextLines"])
def test_a_line_of_a_library_shows_no_path_and_no_number(form):
    lines = getattr(logs, form)()

    def line(name, message, *args):
        return lines.format(logging.LogRecord(name, 30, "x.py", 1, message, args, None))

    assert "secret" not in line("django.request", "%s: %s", "Not Found", "/h/secret/")
    assert "secret" not in line("django.security.csrf", "Forbidden (%s): %s", "x", "/h/secret/")
    assert "19900001234" not in line("urllib3", "sent to %s", "19900001234")
    assert "31011719500101999X" not in line("urllib3", "31011719500101999X refused")


def test_people_read_lines_and_programs_read_json():
    assert logs.form_of("") == "text"
    with pytest.raises(ValueError, match="xml"):
        logs.form_of("xml")
    record = logging.LogRecord("wanjia.x", 40, "x.py", 1, "it failed", (), None)
    record.act = "care.count_late"
    with logs.under_id("3f2a9c7d1e"):
        text, line = logs.TextLines().format(record), logs.JsonLines().format(record)
    assert text.endswith("ERROR [3f2a9c7d1e] it failed act=care.count_late")
    assert json.loads(line)["act"] == "care.count_late"
    assert "\n" not in line


def test_each_run_of_the_regular_work_has_an_id_of_its_own(town, lines, monkeypatch):
    from wanjia.core.scheduling import scheduler

    def fail(_community):
        raise RuntimeError("Alder")

    monkeypatch.setattr(scheduler, "_acts", [fail])
    scheduler.run_regular()
    scheduler.run_regular()
    first, second = told(lines)
    assert first["request"] != second["request"]
    assert first["act"].endswith(".fail")
