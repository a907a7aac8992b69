"""Health, readiness and figures, as the machines that look after an installation read them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from tests.two_towns import NOW

from wanjia.channels.models import Message, Status
from wanjia.channels.today import LEFT
from wanjia.core import clock
from wanjia.core.scheduling import scheduler
from wanjia.core.scheduling.status import last_run, save_run
from wanjia.people.models import HouseholdLink
from wanjia.ui.system import facts

pytestmark = pytest.mark.both


def ready(client):
    answer = client.get("/health/ready")
    return answer.status_code, answer.json()


def figures(client, **headers):
    """The samples of /metrics, by name and labels, read by Prometheus' own parser."""
    text = client.get("/metrics", headers=headers).content.decode()
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_process_that_answers_is_alive_without_asking_the_database():
    client = Client()  # without the database's fixture any statement is an error
    assert client.get("/health/live").json() == {"status": "ok"}
    assert client.get("/ok/").content == b"ok\n"


def test_what_is_well_is_ready_and_tells_nothing_but_that(town, note):
    note(regular=NOW)
    told = {"database": "ok", "seal": "ok", "disk": "ok", "regular": "ok", "outbox": "ok"}
    assert ready(town.client("")) == (200, {"status": "ok", "checks": told})


def test_work_that_is_late_is_told_but_pages_are_served_on(town, note):
    note(regular=NOW - timedelta(minutes=10))
    _message(town, NOW - timedelta(minutes=20))
    status, told = ready(town.client(""))
    assert (status, told["status"]) == (200, "degraded")
    assert (told["checks"]["regular"], told["checks"]["outbox"]) == ("failing", "failing")


def _message(town, since, stand=Status.WAITING):
    Message.objects.create(
        community=town.community, channel="file", recipient="", text="x", dedupe=str(uuid4()),
        status=stand, made_at=since, next_try_at=since,
    )  # fmt: skip
    LEFT.renew(town.community.id)


def test_a_full_disk_or_tables_of_an_older_version_are_not_ready(town, note, monkeypatch):
    note(regular=NOW)
    with monkeypatch.context() as full:
        full.setattr(facts, "free_bytes", lambda: 1000)
        assert ready(town.client(""))[0] == 503
    monkeypatch.setattr(facts, "_seen_present", [])
    monkeypatch.setattr(facts.schema, "known_migrations", lambda: frozenset({("ui", "9999")}))
    status, told = ready(town.client(""))
    assert (status, told["checks"]["database"]) == (503, "failing")


def test_a_database_that_is_gone_is_not_ready_but_the_process_is_alive(town, monkeypatch):
    from django.db import OperationalError, connection

    def refuse(*_):
        raise OperationalError("no such host")

    with monkeypatch.context() as gone:
        gone.setattr(connection, "cursor", refuse)
        gone.setattr(connection, "close", lambda: None)
        status, told = ready(Client())
    assert (status, told["checks"]["database"]) == (503, "failing")
    assert "host" not in str(told)
    assert Client().get("/health/live").status_code == 200


def test_the_regular_work_leaves_word_of_itself_for_every_process(town, data, monkeypatch):
    def break_down(_community):
        raise RuntimeError("Alder 19900001234")

    break_down.__module__ = "wanjia.care.contacts.overdue"
    monkeypatch.setattr(scheduler, "_acts", [*scheduler._acts, break_down])
    before = figures(town.client(""))
    save_run(data, scheduler.run_regular())
    run = last_run(data)
    assert run.at == NOW
    assert run.acts["care.break_down"].error == "RuntimeError"
    assert run.acts["reports.extend_rounds"].error == ""
    assert "Alder" not in (data / "regular.json").read_text()
    found = figures(town.client(""))
    failed = ("wanjia_regular_runs_total", ("act", "care.break_down"), ("outcome", "failed"))
    assert found[failed] == before.get(failed, 0) + 1
    assert ("wanjia_regular_seconds", ("act", "reports.extend_rounds")) in found


def test_a_half_written_note_is_no_note(data):
    (data / "regular.json").write_text('{"at": "2022-04')
    (data / "backup.json").write_text('{"at": "2022-04-18T10:00:00"}')
    assert last_run(data) is None
    assert facts.last_backup() is None


def test_figures_count_requests_by_route_and_what_stands_in_the_queues(town, note, data):
    note(regular=NOW - timedelta(seconds=30), backup=NOW - timedelta(hours=3))
    _message(town, NOW, Status.FAILED)
    client = town.client("desk")
    before = figures(client)
    client.get("/rounds/")
    client.get("/nowhere/")
    found = figures(client)
    for route, status in (("reports:rounds", "200"), ("none", "404")):
        key = ("wanjia_requests_total", ("route", route), ("status", status))
        assert found[key] == before.get(key, 0) + 1
    assert found[("wanjia_request_seconds_count", ("route", "reports:rounds"))] >= 1
    assert found[("wanjia_queue", ("stand", "failed"))] == 1
    assert found[("wanjia_backup_age_seconds",)] == 3 * 3600
    assert found[("wanjia_regular_age_seconds",)] == 30
    assert found[("wanjia_database_bytes",)] >= 0
    assert found[("wanjia_check", ("check", "backup"))] == 0
    assert found[("process_resident_memory_bytes",)] > 10**7


def test_a_households_answer_is_counted_in_the_quick_lane_and_its_secret_told_nowhere(
    town, note, django_capture_on_commit_callbacks
):
    token = "a-secret-of-this-household"
    home = town.people["7"][4]
    HouseholdLink.objects.filter(dwelling_id=home.dwelling_id).delete()
    HouseholdLink.objects.create(
        community=town.community, dwelling_id=home.dwelling_id, token=token, made_at=NOW
    )
    client = town.client("")
    stored = ("wanjia_answers_stored_total", ("way", "household"))
    quick = ("wanjia_requests_total", ("route", "ui:household"), ("status", "302"))
    before = figures(client)
    sent = {
        "round": str(town.ids["round_id"]), "id": str(uuid4()),
        f"antigen-{home.id.hex}": "negative", f"temperature-{home.id.hex}": "36.5",
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):  # what is not stored is not counted
        answer = client.post(f"/h/{token}/", sent)
    assert answer.status_code == 302
    found = figures(client)
    assert found[stored] == before.get(stored, 0) + 1
    assert found[quick] == before.get(quick, 0) + 1
    text = client.get("/metrics").content.decode()
    assert not [one for one in {*town.secrets(), token, "/h/"} if one in text]


def test_figures_are_for_this_machine_or_for_who_has_the_token(town, settings):
    assert Client().get("/metrics").status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.7").get("/metrics").status_code == 403
    through_a_proxy = {"x-forwarded-for": "192.0.2.7"}
    assert Client().get("/metrics", headers=through_a_proxy).status_code == 403
    settings.METRICS_TOKEN = "of-the-scraper"
    far = Client(REMOTE_ADDR="192.0.2.7")
    assert far.get("/metrics").status_code == 403
    assert far.get("/metrics", headers={"authorization": "Bearer x"}).status_code == 403
    right = {"authorization": "Bearer of-the-scraper"}
    assert far.get("/metrics", headers=right).status_code == 200


@pytest.mark.parametrize(
    ("proxy", "address"), [("1", "192.0.2.9"), ("", "127.0.0.1")], ids=["trusted", "none"]
)
def test_a_proxy_is_believed_only_where_there_is_one(rf, settings, proxy, address):
    from django.core.exceptions import MiddlewareNotUsed

    from wanjia.ui.system.request_log import behind_proxy

    settings.BEHIND_TLS = proxy == "1"
    seen = []
    respond = lambda request: seen.append(request.META["REMOTE_ADDR"])  # noqa: E731
    try:
        respond = behind_proxy(respond)
    except MiddlewareNotUsed:
        assert not settings.BEHIND_TLS
    respond(rf.get("/", headers={"x-forwarded-for": "203.0.113.5, 192.0.2.9"}))
    assert seen == [address]


def test_the_clock_is_the_programs_own(town, note):
    note(regular=NOW)
    with clock.freeze(NOW + timedelta(minutes=6)):
        assert ready(town.client(""))[1]["checks"]["regular"] == "failing"
