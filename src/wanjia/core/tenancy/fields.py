"""Keys between rows of one community: whoever follows one stays in the community.

A row and what it points to are of one community. `TenantForeignKey` says so to the database in
every join, in every look-up by a row and in every walk along a key, so that in a city each
statement finds the one node on which all its rows lie. `TenantManager`, and `CommunityModel` in
core/models.py, do the same where Django finds rows by the id alone: saving, reading again,
changing many, deleting.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models.deletion import Collector
from django.db.models.expressions import Col
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.db.models.fields.related_lookups import RelatedExact, RelatedIn
from django.db.models.lookups import Exact, In, Lookup

from wanjia.core.access.viewer import Viewer
from wanjia.core.problems import Problem

COMMUNITY = "community"
PART = 500  # rows named by their ids in one statement
M = TypeVar("M", bound=models.Model)
Compiled = tuple[str, Any]


def _community_column(model: type[models.Model], alias: str) -> Any:
    """Return the column of a row's community, in a query where the row's table has an alias."""
    return model._meta.get_field(COMMUNITY).get_col(alias)  # type: ignore[union-attr]


def community_of(row: Any) -> Any:
    """Return the id of a row's community; None for anything but a row."""
    return getattr(row, "community_id", None) if isinstance(row, models.Model) else None


class _SameTenant(Exact):
    """Two communities are one, or one is a given one."""

    def as_sqlite(self, compiler: Any, connection: Any) -> Compiled:
        """`+` keeps SQLite from choosing an index by it: it keeps no statistics, and would take a
        whole community's rows for a handful."""
        left, given = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"+{left} = +{right}", [*given, *more]


@models.ForeignKey.register_lookup
class _TenantLookup(RelatedExact):
    """`community_id__tenant=…`: of rows that are found by something else, their ids, those of a
    community. `+` as in `_SameTenant`: of two conditions SQLite would choose to go through a whole
    community's rows for the one on a handful of ids."""

    lookup_name = "tenant"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        """To the database it is equality."""
        return str(connection.operators["exact"] % rhs)

    def as_sqlite(self, compiler: Any, connection: Any) -> Compiled:
        """Equality that chooses no index."""
        sql, params = self.as_sql(compiler, connection)
        return f"+{sql}", params


class _PointedTo(ForwardManyToOneDescriptor):
    """Reads what keys point to within the communities of the rows that point."""

    def get_prefetch_querysets(self, instances: Any, querysets: Any = None) -> Any:
        rows = querysets[0] if querysets else self.get_queryset(instance=instances[0])
        return super().get_prefetch_querysets(instances, [within_communities(rows, instances)])


class TenantForeignKey(models.ForeignKey):
    """A foreign key to a row of the same community."""

    forward_related_accessor_class = _PointedTo

    def deconstruct(self) -> Any:
        """To a migration it is a foreign key like any other."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs

    def get_extra_restriction(self, alias: Any, related_alias: Any) -> Any:
        """Joined rows are of one community; `alias` is the one pointed to."""
        if alias is None or related_alias is None:
            return None  # a subquery that lost its join is bound by `_SameCommunity`
        there = _community_column(self.related_model, alias)
        return _SameTenant(_community_column(self.model, related_alias), there)

    def get_extra_descriptor_filter(self, instance: Any) -> Any:
        """Return what a row's key points to is looked for in the row's community."""
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
        bound = self._community_condition()
        if bound is None:
            return sql, params
        more, values = compiler.compile(bound)
        return f"({sql} AND {more})", [*params, *values]

    def _community_condition(self) -> Any:
        if not isinstance(self.lhs, Col):
            return None
        here = _community_column(self.lhs.target.model, self.lhs.alias)
        if isinstance(self.rhs, Col):
            model = self.rhs.target.model
            if not _has_community(model):
                return None
            return _SameTenant(here, _community_column(model, self.rhs.alias))
        if len(self.communities) == 1:
            return _SameTenant(here, next(iter(self.communities)))
        return In(here, sorted(self.communities)) if self.communities else None


def _has_community(model: Any) -> bool:
    return any(field.name == COMMUNITY for field in model._meta.concrete_fields)


@TenantForeignKey.register_lookup
class _OwnExact(_SameCommunity, RelatedExact):
    """`resident=row`, `dwelling=OuterRef("pk")`."""


@TenantForeignKey.register_lookup
class _OwnIn(_SameCommunity, RelatedIn):
    """`resident__in=[rows]`."""


def within_communities(rows: models.QuerySet[M], those: Iterable[Any]) -> models.QuerySet[M]:
    """Return those of `rows` that are of the communities of other rows."""
    communities = {community_of(one) for one in those}
    if communities == {None}:
        return rows  # of no community: an account, a session
    if len(communities) == 1:
        return rows.filter(community_id__tenant=communities.pop())
    return rows.filter(community_id__in=communities)


class _Deletion(Collector):
    """What a deletion takes along and lets go of, each within its community. Without signals."""

    def delete(self) -> tuple[int, dict[str, int]]:
        gone: Counter[str] = Counter()
        self.sort()
        with transaction.atomic(using=self.using, savepoint=False):
            for rows in self.fast_deletes:
                gone[rows.model._meta.label] += rows._raw_delete(using=self.using) or 0
            for (field, value), lists in self.field_updates.items():
                every: Any = lists  # of query sets and of lists of rows
                for rows in self._split_parts(field.model, chain.from_iterable(every)):
                    rows.update(**{field.name: value})
            for model, found in self.data.items():
                for rows in self._split_parts(model, found):
                    gone[model._meta.label] += rows._raw_delete(using=self.using) or 0
        return gone.total(), {label: number for label, number in gone.items() if number}

    def _split_parts(self, model: Any, found: Iterable[Any]) -> Iterator[Any]:
        """Rows as query sets, each of as many ids as any database takes."""
        every, rows = list(found), model._base_manager.using(self.using)
        for start in range(0, len(every), PART):
            part = every[start : start + PART]
            yield self._within_known(rows, part).filter(pk__in=[one.pk for one in part])

    def _within_known(self, rows: Any, part: list[Any]) -> Any:
        """Return those of `rows` in the communities at hand: what is taken along was read by its
        id.
        """
        if not _has_community(rows.model) or all("community_id" in one.__dict__ for one in part):
            return within_communities(rows, part)
        read = (one.__dict__.get("community_id") for some in self.data.values() for one in some)
        known = set(read) - {None}
        return rows.filter(community_id__in=known) if known else within_communities(rows, part)


class _TenantQuerySet(models.QuerySet[M]):
    """Rows of communities; those that are found by the id are found within their community."""

    def bulk_update(
        self, objs: Iterable[M], fields: Iterable[str], *more: Any, **named: Any
    ) -> int:
        """As Django's."""
        rows = list(objs)
        if not rows:
            return 0
        return models.QuerySet.bulk_update(
            within_communities(self, rows), rows, fields, *more, **named
        )

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's, with what points to the rows; without signals."""
        rows: Any = self.order_by().select_related(None)
        rows._for_write = True
        rows.query.select_for_update = False
        deletion = _Deletion(using=rows.db, origin=self)
        deletion.collect(rows)
        self._result_cache: Any = None
        return deletion.delete()


class TenantManager(models.Manager[M]):
    """The manager of rows of communities."""

    def get_queryset(self) -> models.QuerySet[M]:
        """Return the rows."""
        return _TenantQuerySet(self.model, using=self._db)

    def of(self, viewer: Viewer) -> models.QuerySet[M]:
        """Return the rows of the viewer's community; who may see which of them is asked beside."""
        return self.get_queryset().filter(community_id=viewer.community_id)


def require_same_community(model: type[models.Model], community_id: Any, *ids: Any) -> None:
    """Raise Problem `kernel.not_found` unless each id that is given is of such a row of the
    community: what a form names may be another's, or nobody's."""
    given = {id_ for id_ in ids if id_}
    rows = model._base_manager.filter(community_id=community_id, pk__in=given)
    if given and rows.count() != len(given):
        raise Problem("kernel.not_found")
