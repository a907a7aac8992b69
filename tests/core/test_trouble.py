"""A disk that is full and a database that is busy or away are answered with a sentence: nothing
that was acknowledged is lost, and what works again goes on by itself."""

import errno
import os
import sqlite3

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from django.urls import path, reverse
from tests.reports.conftest import signed_in

from wanjia.core.database_errors import idempotent, problem_of
from wanjia.core.ids import new_id
from wanjia.needs.models import Need
from wanjia.people.models import HouseholdLink
from wanjia.people.roster import uploads
from wanjia.reports.models import Answer

pytestmark = pytest.mark.both


def failing(_request):
    """What a view meets when the database went away beneath it."""
    raise caused(psycopg.OperationalError("server closed the connection unexpectedly"))


def caused(own: Exception) -> DatabaseError:
    """As Django tells a failure of the database's own."""
    error = OperationalError(str(own))
    error.__cause__ = own
    return error


def of_sqlite(name: str) -> DatabaseError:
    own = sqlite3.OperationalError(name)
    own.sqlite_errorname = name
    return caused(own)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (of_sqlite("SQLITE_FULL"), "kernel.full"),
        (of_sqlite("SQLITE_IOERR_WRITE"), "kernel.full"),
        (of_sqlite("SQLITE_BUSY"), "kernel.busy"),
        (of_sqlite("SQLITE_BUSY_SNAPSHOT"), "kernel.busy"),
        (of_sqlite("SQLITE_CANTOPEN"), "kernel.away"),
        (of_sqlite("SQLITE_CORRUPT"), "kernel.broken"),
        (caused(psycopg.errors.lookup("53100")("no space left")), "kernel.full"),
        (caused(psycopg.errors.lookup("40P01")("deadlock")), "kernel.busy"),
        (caused(psycopg.errors.lookup("57P01")("shutting down")), "kernel.away"),
        (caused(psycopg.errors.lookup("57P03")("starting up")), "kernel.away"),
        (caused(psycopg.OperationalError("connection refused")), "kernel.away"),
        (OSError(errno.ENOSPC, "no space"), "kernel.full"),
        (OSError(errno.EDQUOT, "quota"), "kernel.full"),
    ],
)
def test_it_knows_what_a_failure_means(error, code):
    assert problem_of(error).code == code


@pytest.mark.parametrize(
    "error",
    [
        of_sqlite("SQLITE_ERROR"),
        caused(psycopg.errors.lookup("42P01")("no such table")),
        OSError(errno.EACCES, "denied"),
        ValueError("no"),
        None,
    ],
)
def test_a_fault_of_the_program_is_not_told_as_trouble(error):
    assert problem_of(error) is None


urlpatterns = [path("any/", failing), path("api/v1/any/", failing)]
handler500 = "wanjia.ui.pages.failed"


@pytest.mark.urls("tests.core.test_trouble")
@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "数据库暂时连不上"), ("en", "cannot be reached")]
)
def test_a_database_that_is_away_is_told_in_the_readers_language_and_when_to_come_back(
    language, words, caplog
):
    client = Client(raise_request_exception=False, headers={"accept-language": language})
    page, told = client.get("/any/"), client.get("/api/v1/any/")
    assert (page.status_code, told.status_code) == (503, 503)
    assert words in page.content.decode()
    assert words in told.json()["message"]
    assert told.json()["code"] == "kernel.away"
    assert page["Retry-After"] == told["Retry-After"] == "10"
    assert "Traceback" not in page.content.decode()


@pytest.fixture
def full_disk():
    """Let the database grow no more while it holds; True lets it grow again."""

    def set_full(full: bool) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA page_count")
                most = cursor.fetchone()[0] if full else 1_000_000
                cursor.execute(f"PRAGMA max_page_count = {most}")
            elif full:
                cursor.execute(
                    "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
                    " $$BEGIN RAISE disk_full; END$$"
                )
                for table in ("reports_answer", "needs_need", "kernel_entry"):
                    cursor.execute(
                        f"CREATE TRIGGER no_room BEFORE INSERT ON {table}"
                        " FOR EACH STATEMENT EXECUTE FUNCTION no_room()"
                    )
            else:
                cursor.execute("DROP FUNCTION no_room CASCADE")

    yield set_full
    if connection.vendor == "sqlite":
        set_full(False)


def post_answer(client, url, round_, person):
    key = person.id.hex
    said = {"round": str(round_.id), "id": str(new_id()), f"temperature-{key}": "36.5"}
    return client.post(url, said | {f"antigen-{key}": "negative", f"symptoms-{key}": "咳" * 80})


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_told_nothing_stored_is_lost_and_it_goes_on_with_room(
    full_disk, at, community, zone, morning, people
):
    links = HouseholdLink.objects.bulk_create(
        HouseholdLink(community=community, dwelling_id=home, token=f"t-{home.hex}", made_at=at)
        for home in dict.fromkeys(one.dwelling_id for one in people)
    )
    first = {one.dwelling_id: one for one in reversed(people)}
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    desk = signed_in(community, "desk", english=True)
    desk.raise_request_exception = False
    full_disk(True)
    acknowledged, refused = 0, 0
    for _ in range(40):
        for link in links:
            person = first[link.dwelling_id]
            answer = post_answer(client, f"/h/{link.token}/", morning, person)
            acknowledged += answer.status_code == 302
            refused += answer.status_code == 507
            assert answer.status_code in (302, 507)
            if answer.status_code == 507:
                assert "disk is full" in answer.content.decode()
        if refused:
            break
    assert refused
    words = {"text": "水" * 3000, "dwelling": str(people[0].dwelling_id)}
    told = [
        desk.post("/api/v1/needs", words | {"id": str(new_id())}, "application/json")
        for _ in range(8)
    ]
    assert told[-1].status_code == 507
    assert told[-1].json()["code"] == "kernel.full"
    assert Answer.objects.count() == acknowledged
    assert Need.objects.count() == sum(one.status_code == 200 for one in told)
    full_disk(False)
    link = links[-1]
    assert post_answer(
        client, f"/h/{link.token}/", morning, first[link.dwelling_id]
    ).status_code in (
        302,
        200,
    )
    assert desk.get(reverse("ui:today")).status_code == 200


@pytest.mark.django_db
def test_an_upload_that_fails_half_way_leaves_no_part_and_is_told(
    monkeypatch, viewer, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path

    def out_of_room(_handle, mode):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fdopen", out_of_room)
    with pytest.raises(OSError, match="No space") as told:
        uploads.keep(viewer, "roster.csv", b"a,b\n")
    assert problem_of(told.value).status == 507
    assert not list((tmp_path / "imports").iterdir())


@pytest.mark.django_db
def test_an_act_that_met_its_own_twin_finds_what_the_twin_stored(community):
    from wanjia.core.models import Community

    key, tries = new_id(), []

    @idempotent
    def act():
        tries.append(1)
        if len(tries) > 1 and (known := Community.objects.filter(id=key).first()):
            return known
        return Community.objects.create(id=key if len(tries) > 1 else community.id, name="甲")

    assert act().id == key
    assert len(tries) == 2
