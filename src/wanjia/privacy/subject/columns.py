"""What the columns are called on a resident's own page, and their values in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import BinaryField, ForeignKey
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core.journal.kinds import title_of
from wanjia.core.localized import active_language, localized_name, localized_pair
from wanjia.core.models import Role
from wanjia.core.rules.rules_file import RulesTable, Text, load_rules_file
from wanjia.privacy.subject.queries import fields_of

FILE = Path(__file__).with_name("columns.toml")


@dataclass(frozen=True)
class _Columns(RulesTable):
    """The columns that the page shows, and those that tell a reader nothing."""

    names: dict[str, Text]
    silent: frozenset[str]  # they are in the file of the export all the same


@cache
def _load_columns() -> _Columns:
    return load_rules_file(_Columns, FILE)


def column_names() -> dict[str, Text]:
    """Return the columns that the page shows; one of a single table is `table.column`."""
    return _load_columns().names


def silent() -> frozenset[str]:
    """Return the columns that tell a reader nothing."""
    return _load_columns().silent


def in_words(row: Any) -> Iterator[tuple[str, str]]:
    """Yield what a row tells: each column that is not empty, by its name and in words."""
    language = active_language()
    for field in fields_of(type(row)):
        own = f"{type(row)._meta.model_name}.{field.name}"
        name = column_names().get(own) or column_names().get(field.name)
        said = _field_text(row, field) if name else ""
        if name and said:
            yield name.words(language), said


def _field_text(row: Any, field: Any) -> str:
    value = getattr(row, field.attname)
    if value in (None, "", [], {}) or value is False:
        return ""
    if isinstance(field, ForeignKey):
        other = getattr(row, field.name)
        return localized_name(other) if type(other).__str__ is not object.__str__ else ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    english = getattr(row, f"{field.name}_en", "")
    if isinstance(value, str) and isinstance(english, str):
        value = localized_pair(value, english)
    return _value_text(field, value)


def _value_text(field: Any, value: Any) -> str:
    if value is True:
        return _("是")
    if isinstance(value, UUID):
        return ""
    if field.name == "type":
        return title_of(value)
    if field.name == "role":
        return str(dict(Role.choices).get(value, value))
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(field, BinaryField):
        return _("%(n)s 字节") % {"n": len(value)}
    return _nested_text(value)


def _nested_text(value: Any) -> str:
    """Return what a JSON column holds; of wordings stored in both languages, the page's."""
    if isinstance(value, list):
        return " · ".join(_nested_text(one) for one in value)
    if isinstance(value, dict):
        said = {
            key: localized_pair(inner, value.get(f"{key}_en", ""))
            for key, inner in value.items()
            if inner not in (None, "", [], {}) and not key.endswith("_en")
        }
        return " · ".join(f"{key} {_nested_text(inner)}" for key, inner in said.items())
    return str(value)
