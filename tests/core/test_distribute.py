"""`wanjia distribute`, on a PostgreSQL with stand-ins for Citus that enforce its rules.

No real Citus is run: no package of it can be had from the registries. tests/citus.sql says what
the stand-ins enforce.
"""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError
from django.db.utils import ConnectionHandler
from tests import postgres
from tests.citus import COORDINATOR, SQL
from tests.examples import is_long

from wanjia.core.database import database_from
from wanjia.core.problems import Problem
from wanjia.core.tenancy.cluster.distribute import distribute, plan

pytestmark = [pytest.mark.both, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
TABLES = (
    "import django; django.setup(); from wanjia.core.transfer.schema import *; ready_database()"
)
KEYS = """
SELECT c.conrelid::regclass::text, c.contype, pg_get_constraintdef(c.oid) FROM pg_constraint c
JOIN pg_class t ON t.oid = c.conrelid
WHERE t.relnamespace = 'public'::regnamespace AND c.contype IN ('p', 'u', 'f') ORDER BY 1, 2, 3
"""
GROUPS = "SELECT DISTINCT colocation_id FROM citus_tables WHERE citus_table_type = 'distributed'"
PLACES = "SELECT table_name::text, citus_table_type FROM citus_tables"


@pytest.fixture(scope="module")
def server(django_db_blocker):
    """A server with the databases `plain`, `cluster` (with stand-ins) and `spread` (done)."""
    with postgres.serving() as running, django_db_blocker.unblock():
        python(running.new_database("plain"), "-c", TABLES)
        url = running.new_database("cluster", template="plain")
        tell(url, SQL, COORDINATOR)
        spread(running.new_database("spread", template="cluster"))
        yield running


def python(url, *words, code=0):
    """Run Python on a database; what it says on both streams."""
    of = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "wanjia.settings"}
    words = [sys.executable, *words]
    done = subprocess.run(words, env=os.environ | of, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == code, (done.stdout + done.stderr)[-5000:]
    return done


def wanjia(url, *words, code=0):
    """Run a command on a database."""
    return python(url.replace("postgres://", "citus://"), "-m", "wanjia", *words, code=code)


@contextmanager
def opened(url, scheme="citus"):
    """Django's connection to a database."""
    url = url.replace("postgres://", f"{scheme}://")
    database = ConnectionHandler({"default": database_from(url, ROOT)})["default"]
    try:
        yield database
    finally:
        database.close()


def spread(url):
    """What `wanjia distribute` does; the steps it did."""
    done = []
    with opened(url) as database:
        distribute(database, plan(database), done.append)
    return done


def ask(url, sql):
    with psycopg.connect(url, autocommit=True) as database:
        return database.execute(sql).fetchall()


def tell(url, *statements):
    with psycopg.connect(url, autocommit=True) as database:
        for one in statements:
            database.execute(one)


def test_a_database_that_is_no_cluster_is_refused_with_a_sentence(server):
    assert "不是 Citus 集群" in wanjia(server.url("plain"), "distribute", code=1).stderr


def test_a_cluster_that_is_spoken_to_as_one_server_is_refused_with_a_sentence(server):
    with (
        pytest.raises(Problem, match="citus://"),
        opened(server.url("cluster"), "postgres") as database,
    ):
        plan(database)


def test_a_cluster_whose_coordinator_is_not_known_is_refused_with_a_sentence(server):
    url = server.new_database("headless", template="cluster")
    tell(url, "DELETE FROM pg_dist_node")
    with pytest.raises(Problem, match="citus_set_coordinator_host"):
        spread(url)


def test_a_table_that_is_distributed_otherwise_is_refused_by_name(server):
    url = server.new_database("otherwise", template="cluster")
    tell(url, "SELECT create_reference_table('kernel_community')")
    tell(url, "SELECT create_reference_table('reports_answer')")
    with pytest.raises(Problem, match="reports_answer") as refused:
        spread(url)
    assert "kernel_community" not in str(refused.value)


def test_a_database_without_tables_is_refused_with_a_sentence(server):
    url = server.new_database("bare")
    tell(url, SQL, COORDINATOR)
    with pytest.raises(Problem, match="migrate"):
        spread(url)


def test_every_table_is_put_in_its_place_and_again_does_nothing(server):
    url = server.url("spread")
    said = json.loads(wanjia(url, "distribute", "--json").stdout)
    assert said["steps"] == []
    placed = {name: at for name, at in said["tables"].items() if at != "local"}
    assert dict(ask(url, PLACES)) == placed
    assert len(ask(url, GROUPS)) == 1


def test_a_dry_run_prints_the_plan_and_changes_nothing(server):
    url = server.url("cluster")
    before = ask(url, KEYS)
    said = json.loads(wanjia(url, "distribute", "--dry-run", "--json").stdout)
    plan = [one["sql"] for one in said["steps"]]
    assert any(one.startswith("SELECT create_distributed_table('reports_answer'") for one in plan)
    assert "SELECT create_reference_table('kernel_community')" in plan
    assert said["done"] is False
    assert ask(url, KEYS) == before
    assert ask(url, PLACES) == []


def test_what_was_interrupted_goes_on_where_it_stopped(server):
    url = server.new_database("interrupted", template="cluster")
    for call in (20, 150, 230, 320):
        tell(url, "DELETE FROM stand_in_fuse", f"INSERT INTO stand_in_fuse VALUES ({call})")
        with pytest.raises(DatabaseError, match="the connection is lost"):
            spread(url)
    tell(url, "DELETE FROM stand_in_fuse")
    assert spread(url)
    done = server.url("spread")
    assert ask(url, KEYS) == ask(done, KEYS)
    assert sorted(ask(url, PLACES)) == sorted(ask(done, PLACES))


def test_tables_of_a_later_upgrade_are_put_in_their_place_too(server):
    url = server.new_database("upgraded", template="spread")
    models = list(apps.get_app_config("channels").get_models())
    with opened(url) as database:
        with database.schema_editor() as editor:
            for model in reversed(models):
                editor.delete_model(model)
        with database.schema_editor() as editor:
            for model in models:
                editor.create_model(model)
    assert {one.table.split("_")[0] for one in spread(url)} == {"channels"}
    assert ask(url, KEYS) == ask(server.url("spread"), KEYS)


# Acts that write, change and delete most kinds of rows.
ACTS = (
    "tests/care/test_acts.py",
    "tests/needs/test_needs.py",
    "tests/notices/test_notices.py",
    "tests/reports/test_alarms.py",
    "tests/reports/test_answers.py",
    "tests/sites/test_transfers.py",
    "tests/zoning/test_actions.py",
)


@pytest.mark.long
def test_the_application_works_on_the_keys_of_a_cluster():
    # What is tried with many examples is tried with them on the other databases.
    which = () if is_long() else ("-m", "not slow")
    words = ("-q", "-x", "--database", "citus", "-p", "no:cacheprovider", *which, *ACTS)
    assert " passed" in python("", "-m", "pytest", *words).stdout
