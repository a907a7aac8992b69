"""The tables of the database: whether they are those of this version, and making them."""

import pkgutil
from functools import cache
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


def ready_database() -> None:
    """Bring the database to the tables of this version if it is empty or older."""
    if are_present():
        return
    if connection.vendor == "sqlite" and not connection.introspection.table_names():
        _make_at_once()
    else:
        call_command("migrate", verbosity=0, interactive=False)


def are_present() -> bool:
    """Whether every migration of the code is in the database; they are not loaded for it."""
    return _migrations() <= MigrationRecorder(connection).applied_migrations().keys()


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Every migration's app and name, as their files are called."""
    return frozenset(
        (app.label, module.name)
        for app in apps.get_app_configs()
        for module in pkgutil.iter_modules([str(Path(app.path) / "migrations")])
        if not module.name.startswith("_")
    )


def _make_at_once() -> None:
    """Make all tables as the models say, and note every migration as done.

    Walking through the migrations ends in the same tables (a test compares them) but takes longer
    than all the rest of a first start.
    """
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    rows = [recorder.Migration(app=app, name=name) for app, name in sorted(_migrations())]
    recorder.migration_qs.bulk_create(rows)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
