"""A database of a version before the migrations were made one an app is brought up to date.

`tests/data/upgrade/` holds one of 7af6f61 as SQL, of either kind and with the same rows: a small
community with residents, zones, rounds, answers, an alarm and a call for help.
"""

import gzip
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db.migrations.loader import MigrationLoader
from tests.lost.warming import Done
from tests.test_moving import ask

pytestmark = pytest.mark.slow

OLD = Path(__file__).parent / "data" / "upgrade"
KINDS = {"sqlite": "sqlite.sql.gz", "postgres": "postgres.sql.gz"}
# What every database makes for itself: migrations, kinds of rows, rights, sessions.
DJANGOS = {
    "django_migrations", "django_content_type", "auth_permission", "django_session",
}  # fmt: skip


@pytest.fixture(scope="module")
def run(wanjia: Callable[..., Done]) -> Callable[..., str]:
    """Run the program on a database, sealed with the key of the old one."""
    seal = (OLD / "seal.txt").read_text().strip()

    def told(url: str, folder: Path, *words: str) -> str:
        done = wanjia(url, folder, *words, WANJIA_SEAL=seal)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return told


@pytest.fixture(scope="module")
def old(database: str, new_database: Callable[[], str]) -> str:
    """The old database."""
    return _filled(database, new_database())


@pytest.fixture
def old_backup(
    run: Callable[..., str], database: str, new_database: Callable[[], str], tmp_path: Path
) -> Any:
    """A backup of an old database: where it was, the file, its rows."""
    url, file = _filled(database, new_database()), tmp_path / "old.tar.gz"
    run(url, tmp_path, "backup", str(file))
    return url, file, rows(url)


def _filled(database: str, url: str) -> str:
    statements = gzip.decompress((OLD / KINDS[database]).read_bytes()).decode()
    if database == "sqlite":
        with closing(sqlite3.connect(url.removeprefix("sqlite://"))) as opened:
            opened.executescript(statements)
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statements)  # type: ignore[call-overload]
    return url


def rows(url: str) -> dict[str, list[str]]:
    """The rows of each table, by its columns' names: a later version may add some of each."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
    if not url.startswith("sqlite"):
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    found = {}
    for (table,) in ask(url, tables):
        if table not in DJANGOS and not table.startswith("sqlite_"):
            found[table] = [columns_of(url, table), ask(url, f'SELECT * FROM "{table}"')]
    return found


def columns_of(url: str, table: str) -> list[str]:
    if url.startswith("sqlite"):
        return [row[1] for row in ask(url, f'PRAGMA table_info("{table}")')]
    named = (
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
        f" AND table_name = '{table}' ORDER BY ordinal_position"
    )
    return [row[0] for row in ask(url, named)]


def kept(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Every row of before is there, in the columns that are still there."""
    for table, (columns, had) in before.items():
        if table not in after:
            assert not had, table
            continue
        now, has = after[table]
        same = [one for one in columns if one in now]
        places = [[some.index(one) for one in same] for some in (columns, now)]
        told = [
            sorted(repr([row[at] for at in place]) for row in rows)
            for place, rows in zip(places, (had, has), strict=True)
        ]
        assert told[0] == told[1], table


@pytest.mark.postgres
def test_an_old_database_is_brought_up_to_date_with_all_its_rows(run, old, tmp_path):
    before = rows(old)
    assert len(before["reports_answer"][1]) == 12
    assert len(before["needs_need"][1]) == 1
    run(old, tmp_path, "manage", "migrate", "-v", "0")
    kept(before, rows(old))
    unapplied = run(old, tmp_path, "manage", "showmigrations", "--plan")
    assert "[ ]" not in unapplied
    done = {tuple(row) for row in ask(old, "SELECT app, name FROM django_migrations")}
    assert set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations) <= done
    checked = json.loads(run(old, tmp_path, "check", "--json"))
    assert checked
    run(old, tmp_path, "manage", "makemigrations", "--check", "--dry-run")


@pytest.mark.postgres
def test_its_columns_are_those_of_a_new_database(run, old, new_database, tmp_path):
    run(old, tmp_path, "manage", "migrate", "-v", "0")
    new = new_database()
    ready = "from wanjia.core.transfer.schema import ready_database; ready_database()"
    run(new, tmp_path, "manage", "shell", "-v", "0", "-c", ready)
    told, made = rows(old), rows(new)
    assert told.keys() == made.keys()
    assert {name: sorted(one[0]) for name, one in told.items()} == {
        name: sorted(one[0]) for name, one in made.items()
    }


def test_a_backup_of_an_older_version_is_restored_and_brought_up_to_date(run, old_backup, tmp_path):
    url, file, before = old_backup
    done = json.loads(run(url, tmp_path, "restore", "--yes", "--json", str(file)))
    assert done["rows"] >= sum(len(had) for _columns, had in before.values())
    kept(before, rows(url))
    assert run(url, tmp_path, "check", "--json")
    unapplied = run(url, tmp_path, "manage", "showmigrations", "--plan")
    assert "[ ]" not in unapplied
