"""Many operations of a migration in one step.

Django draws its picture of all models anew after each operation. Where what is created or renamed
in one app is one step, it is drawn once: of 22 seconds for all migrations 14 went there.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.migrations import (
    AddIndex,
    AlterModelOptions,
    CreateModel,
    RemoveIndex,
    RenameField,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Together(Operation):
    """Operations of one app, none of which looks at what another has done to the database."""

    def __init__(self, operations: list[Any]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Go through the operations; what was drawn is dropped, and drawn when it is asked for."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def describe(self) -> str:
        """Tell each operation for the log of `migrate`."""
        return "; ".join(operation.describe() for operation in self.operations)


class CreateModels(Together):
    """Create models."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Create the tables."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop the tables, the last first."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)


class RenameFields(Together):
    """Rename fields that point to no other model, and change the indexes that hold them."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Rename the columns; indexes are dropped before and made after, as they stand."""
        for operation in self.operations:
            if isinstance(operation, RenameField):
                before, after = _models(operation, app_label, from_state, to_state)
                _rename_column(schema_editor, before, operation.old_name, after, operation.new_name)
            else:
                operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Give the columns their old names, the last first."""
        for operation in reversed(self.operations):
            if isinstance(operation, RenameField):
                before, after = _models(operation, app_label, from_state, to_state)
                _rename_column(schema_editor, before, operation.new_name, after, operation.old_name)
            else:
                operation.database_backwards(app_label, schema_editor, from_state, to_state)


def _models(operation: RenameField, app_label: str, *states: ProjectState) -> list[Any]:
    return [state.apps.get_model(app_label, operation.model_name) for state in states]


def _rename_column(schema_editor: Any, model: Any, old: str, now: Any, new: str) -> None:
    before, after = model._meta.get_field(old), now._meta.get_field(new)
    if before.remote_field:
        raise TypeError(f"{model._meta.label}.{old} points to a model: rename it by itself")
    if before.column != after.column:
        kind = after.db_parameters(schema_editor.connection)["type"]
        renamed = schema_editor._rename_field_sql(model._meta.db_table, before, after, kind)
        schema_editor.execute(renamed)


def together(operations: Iterable[Operation]) -> list[Operation]:
    """Make one step of creations, and one of renamings, that follow one another."""
    steps: list[Operation] = []
    for kind, group in groupby(operations, _kind):
        found = list(group)
        steps += [kind(found)] if kind else found
    return steps


def _kind(operation: Operation) -> type[Together] | None:
    if isinstance(operation, CreateModel):
        return CreateModels
    renaming = RenameField | AlterModelOptions | RemoveIndex | AddIndex
    return RenameFields if isinstance(operation, renaming) else None
