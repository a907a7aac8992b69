"""An upgrade is one act: copied first, brought up to date, or as it was before."""

import logging
import os
import sqlite3
from contextlib import closing
from datetime import UTC
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_noop as _

from wanjia.core import clock
from wanjia.core.problems import Problem, declare_problems

FOLDER = "before-upgrade"
KEPT = 3  # copies; each holds everything that was not forgotten by then
Names = set[tuple[str, str]]
log = logging.getLogger(__name__)

declare_problems(
    {
        "kernel.database_newer": (
            _(
                "这个数据库是更新版本的万家用过的，这个版本不认识。数据没有动。"
                "请升级万家，或换回升级前的数据（{folder}）。"
            ),
            503,
        ),
        "kernel.upgrade_failed": (
            _(
                "升级没有成功，数据已恢复成升级前的样子（另存一份在 {copy}）。"
                "请换回原来的版本，把这行告诉开发者：{why}"
            ),
            503,
        ),
    }
)


def refuse_newer(applied: Names, known: Names) -> None:
    """Raise Problem `kernel.database_newer` for a database with changes that the code has not."""
    labels = {app.label for app in apps.get_app_configs()}
    unknown = {one for one in applied if one[0] in labels} - known
    if unknown and unknown - _replaced():
        raise Problem("kernel.database_newer", folder=Path(settings.DATA) / FOLDER)


def _replaced() -> Names:
    """Return the migrations whose place others took."""
    return {
        (app, name)
        for config in apps.get_app_configs()
        for module in iter_modules([str(Path(config.path) / "migrations")])
        if "squashed" in module.name
        for app, name in import_module(f"{config.name}.migrations.{module.name}").Migration.replaces
    }


def upgrade(alias: str) -> None:
    """Bring the tables of a filled database up to date.

    Raises Problem `kernel.upgrade_failed`, with the data as they were.
    """
    connection = connections[alias]
    if connection.vendor == "sqlite":
        _upgrade_file(connection)
        return
    # One transaction: what fails in it leaves nothing. The copy is for what is noticed later.
    copy = _copy_by_backup()
    try:
        with transaction.atomic(using=alias):
            _migrate(alias)
    except Exception as error:
        log.exception("the upgrade failed")
        raise Problem("kernel.upgrade_failed", copy=copy, why=type(error).__name__) from error


def _migrate(alias: str) -> None:
    call_command("migrate", database=alias, verbosity=0, interactive=False)


def _upgrade_file(connection: BaseDatabaseWrapper) -> None:
    place = Path(str(connection.settings_dict["NAME"]))
    if not place.is_file():  # a database in memory, of a test
        _migrate(connection.alias)
        return
    copy = _copy_file(place)
    try:
        _migrate(connection.alias)
    except BaseException as error:
        log.exception("the upgrade failed")
        connection.close()
        _put_back(copy, place)
        if not isinstance(error, Exception):
            raise
        raise Problem("kernel.upgrade_failed", copy=copy, why=type(error).__name__) from error


def _copy_file(place: Path) -> Path:
    """Copy a database as of one moment; raises OSError or sqlite3.Error where there is no room."""
    folder = Path(settings.DATA) / FOLDER
    folder.mkdir(exist_ok=True, mode=0o700)
    copy = folder / f"{place.stem}-{clock.now().astimezone(UTC):%Y%m%d-%H%M%S-%f}.sqlite3"
    part = copy.with_suffix(".part")
    with closing(sqlite3.connect(place)) as source, closing(sqlite3.connect(part)) as into:
        source.backup(into)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.rename(copy)
    for old in sorted(folder.glob("*.sqlite3"))[:-KEPT]:
        old.unlink()
    return copy


def _put_back(copy: Path, place: Path) -> None:
    """Write the copy's pages over the database, in one transaction of SQLite's."""
    with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(place)) as into:
        source.backup(into)


def _copy_by_backup() -> str:
    from wanjia.core.backup.create import create_backup

    folder = Path(settings.DATA) / FOLDER
    return str(create_backup(folder, keep=KEPT)["file"])
