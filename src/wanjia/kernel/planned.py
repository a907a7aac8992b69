"""Reads that PostgreSQL plans once for each connection: joins that are asked many times a second,
whose planning takes longer than the reading."""

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


def rows_of(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a read in SQL with `%s` for its values, which are in the database's own kinds.

    The statement's text should be a constant: each text is planned and kept for itself. SQLite
    keeps what it prepared by itself, and behind a pool of connections that changes hands with each
    transaction (`?pool=transaction`) nothing is kept.
    """
    database: Any = connections[DEFAULT_DB_ALIAS]
    if database.vendor != "postgresql" or _pooled(database):
        with database.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())
    return _prepared(database, statement, values)


def _pooled(database: Any) -> bool:
    return bool(database.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"))


def _prepared(database: Any, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    from psycopg import Cursor

    database.ensure_connection()
    server = database.connection
    server.prepare_threshold = 0  # at the first time; Django's own cursors never prepare
    try:
        wrap = database.make_debug_cursor if database.queries_logged else database.make_cursor
        with wrap(Cursor(server)) as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())
    finally:
        server.prepare_threshold = None
