"""The messages that wait for a hand or did not go out, kept for Today."""

from typing import Any
from uuid import UUID

from wanjia.channels.queries import left_to_do
from wanjia.core.access.viewer import system_viewer
from wanjia.core.scheduling.cached_counts import CachedCount
from wanjia.core.scheduling.scheduler import counted_for_pages


def _count_left(community: UUID) -> dict[str, Any]:
    return left_to_do(system_viewer(community))


LEFT: CachedCount[dict[str, Any]] = CachedCount("channels-left", _count_left)


@counted_for_pages
def count_left(community: UUID) -> None:
    """Count anew, every minute."""
    LEFT.renew(community)
