"""The tables of the database: whether they are those of this version, and making them."""

import pkgutil
from functools import cache
from pathlib import Path

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from wanjia.core.encryption import canary
from wanjia.core.transfer import upgrade


def ready_database(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Bring a database to the tables of this version if it is empty or older.

    Raises Problem `kernel.seal_lost` or `.seal_other` where the sealing key does not fit the
    database in use, `kernel.database_newer`, `kernel.upgrade_failed`.
    """
    applied = set(MigrationRecorder(connections[alias]).applied_migrations())
    upgrade.refuse_newer(applied, set(known_migrations()))
    if not known_migrations() <= applied:
        _bring_up_to_date(alias)
    if alias == DEFAULT_DB_ALIAS:
        canary.keep()


def _bring_up_to_date(alias: str) -> None:
    if set(connections[alias].introspection.table_names()) <= {"django_migrations"}:
        make_all_tables(alias)
        emit_post_migrate_signal(verbosity=0, interactive=False, db=alias)
    else:
        upgrade.upgrade(alias)


def are_present(alias: str = DEFAULT_DB_ALIAS) -> bool:
    """Return whether every migration of the code is in a database; they are not loaded for it."""
    return known_migrations() <= MigrationRecorder(connections[alias]).applied_migrations().keys()


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Return every migration's app and name, as their files are called."""
    return frozenset(
        (app.label, module.name)
        for app in apps.get_app_configs()
        for module in pkgutil.iter_modules([str(Path(app.path) / "migrations")])
        if not module.name.startswith("_")
    )


def make_all_tables(alias: str) -> None:
    """Make all tables as the models say, and note every migration as done.

    Walking through the migrations ends in the same tables (a test compares them) but takes 8 to 17
    seconds, one an app or not: Django makes its picture of all models anew for each table.
    """
    connection = connections[alias]
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    with connection.schema_editor() as editor:  # one transaction: all or nothing
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        _note_all(recorder)


def _note_all(recorder: MigrationRecorder) -> None:
    # As Django notes them: one that took the place of others does all of theirs.
    replacing = MigrationLoader(None, ignore_no_migrations=True).replacements.values()
    done = known_migrations().union(*(one.replaces for one in replacing))
    rows = [recorder.Migration(app=app, name=name) for app, name in sorted(done)]
    recorder.migration_qs.bulk_create(rows)


def analyze_tables(connection: BaseDatabaseWrapper, *models: type[Model]) -> None:
    """Let PostgreSQL look at the tables of these models (or at all) after much came in at once.

    Until it has looked it plans as for the tables of before: a join over a community that it takes
    for empty takes minutes instead of a moment.
    """
    if connection.vendor != "postgresql":
        return
    quote = connection.ops.quote_name
    named = ", ".join(quote(model._meta.db_table) for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {named}".strip())
