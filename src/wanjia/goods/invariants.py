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

journaled(lambda community_id: Supply.objects.filter(community_id=community_id), "supply.opened")
journaled(
    lambda community_id: Supply.objects.filter(community_id=community_id, arrived_at__isnull=False),
    "supply.arrived",
)
journaled(
    lambda community_id: Supply.objects.filter(
        community_id=community_id, cancelled_at__isnull=False
    ),
    "supply.cancelled",
)
journaled(
    lambda community_id: Order.objects.filter(community_id=community_id, channel="page"),
    "order.made",
)
journaled(
    lambda community_id: Order.objects.filter(
        community_id=community_id, delivered_at__isnull=False
    ),
    "order.delivered",
)
journaled(
    lambda community_id: Route.objects.filter(community_id=community_id),
    "route.planned",
    by="batch",
)
journaled(
    lambda community_id: Handover.objects.filter(community_id=community_id), "waste.handed_over"
)
journaled(
    lambda community_id: Barrel.objects.filter(community_id=community_id, weighed_at__isnull=False),
    "barrel.weighed",
)
journaled(lambda community_id: WastePlace.objects.filter(community_id=community_id), "waste.listed")
journaled(lambda community_id: StockItem.objects.filter(community_id=community_id), "stock.added")


@invariant(
    "orders.lines",
    _("订单里没有货"),
    _("请打电话问清要什么，在物资页改好。"),
)
def _orders_without_lines(community: UUID) -> Iterator[Violation]:
    lines = OrderLine.objects.filter(community_id=community, order=OuterRef("id"))
    rows = Order.objects.filter(~Exists(lines), community_id=community, cancelled_at=None)
    return violations_in(rows.select_related("dwelling"), lambda order: str(order.dwelling or ""))


@invariant(
    "supplies.goods",
    _("物资里没有货品"),
    _("请取消它，另登记一次。"),
)
def _supplies_without_goods(community: UUID) -> Iterator[Violation]:
    goods = Good.objects.filter(community_id=community, supply=OuterRef("id"))
    return violations_in(Supply.objects.filter(~Exists(goods), community_id=community), str)


@invariant(
    "routes.stops",
    _("路线没有一站"),
    _("请取消它，另排一次。"),
)
def _routes_without_stops(community: UUID) -> Iterator[Violation]:
    stops = Stop.objects.filter(community_id=community, route=OuterRef("id"))
    return violations_in(Route.objects.filter(~Exists(stops), community_id=community))
