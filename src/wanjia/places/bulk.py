"""Many rows stored or changed at once: one prepared statement, many values; COPY on PostgreSQL.

Quicker than `bulk_create` and `bulk_update`, which write out a statement for each row.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connections, router
from django.db.models import JSONField, Model

from wanjia.core.encryption.fields import SealedField

FEW = 8  # go in by one INSERT: it is quicker there, and a Citus tells a clash by its name
MOST_NAMED = 500  # SQLite takes so many values at once


def insert_rows(
    model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]], **same: Any
) -> None:
    """Store rows of one model: the values of the fields `names` of each, `same` alike for all.

    Fields are named as attributes (`dwelling_id`), the id among them; those not named get their
    default, which must be alike for all rows.
    """
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    fields = {field.attname: field for field in model._meta.concrete_fields}
    alike = {name: field for name, field in fields.items() if name not in names}
    fixed = [
        field.get_db_prep_save(same.get(name, field.get_default()), connection)
        for name, field in alike.items()
    ]
    table = quote(model._meta.db_table)
    columns = ", ".join(quote(str(fields[name].column)) for name in (*names, *alike))
    prepare = [_preparer(fields[name], connection) for name in names]
    values = [
        [*(make(one) for make, one in zip(prepare, row, strict=True)), *fixed] for row in rows
    ]
    if not values:
        return
    with connection.cursor() as cursor:
        if len(values) > FEW and connection.vendor == "postgresql":
            statement = f"COPY {table} ({columns}) FROM STDIN"
            with connection.wrap_database_errors, cursor.copy(statement) as copy:
                for row in values:
                    copy.write_row(row)
            return
        insert = f"INSERT INTO {table} ({columns}) VALUES "
        marks = f"({', '.join(['%s'] * len(fields))})"
        if len(values) > FEW:
            cursor.executemany(insert + marks, values)
        else:
            cursor.execute(insert + ", ".join([marks] * len(values)), list(chain(*values)))


def _preparer(field: Any, connection: Any) -> Callable[[Any], Any]:
    """How a field's values go to the database; ids and plain texts without asking
    the field."""
    native = connection.features.has_native_uuid_field
    decimals: dict[Any, Any] = {}  # many rows, few different values
    if isinstance(field, JSONField | SealedField):
        return lambda value: field.get_db_prep_save(value, connection)

    def prepare(value: Any) -> Any:
        kind = type(value)
        if kind is str or value is None or kind is int or kind is bool:
            return value
        if kind is UUID:
            return value if native else value.hex
        if kind is Decimal:
            if value not in decimals:
                decimals[value] = field.get_db_prep_save(value, connection)
            return decimals[value]
        return field.get_db_prep_save(value, connection)

    return prepare


def update_rows(rows: Sequence[Model], fields: Sequence[str]) -> None:
    """Write these fields of rows of one model; each row is named by community and id."""
    if not rows:
        return
    meta = type(rows[0])._meta
    connection = connections[router.db_for_write(type(rows[0]))]
    quote = connection.ops.quote_name
    columns: list[Any] = [meta.get_field(name) for name in fields]
    keys: list[Any] = [meta.get_field("community"), meta.get_field("id")]
    sets = ", ".join(f"{quote(one.column)} = %s" for one in columns)
    where = " AND ".join(f"{quote(one.column)} = %s" for one in keys)

    def values(row: Model) -> list[Any]:
        return [
            one.get_db_prep_save(getattr(row, one.attname), connection) for one in (*columns, *keys)
        ]

    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(meta.db_table)} SET {sets} WHERE {where}", [values(row) for row in rows]
        )


def set_alike(rows: Sequence[Any], **fields: Any) -> None:
    """Write the same values into rows of one model and community, some hundred a statement."""
    for at in range(0, len(rows), MOST_NAMED):
        some = rows[at : at + MOST_NAMED]
        held = type(some[0])._default_manager.filter(community_id__tenant=some[0].community_id)
        held.filter(id__in=[row.id for row in some]).update(**fields)
