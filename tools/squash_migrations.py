"""Write the migrations anew, one an app: every model as it is now, in the order of its keys.

    python tools/squash_migrations.py [NAME]   # writes <app>/migrations/NAME.py (0001_squashed)

Django's own squashing keeps what SQLite makes slow, keys and constraints that are added to tables
one by one: a first start walked 16 seconds through it. Here each table is made in one piece. What
must not be lost is named in `replaces`: a database on which all of an app's older migrations were
done has done this one too. Data migrations that a database may still have to go through must be
carried out before (go to the last version that has them, then upgrade).
"""

import re
import sys
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState
from django.db.migrations.writer import MigrationWriter
from django.utils import translation


def main(name: str) -> None:
    """Replace the migrations of each of our apps by one."""
    loader = MigrationLoader(None)
    ours = {one.label: one for one in apps.get_app_configs() if _is_ours(one)}
    for label, app in ours.items():
        folder = Path(app.path) / "migrations"
        if not folder.is_dir():
            continue
        old = sorted(key for key in loader.disk_migrations if key[0] == label)
        if (label, name) in old:
            sys.exit(f"{label} has a migration {name} already: say another name")
        migration = _migration(app, ours, name)
        migration.replaces = _replaced(loader, old)
        for _label, one in old:
            (folder / f"{one}.py").unlink()
        text = MigrationWriter(migration, include_header=False).as_string()
        (folder / f"{name}.py").write_text(re.sub(r"\A\n+", "", text), encoding="utf-8")
        print(f"{label}: {len(old)} → 1")


def _is_ours(app: Any) -> bool:
    return app.name.split(".")[0] == "wanjia"


def _replaced(loader: MigrationLoader, old: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """All that was ever done in one of the old ones' place: each, and what it replaced itself."""
    named = dict.fromkeys(
        key for one in old for key in (*loader.disk_migrations[one].replaces, one)
    )
    return list(named)


def _migration(app: Any, ours: dict[str, Any], name: str) -> migrations.Migration:
    done: set[Any] = set()
    operations: list[Any] = []
    late: list[tuple[Any, Any]] = []  # fields that close a circle
    waiting = [one for one in app.get_models(include_auto_created=False) if one._meta.managed]
    while waiting:
        ready = [one for one in waiting if not _pointed_to(one, app) - done - {one}]
        model = ready[0] if ready else _first_of_circle(waiting, done, app)
        state = ModelState.from_model(model)
        if not ready:
            late += _without_circle(model, state, done)
        operations.append(
            migrations.CreateModel(
                state.name, list(state.fields.items()), state.options, state.bases, state.managers
            )
        )
        done.add(model)
        waiting.remove(model)
    operations += [
        migrations.AddField(model._meta.model_name, field.name, field) for model, field in late
    ]
    made: Any = type("Migration", (migrations.Migration,), {})(name, app.label)
    made.initial = True
    made.operations = operations
    made.dependencies = _dependencies(app, ours, name)
    return made


def _first_of_circle(waiting: list[Any], done: set[Any], app: Any) -> Any:
    """The model that lacks least of what it points to; its open ends are added later."""
    return min(waiting, key=lambda one: len(_pointed_to(one, app) - done - {one}))


def _pointed_to(model: Any, app: Any) -> set[Any]:
    """The models of the same app that must be there before a model."""
    found = {_needs(field) for field in _local(model)}
    return {one for one in found if one is not None and one._meta.app_label == app.label}


def _local(model: Any) -> list[Any]:
    return [*model._meta.local_fields, *model._meta.local_many_to_many]


def _needs(field: Any) -> Any:
    """The model that a field needs: what a key points to, what relates many to many."""
    if field.many_to_many:
        through = field.remote_field.through
        return field.related_model if through._meta.auto_created else through
    return field.related_model if isinstance(field, models.ForeignKey) else None


def _without_circle(model: Any, state: ModelState, done: set[Any]) -> list[tuple[Any, Any]]:
    """Take out of a model's state what points to a table that is not there yet."""
    app = model._meta.app_config
    found = []
    for field in _local(model):
        target = _needs(field)
        if target in (None, model) or target._meta.app_label != app.label or target in done:
            continue
        found.append((model, state.fields.pop(field.name)))
        found[-1][1].name = field.name
    return found


def _dependencies(app: Any, ours: dict[str, Any], name: str) -> list[Any]:
    """The apps that keys point into."""
    labels: dict[str, Any] = {}
    for model in app.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model:
                label = field.related_model._meta.app_label
                if label != app.label:
                    labels[label] = field.related_model
    return [
        (label, name if label in ours else "__first__" if label != "auth" else AUTH)
        for label in sorted(labels)
    ]


AUTH = "0012_alter_user_first_name_max_length"

if __name__ == "__main__":
    django.setup()
    translation.deactivate_all()
    main(sys.argv[1] if len(sys.argv) > 1 else "0001_squashed")
