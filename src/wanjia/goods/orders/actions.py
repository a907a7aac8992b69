"""What changes in orders: joined, read from lists and sheets, settled, paid, delivered.

Whichever way an order came in, its key says where from: the same page, list or sheet again changes
the order that is there and adds none. A line whose door is not certain waits for a person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.core import clock, journal
from wanjia.core.access.viewer import STAFF, Viewer, visible_to
from wanjia.core.hearing import Words, hear, hear_row
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.core.typed import whole_number
from wanjia.goods.models import CartUse, Good, Order, OrderChannel, Supply, SupplyKind
from wanjia.goods.orders.line_text import MOST
from wanjia.goods.orders.storing import OrderDraft, replace_lines, store_orders
from wanjia.goods.queries import (
    current_home,
    dwelling_at,
    empty_homes,
    may_lead,
    order_of,
    orders_of,
    pushes_cart,
    supply_of,
)
from wanjia.goods.supplies.actions import get_running_supply, share_out
from wanjia.places.models import Dwelling

MOST_AT_ONCE = 3000


@dataclass(frozen=True)
class ImportResult:
    """What became of a list or sheet: orders new, changed, as they were, and in doubt."""

    new: int
    changed: int
    same: int
    doubtful: int


@transaction.atomic
def order_for_household(
    viewer: Viewer,
    supply_id: UUID,
    dwelling_id: UUID,
    quantities: Mapping[UUID, str],
    who: str = "",
) -> Order:
    """Order for a household, or change what it ordered; nothing of anything takes it back.

    A household orders for itself alone; whoever leads the supply for any. Raises Problem
    `supply.closed`, `order.quantity`, `order.nothing`, `order.elsewhere`.
    """
    supply = get_running_supply(viewer, supply_id)
    household = viewer.role == "household"
    if not household and not may_lead(viewer, supply) and supply.kind != SupplyKind.SINGLE:
        raise Problem("kernel.not_yours")
    if household and (dwelling_id != viewer.dwelling_id or not is_open(supply)):
        raise Problem("supply.closed", title=supply.title)
    dwelling = _dwelling_of_supply(viewer, supply, dwelling_id)
    goods = list(Good.objects.of(viewer).filter(supply=supply))
    wanted = {good.name: read_quantity(good, quantities.get(good.id, "")) for good in goods}
    channel = OrderChannel.PAGE if household else OrderChannel.DESK
    draft = OrderDraft(f"home:{dwelling.id}", channel, "", wanted, dwelling.id, who[:40])
    existing = Order.objects.of(viewer).filter(supply=supply, key=draft.key).first()
    if not any(wanted.values()) and existing is None:
        raise Problem("order.nothing")
    ((order, _state),) = store_orders(viewer, supply, [draft], {good.name: good for good in goods})
    if not any(wanted.values()):
        order.cancelled_at = clock.now()
        order.save(update_fields=["cancelled_at"])
    _share_out_again(viewer, supply)
    _write_journal(
        viewer,
        "order.made",
        order,
        goods={name: quantity for name, quantity in wanted.items() if quantity},
    )
    return order


def add_order(viewer: Viewer, supply_id: UUID, door: str, quantities: Mapping[UUID, str]) -> Order:
    """Order at the desk for whoever lives behind a typed door; raises Problem `order.door` too."""
    supply = supply_of(viewer, supply_id)
    if not door.strip():
        raise Problem("orders.empty")
    dwelling = dwelling_at(viewer, door, supply.estate_id)
    return order_for_household(viewer, supply_id, dwelling.id, quantities)


def is_open(supply: Supply) -> bool:
    """Return whether a household can still order or change: a group buy before its closing time."""
    late = supply.closes_at is not None and supply.closes_at <= clock.now()
    over = supply.closed_at or supply.cancelled_at or supply.finished_at
    return supply.kind == SupplyKind.GROUP_BUY and not over and not late


def read_quantity(good: Good, text: str) -> int:
    """Return how many of a good as it is typed; empty is none. Raises Problem `order.quantity`."""
    text = str(text).strip()
    if not text:
        return 0
    number = whole_number(text)
    if number is None or number > MOST:
        raise Problem("order.quantity", good=good.name, value=text[:20], most=MOST)
    return number


def _dwelling_of_supply(viewer: Viewer, supply: Supply, dwelling_id: UUID) -> Dwelling:
    rows = Dwelling.objects.of(viewer).filter(id=dwelling_id)
    dwelling = get_or_refuse(rows.select_related("stairwell"))
    if supply.estate_id and dwelling.stairwell.estate_id != supply.estate_id:
        raise Problem("order.elsewhere", door=dwelling.door)
    return dwelling


@transaction.atomic
def take_in_orders(viewer: Viewer, supply_id: UUID, drafts: Iterable[OrderDraft]) -> ImportResult:
    """Store the orders of a list or sheet; all or nothing, and a second time nothing new.

    Raises Problem `supply.closed` for what has arrived, `orders.empty`, `orders.too_many`.
    """
    supply = get_running_supply(viewer, supply_id)
    if not may_lead(viewer, supply):
        raise Problem("kernel.not_yours")
    if supply.arrived_at:
        raise Problem("supply.closed", title=supply.title)
    draft_list = list(drafts)
    if not draft_list:
        raise Problem("orders.empty")
    if len(draft_list) > MOST_AT_ONCE:
        raise Problem("orders.too_many", most=MOST_AT_ONCE)
    goods = {good.name: good for good in Good.objects.of(viewer).filter(supply=supply)}
    states = [state for _, state in store_orders(viewer, supply, draft_list, goods)]
    result = ImportResult(
        states.count("new"),
        states.count("changed"),
        states.count("same"),
        sum(bool(draft.doubt) for draft in draft_list),
    )
    after = {"supply": supply.title, "added": result.new, "changed": result.changed}
    journal.write(viewer, "orders.read", subject=supply.id, after=after)
    return result


def _write_journal(viewer: Viewer, kind: str, order: Order, **after: Any) -> None:
    journal.write(
        viewer,
        kind,
        subject=order.id,
        dwelling=order.dwelling_id,
        after={"supply": order.supply.title, **after},
    )


def _get_led_order(viewer: Viewer, order_id: UUID) -> Order:
    """Return an order that the viewer may settle, on a supply that is not over."""
    order = order_of(viewer, order_id, lock=True)
    get_running_supply(viewer, order.supply_id)
    if not may_lead(viewer, order.supply):
        raise Problem("kernel.not_yours")
    return order


@transaction.atomic
def settle_order(
    viewer: Viewer,
    order_id: UUID,
    dwelling_id: UUID | None,
    quantities: Mapping[UUID, str],
    door: str = "",
) -> Order:
    """Say whose an order is and how many of what; that ends its doubt.

    A typed `door` goes before the dwelling. Raises Problem `order.door`, `order.no_door`,
    `order.elsewhere`, `order.quantity`, `order.nothing`.
    """
    order = _get_led_order(viewer, order_id)
    chosen = dwelling_id or order.dwelling_id
    if door.strip():
        chosen = dwelling_at(viewer, door, order.supply.estate_id).id
    if chosen is None:
        raise Problem("order.no_door")
    order.dwelling = _dwelling_of_supply(viewer, order.supply, chosen)
    goods = Good.objects.of(viewer).filter(supply=order.supply)
    wants = {good.id: read_quantity(good, quantities.get(good.id, "")) for good in goods}
    if not any(wants.values()):
        raise Problem("order.nothing")
    order.doubt, order.doubt_about, order.candidates = "", "", []
    order.undelivered_reason = ""
    order.save()
    replace_lines({order: wants})
    _share_out_again(viewer, order.supply)
    _write_journal(viewer, "order.settled", order)
    return order


def _share_out_again(viewer: Viewer, supply: Supply) -> None:
    """What is there was shared among the orders of before; a supply that isn't has nothing yet."""
    if supply.arrived_at or supply.kind == SupplyKind.PACKAGE:
        share_out(viewer, supply)


@transaction.atomic
def mark_paid(viewer: Viewer, order_id: UUID) -> Order:
    """Note that an order is paid."""
    return _set_paid(viewer, order_id, True)


@transaction.atomic
def mark_unpaid(viewer: Viewer, order_id: UUID) -> Order:
    """Note that an order is not paid after all."""
    return _set_paid(viewer, order_id, False)


def _set_paid(viewer: Viewer, order_id: UUID, paid: bool) -> Order:
    order = _get_led_order(viewer, order_id)
    if bool(order.paid_at) != paid:
        order.paid_at = clock.now() if paid else None
        order.save(update_fields=["paid_at"])
        _write_journal(viewer, "order.paid" if paid else "order.unpaid", order)
    return order


@transaction.atomic
def cancel_order(viewer: Viewer, order_id: UUID) -> Order:
    """Take an order off the list; it stays told."""
    return _set_cancelled(viewer, order_id, True)


@transaction.atomic
def restore_order(viewer: Viewer, order_id: UUID) -> Order:
    """Put an order back on the list."""
    return _set_cancelled(viewer, order_id, False)


def _set_cancelled(viewer: Viewer, order_id: UUID, cancelled: bool) -> Order:
    order = _get_led_order(viewer, order_id)
    if bool(order.cancelled_at) != cancelled:
        order.cancelled_at = clock.now() if cancelled else None
        order.save(update_fields=["cancelled_at"])
        _share_out_again(viewer, order.supply)
        _write_journal(viewer, "order.cancelled" if cancelled else "order.restored", order)
    return order


def deliver_order(viewer: Viewer, order_id: UUID, despite: str = "") -> Order:
    """Note that one order was handed over at its door; raises what `deliver_orders` does."""
    return deliver_orders(viewer, [order_id], despite=despite)[0]


@transaction.atomic
def deliver_orders(viewer: Viewer, order_ids: Iterable[UUID], *, despite: str = "") -> list[Order]:
    """Note that orders of one supply were handed over at their doors, by the viewer; sent twice
    it is once.

    Raises Problem `supply.not_yet`, `order.no_door`, `order.cancelled`, and `order.moved` for a
    door where nobody lives any more, unless `despite` says why it was left there.
    """
    viewer.need(*STAFF)
    order_ids = list(order_ids)
    rows = Order.objects.of(viewer).filter(id__in=order_ids)
    if not pushes_cart(viewer, CartUse.CLEAN):
        led = rows.filter(supply__leader__user=viewer.user_id) if viewer.user_id else rows.none()
        rows = (visible_to(viewer, rows, stairwell="dwelling__stairwell") | led).distinct()
    order_list = list(rows.select_related("supply__leader", "dwelling"))
    if len(order_list) < len(set(order_ids)):
        raise Problem("kernel.not_found")
    for supply in {order.supply_id: order.supply for order in order_list}.values():
        if get_running_supply(viewer, supply.id).split_at is None:
            raise Problem("supply.not_yet", step=_("分到楼道"))
    undelivered = [order for order in order_list if order.delivered_at is None]
    _refuse_delivery(viewer, undelivered, despite)
    now = clock.now()
    for order in undelivered:
        order.delivered_at, order.delivered_by = now, viewer.name[:80]
        order.undelivered_reason = despite.strip()[:120]
        order.save(update_fields=["delivered_at", "delivered_by", "undelivered_reason"])
        hear_row(viewer, order, "undelivered_reason", way="door")
        _write_journal(viewer, "order.delivered", order, **({"why": despite} if despite else {}))
    return order_list


def _refuse_delivery(viewer: Viewer, orders: Iterable[Order], despite: str) -> None:
    order_list = list(orders)
    for order in order_list:
        if order.cancelled_at:
            raise Problem("order.cancelled")
        if order.dwelling_id is None:
            raise Problem("order.no_door")
    if despite.strip():
        return
    empty = empty_homes(
        viewer.community_id, (order.dwelling_id for order in order_list if order.dwelling_id)
    )
    for order in order_list:
        if order.dwelling_id in empty and order.dwelling:
            door = current_home(order)
            where = _("，已搬到 %(door)s") % {"door": door.door} if door else ""
            raise Problem("order.moved", door=order.dwelling.door, where=where)


@transaction.atomic
def note_not_delivered(viewer: Viewer, order_id: UUID, reason: str) -> Order:
    """Say why an order did not reach its door, or that its delivery was noted by mistake."""
    viewer.need(*STAFF)
    order = order_of(viewer, order_id, lock=True)
    get_running_supply(viewer, order.supply_id)
    if not reason.strip():
        raise Problem("order.why")
    order.delivered_at, order.delivered_by = None, ""
    order.undelivered_reason = reason.strip()[:120]
    order.save(update_fields=["delivered_at", "delivered_by", "undelivered_reason"])
    source = "order.undelivered_reason", order.id
    hear(viewer, Words(reason, *source, dwelling_id=order.dwelling_id, way="door"))
    _write_journal(viewer, "order.not_delivered", order, why=order.undelivered_reason)
    return order


def waiting_orders(viewer: Viewer, supply: Supply) -> int:
    """Return how many of a supply's orders wait for a person to say whose they are."""
    return orders_of(viewer, supply).filter(cancelled_at=None).exclude(doubt="").count()
