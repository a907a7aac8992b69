"""A neighbourhood is moved to another database: all its rows, compared at the end.

The target holds a note, `wanjia_move`: empty while it is being filled, so that a move that was
stopped goes on where it was; its checksums once it is whole, so that moving again is harmless and
a database in which work has gone on since is never written over.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.utils.translation import gettext_noop as _

from wanjia.core.database import database_from
from wanjia.core.models import Community
from wanjia.core.problems import Problem, declare_problems
from wanjia.core.tenancy.cross_community import across_communities
from wanjia.core.transfer.schema import analyze_tables, ready_database
from wanjia.core.transfer.tables import Row, Sum, Table, tables

TARGET = "move_target"
NOTE = "wanjia_move"

Tell = Callable[[str], None]
Sums = dict[str, dict[str, Any]]

declare_problems(
    {
        "moving.unreachable": (_("目标数据库连不上：{why}"), 503),
        "moving.same": (_("目标就是现在用的数据库，没有什么可搬。"), 409),
        "moving.not_empty": (_("目标数据库里已有别的内容，没有动它。请另建一个空库再搬。"), 409),
        "moving.worked_in": (
            _(
                "上次搬完后，目标数据库里又有了新的工作，没有动它。要用它，把 DATABASE_URL 指向它；"
                "要重搬，请另建一个空库。"
            ),
            409,
        ),
        "moving.refused": (_("目标数据库不收 {table} 里的一行：{why}"), 422),
        "moving.differs": (
            _("搬完后核对不一致：{tables}。原来的数据库没有变，请再运行一次。"),
            500,
        ),
    }
)


class _Differs(Exception):
    """The target holds rows that the source no longer has so."""


@dataclass
class Move:
    """A move from the database in use to the one under the alias `move_target`."""

    source: Any
    target: Any
    tell: Tell

    def run(self) -> Sums:
        """Copy what is missing, compare, and return each table's count and checksum."""
        with across_communities("move"):
            return self._run_all()

    def _run_all(self) -> Sums:
        every = tables()
        self._accept_target(every)
        with transaction.atomic(using=self.source.alias):
            self._hold_source(every)
            try:
                sums = self._copy_tables(every)
            except _Differs:
                self.tell("目标里的旧内容已过时，从头再搬 · what was there is out of date: anew")
                self._clear_target(every)
                sums = self._copy_tables(every)
        self.tell("核对 · comparing")
        found = self._sum_tables(every)
        if wrong := [name for name in sums if sums[name] != found[name]]:
            raise Problem("moving.differs", tables="、".join(wrong))
        self._number_on(every)
        analyze_tables(self.target)
        self._save_note(sums)
        return sums

    def _accept_target(self, every: list[Table]) -> None:
        """Make the target's tables and its note. Raises Problem if it holds something else."""
        there = set(self.target.introspection.table_names()) - {"django_migrations"}
        communities = Community.objects.using(TARGET)
        if there and Community._meta.db_table not in there:
            raise Problem("moving.not_empty")
        if there and NOTE not in there and communities.exists():
            raise Problem("moving.not_empty")
        ready_database(TARGET)
        with self.target.cursor() as cursor:
            if NOTE not in there:
                if any(table.count(self.target) for table in every):
                    raise Problem("moving.not_empty")
                cursor.execute(f"CREATE TABLE {NOTE} (sums text)")
            elif not communities.filter(id__in=self._community_ids()).exists() and any(
                table.count(self.target) for table in every
            ):
                raise Problem("moving.not_empty")
            cursor.execute(f"SELECT sums FROM {NOTE}")
            noted = cursor.fetchone()
        if noted and json.loads(noted[0]) != self._sum_tables(every):
            raise Problem("moving.worked_in")
        self._save_note(None)

    def _community_ids(self) -> list[Any]:
        return list(Community.objects.using(self.source.alias).values_list("id", flat=True))

    def _hold_source(self, every: list[Table]) -> None:
        """Nobody writes in the source meanwhile: on SQLite its transaction sees to that."""
        if self.source.vendor == "postgresql":
            names = ", ".join(self.source.ops.quote_name(table.name) for table in every)
            with self.source.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute(f"LOCK TABLE {names} IN SHARE MODE")

    def _copy_tables(self, every: list[Table]) -> Sums:
        sums: Sums = {}
        for table in every:
            count = table.count(self.source)
            whole, after = Sum(), None
            for rows in table.pages(self.source):
                self._store_page(table, after, rows)
                after = rows[-1][table.key]
                whole.add(rows)
                self.tell(f"{table.name} {whole.rows}/{count}")
            if table.page(self.target, after, 1):
                raise _Differs
            sums[table.name] = whole.told
        for table in every:
            if table.late:
                for rows in table.pages(self.source):
                    with transaction.atomic(using=TARGET):
                        table.fill_late(self.target, rows)
        return sums

    def _store_page(self, table: Table, after: Any, rows: list[Row]) -> None:
        """Store those of a page's rows that are not there yet, in one transaction."""
        wanted = [table.without_late(row) for row in rows]
        found = [table.without_late(row) for row in table.page(self.target, after, len(rows))]
        if found != wanted[: len(found)]:
            raise _Differs
        try:
            with transaction.atomic(using=TARGET):
                table.store(self.target, wanted[len(found) :])
        except (DatabaseError, ValueError) as error:
            why = str(error).splitlines()[0]  # What follows would tell the row.
            raise Problem("moving.refused", table=table.name, why=why) from None

    def _sum_tables(self, every: list[Table]) -> Sums:
        sums: Sums = {}
        for table in every:
            whole = Sum()
            for rows in table.pages(self.target):
                whole.add(rows)
            sums[table.name] = whole.told
        return sums

    def _clear_target(self, every: list[Table]) -> None:
        for table in every:
            table.loosen(self.target)
        for table in reversed(every):
            table.clear(self.target)

    def _save_note(self, sums: Sums | None) -> None:
        """Note in the target that it is whole; with None, that it is being filled."""
        with transaction.atomic(using=TARGET), self.target.cursor() as cursor:
            cursor.execute(f"DELETE FROM {NOTE}")
            if sums is not None:
                cursor.execute(f"INSERT INTO {NOTE} VALUES (%s)", [json.dumps(sums)])

    def _number_on(self, every: list[Table]) -> None:
        """Rows with numbers for ids go on after the highest."""
        models = [table.model for table in every]
        with self.target.cursor() as cursor:
            for statement in self.target.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)


def move_database(url: str, folder: Path, tell: Tell) -> Sums:
    """Move all of the database in use to `url`; each table's `rows` and `sha256` by its name.

    Nothing changes in the database in use, and nobody can write in it meanwhile; `tell` hears how
    far it is. Raises Problem `moving.*` where the target is not one to move to, and ValueError for
    a URL that is none.
    """
    entry = database_from(url, folder)
    source = connections[DEFAULT_DB_ALIAS]
    if _database_place(source.settings_dict) == _database_place(entry):
        raise Problem("moving.same")
    connections.settings[TARGET] = connections.configure_settings({DEFAULT_DB_ALIAS: entry})[
        DEFAULT_DB_ALIAS
    ]
    try:
        ready_database()
        target = connections[TARGET]
        try:
            target.ensure_connection()
        except DatabaseError as error:
            raise Problem("moving.unreachable", why=str(error).strip()) from None
        return Move(source, target, tell).run()
    finally:
        connections[TARGET].close()
        del connections[TARGET], connections.settings[TARGET]


def _database_place(entry: dict[str, Any]) -> tuple[str, ...]:
    """Return where a database lies."""
    if entry["ENGINE"].endswith("sqlite"):
        return (str(Path(entry["NAME"]).resolve()),)
    return (entry["NAME"], entry["HOST"], entry["PORT"] or "5432")
