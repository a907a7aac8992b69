"""What of goods and waste waits for a person, kept for Today."""

from typing import Any
from uuid import UUID

from django.db.models import Count

from wanjia.core import clock
from wanjia.core.access.viewer import system
from wanjia.core.scheduling.cached_counts import Kept
from wanjia.core.scheduling.scheduler import regularly
from wanjia.goods.models import Order, Supply
from wanjia.goods.queries import tallies
from wanjia.goods.stock.actions import shelves
from wanjia.goods.waste.actions import today
from wanjia.goods.waste.queries import disinfections, left_out


def _count(community: UUID) -> dict[str, Any]:
    viewer, now = system(community), clock.now()
    running = Supply.objects.filter(
        community_id=community, finished_at=None, cancelled_at=None, split_at=None
    )
    doubtful = (
        Order.objects.filter(community_id=community, cancelled_at=None, supply__in=running)
        .exclude(doubt="")
        .values("supply", "supply__title")
        .annotate(n=Count("id"))
    )
    short = [
        {"supply": str(one.id), "title": one.title, "good": tally.good.name, "n": tally.short}
        for one in running
        for tally in tallies(one)
        if tally.short
    ]
    return {
        "missed": len(left_out(viewer, today())),
        "disinfect": disinfections(viewer).filter(due_at__lte=now).count(),
        "doubtful": [
            {"supply": str(row["supply"]), "title": row["supply__title"], "n": row["n"]}
            for row in doubtful
        ],
        "short": short,
        "low": [one.item.name for one in shelves(viewer) if one.low],
    }


GOODS: Kept[dict[str, Any]] = Kept("goods-waiting", _count)


@regularly
def count_waiting(community: UUID) -> None:
    """Count anew, every minute."""
    GOODS.renew(community)
