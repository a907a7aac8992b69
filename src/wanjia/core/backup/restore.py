"""A backup is put back: all of it or nothing, and what was there before is kept aside."""

import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable
from datetime import UTC
from itertools import chain
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from wanjia.core import clock
from wanjia.core.backup import keys
from wanjia.core.backup.container import BrokenBackup, Manifest, open_backup
from wanjia.core.backup.create import DATABASE, FILES, TABLES, table_names
from wanjia.core.encryption import key_files
from wanjia.core.encryption.fields import new_key
from wanjia.core.encryption.lost_key import give_up_sealed
from wanjia.core.models import Community
from wanjia.core.problems import Problem
from wanjia.core.transfer import server_lock
from wanjia.core.transfer.schema import analyze_tables, known_migrations, make_all_tables


def restore(path: Path, *, yes: bool = False, without_numbers: bool = False) -> dict[str, Any]:
    """Put the database and the files of a backup in the place of those that are here.

    Everything is verified before anything is touched. Tables of an older version are brought up
    to date. `without_numbers` is for a sealing key that is lost for good: what it sealed is given
    up, see encryption/lost_key.py. Returns `{"file", "at", "rows", "aside", "migrated",
    "given_up"}`: `aside` is where the data that was here is now (a folder, or a schema of the
    database), empty if there was none; `given_up` how many of each sealed fact.
    Raises the Problems `backup.*` but `no_folder` and `nothing`.
    """
    try:
        with open_backup(path) as (manifest, tar), server_lock.alone(Path(settings.DATA)) as alone:
            _refuse_unfit(manifest, without_numbers)
            if not alone:
                raise Problem("backup.served")
            if _anything_here() and not yes:
                raise Problem("backup.there")
            with tempfile.TemporaryDirectory(dir=settings.DATA, prefix=".restoring-") as folder:
                unpacked = Path(folder)
                tar.extractall(unpacked, filter="data")
                aside, given_up = _put_back(manifest, unpacked, without_numbers)
    except FileNotFoundError:
        raise Problem("backup.missing", path=path) from None
    except (BrokenBackup, tarfile.TarError):
        raise Problem("backup.broken", path=path) from None
    here = MigrationLoader(None, ignore_no_migrations=True)
    new = here.disk_migrations.keys() - _applied_migrations(manifest, here)
    return {
        "file": str(path.resolve()),
        "at": manifest.at,
        "rows": sum(manifest.rows.values()),
        "aside": aside,
        "migrated": len(new),
        "given_up": given_up,
    }


def _refuse_unfit(manifest: Manifest, without_numbers: bool) -> None:
    """Raise a Problem for what cannot be put back by this program, here."""
    here = MigrationLoader(None, ignore_no_migrations=True)
    known = {
        *here.disk_migrations,
        *chain(*(replacement.replaces for replacement in here.replacements.values())),
    }
    if not _applied_migrations(manifest, here) <= known or manifest.format != 1:
        raise Problem("backup.newer", program=manifest.program)
    if manifest.engine != connection.vendor:
        raise Problem("backup.engine", theirs=manifest.engine, ours=connection.vendor)
    fits = manifest.keys or manifest.seal in ("", keys.fingerprint(Path(settings.DATA)))
    if not fits and not without_numbers:
        raise Problem("backup.key", folder=settings.DATA)


def _applied_migrations(manifest: Manifest, here: MigrationLoader) -> set[tuple[str, str]]:
    """Return the migrations of the backup's tables, with those that took the place of several."""
    done = {(app, name) for app, name in manifest.migrations}
    return done | {key for key, one in here.replacements.items() if done.issuperset(one.replaces)}


def _anything_here() -> bool:
    tables = connection.introspection.table_names()
    return Community._meta.db_table in tables and Community.objects.exists()


def _put_back(
    manifest: Manifest, unpacked: Path, without_numbers: bool
) -> tuple[str, dict[str, int]]:
    given_up: dict[str, int] = {}

    def bring_up_to_date() -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if without_numbers:
            key_files.read_or_create(Path(settings.DATA) / keys.SEAL, new_key())
            given_up.update(give_up_sealed())

    stamp = f"{clock.now().astimezone(UTC):%Y%m%d-%H%M%S}"
    folder = Path(settings.DATA) / f"before-restore-{stamp}"
    if connection.vendor == "sqlite":
        aside = _put_sqlite(manifest, unpacked, folder, bring_up_to_date)
    else:
        schema = f"before_restore_{stamp.replace('-', '_')}"
        aside = _put_postgres(manifest, unpacked, schema, bring_up_to_date)
    _put_files(unpacked, folder)
    return aside, given_up


def _put_sqlite(
    manifest: Manifest, unpacked: Path, folder: Path, bring_up_to_date: Callable[[], None]
) -> str:
    """Return the restored file takes the place of the old one; if it will not do, the old one is
    back.
    """
    new, place = unpacked / DATABASE, Path(settings.DATABASES["default"]["NAME"])
    _look_over(new, manifest)
    connection.close()
    moved = []
    for path in (place, *(place.with_name(place.name + one) for one in ("-wal", "-shm"))):
        if path.exists():
            folder.mkdir(exist_ok=True, mode=0o700)
            path.rename(folder / path.name)
            moved.append(path)
    try:
        new.replace(place)
        bring_up_to_date()
    except BaseException:
        connection.close()
        place.unlink(missing_ok=True)
        for path in moved:
            (folder / path.name).rename(path)
        raise
    return str(folder) if moved else ""


def _look_over(path: Path, manifest: Manifest) -> None:
    """Raise Broken unless SQLite finds the file whole and with the rows that were counted."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    copied = sqlite3.connect(path)
    try:
        whole = copied.execute("PRAGMA quick_check(1)").fetchone()[0]
        for table, rows in manifest.rows.items():
            if whole != "ok" or _count_rows(copied, table) != rows:
                raise BrokenBackup(table)
    except sqlite3.DatabaseError as error:
        raise BrokenBackup(str(error)) from None
    finally:
        copied.close()


def _count_rows(copied: sqlite3.Connection, table: str) -> int:
    return int(copied.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])


@transaction.atomic
def _put_postgres(
    manifest: Manifest, unpacked: Path, aside: str, bring_up_to_date: Callable[[], None]
) -> str:
    """In one transaction: what is here moves to a schema beside, the tables are made as they were
    at the backup, filled, and brought up to date."""
    with connection.cursor() as cursor:
        if there := _tables_of_any_version():
            _move_aside(cursor, there, aside)
    _make_tables(_applied_migrations(manifest, MigrationLoader(None, ignore_no_migrations=True)))
    with connection.cursor() as cursor:
        named = ", ".join(f'"{name}"' for name in _tables_of_any_version())
        cursor.execute(f"TRUNCATE {named}")
        # Making the tables had each key looked at in its statement; rows come table by table.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table, columns in manifest.columns.items():
            rows = _copy_in(cursor, table, columns, unpacked / TABLES / table)
            if rows != manifest.rows[table]:
                raise BrokenBackup(table)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    _set_sequences()
    bring_up_to_date()
    analyze_tables(connection)
    return aside if there else ""


def _tables_of_any_version() -> list[str]:
    """Return every table of the program that is there, of an older version, too."""
    labels = tuple(f"{app.label}_" for app in apps.get_app_configs())
    there = connection.introspection.table_names()
    return [one for one in there if one in table_names() or one.startswith(labels)]


def _make_tables(done: set[tuple[str, str]]) -> None:
    """The tables as they were when just these migrations were done."""
    if known_migrations() <= done:  # a backup of this version, without walking through them
        make_all_tables(connection.alias)
        return
    executor = MigrationExecutor(connection)
    executor.recorder.ensure_schema()
    every = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    plan = [(one, back) for one, back in every if (one.app_label, one.name) in done]
    executor.migrate([], plan=plan)


def _move_aside(cursor: Any, tables: list[str], aside: str) -> None:
    """Nobody writes any more into what moves; whoever waits finds the new tables."""
    named = ", ".join(f'"{one}"' for one in tables)
    cursor.execute(f"LOCK TABLE {named} IN ACCESS EXCLUSIVE MODE")
    cursor.execute(f'CREATE SCHEMA "{aside}"')
    for table in tables:
        cursor.execute(f'ALTER TABLE "{table}" SET SCHEMA "{aside}"')


def _copy_in(cursor: Any, table: str, columns: list[str], path: Path) -> int:
    named = ", ".join(f'"{column}"' for column in columns)
    with path.open("rb") as file, cursor.copy(f'COPY "{table}" ({named}) FROM STDIN') as into:
        while data := file.read(1 << 18):
            into.write(data)
    return int(cursor.rowcount)


def _set_sequences() -> None:
    """Numbers that the database counts go on after those that were put back."""
    from django.apps import apps

    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    there = set(table_names())
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(
            no_style(), [model for model in models if model._meta.db_table in there]
        ):
            cursor.execute(statement)


def _put_files(unpacked: Path, folder: Path) -> None:
    """The uploads of the backup, and its keys where it has them; those that were here go aside."""
    place, new = Path(settings.MEDIA_ROOT), unpacked / FILES
    if place.exists() and any(place.iterdir()):
        folder.mkdir(exist_ok=True, mode=0o700)
        place.rename(folder / place.name)
    if new.exists():
        new.replace(place)
    data = Path(settings.DATA)
    for path in sorted((unpacked / keys.FOLDER).glob("*.key")):
        here = data / path.name
        if here.exists() and here.read_text().strip() != path.read_text().strip():
            folder.mkdir(exist_ok=True, mode=0o700)
            here.rename(folder / path.name)
        keys.put(data, path.name, path.read_text())
