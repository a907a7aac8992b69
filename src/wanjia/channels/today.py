"""The messages that wait for a hand or did not go out, kept for Today."""

from typing import Any
from uuid import UUID

from wanjia.channels.queries import left_to_do
from wanjia.core.access.viewer import system
from wanjia.core.scheduling.cached_counts import Kept
from wanjia.core.scheduling.scheduler import regularly


def _count(community: UUID) -> dict[str, Any]:
    return left_to_do(system(community))


LEFT: Kept[dict[str, Any]] = Kept("channels-left", _count)


@regularly
def count_left(community: UUID) -> None:
    """Count anew, every minute."""
    LEFT.renew(community)
