"""Who is to be visited, why and by when: by rule, occasion and when they were last seen. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from wanjia.everyday.visits.visit_rules import VisitRule

LATE, SOON, LATER = "late", "soon", "later"


@dataclass(frozen=True)
class Occasion:
    """What gives reason to visit somebody: the key of a rule, and since when it holds."""

    rule: str
    since: datetime


@dataclass(frozen=True)
class Visited:
    """A person, or a door where `resident` is None: what gives reason, when they were seen last."""

    dwelling: UUID
    resident: UUID | None
    occasions: tuple[Occasion, ...]
    seen_at: datetime | None = None


@dataclass(frozen=True)
class Planned:
    """A visit that was agreed or ordered; it takes the place of the interval's of its rule."""

    id: UUID
    dwelling: UUID
    resident: UUID | None
    rule: str
    due_at: datetime


@dataclass(frozen=True)
class DueVisit:
    """Who is to be seen, by when, for which rules, the gravest first; what is planned of it."""

    dwelling: UUID
    resident: UUID | None
    due_at: datetime
    rules: tuple[str, ...]
    planned: tuple[UUID, ...] = ()


def due_by_rule(occasion: Occasion, rule: VisitRule, seen_at: datetime | None) -> datetime | None:
    """Return by when one is to be seen for an occasion; None once it is done for good.

    Whoever was seen before the occasion began is seen anew for it.
    """
    first = occasion.since + timedelta(days=rule.first_days)
    if seen_at is None or seen_at < occasion.since:
        return first
    return seen_at + timedelta(days=rule.every_days) if rule.every_days else None


def list_due(
    people: Iterable[Visited], planned: Iterable[Planned], rules: Mapping[str, VisitRule]
) -> list[DueVisit]:
    """Return every visit that is asked, one a person, the earliest first.

    A plan for a rule stands instead of that rule's interval: "come again on Friday" is Friday.
    """
    dues: dict[tuple[UUID, UUID | None], dict[str, datetime]] = {}
    plans: dict[tuple[UUID, UUID | None], list[Planned]] = {}
    for plan in planned:
        key = plan.dwelling, plan.resident
        plans.setdefault(key, []).append(plan)
        by_rule = dues.setdefault(key, {})
        by_rule[plan.rule] = min(plan.due_at, by_rule.get(plan.rule, plan.due_at))
    for person in people:
        key = person.dwelling, person.resident
        agreed = {plan.rule for plan in plans.get(key, ())}
        for occasion in person.occasions:
            if occasion.rule in agreed or occasion.rule not in rules:
                continue
            due_at = due_by_rule(occasion, rules[occasion.rule], person.seen_at)
            if due_at is not None:
                by_rule = dues.setdefault(key, {})
                by_rule[occasion.rule] = min(due_at, by_rule.get(occasion.rule, due_at))
    found = [
        DueVisit(
            dwelling,
            resident,
            min(by_rule.values()),
            tuple(sorted(by_rule, key=lambda key: (_order(key, rules), key))),
            tuple(plan.id for plan in plans.get((dwelling, resident), ())),
        )
        for (dwelling, resident), by_rule in dues.items()
        if by_rule
    ]
    return sorted(found, key=lambda due: (due.due_at, _order(due.rules[0], rules)))


def _order(key: str, rules: Mapping[str, VisitRule]) -> int:
    return rules[key].order if key in rules else 10_000


def state_of(due_at: datetime, now: datetime, day_ends: datetime) -> str:
    """Return whether a visit is late, due before the day ends, or later."""
    if due_at <= now:
        return LATE
    return SOON if due_at <= day_ends else LATER
