"""What must hold of goods: an order has its lines, a route its stops, a supply is told."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop as _

from wanjia.core.integrity import Violation, invariant, journaled, violations_in
from wanjia.goods.models import (
    Barrel,
    Good,
    Handover,
    Order,
    OrderLine,
    Route,
    StockItem,
    Stop,
    Supply,
    WastePlace,
)

journaled(lambda of: Supply.objects.filter(community_id=of), "supply.opened")
journaled(
    lambda of: Supply.objects.filter(community_id=of, arrived_at__isnull=False), "supply.arrived"
)
journaled(
    lambda of: Supply.objects.filter(community_id=of, cancelled_at__isnull=False),
    "supply.cancelled",
)
journaled(lambda of: Order.objects.filter(community_id=of, way="page"), "order.made")
journaled(
    lambda of: Order.objects.filter(community_id=of, delivered_at__isnull=False), "order.delivered"
)
journaled(lambda of: Route.objects.filter(community_id=of), "route.planned", by="batch")
journaled(lambda of: Handover.objects.filter(community_id=of), "waste.handed_over")
journaled(
    lambda of: Barrel.objects.filter(community_id=of, weighed_at__isnull=False), "barrel.weighed"
)
journaled(lambda of: WastePlace.objects.filter(community_id=of), "waste.listed")
journaled(lambda of: StockItem.objects.filter(community_id=of), "stock.added")


@invariant(
    "orders.lines",
    _("订单里没有货"),
    _("请打电话问清要什么，在物资页改好。"),
)
def _no_lines(community: UUID) -> Iterator[Violation]:
    lines = OrderLine.objects.filter(community_id=community, order=OuterRef("id"))
    rows = Order.objects.filter(~Exists(lines), community_id=community, cancelled_at=None)
    return violations_in(rows.select_related("dwelling"), lambda one: str(one.dwelling or ""))


@invariant(
    "supplies.goods",
    _("物资里没有货品"),
    _("请取消它，另登记一次。"),
)
def _no_goods(community: UUID) -> Iterator[Violation]:
    goods = Good.objects.filter(community_id=community, supply=OuterRef("id"))
    return violations_in(Supply.objects.filter(~Exists(goods), community_id=community), str)


@invariant(
    "routes.stops",
    _("路线没有一站"),
    _("请取消它，另排一次。"),
)
def _no_stops(community: UUID) -> Iterator[Violation]:
    stops = Stop.objects.filter(community_id=community, route=OuterRef("id"))
    return violations_in(Route.objects.filter(~Exists(stops), community_id=community))
