"""The journal is the spine: each action writes one entry; higher floors subscribe to its types."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry

Listener = Callable[[Entry], None]
_listeners: dict[str, list[Listener]] = defaultdict(list)


def on(*types: str) -> Callable[[Listener], Listener]:
    """Call the decorated function, in the same transaction, after each entry of these types."""

    def register(listener: Listener) -> Listener:
        for kind in types:
            if listener not in _listeners[kind]:
                _listeners[kind].append(listener)
        return listener

    return register


def write(
    viewer: Viewer,
    kind: str,
    *,
    subject: UUID | None = None,
    dwelling: UUID | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    undoes: UUID | None = None,
) -> Entry:
    """Append one entry of `kind` ("case.recorded") for the viewer's community and tell listeners.

    Must run inside the transaction of the act itself; raises RuntimeError outside of one.
    `before` and `after` are plain JSON values.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"journal entry {kind} outside a transaction")
    entry = Entry.objects.create(
        community_id=viewer.community_id,
        occurred_at=clock.now(),
        type=kind,
        actor=viewer.user_id,
        actor_name=viewer.name,
        role=viewer.role,
        subject=subject,
        dwelling=dwelling,
        before=before,
        after=after,
        undoes=undoes,
    )
    for listener in _listeners[kind]:
        listener(entry)
    return entry


def in_the_name_of(entry: Entry) -> Viewer:
    """Return the program in the name of whoever did what an act follows from."""
    return Viewer(entry.community_id, "system", entry.actor, entry.actor_name)


def moments(community_id: UUID) -> QuerySet[Entry, datetime]:
    """Return when something was done in a community, the last first; only its journal is asked."""
    rows = Entry.objects.filter(community_id=community_id).order_by("-occurred_at", "-id")
    return rows.values_list("occurred_at", flat=True)
