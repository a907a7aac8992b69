"""The models as tables, for placing."""

from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, UniqueConstraint

from wanjia.core.models import CommunityModel, GlobalLookupModel
from wanjia.core.tenancy.cluster.placement import Place, Table, place
from wanjia.core.tenancy.fields import TenantForeignKey


@cache
def placement() -> dict[str, Place]:
    """Return where the table of each model lies. Raises ValueError for a model that fits
    nowhere.
    """
    return place(every_table())


def every_table() -> list[Table]:
    """Return the tables of all models."""
    return [_table_of(model) for model in apps.get_models(include_auto_created=True)]


def _table_of(model: Any) -> Table:
    meta = model._meta
    keys = [field for field in meta.concrete_fields if isinstance(field, ForeignKey)]
    return Table(
        name=meta.db_table,
        ours=model.__module__.startswith("wanjia.") and not meta.auto_created,
        community=issubclass(model, CommunityModel),
        found_anywhere=issubclass(model, GlobalLookupModel),
        uniques=tuple(_unique_columns(meta)),
        points=tuple((key.column, key.related_model._meta.db_table) for key in keys),
        loose=tuple(
            key.column
            for key in keys
            if issubclass(model, CommunityModel)
            and issubclass(key.related_model, CommunityModel)
            and not isinstance(key, TenantForeignKey)
        ),
    )


def _unique_columns(meta: Any) -> list[tuple[str, ...]]:
    def columns(names: Any) -> tuple[str, ...]:
        return tuple(meta.get_field(name).column for name in names)

    single = [
        (field.column,) for field in meta.local_fields if field.unique and not field.primary_key
    ]
    named = [
        constraint.fields
        for constraint in meta.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    return [*single, *map(columns, (*named, *meta.unique_together))]
