"""The proof: the whole database is searched for what was forgotten; what is left is explained."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import CharField, JSONField, Model, TextField

from wanjia.kernel.crossing import crossing
from wanjia.kernel.keeping import every_fact
from wanjia.kernel.models import Entry
from wanjia.privacy.finding import Needles, texts_in
from wanjia.privacy.forgetting import Due
from wanjia.privacy.rules import schedule
from wanjia.privacy.seen import Seen

CHUNK = 2_000


@crossing("proof")
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
    """The rows of a table that still hold something, by column and by the kind that keeps them."""
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
        counts = Counter(_kept_by(model, name, one, dues, community) for one in ids)
        for kind, count in sorted(counts.items()):
            yield {"where": f"{model._meta.label_lower}.{name}", "kind": kind, "rows": count}


def _kept_by(model: type[Model], name: str, pk: Any, dues: list[Due], community: UUID) -> str:
    """The kind whose rule keeps a row as it is; empty where one says that it should be gone."""
    kinds = [one.kind for one in every_fact() if one.model is model]
    for one in dues:
        if one.facts.model is not model:
            continue
        over = one.facts.before(community, one.rule.after, one.moment)
        gone = one.rule.what == "erase" or name in one.facts.blank
        if gone and over.filter(pk=pk).exists() and not one.held().filter(pk=pk).exists():
            return ""
    rules = schedule()
    keeping = [one for one in kinds if rules[one].what == "keep"]
    return next(iter([*keeping, *kinds]), "accounts")
