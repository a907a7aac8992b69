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
    """Each model that belongs to a resident (or a dwelling), with the look-ups that lead there."""
    models = [
        one for one in apps.get_models() if issubclass(one, CommunityModel) and one is not root
    ]
    models = [one for one in models if one._meta.app_label != GROUND]
    found: dict[type[Model], tuple[str, ...]] = {
        one: tuple(field.name for field in pointing_to(one, root))
        for one in models
        if pointing_to(one, root)
    }
    for _ in range(DEEPEST):
        for one in models:
            if one in found or (one is Resident and root is Dwelling):
                continue
            ways = tuple(
                f"{field.name}__{way}"
                for field in _parents(one)
                for way in found.get(field.related_model, ())
                if field.related_model is not Resident
            )
            if ways:
                found[one] = ways
    found.pop(Resident, None)
    return found


def pointing_to(model: type[Model], root: type[Model]) -> list[Any]:
    """The fields of a model that point to another directly."""
    return [one for one in model._meta.concrete_fields if one.related_model is root]


def _parents(model: type[Model]) -> Iterator[Any]:
    """The fields that point to what a row is part of: gone with it, or not without it."""
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.remote_field.on_delete in (CASCADE, PROTECT):
            yield field


def resident_for(viewer: Viewer, resident_id: UUID) -> Resident:
    """A resident in the viewer's sight, those who left too; raises Problem `people.not_theirs`."""
    rows = visible_to(
        viewer,
        Resident.objects.select_related("dwelling__stairwell__estate"),
        stairwell="dwelling__stairwell",
        dwelling="dwelling",
    )
    found = rows.filter(id=resident_id).first()
    if found is None:
        raise Problem("people.not_theirs")
    return found


def parts_of(resident: Resident) -> list[Part]:
    """All that is stored of a resident, and of the household as a whole, kind by kind."""
    found = {one: set(_rows(one, resident).values_list("pk", flat=True)) for one in _models()}
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


def _models() -> list[type[Model]]:
    """The models in which something of a resident can stand."""
    named = {one.model for one in all_retained() if _tables(one.model)} - {Entry}
    of = {*ways_to(Resident), *ways_to(Dwelling), *named}
    return sorted(of, key=lambda one: one._meta.label_lower)


@cache
def _tables(model: type[Model]) -> tuple[str, ...]:
    """The columns of a model that may name residents by id within a table of values."""
    rules = schedule()
    if all(rules[one.kind].what == "keep" for one in all_retained() if one.model is model):
        return ()
    columns = model._meta.concrete_fields
    return tuple(one.name for one in columns if isinstance(one, JSONField))


def _rows(model: type[Model], resident: Resident) -> QuerySet[Any]:
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
    for table in _tables(model):
        mine |= Q(**{f"{table}__icontains": str(resident.id)})
    return rows.filter(mine).distinct()


def fields_of(model: type[Model]) -> list[Any]:
    """The columns of a model that are told: all but secrets that open something."""
    return [
        one
        for one in model._meta.concrete_fields
        if one.name not in SECRET and one.name != "community"
    ]


def plain(row: Any) -> dict[str, Any]:
    """A row as plain JSON values, whole."""
    return {one.attname: _plain(one, getattr(row, one.attname)) for one in fields_of(type(row))}


def _plain(field: Any, value: Any) -> Any:
    if isinstance(field, BinaryField):
        return b64encode(bytes(value)).decode() if value else ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | bool | dict | list):
        return value
    return str(value)
