"""What goods and waste add to the daily report of the town: asked in one statement."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Community
from wanjia.goods.models import Barrel, Order, Pickup, WastePlace
from wanjia.reports.daily.counters import FigureRows, figure_rows
from wanjia.reports.daily.figures import others_from
from wanjia.reports.daily.report import OtherFigure
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
    """Return places, bags and weight of the day, and orders handed over.

    Nothing for a day without. What our team collects for another community counts there, so that
    the town has it once; its weight counts here, where it is weighed.
    """
    day = timezone.localtime(end).date()
    rows = _query_figures(viewer.community_id, day, start, end)
    places, served, bags, grams, orders = (value or 0 for value in rows[0])
    values = (places, served, bags, round(grams / 1000, 1), orders)
    if not any(values):
        return []
    urls = ("/waste/", "/waste/?view=done", "/waste/manifest/", "/waste/manifest/", "/supplies/")
    return [
        OtherFigure(key, name, value, url)
        for (key, name), value, url in zip(NAMES.items(), values, urls, strict=True)
    ]


@figure_rows()
def rows_between(viewer: Viewer, start: datetime, end: datetime) -> dict[str, FigureRows]:
    """Return the places, pick-ups, barrels and orders that the figures count."""
    day, scope = timezone.localtime(end).date(), {"community_id": viewer.community_id}
    live = Q(until=None) | Q(until__gte=day)
    places = WastePlace.objects.filter(live, **scope, since__lte=day, served_for="")
    pickups = Pickup.objects.filter(**scope, day=day, undone_at=None, place__served_for="")
    served = WastePlace.objects.filter(**scope, id__in=pickups.values("place"))
    orders = Order.objects.filter(**scope, delivered_at__range=(start, end))
    return {
        "other:waste_places": FigureRows("place", places, dwelling="dwelling_id"),
        "other:waste_served": FigureRows("place", served, dwelling="dwelling_id"),
        "other:waste_bags": FigureRows(
            "place", pickups, dwelling="place__dwelling_id", word="bags"
        ),
        "other:waste_kg": FigureRows(
            "barrel", Barrel.objects.filter(**scope, day=day), word="grams"
        ),
        "other:supplies_delivered": FigureRows("order", orders, dwelling="dwelling_id"),
    }


def _query_figures(community: UUID, day: date, start: datetime, end: datetime) -> QuerySet[Any]:
    scope = {"community_id": community}
    live = Q(until=None) | Q(until__gte=day)
    bags = Pickup.objects.filter(**scope, day=day, undone_at=None, place__served_for="")
    places = WastePlace.objects.filter(live, **scope, since__lte=day, served_for="")
    return Community.objects.filter(id=community).values_list(
        _subquery(places, Count("id")),
        _subquery(bags, Count("place", distinct=True)),
        _subquery(bags, Sum("bags")),
        _subquery(Barrel.objects.filter(**scope, day=day), Sum(F("grams"))),
        _subquery(Order.objects.filter(**scope, delivered_at__range=(start, end)), Count("id")),
    )


def _subquery(rows: QuerySet[Any], value: Any) -> Subquery:
    """Return one figure of rows of one community."""
    return Subquery(rows.order_by().values("community").annotate(v=value).values("v"))
