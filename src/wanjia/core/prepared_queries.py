"""Reads that are asked all day, worded once: Django takes longer to put a query into SQL than the
database to answer it, and PostgreSQL longer to plan a join than to read it.
"""

import inspect
from collections.abc import Callable, Sequence
from copy import copy
from functools import cache, wraps
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import DateTimeField, Expression, Field, QuerySet, UUIDField

from wanjia.core import clock
from wanjia.core.access.viewer import FIELD, Viewer

Build = Callable[..., Any]
Rows = Callable[..., list[Any]]
MOST_WORDED = 64  # of one function: a committee may change rules, and with them the words
ID, MOMENT = UUIDField(), DateTimeField()


class _Blank(Expression):
    """A place in a query for a value that is given later."""

    def __init__(self, name: str, output_field: Any) -> None:
        super().__init__(output_field)
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> Any:
        return "%s", [self]


def prepared(**blanks: "Field[Any, Any]") -> Callable[[Build], Rows]:
    """Make of a function that returns a query set one that returns its rows, worded once.

    `blanks` are those of its parameters whose values differ from time to time, by the kind of
    value; they stand in the query wherever a value may, but nothing can be decided by them: within
    the function they have no value. So it is with the ids of a parameter `viewer`; one who looks
    after some doors, and sees by a list of them, is asked for in words of his own. The other
    parameters are few and hashable: each set of their values is worded by itself.
    """
    empty: dict[str, Any] = {name: _Blank(name, kind) for name, kind in blanks.items()}

    def plan_once(build: Build) -> Rows:
        wordings: dict[Any, _Wording] = {}
        signature = inspect.signature(build)

        @wraps(build)
        def rows(*args: Any, **named: Any) -> list[Any]:
            given = signature.bind(*args, **named)
            given.apply_defaults()
            others, values = dict(given.arguments), {}
            for name in blanks:
                values[name] = others.pop(name)
            viewer = others.pop("viewer", None)
            if viewer is not None:
                if viewer.role in FIELD:
                    return list(build(*args, **named))
                values |= {name: getattr(viewer, name) for name in IDS}
            database = connections[DEFAULT_DB_ALIAS]
            key = (database.vendor, viewer and viewer.role, *others.values())
            wording = wordings.get(key)
            if wording is None:
                who = {"viewer": _viewer_without_ids(viewer.role)} if viewer else {}
                with clock.stopped(f"{build.__qualname__}: a moment is given as a blank"):
                    wording = _Wording(build(**others, **empty, **who), database)
                if len(wordings) >= MOST_WORDED:
                    wordings.clear()
                wordings[key] = wording
            return wording.rows(database, values)

        return rows

    return plan_once


IDS = ("community_id", "dwelling_id", "user_id")


def _viewer_without_ids(role: str) -> Viewer:
    """Return a viewer of a role without ids."""
    ids: dict[str, Any] = {name: _Blank(name, ID) for name in IDS}
    return Viewer(role=role, **ids)


class _Wording:
    """A query in the words of a database, and how its rows become what was asked for."""

    def __init__(self, asked: QuerySet[Any], database: Any) -> None:
        self.asked = asked
        self.compiler = asked.query.get_compiler(connection=database)
        try:
            sql, values = self.compiler.as_sql()
        except EmptyResultSet:
            sql, values = "", ()
        self.kept = _keeping_plans(database)
        self.sql = _with_constants(sql, values, database) if self.kept else sql
        self.values = [value for value in values if isinstance(value, _Blank) or not self.kept]

    def rows(self, database: Any, values: dict[str, Any]) -> list[Any]:
        """Return what the database answers to these values."""
        if not self.sql:
            return []
        filled = tuple(
            one.output_field.get_db_prep_value(values[one.name], database)
            if isinstance(one, _Blank)
            else one
            for one in self.values
        )
        compiler = copy(self.compiler)
        compiler.connection = _Keeping(database) if self.kept else database
        compiler.as_sql = lambda *_args, **_named: (self.sql, filled)
        asked = self.asked.all()
        asked.query.get_compiler = lambda *_args, **_named: compiler  # type: ignore[method-assign]
        return list(asked)


def rows_of(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a read in SQL with `%s` for its values, which are in the database's own
    kinds.

    The statement's text should be a constant: each text is planned and kept for itself.
    """
    database: Any = connections[DEFAULT_DB_ALIAS]
    keeping = _Keeping(database) if _keeping_plans(database) else database
    with keeping.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _keeping_plans(database: Any) -> bool:
    """Return whether a plan is asked for and kept. SQLite keeps what it prepared by itself; a
    connection behind a pool (`?pool=transaction`) changes hands with each transaction.
    """
    pooled = database.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
    return database.vendor == "postgresql" and not pooled


def _with_constants(sql: str, values: Sequence[Any], database: Any) -> str:
    """Return a statement whose blanks alone are still `%s`: PostgreSQL plans by the constants, and
    of a value on its own it would not know the kind.
    """
    from psycopg.sql import Literal

    server = _server_of(database)
    words = (
        "%s" if isinstance(value, _Blank) else Literal(value).as_string(server).replace("%", "%%")
        for value in values
    )
    return sql.replace("%%", "%%%%") % tuple(words)


def _server_of(database: Any) -> Any:
    """Return the driver's connection; made anew, as by Django's own cursors, where it died since
    the last request.
    """
    database.close_if_health_check_failed()
    database.ensure_connection()
    return database.connection


class _Keeping:
    """A connection to PostgreSQL whose cursors have the server keep the plan of each statement."""

    def __init__(self, database: Any) -> None:
        self.database = database

    def __getattr__(self, name: str) -> Any:
        return getattr(self.database, name)

    def cursor(self) -> Any:
        """Return a cursor of Django's around one that prepares; its own where each query is noted
        down, for it alone tells in which words it asked.
        """
        database = self.database
        if database.queries_logged:
            return database.cursor()
        return database.make_cursor(_preparing_cursor()(_server_of(database)))


@cache
def _preparing_cursor() -> Any:
    """Return a cursor that prepares at the first time; Django's own never do. Made when it is
    needed, for a machine on SQLite need not have the driver.
    """
    from psycopg import Cursor

    class Preparing(Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **named: Any) -> Any:
            self.connection.prepare_threshold = 0
            try:
                return super().execute(query, params, **named)
            finally:
                self.connection.prepare_threshold = None

    return Preparing
