"""What is due to be forgotten, and the forgetting itself: page by page, children before parents."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import (
    SET_NULL,
    Exists,
    ForeignObjectRel,
    Min,
    Model,
    OuterRef,
    Q,
    QuerySet,
)
from django.utils import timezone

from wanjia.core import clock
from wanjia.core.models import CommunityModel
from wanjia.core.retention_registry import EMERGENCY_ENDED, RetainedRows, all_retained
from wanjia.privacy.forgetting.erased_terms import Seen
from wanjia.privacy.forgetting.rules import schedule
from wanjia.privacy.forgetting.schedule import Rule, cut_off
from wanjia.privacy.models import Ending, Forgetting
from wanjia.zoning.models import Zone

PAGE = 500


@dataclass(frozen=True)
class Due:
    """Facts whose time is over: those of before `moment`, as their rule says."""

    facts: RetainedRows
    rule: Rule
    moment: datetime
    community: UUID

    def rows(self) -> QuerySet[Any]:
        """Return the rows to be forgotten now; one that something else still stands on is left."""
        over = self.facts.before(self.community, self.rule.after, self.moment)
        if self.rule.what == "anonymise":
            return over.filter(self.facts.not_blank())
        return over.filter(*(~one for one in _still_needed(self.facts.model)))

    def will_go(self, dues: "list[Due]") -> QuerySet[Any]:
        """Return the rows that a whole go forgets: what stands on them may go in the same go."""
        if self.rule.what == "anonymise":
            return self.rows()
        over = self.facts.before(self.community, self.rule.after, self.moment)
        return over.filter(*(~one for one in _still_needed(self.facts.model, dues)))

    def lets_go(self, model: type[Model], field: str) -> bool:
        """Return whether it takes a model's rows away from what their field points to."""
        takes = self.rule.what == "erase" or field in self.facts.blank
        return self.facts.model is model and takes

    def held(self) -> QuerySet[Any]:
        """Return the rows whose time is over but which something that stays still stands on."""
        if self.rule.what == "anonymise":
            return self.facts.rows(self.community).none()
        holders = _still_needed(self.facts.model)
        over = self.facts.before(self.community, self.rule.after, self.moment)
        return over.filter(Q(*holders, _connector=Q.OR)) if holders else over.none()


def start_of_today() -> datetime:
    """Return the first moment of the local day."""
    return timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)


def endings(community: UUID) -> list[datetime]:
    """Return when the community's emergencies ended."""
    return list(Ending.objects.filter(community_id=community).values_list("occurred_at", flat=True))


def at_peace(community: UUID) -> bool:
    """Return whether no zone is in force or to come."""
    now = clock.now()
    zones = Zone.objects.filter(community_id=community)
    return not zones.filter(Q(ended_at=None) | Q(ended_at__gt=now)).exists()


def whats_due(community: UUID, before: datetime | None = None) -> list[Due]:
    """Return what is to be forgotten now, children before parents; by hand where `before` is given.

    Facts that bear no moment (whereabouts, needs of care) are forgotten once an emergency, and
    only while no zone is in force: what is noted afterwards is not of that emergency.
    """
    today, over = start_of_today(), endings(community)
    rules = schedule()
    peace = at_peace(community)
    dues = []
    for one in in_order():
        rule = rules[one.kind]
        moment = cut_off(rule, today, over, before)
        if moment is None:
            continue
        if one.recorded is None and rule.after == EMERGENCY_ENDED:
            done = Forgetting.objects.filter(
                community_id=community, ended=moment, done__has_key=one.kind
            )
            if not peace or (before is None and done.exists()):
                continue
        dues.append(Due(one, rule, moment, community))
    return dues


@cache
def in_order() -> tuple[RetainedRows, ...]:
    """Return all facts, those that point to others first, so that nothing is left pointing
    nowhere.
    """
    return tuple(sorted(all_retained(), key=lambda one: (-_dependency_depth(one.model), one.name)))


@cache
def _dependency_depth(model: type[Model]) -> int:
    """Return how many rows one stands on, one upon the other.

    What is only let go when the other goes (SET_NULL) does not stand on it; two models may point
    to each other so.
    """
    below = [
        field.related_model
        for field in model._meta.concrete_fields
        if field.is_relation
        and field.related_model not in (model, None)
        and field.remote_field.on_delete is not SET_NULL  # type: ignore[union-attr]
    ]
    return 1 + max((_dependency_depth(one) for one in below if isinstance(one, type)), default=0)


def _incoming_relations(model: type[Model]) -> Iterator[ForeignObjectRel]:
    for relation in model._meta.related_objects:
        if relation.field.concrete and not relation.many_to_many:
            yield relation


def _still_needed(model: type[Model], dues: list[Due] | None = None) -> list[Any]:
    """Conditions that hold for a row which rows of other tables need; not those that go too."""
    found = []
    for relation in _incoming_relations(model):
        if relation.on_delete is SET_NULL:
            continue
        mine = {relation.field.name: OuterRef("pk")}
        if issubclass(relation.related_model, CommunityModel) and issubclass(model, CommunityModel):
            mine["community_id"] = OuterRef("community_id")
        others = relation.related_model._default_manager.order_by().filter(**mine)
        for due in dues or ():
            if due.lets_go(relation.related_model, relation.field.name):
                over = due.facts.before(due.community, due.rule.after, due.moment)
                others = others.exclude(pk__in=over.values("pk"))
        found.append(Exists(others))
    return found


def first_day(dues: list[Due]) -> datetime | None:
    """Return when the oldest of what is due was recorded; None where nothing says."""
    found = []
    for due in dues:
        when = due.facts.recorded
        if when is not None:
            value = due.rows().aggregate(first=Min(when))["first"]
            if value is not None:
                found.append(_moment_of(value))
    return min(found, default=None)


def _moment_of(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    return timezone.make_aware(datetime(value.year, value.month, value.day))  # noqa: DTZ001


@transaction.atomic
def forget_page(due: Due, seen: Seen | None = None) -> int:
    """Forget up to `PAGE` rows in one transaction; how many there were."""
    rows = list(due.rows()[:PAGE])
    if not rows:
        return 0
    model, ids = due.facts.model, [row.pk for row in rows]
    if seen is not None:
        seen.note(rows, due.facts.blank if due.rule.what == "anonymise" else ())
    mine = model._default_manager.order_by().filter(pk__in=ids)
    if issubclass(model, CommunityModel):
        mine = mine.filter(community_id__tenant=due.community)
    if due.rule.what == "anonymise":
        mine.update(**due.facts.blank)
        return len(rows)
    for relation in _incoming_relations(model):
        if relation.on_delete is SET_NULL:
            name = relation.field.name
            others = relation.related_model._default_manager.order_by()
            if issubclass(relation.related_model, CommunityModel):
                others = others.filter(community_id=due.community)
            others.filter(**{f"{name}__in": ids}).update(**{name: None})
    mine._raw_delete(mine.db)
    return len(rows)


def days_until(first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield the first moments of the local days from one moment to another."""
    day = timezone.localtime(first).replace(hour=0, minute=0, second=0, microsecond=0)
    while day <= last:
        yield day
        day += timedelta(days=1)
