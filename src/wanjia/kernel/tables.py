"""The tables of a database: all made at once in an empty one, brought up to date in an older."""

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder


def ready_database(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Bring the database to the present tables if it is empty or older."""
    connection = connections[alias]
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if set(connection.introspection.table_names()) <= {"django_migrations"}:
        _make_all(executor)
    else:
        call_command("migrate", database=alias, verbosity=0, interactive=False)


def _make_all(executor: MigrationExecutor) -> None:
    """Make each table as its model is now, and note each migration as done: all or nothing.

    Going through the migrations costs ten times as much, for at each step Django makes anew the
    classes of all models that hang together, and here all hang on the community.
    """
    connection = executor.connection
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for app, name in executor.loader.graph.nodes:
            recorder.record_applied(app, name)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
