"""What goods and waste add to the daily report of the town: asked in one statement."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Community
from wanjia.goods.models import Barrel, Order, Pickup, WastePlace
from wanjia.reports.daily.figures import OtherFigure, others_from
from wanjia.zoning.protocols.protocol import Text

NAMES = {
    "waste_places": Text("涉阳垃圾点位", "Infected homes"),
    "waste_served": Text("已收点位", "Infected homes collected from"),
    "waste_bags": Text("涉阳垃圾（袋）", "Infected waste (bags)"),
    "waste_kg": Text("涉阳垃圾（公斤）", "Infected waste (kg)"),
    "supplies_delivered": Text("送到门口的物资（单）", "Supplies delivered (orders)"),
}


@others_from
def figures_between(viewer: Viewer, start: datetime, end: datetime) -> list[OtherFigure]:
    """Places, bags and weight of the day, and orders handed over; nothing for a day without."""
    day = timezone.localtime(end).date()
    found = _figures(viewer.community_id, day, start, end)
    places, served, many, grams, orders = (value or 0 for value in found[0])
    values = (places, served, many, round(grams / 1000, 1), orders)
    if not any(values):
        return []
    urls = ("/waste/", "/waste/?view=done", "/waste/manifest/", "/waste/manifest/", "/supplies/")
    return [
        OtherFigure(key, name, value, url)
        for (key, name), value, url in zip(NAMES.items(), values, urls, strict=True)
    ]


def _figures(community: UUID, day: date, start: datetime, end: datetime) -> QuerySet[Any]:
    of = {"community_id": community}
    live = Q(until=None) | Q(until__gte=day)
    bags = Pickup.objects.filter(**of, day=day, undone_at=None)
    return Community.objects.filter(id=community).values_list(
        _one(WastePlace.objects.filter(live, **of, since__lte=day), Count("id")),
        _one(bags, Count("place", distinct=True)),
        _one(bags, Sum("bags")),
        _one(Barrel.objects.filter(**of, day=day), Sum(F("grams"))),
        _one(Order.objects.filter(**of, delivered_at__range=(start, end)), Count("id")),
    )


def _one(rows: QuerySet[Any], value: Any) -> Subquery:
    """One figure of rows of one community."""
    return Subquery(rows.order_by().values("community").annotate(v=value).values("v"))
