"""What views and acts write all the time, in one line."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from wanjia.core.problems import Problem

M = TypeVar("M", bound=Model)


def get_or_refuse(rows: QuerySet[M], **lookups: Any) -> M:
    """Return the first of `rows` that fits; raises Problem `kernel.not_found` where none does."""
    row = rows.filter(**lookups).first() if lookups else rows.first()
    if row is None:
        raise Problem("kernel.not_found")
    return row
