"""What must hold of needs: each is told when it comes and when it ends."""

from collections.abc import Iterator
from uuid import UUID

from wanjia.core.integrity import Found, Words, found_in, holds, told
from wanjia.needs.models import Need

told(lambda of: Need.objects.filter(community_id=of), "need.recorded")
told(lambda of: Need.objects.filter(community_id=of, closed_at__isnull=False), "need.closed")


@holds(
    "needs.deadline",
    Words("求助没有时限", "a need has no deadline"),
    Words("请打开它，改一次紧急程度，时限会重算。", "Open it and set its urgency again."),
)
def _no_deadline(community: UUID) -> Iterator[Found]:
    return found_in(Need.objects.filter(community_id=community, closed_at=None, due_at=None))
