"""`wanjia move`: all data to the other kind of database, as an operator runs it, stopped or not."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests import postgres
from tests.lost.warming import Done

pytestmark = [pytest.mark.both, pytest.mark.slow]

# 700 households of three, with what differs most between databases: moments, decimals, JSON,
# sealed numbers, bytes, a row that points to one after it, numbered ids, odd characters.
FILL = """
from datetime import UTC, datetime
from uuid import UUID
from allauth.account.models import EmailAddress
from django.db import transaction
from wanjia.core.access.viewer import system_viewer
from wanjia.core.journal import write
from wanjia.core.models import Community, Membership, User
from wanjia.people.models import Resident
from wanjia.places.models import Dwelling, Estate, Junction, Stairwell
from wanjia.zoning.models import Zone
town = Community.objects.create(name="祥欣居民区", code="310117001001")
user = User.objects.create_user("desk1", password="一个口令 with ünïcode", name="值班")
Membership.objects.create(community=town, user=user, role="desk")
EmailAddress.objects.create(user=user, email="desk1@example.invalid")
estate = Estate.objects.create(community=town, name="中海悦庭")
junction = Junction.objects.create(community=town, estate=estate, label="j1", at=[31.06, 121.23])
stairwell = Stairwell.objects.create(
    community=town, estate=estate, label="23", junction=junction, sort=1, at=[31.06, 121.2301])
homes = Dwelling.objects.bulk_create(
    Dwelling(community=town, stairwell=stairwell, room=str(n), door=f"23-{n}", floor=1, sort=n)
    for n in range(700))
Resident.objects.bulk_create(
    Resident(community=town, dwelling=home, sort=place, name=f"张{'甲乙😷'[place]}",
        phone=f"1990000{n:04d}")
    for n, home in enumerate(homes) for place in range(3))
with transaction.atomic():
    for n in range(40):
        write(system_viewer(town.id), "test.told", before=None,
            after={"phone": "19900000001", "b": [1.5, {"z": None, "a": "“引号”"}], "n": n})
"""


Run = Callable[..., Done]


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "wanjia", *words]


def _env(url: str, folder: Path) -> dict[str, str]:
    return {**os.environ, "WANJIA_DATA": str(folder), "DATABASE_URL": url}


def ask(url: str, statement: str) -> list[tuple[Any, ...]]:
    """What a database says, asked without the program."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite://"))) as opened:
            rows = opened.execute(statement).fetchall()
            opened.commit()
            return rows
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def town(wanjia: Run, new_database: Callable[[], str], keys: Path) -> str:
    """A neighbourhood on this half's kind of database."""
    url = new_database()
    made = wanjia(url, keys, "manage", "shell", "-v", "0", "-c", READY + FILL)
    assert made.returncode == 0, made.stderr
    return url


READY = "from wanjia.core.transfer.schema import ready_database\nready_database()\n"


@pytest.fixture(scope="module")
def elsewhere(
    database: str, postgres_server: postgres.Server, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], str]:
    """An empty database of the other kind."""
    folder = tmp_path_factory.mktemp("elsewhere")

    def make(name: str) -> str:
        if database == "postgres":
            return f"sqlite://{folder}/{name}.sqlite3"
        return postgres_server.new_database(f"elsewhere_{name}")

    return make


@pytest.fixture(scope="module")
def move(wanjia: Run, keys: Path) -> Callable[[str, str], dict[str, Any]]:
    """Move a database to another; returns what was told of it."""

    def run(url: str, to: str) -> dict[str, Any]:
        done = wanjia(url, keys, "move", "--to", to, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="module")
def moved(town, elsewhere, move) -> tuple[str, dict[str, Any]]:
    """Where the town was moved to, and what was told of it."""
    there = elsewhere("moved")
    return there, move(town, there)


def test_there_and_back_each_table_has_its_count_and_checksum(town, moved, move, new_database):
    there, told = moved
    assert told["tables"]["people_resident"]["rows"] == 2100
    assert told["tables"]["kernel_entry"]["rows"] == 40
    assert told["rows"] == sum(one["rows"] for one in told["tables"].values())
    for table, one in told["tables"].items():
        assert ask(there, f'SELECT COUNT(*) FROM "{table}"') == [(one["rows"],)], table
    sealed = "SELECT DISTINCT phone FROM people_resident"
    assert sorted(ask(there, sealed)) == sorted(ask(town, sealed))
    assert all(phone.startswith("s1:") for (phone,) in ask(there, sealed))

    home = new_database()
    assert move(there, home) == told
    assert sorted(ask(home, sealed)) == sorted(ask(town, sealed))


def test_a_move_that_is_killed_is_run_again_and_completes_and_follows_what_changes(
    town, moved, move, elsewhere, keys
):
    there = elsewhere("killed")
    running = subprocess.Popen(
        _command("move", "--to", there), env=_env(town, keys), stderr=subprocess.PIPE, text=True
    )
    assert running.stderr
    for line in running.stderr:
        if line.startswith("people_resident 1000/"):
            running.kill()
            break
    running.wait()
    running.stderr.close()
    assert running.returncode == -signal.SIGKILL
    [(some,)] = ask(there, "SELECT COUNT(*) FROM people_resident")
    assert 0 < some <= 2100

    assert move(town, there) == moved[1]
    assert move(town, there) == moved[1], "a second time is harmless"

    ask(town, "UPDATE people_resident SET sort = 9 WHERE sort = 2")
    try:
        changed = move(town, there)
    finally:
        ask(town, "UPDATE people_resident SET sort = 2 WHERE sort = 9")
    differ = [one for one, told in changed["tables"].items() if moved[1]["tables"][one] != told]
    assert differ == ["people_resident"]
    assert ask(there, "SELECT COUNT(*) FROM people_resident WHERE sort = 9") == [(700,)]


def test_work_goes_on_there_under_the_same_keys_and_is_never_written_over(
    wanjia, town, moved, keys
):
    there, _told = moved
    script = """
from allauth.account.models import EmailAddress
from wanjia.core.models import Entry, User
from wanjia.people.models import Resident
assert Resident.objects.filter(phone="19900000042").count() == 3
assert Entry.objects.first().after["phone"] == "19900000001"
assert User.objects.get().check_password("一个口令 with ünïcode")
EmailAddress.objects.create(user=User.objects.get(), email="second@example.invalid")
"""
    done = wanjia(there, keys, "manage", "shell", "-v", "0", "-c", script)
    assert done.returncode == 0, done.stderr

    done = wanjia(town, keys, "move", "--to", there)
    assert done.returncode == 1
    assert "work has gone on" in done.stderr
    assert ask(there, "SELECT COUNT(*) FROM account_emailaddress") == [(2,)]


def test_a_target_that_holds_something_else_is_refused(wanjia, town, elsewhere, keys):
    other = elsewhere("other")
    ask(other, "CREATE TABLE shopping (item text)")
    strange = elsewhere("strange")
    fill = "from wanjia.core.models import Community as C\nC.objects.create(name='别处')"
    assert wanjia(strange, keys, "manage", "shell", "-v", "0", "-c", READY + fill).returncode == 0
    for target in (other, strange):
        done = wanjia(town, keys, "move", "--to", target, "--json")
        assert (done.returncode, done.stdout) == (1, "")
        assert "holds something else" in done.stderr
    assert ask(strange, "SELECT name FROM kernel_community") == [("别处",)]


def test_the_database_in_use_and_one_out_of_reach_are_refused(wanjia, town, keys):
    for target, why in ((town, "nothing to move"), ("postgres:///none?host=/nowhere", "reached")):
        done = wanjia(town, keys, "move", "--to", target)
        assert done.returncode == 1
        assert why in done.stderr


def test_what_is_no_database_is_wrong_usage(wanjia, town, keys):
    assert wanjia(town, keys, "move", "--to", "mysql://localhost/x").returncode == 2
    assert wanjia(town, keys, "move").returncode == 2
