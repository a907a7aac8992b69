"""The journal is only appended to, but for this: what tells of forgotten facts is made anonymous.

Type, time, role and counts stay. Who acted stays too, until the journal's own time is over.
"""

import json
from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from wanjia.core import clock
from wanjia.core.journal.redaction import counts_of
from wanjia.core.models import Entry
from wanjia.privacy.forgetting.forget import PAGE, Due

OWN = ("forget.", "emergency.")  # counts only, and the proof that the law was kept


def is_journal(due: Due) -> bool:
    """Return whether it is the journal's own time that is over."""
    return due.facts.model is Entry


def entries_of(due: Due) -> QuerySet[Entry]:
    """Return the entries that are to be made anonymous with what is due."""
    rows = Entry.objects.filter(community_id=due.community, occurred_at__lt=due.moment).order_by()
    for own in OWN:
        rows = rows.exclude(type__startswith=own)
    if is_journal(due):
        return rows.filter(due.facts.not_blank() | Q(forgotten_at=None, after__isnull=False))
    if not due.facts.told:
        return rows.none()
    told = Q()
    for kind in due.facts.told:
        told |= Q(type__startswith=kind) if kind.endswith(".") else Q(type=kind)
    model = due.facts.model._default_manager.order_by()
    living = model.filter(community_id=due.community, pk=OuterRef("subject"))
    over = due.facts.before(due.community, due.rule.after, due.moment)
    still = living.exclude(pk__in=over.values("pk"))
    return rows.filter(told, ~Exists(still), forgotten_at=None)


@transaction.atomic
def clean_page(due: Due) -> int:
    """Make up to `PAGE` entries anonymous; how many there were."""
    rows = list(entries_of(due).values_list("id", "role", "after")[:PAGE])
    if not rows:
        return 0
    mine = Entry.objects.filter(community_id=due.community).order_by()
    kept: dict[str, list[UUID]] = defaultdict(list)
    for one, _role, after in rows:
        kept[json.dumps(counts_of(after), sort_keys=True)].append(one)
    fields: dict[str, Any] = {
        "subject": None,
        "dwelling": None,
        "before": None,
        "forgotten_at": clock.now(),
    }
    if is_journal(due):
        fields |= {"actor": None, "actor_name": ""}
    for counts, ids in kept.items():
        mine.filter(id__in=ids).update(**fields, after=json.loads(counts))
    doors = [one for one, role, _after in rows if role == "household"]
    mine.filter(id__in=doors).update(actor_name="")
    return len(rows)
