"""Many rows changed at once, quicker than `bulk_update`: one prepared statement, many values."""

from collections.abc import Sequence
from typing import Any

from django.db import connections, router
from django.db.models import Model


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
