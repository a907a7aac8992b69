"""What the demo stores by the hundred is told in the journal too, as the acts would have."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from wanjia.core.access.viewer import Viewer
from wanjia.core.ids import new_ids
from wanjia.core.models import Entry


def tell(viewer: Viewer, kind: str, told: Iterable[tuple[UUID, datetime, UUID | None]]) -> None:
    """Write an entry of a kind for each subject, its moment, and the household it is about."""
    rows = list(told)
    Entry.objects.bulk_create(
        Entry(
            id=key,
            community_id=viewer.community_id,
            occurred_at=at,
            type=kind,
            actor=viewer.user_id,
            actor_name=viewer.name,
            role=viewer.role,
            subject=subject,
            dwelling=dwelling,
        )
        for key, (subject, at, dwelling) in zip(new_ids(len(rows)), rows, strict=True)
    )
