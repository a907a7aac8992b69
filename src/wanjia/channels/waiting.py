"""The messages that wait for a hand or did not go out, kept for Today."""

from typing import Any
from uuid import UUID

from wanjia.channels.queries import left_to_do
from wanjia.kernel.access import system
from wanjia.kernel.kept import Kept
from wanjia.kernel.regular import regularly


def _count(community: UUID) -> dict[str, Any]:
    return left_to_do(system(community))


LEFT: Kept[dict[str, Any]] = Kept("channels-left", _count)


@regularly
def count_left(community: UUID) -> None:
    """Count anew, every minute."""
    LEFT.renew(community)
