"""A backup is made: one consistent moment of the database, and the files beside it."""

import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from wanjia.core import clock
from wanjia.core.backup import keys
from wanjia.core.backup.container import Manifest, Packing, write_backup
from wanjia.core.problems import Problem

PREFIX, SUFFIX = "wanjia-", ".tar.gz"
DATABASE = "database.sqlite3"
TABLES, FILES = "tables/", "files/"
LAST = "backup.json"


def default_folder() -> Path:
    """Return where backups go when no place is named."""
    return Path(settings.DATA) / "backups"


def create_backup(
    place: Path | None = None, *, with_keys: bool = False, keep: int = 0
) -> dict[str, Any]:
    """Back up to a folder or a file, noting it in `backup.json`; `keep` so many in the folder.

    Returns `{"at", "file", "bytes", "seconds", "rows", "removed"}`. Raises Problem
    `backup.nothing`, `backup.no_folder`.
    """
    place = place or default_folder()
    at, begun = clock.now().astimezone(UTC), time.monotonic()
    path = place if place.name.endswith((SUFFIX, ".tgz")) else place / _backup_name(at)
    if MigrationRecorder.Migration._meta.db_table not in connection.introspection.table_names():
        raise Problem("backup.nothing")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with write_backup(path) as into:
            rows = _pack_all(into, path.parent, at.isoformat(), with_keys)
        removed = _remove_old(path.parent, keep, path) if keep else []
        size = path.stat().st_size
    except (OSError, sqlite3.OperationalError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Problem("backup.no_folder", path=path, why=why) from None
    seconds = round(time.monotonic() - begun, 2)
    said = {"at": at.isoformat(), "file": str(path.resolve()), "bytes": size, "seconds": seconds}
    _save_note(said)
    return {**said, "rows": sum(rows.values()), "removed": removed}


def _backup_name(at: Any) -> str:
    return f"{PREFIX}{at:%Y%m%d-%H%M%S-%f}"[:-3] + SUFFIX


def _pack_all(into: Packing, beside: Path, at: str, with_keys: bool) -> dict[str, int]:
    exporting = _copy_sqlite if connection.vendor == "sqlite" else _copy_postgres
    with exporting(beside) as (facts, members):
        manifest = Manifest(
            at=at,
            program=version("wanjia"),
            engine=connection.vendor,
            seal=keys.fingerprint(Path(settings.DATA)),
            keys=with_keys,
            **facts,
        )
        into.manifest(manifest)
        for name, path in members:
            into.file(name, path)
    for name, path in _list_files(Path(settings.MEDIA_ROOT)):
        with suppress(FileNotFoundError):  # an upload that was confirmed meanwhile
            into.file(FILES + name, path)
    if with_keys:
        for name, text in keys.texts(Path(settings.DATA)).items():
            into.text(keys.FOLDER + name, text.encode())
    return manifest.rows


@contextmanager
def _copy_sqlite(beside: Path) -> Iterator[tuple[dict[str, Any], list[tuple[str, Path]]]]:
    """A copy as of one moment, without what was deleted; writers go on meanwhile."""
    with tempfile.TemporaryDirectory(dir=beside, prefix=".copying-") as folder:
        copy = Path(folder) / DATABASE
        source = sqlite3.connect(f"file:{settings.DATABASES['default']['NAME']}?mode=ro", uri=True)
        try:
            source.execute("PRAGMA busy_timeout=10000")
            source.execute("VACUUM INTO ?", [str(copy)])
        finally:
            source.close()
        copied = sqlite3.connect(copy)
        try:
            names = (
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
            tables = [row[0] for row in copied.execute(names)]
            rows = {table: _count_rows(copied, table) for table in sorted(tables)}
            done = copied.execute("SELECT app, name FROM django_migrations ORDER BY id")
            facts = {"migrations": [list(row) for row in done], "rows": rows, "columns": {}}
        finally:
            copied.close()
        yield facts, [(DATABASE, copy)]


def _count_rows(cursor: Any, table: str) -> int:
    return int(cursor.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])


@contextmanager
def _copy_postgres(beside: Path) -> Iterator[tuple[dict[str, Any], list[tuple[str, Path]]]]:
    """Each table as COPY writes it, all of one snapshot."""
    with (
        tempfile.TemporaryDirectory(dir=beside, prefix=".copying-") as folder,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        rows, columns, members = {}, {}, []
        for table in table_names():
            described = connection.introspection.get_table_description(cursor, table)
            columns[table] = [one.name for one in described]
            path = Path(folder) / table
            rows[table] = _copy_out(cursor, table, columns[table], path)
            members.append((TABLES + table, path))
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        done = [list(row) for row in cursor.fetchall()]
        yield {"migrations": done, "rows": rows, "columns": columns}, members


def table_names() -> list[str]:
    """Return every table of the program that is there, the list of its migrations too."""
    names = connection.introspection.django_table_names(only_existing=True)
    return sorted({*names, MigrationRecorder.Migration._meta.db_table})


def _copy_out(cursor: Any, table: str, columns: list[str], path: Path) -> int:
    named = ", ".join(f'"{column}"' for column in columns)
    with path.open("wb") as file:
        # A partitioned or distributed table is read through a query, not as a file of its own.
        with cursor.copy(f'COPY (SELECT {named} FROM "{table}") TO STDOUT') as pieces:
            for piece in pieces:
                file.write(piece)
        return int(cursor.rowcount)


def _list_files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield str(path.relative_to(folder)), path


def _remove_old(folder: Path, keep: int, newest: Path) -> list[str]:
    """Remove all but the newest of the folder; the one just made stays whatever the clock says."""
    others = [path for path in folder.glob(f"{PREFIX}*{SUFFIX}") if path != newest]
    old = sorted(others, key=lambda other: other.name, reverse=True)[max(keep - 1, 0) :]
    for one in old:
        one.unlink()
    return sorted(one.name for one in old)


def _save_note(said: dict[str, Any]) -> None:
    """Keep when the last backup was made, for the administrator's page."""
    path = Path(settings.DATA) / LAST
    part = path.with_name(f".{LAST}.{os.getpid()}")
    part.write_text(json.dumps(said, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(path)
