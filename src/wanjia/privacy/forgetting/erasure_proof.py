"""The proof: the whole database is searched for what was forgotten; what is left is explained."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import CharField, JSONField, Model, TextField

from wanjia.core.models import Entry
from wanjia.core.retention_registry import all_retained
from wanjia.core.tenancy.cross_community import across_communities
from wanjia.privacy.forgetting.erased_terms import Seen
from wanjia.privacy.forgetting.forget import Due
from wanjia.privacy.forgetting.rules import schedule
from wanjia.privacy.forgetting.text_search import Needles, texts_in

CHUNK = 2_000
MOST_NAMED = 500  # SQLite takes so many values at once


@across_communities("proof")
def prove(community: UUID, dues: list[Due], seen: Seen) -> dict[str, Any]:
    """Search every text and JSON column of every table, sealed ones unsealed, for what was taken.

    Returns counts alone: `left` rows by column, each with the kind whose rule keeps it; `faults`
    those that no rule keeps; `due` rows that should be gone; `held` rows that something stands on.
    """
    dues = [one for one in dues if one.facts.model is not Entry]
    due = Counter({one.facts.kind: one.rows().count() for one in dues})
    held = Counter({one.facts.kind: one.held().count() for one in dues})
    needles = Needles(seen.needles(community))
    left: list[dict[str, Any]] = []
    if needles:
        for model in sorted(apps.get_models(), key=lambda one: one._meta.label_lower):
            left += _left_in(model, needles, dues, community)
    return {
        "looked_for": len(seen.names) + len(seen.words) + len(seen.people),
        "left": [one for one in left if one["kind"]],
        "faults": [one for one in left if not one["kind"]],
        "due": {kind: n for kind, n in due.items() if n},
        "held": {kind: n for kind, n in held.items() if n},
    }


def _left_in(
    model: type[Model], needles: Needles, dues: list[Due], community: UUID
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table that still hold something, by column and by the kind that keeps
    them.
    """
    columns = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField | JSONField) and not field.choices
    ]
    hits: dict[str, list[Any]] = {name: [] for name in columns}
    rows = model._default_manager.order_by().values_list("pk", *columns)
    for pk, *values in rows.iterator(CHUNK):
        for name, value in zip(columns, values, strict=True):
            if any(needles.within(text) for text in texts_in(value)):
                hits[name].append(pk)
    for name, ids in hits.items():
        where = f"{model._meta.label_lower}.{name}"
        gone = len(_should_be_gone(model, name, ids, dues, community))
        if gone:
            yield {"where": where, "kind": "", "rows": gone}
        if len(ids) > gone:
            yield {"where": where, "kind": _kept_by(model), "rows": len(ids) - gone}


def _should_be_gone(
    model: type[Model], name: str, ids: list[Any], dues: list[Due], community: UUID
) -> set[Any]:
    """Return those rows of which a rule says that they, or what stands in this column, should be
    gone.
    """
    found: set[Any] = set()
    for due in dues:
        if due.facts.model is model and (due.rule.what == "erase" or name in due.facts.blank):
            over = due.facts.before(community, due.rule.after, due.moment)
            for at in range(0, len(ids), MOST_NAMED):
                part = {"pk__in": ids[at : at + MOST_NAMED]}
                held = due.held().filter(**part).values_list("pk", flat=True)
                found |= set(over.filter(**part).values_list("pk", flat=True)) - set(held)
    return found


def _kept_by(model: type[Model]) -> str:
    """Return the kind whose rule keeps the rows of a model."""
    kinds, rules = [one.kind for one in all_retained() if one.model is model], schedule()
    keeping = [kind for kind in kinds if rules[kind].what == "keep"]
    return next(iter([*keeping, *kinds]), "accounts")
