"""Everything that is stored of one resident: found by walking the models, so that none is missed.

A model belongs to a resident when it points to them, or when its rows go with a row that does. A
new model is found by itself.
"""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import (
    CASCADE,
    PROTECT,
    BinaryField,
    ForeignKey,
    JSONField,
    Model,
    Q,
    QuerySet,
)

from wanjia.core.access.viewer import Viewer, visible_to
from wanjia.core.models import CommunityModel, Entry
from wanjia.core.problems import Problem
from wanjia.core.retention_registry import all_retained
from wanjia.people.models import Resident
from wanjia.places.models import Dwelling
from wanjia.privacy.forgetting.rules import schedule
from wanjia.privacy.forgetting.schedule import Rule

DEEPEST = 4
SECRET = frozenset({"token", "digest", "secret", "key", "address_key"})
GROUND = "places"
MOST = 900  # rows of one kind and one resident; more are not told


@dataclass(frozen=True)
class Part:
    """The rows of one model that are of a resident or of their household, and their rule."""

    model: type[Model]
    rule: Rule
    rows: list[Any]


@cache
def ways_to(root: type[Model]) -> dict[type[Model], tuple[str, ...]]:
    """Return each model that belongs to a resident (or a dwelling), with the look-ups that lead
    there.
    """
    models = [
        model
        for model in apps.get_models()
        if issubclass(model, CommunityModel) and model is not root
    ]
    models = [model for model in models if model._meta.app_label != GROUND]
    found: dict[type[Model], tuple[str, ...]] = {
        model: tuple(field.name for field in pointing_to(model, root))
        for model in models
        if pointing_to(model, root)
    }
    for _ in range(DEEPEST):
        for model in models:
            if model in found or (model is Resident and root is Dwelling):
                continue
            ways = tuple(
                f"{field.name}__{way}"
                for field in _parent_fields(model)
                for way in found.get(field.related_model, ())
                if field.related_model is not Resident
            )
            if ways:
                found[model] = ways
    found.pop(Resident, None)
    return found


def pointing_to(model: type[Model], root: type[Model]) -> list[Any]:
    """Return the fields of a model that point to another directly."""
    return [field for field in model._meta.concrete_fields if field.related_model is root]


def _parent_fields(model: type[Model]) -> Iterator[Any]:
    """Yield the fields that point to what a row is part of: gone with it, or not without it."""
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.remote_field.on_delete in (CASCADE, PROTECT):
            yield field


def resident_for(viewer: Viewer, resident_id: UUID) -> Resident:
    """Return a resident in the viewer's sight, those who left too; raises Problem
    `people.not_theirs`.
    """
    rows = visible_to(
        viewer,
        Resident.objects.select_related("dwelling__stairwell__estate"),
        stairwell="dwelling__stairwell",
        dwelling="dwelling",
    )
    resident = rows.filter(id=resident_id).first()
    if resident is None:
        raise Problem("people.not_theirs")
    return resident


def parts_of(resident: Resident) -> list[Part]:
    """Return all that is stored of a resident, and of the household as a whole, kind by kind."""
    found = {
        resident_model: set(_rows_about(resident_model, resident).values_list("pk", flat=True))
        for resident_model in _resident_models()
    }
    subjects = [resident.id, *(pk for ids in found.values() for pk in ids)]
    told = Entry.objects.filter(community_id=resident.community_id)
    home = Q(subject=None, dwelling=resident.dwelling_id)
    entries = told.filter(Q(subject__in=subjects[:MOST]) | home)
    rules = schedule()
    kinds = {one.model: one.kind for one in reversed(all_retained())}
    parts = [Part(Resident, rules["register"], [resident])]
    for model, ids in found.items():
        if ids:
            rows = model._default_manager.filter(
                community_id=resident.community_id, pk__in=list(ids)[:MOST]
            )
            parts.append(Part(model, rules[kinds[model]], list(rows)))
    if entries.exists():
        parts.append(Part(Entry, rules["journal"], list(entries[:MOST])))
    return parts


def _resident_models() -> list[type[Model]]:
    """Return the models in which something of a resident can stand."""
    named = {one.model for one in all_retained() if _json_columns(one.model)} - {Entry}
    scope = {*ways_to(Resident), *ways_to(Dwelling), *named}
    return sorted(scope, key=lambda one: one._meta.label_lower)


@cache
def _json_columns(model: type[Model]) -> tuple[str, ...]:
    """Return the columns of a model that may name residents by id within a table of values."""
    rules = schedule()
    if all(rules[one.kind].what == "keep" for one in all_retained() if one.model is model):
        return ()
    columns = model._meta.concrete_fields
    return tuple(column.name for column in columns if isinstance(column, JSONField))


def _rows_about(model: type[Model], resident: Resident) -> QuerySet[Any]:
    """Rows that point to the resident, those of the household that point to nobody else, and
    those that name the resident in a table of theirs."""
    rows = model._default_manager.order_by().filter(community_id=resident.community_id)
    mine = Q(pk__in=[])
    for way in ways_to(Resident).get(model, ()):
        mine |= Q(**{way: resident})
    others = Q()
    for way in ways_to(Resident).get(model, ()):
        others &= Q(**{f"{way}__isnull": True})
    for way in ways_to(Dwelling).get(model, ()):
        mine |= Q(**{way: resident.dwelling_id}) & others
    for table in _json_columns(model):
        mine |= Q(**{f"{table}__icontains": str(resident.id)})
    return rows.filter(mine).distinct()


def fields_of(model: type[Model]) -> list[Any]:
    """Return the columns of a model that are told: all but secrets that open something."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in SECRET and field.name != "community"
    ]


def plain(row: Any) -> dict[str, Any]:
    """Return a row as plain JSON values, whole."""
    return {
        field.attname: _json_value(field, getattr(row, field.attname))
        for field in fields_of(type(row))
    }


def _json_value(field: Any, value: Any) -> Any:
    if isinstance(field, BinaryField):
        return b64encode(bytes(value)).decode() if value else ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | bool | dict | list):
        return value
    return str(value)
