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
    """Where the table of each model lies. Raises ValueError for a model that fits nowhere."""
    return place(every_table())


def every_table() -> list[Table]:
    """The tables of all models."""
    return [_table(model) for model in apps.get_models(include_auto_created=True)]


def _table(model: Any) -> Table:
    meta = model._meta
    keys = [one for one in meta.concrete_fields if isinstance(one, ForeignKey)]
    return Table(
        name=meta.db_table,
        ours=model.__module__.startswith("wanjia.") and not meta.auto_created,
        community=issubclass(model, CommunityModel),
        found_anywhere=issubclass(model, GlobalLookupModel),
        uniques=tuple(_uniques(meta)),
        points=tuple((one.column, one.related_model._meta.db_table) for one in keys),
        loose=tuple(
            one.column
            for one in keys
            if issubclass(model, CommunityModel)
            and issubclass(one.related_model, CommunityModel)
            and not isinstance(one, TenantForeignKey)
        ),
    )


def _uniques(meta: Any) -> list[tuple[str, ...]]:
    def columns(names: Any) -> tuple[str, ...]:
        return tuple(meta.get_field(name).column for name in names)

    single = [(one.column,) for one in meta.local_fields if one.unique and not one.primary_key]
    named = [one.fields for one in meta.constraints if isinstance(one, UniqueConstraint)]
    return [*single, *map(columns, (*named, *meta.unique_together))]
