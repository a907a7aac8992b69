"""Who is free to stand at guard posts: asked of whoever keeps the rosters, a floor above."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from wanjia.core.access.viewer import Viewer
from wanjia.people.models import Staff
from wanjia.zoning.queries import posts_at

SHIFT = timedelta(hours=8)  # for which somebody stands at a post
Finder = Callable[[Viewer, datetime, datetime], QuerySet[Staff]]
_finders: list[Finder] = []


def free_people_from(finder: Finder) -> Finder:
    """Register the function that finds who can stand at posts between two moments."""
    _finders[:] = [finder]
    return finder


def count_free(viewer: Viewer, start: datetime) -> Coalesce:
    """Return, as a figure of a statement, how many can stand at posts from a moment on.

    Those who stand already are not counted again: it is below zero where there are too few now.
    """
    standing = posts_at(viewer, start).order_by().values("community")
    guards = _figure(standing.annotate(v=Sum("guards")))
    if not _finders:
        return Coalesce(Value(0) - guards, 0)
    people = _finders[0](viewer, start, start + SHIFT).order_by().values("community")
    return Coalesce(_figure(people.annotate(v=Count("pk"))) - guards, 0)


def _figure(rows: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows.values("v"), output_field=IntegerField()), 0)
