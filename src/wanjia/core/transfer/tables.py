"""A database's tables as `wanjia move` copies them: rows in the order of their ids, page by page.

What is sealed is carried as it lies, sealed: no key is needed, and the same key opens it there.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.expressions import Col

from wanjia.core.encryption.fields import SealedField, SealedJSONField

# What every database makes for itself, under numbers of its own; sessions lie in cookies.
OWN = frozenset({"contenttypes.contenttype", "auth.permission", "sessions.session"})
PAGE = 1000  # rows in one transaction

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """One table: its columns, the id among them, and those that are filled in at the end.

    `late` columns point to a row of the same table, or of one that comes later in the order.
    """

    model: type[models.Model]
    late: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The table's name in the database."""
        return self.model._meta.db_table

    @cached_property
    def columns(self) -> list[tuple[str, Any]]:
        """The columns by name, each with the field that reads and writes it as it lies."""
        return [(str(one.column), _as_it_lies(one)) for one in self.model._meta.concrete_fields]

    @cached_property
    def key(self) -> int:
        """The place of the id among the columns."""
        return next(at for at, (_, one) in enumerate(self.columns) if one.primary_key)

    @cached_property
    def early(self) -> list[bool]:
        """Of each column, whether it is filled in at once."""
        return [name not in self.late for name, _ in self.columns]

    def without_late(self, row: Row) -> Row:
        """Return the row as it is first stored."""
        return tuple(one if early else None for one, early in zip(row, self.early, strict=True))

    def count(self, connection: Any) -> int:
        """Return how many rows the table has."""
        return int(self.model._base_manager.using(connection.alias).count())

    def page(self, connection: Any, after: Any, most: int = PAGE) -> list[Row]:
        """Return the next rows after the id `after` (None: from the first)."""
        quote = connection.ops.quote_name
        names = ", ".join(quote(name) for name, _ in self.columns)
        pk_name, pk = self.columns[self.key]
        where = "" if after is None else f"WHERE {quote(pk_name)} > %s"
        values = [] if after is None else [pk.get_db_prep_value(after, connection)]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {names} FROM {quote(self.name)} {where}"
                f" ORDER BY {quote(pk_name)} LIMIT {most}",
                values,
            )
            rows = cursor.fetchall()
        turns = [self._converter(one, connection) for _, one in self.columns]
        return [tuple(turn(value) for turn, value in zip(turns, row, strict=True)) for row in rows]

    def pages(self, connection: Any, most: int = PAGE) -> Iterator[list[Row]]:
        """Yield all rows, in the order of their ids."""
        after = None
        while rows := self.page(connection, after, most):
            yield rows
            after = rows[-1][self.key]

    def store(self, connection: Any, rows: list[Row]) -> None:
        """Insert rows."""
        quote = connection.ops.quote_name
        names = ", ".join(quote(name) for name, _ in self.columns)
        marks = ", ".join(["%s"] * len(self.columns))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {quote(self.name)} ({names}) VALUES ({marks})",
                [self._prepare_row(connection, row) for row in rows],
            )

    def fill_late(self, connection: Any, rows: list[Row]) -> None:
        """Fill in the late columns of rows that are stored."""
        quote = connection.ops.quote_name
        pk_name = quote(self.columns[self.key][0])
        places = [at for at, early in enumerate(self.early) if not early]
        sets = ", ".join(f"{quote(self.columns[at][0])} = %s" for at in places)
        values = [
            self._prepare_row(connection, row) for row in rows if any(row[at] for at in places)
        ]
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {quote(self.name)} SET {sets} WHERE {pk_name} = %s",
                [[*(row[at] for at in places), row[self.key]] for row in values],
            )

    def loosen(self, connection: Any) -> None:
        """Take out what the late columns say, so that rows can be removed in any order."""
        quote = connection.ops.quote_name
        if sets := ", ".join(f"{quote(name)} = NULL" for name in self.late):
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE {quote(self.name)} SET {sets}")

    def clear(self, connection: Any) -> None:
        """Remove all rows, a page at a time."""
        quote = connection.ops.quote_name
        pk_name, pk = self.columns[self.key]
        while rows := self.page(connection, None):
            last = pk.get_db_prep_value(rows[-1][self.key], connection)
            with connection.cursor() as cursor:
                cursor.execute(
                    f"DELETE FROM {quote(self.name)} WHERE {quote(pk_name)} <= %s", [last]
                )

    def _prepare_row(self, connection: Any, row: Row) -> list[Any]:
        return [
            one.get_db_prep_save(value, connection)
            for value, (_, one) in zip(row, self.columns, strict=True)
        ]

    def _converter(self, one: Any, connection: Any) -> Any:
        column = Col(self.name, one)
        turns = connection.ops.get_db_converters(column) + one.get_db_converters(connection)

        def turn(value: Any) -> Any:
            for turn in turns:
                value = turn(value, column, connection)
            return bytes(value) if isinstance(value, memoryview) else value

        return turn


def _as_it_lies(one: Any) -> Any:
    """Return the field that reads and writes a column without opening what is sealed in it."""
    if isinstance(one, models.ForeignKey):
        plain = one.target_field.clone()
        plain.primary_key = False
    elif isinstance(one, SealedField):
        plain = models.TextField(null=one.null)
    elif isinstance(one, SealedJSONField):
        plain = models.JSONField(null=one.null)
    else:
        return one
    plain.set_attributes_from_name(one.attname)
    return plain


def tables() -> list[Table]:
    """Return all tables that a neighbourhood's data lie in, each after those that its rows point
    to.
    """
    waiting = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not _is_made_by_itself(model)
    ]
    placed: list[Table] = []
    while waiting:
        done = {one.model for one in placed}
        ready = [one for one in waiting if not _models_needed(one, nullable=True) - done]
        if not ready:  # Only a circle is left: one that can wait for what it points to goes first.
            ready = [one for one in waiting if not _models_needed(one, nullable=False) - done][:1]
        for one in ready:
            placed.append(Table(one, _late_columns(one, done)))
            waiting.remove(one)
    return placed


def _foreign_keys(model: type[models.Model]) -> list[Any]:
    return [one for one in model._meta.concrete_fields if isinstance(one, models.ForeignKey)]


def _is_made_by_itself(model: type[models.Model]) -> bool:
    """Return whether every database makes the table's rows itself, or they only point to such."""
    if model._meta.label_lower in OWN:
        return True
    pointed = {key.remote_field.model._meta.label_lower for key in _foreign_keys(model)}
    return bool(model._meta.auto_created and pointed & OWN)


def _models_needed(model: type[models.Model], nullable: bool) -> set[Any]:
    points = [key for key in _foreign_keys(model) if nullable or not key.null]
    return {point.remote_field.model for point in points} - {model}


def _late_columns(model: type[models.Model], done: set[Any]) -> tuple[str, ...]:
    open_ends = [
        key for key in _foreign_keys(model) if key.null and key.remote_field.model not in done
    ]
    return tuple(str(end.column) for end in open_ends)


@dataclass
class Sum:
    """A running count and checksum of rows, alike on every kind of database."""

    rows: int = 0
    _hash: Any = field(default_factory=hashlib.sha256)

    def add(self, rows: list[Row]) -> None:
        """Take in the next rows, in the order of their ids."""
        for row in rows:
            self._hash.update(json.dumps(row, sort_keys=True, default=str).encode() + b"\n")
        self.rows += len(rows)

    @property
    def told(self) -> dict[str, Any]:
        """The count and the checksum."""
        return {"rows": self.rows, "sha256": self._hash.hexdigest()}
