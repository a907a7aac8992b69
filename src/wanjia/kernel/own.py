"""Keys between rows of one community: whoever follows one stays in the community.

A row and what it points to are of one community. `Own` says so to the database in every join, in
every look-up by a row and in every walk along a key, so that in a city each statement finds the
one node on which all its rows lie. `Row` in kernel/models.py does the same where Django
saves a row or reads it again.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from django.db.models.expressions import Col
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.db.models.fields.related_lookups import RelatedExact, RelatedIn
from django.db.models.lookups import Exact, In, Lookup

COMMUNITY = "community"
M = TypeVar("M", bound=models.Model)
Compiled = tuple[str, Any]


def _community(model: type[models.Model], alias: str) -> Any:
    """The column of a row's community, in a query where the row's table has an alias."""
    return model._meta.get_field(COMMUNITY).get_col(alias)  # type: ignore[union-attr]


def community_of(row: Any) -> Any:
    """The id of a row's community; None for anything but a row."""
    return getattr(row, "community_id", None) if isinstance(row, models.Model) else None


class _Rows(ForwardManyToOneDescriptor):
    """Reads what keys point to within the communities of the rows that point."""

    def get_prefetch_querysets(self, instances: Any, querysets: Any = None) -> Any:
        rows = querysets[0] if querysets else self.get_queryset(instance=instances[0])
        return super().get_prefetch_querysets(instances, [within(rows, instances)])


class Own(models.ForeignKey):
    """A foreign key to a row of the same community."""

    forward_related_accessor_class = _Rows

    def deconstruct(self) -> Any:
        """To a migration it is a foreign key like any other."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs

    def get_extra_restriction(self, alias: Any, related_alias: Any) -> Any:
        """Joined rows are of one community; `alias` is the one pointed to."""
        if alias is None or related_alias is None:
            return None  # a subquery that lost its join is bound by `_SameCommunity`
        there = _community(self.related_model, alias)
        return Exact(_community(self.model, related_alias), there)

    def get_extra_descriptor_filter(self, instance: Any) -> Any:
        """What a row's key points to is looked for in the row's community."""
        return {f"{COMMUNITY}_id": instance.community_id}


class _SameCommunity(Lookup):
    """A look-up by a row, or by the key of a row around it, names the row's community too."""

    communities: frozenset[Any] = frozenset()

    def get_prep_lookup(self) -> Any:
        many = isinstance(self.rhs, list | tuple | set | frozenset | models.QuerySet)
        rows: Iterable[Any] = ()
        if not many:
            rows = [self.rhs]
        elif not isinstance(self.rhs, models.QuerySet):
            rows = self.rhs
        found = {community_of(row) for row in rows}
        self.communities = frozenset(found) if None not in found else frozenset()
        return super().get_prep_lookup()

    def as_sql(self, compiler: Any, connection: Any) -> Compiled:
        sql, params = super().as_sql(compiler, connection)
        bound = self._bound()
        if bound is None:
            return sql, params
        more, values = compiler.compile(bound)
        return f"({sql} AND {more})", [*params, *values]

    def _bound(self) -> Any:
        if not isinstance(self.lhs, Col):
            return None
        here = _community(self.lhs.target.model, self.lhs.alias)
        if isinstance(self.rhs, Col):
            model = self.rhs.target.model
            if not _is_row(model):
                return None
            return Exact(here, _community(model, self.rhs.alias))
        if len(self.communities) == 1:
            return Exact(here, next(iter(self.communities)))
        return In(here, sorted(self.communities)) if self.communities else None


def _is_row(model: Any) -> bool:
    return any(one.name == COMMUNITY for one in model._meta.concrete_fields)


@Own.register_lookup
class _OwnExact(_SameCommunity, RelatedExact):
    """`resident=row`, `dwelling=OuterRef("pk")`."""


@Own.register_lookup
class _OwnIn(_SameCommunity, RelatedIn):
    """`resident__in=[rows]`."""


def within(rows: models.QuerySet[M], those: Iterable[Any]) -> models.QuerySet[M]:
    """Those of `rows` that are of the communities of other rows."""
    communities = {community_of(one) for one in those}
    if len(communities) == 1:
        return rows.filter(community_id=communities.pop())
    return rows.filter(community_id__in=communities)
