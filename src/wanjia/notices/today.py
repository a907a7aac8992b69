"""The comments that wait for an officer, kept for Today."""

from typing import Any
from uuid import UUID

from wanjia.core.access.viewer import system
from wanjia.core.scheduling.cached_counts import Kept
from wanjia.core.scheduling.scheduler import regularly
from wanjia.notices.queries import waiting_by_notice


def _count(community: UUID) -> list[dict[str, Any]]:
    return waiting_by_notice(system(community))


WAITING: Kept[list[dict[str, Any]]] = Kept("notices-waiting", _count)


@regularly
def count_waiting(community: UUID) -> None:
    """Count anew, every minute."""
    WAITING.renew(community)
