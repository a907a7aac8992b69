"""Tables made at once are those that the migrations make, step by step."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from wanjia.core.database import database_from
from wanjia.core.transfer.schema import ready_database

pytestmark = pytest.mark.slow

INDEXES = {
    "sqlite": "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
}
# Django's own and unused: its ids are of eight bytes made at once, of four step by step.
DJANGOS = {"auth_group_permissions"}
# Names that nobody gives: of keys of SQLite's, with a random part, and of what PostgreSQL itself
# holds a table to, which stay when a table or a column is renamed.
OWN_NAMES = re.compile(r"unnamed.*|\w*fk_\w+|\w+_(not_null|check|pkey)\b")


@pytest.fixture(scope="module")
def described(new_database, django_db_blocker, tmp_path_factory) -> Any:
    """What an empty database holds once it was made: tables, columns, keys, indexes, rows."""

    def describe(make: Callable[[], None]) -> dict[str, Any]:
        before = connections.settings, connections["default"]
        entry = database_from(new_database(), tmp_path_factory.mktemp("described"))
        connections.settings = connections.configure_settings({"default": entry})
        one = connections["default"] = connections.create_connection("default")
        try:
            with django_db_blocker.unblock():
                make()
                return _told(one)
        finally:
            one.close()
            connections.settings, connections["default"] = before

    return describe


def _told(one: Any) -> dict[str, Any]:
    ask = one.introspection
    told: dict[str, Any] = {}
    with one.cursor() as cursor:
        for table in ask.table_names(cursor):
            columns = sorted(map(repr, ask.get_table_description(cursor, table)))
            keys = ask.get_constraints(cursor, table).items()
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            told[table] = [
                columns,
                sorted(f"{OWN_NAMES.sub('', name)} {what}" for name, what in keys),
                cursor.fetchone(),
            ]
        cursor.execute(INDEXES[one.vendor])
        told["indexes"] = sorted((name, OWN_NAMES.sub("", sql)) for name, sql in cursor.fetchall())
    return told


@pytest.fixture(scope="module")
def at_once(described) -> dict[str, Any]:
    """What an empty database holds after the program's start."""
    told: dict[str, Any] = described(ready_database)
    return told


def _migrate_and_start() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    ready_database()  # every start leaves a canary, see core/encryption/canary.py


@pytest.mark.postgres
def test_an_empty_database_gets_the_tables_that_all_migrations_together_make(described, at_once):
    step_by_step = described(_migrate_and_start)
    assert at_once.keys() == step_by_step.keys()
    differ = [
        table
        for table, told in step_by_step.items()
        if at_once[table] != told and table not in DJANGOS
    ]
    assert not differ, [
        (
            table,
            [one for one in at_once[table][1] if one not in step_by_step[table][1]],
            [one for one in step_by_step[table][1] if one not in at_once[table][1]],
        )
        for table in differ
    ]


@pytest.mark.both
def test_tables_that_are_there_stay_as_they_are(described, at_once):
    def twice() -> None:
        ready_database()
        ready_database()

    assert described(twice) == at_once


@pytest.mark.both
def test_a_stop_on_the_way_leaves_nothing_half_made(described, at_once, monkeypatch):
    def stopped_then_whole() -> None:
        with monkeypatch.context() as patch:
            patch.setattr(
                "wanjia.core.transfer.schema._note_all",
                lambda *_: (_ for _ in ()).throw(KeyboardInterrupt),
            )
            with pytest.raises(KeyboardInterrupt):
                ready_database()
        ready_database()

    assert described(stopped_then_whole) == at_once
