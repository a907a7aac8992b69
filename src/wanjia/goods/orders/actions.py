"""What changes in orders: joined, read from lists and sheets, settled, paid, delivered.

Whichever way an order came in, its key says where from: the same page, list or sheet again changes
the order that is there and adds none. A line whose door is not certain waits for a person.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.core import clock, journal
from wanjia.core.access.viewer import STAFF, Viewer, visible_to
from wanjia.core.hearing import Words, hear, hear_row
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.core.typed import whole_number
from wanjia.goods.models import CartUse, Good, Order, OrderLine, OrderWay, Supply, SupplyKind
from wanjia.goods.orders.line_text import MOST
from wanjia.goods.queries import (
    current_home,
    empty_homes,
    may_lead,
    order_of,
    orders_of,
    pushes_cart,
)
from wanjia.goods.supplies.actions import get_running_supply, share_out
from wanjia.places.models import Dwelling

MOST_AT_ONCE = 3000
# What a list or sheet read again may change in an order.
TAKEN_OVER = [
    "dwelling_id",
    "way",
    "said",
    "who",
    "doubt",
    "doubt_about",
    "candidates",
    "cancelled_at",
    "paid_at",
]


@dataclass(frozen=True)
class OrderDraft:
    """An order as read from a list or sheet: from where, whose, how many of what (by name)."""

    key: str
    way: str
    said: str
    goods: Mapping[str, int]
    dwelling: UUID | None = None
    who: str = ""
    paid: bool = False
    cancelled: bool = False
    doubt: str = ""
    about: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportResult:
    """What became of a list or sheet: orders new, changed, as they were, and in doubt."""

    new: int
    changed: int
    same: int
    doubtful: int


@transaction.atomic
def order_for_household(
    viewer: Viewer, supply_id: UUID, dwelling_id: UUID, asked: Mapping[UUID, str], who: str = ""
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
    wanted = {good.name: read_quantity(good, asked.get(good.id, "")) for good in goods}
    way = OrderWay.PAGE if household else OrderWay.DESK
    found = OrderDraft(f"home:{dwelling.id}", way, "", wanted, dwelling.id, who[:40])
    there = Order.objects.of(viewer).filter(supply=supply, key=found.key).first()
    if not any(wanted.values()) and there is None:
        raise Problem("order.nothing")
    ((order, _state),) = _store_orders(viewer, supply, [found], {good.name: good for good in goods})
    if not any(wanted.values()):
        order.cancelled_at = clock.now()
        order.save(update_fields=["cancelled_at"])
    _share_out_again(viewer, supply)
    _write_journal(viewer, "order.made", order, goods={k: n for k, n in wanted.items() if n})
    return order


def is_open(supply: Supply) -> bool:
    """Whether a household can still order or change: a group buy before its closing time."""
    late = supply.closes_at is not None and supply.closes_at <= clock.now()
    over = supply.closed_at or supply.cancelled_at or supply.finished_at
    return supply.kind == SupplyKind.GROUP_BUY and not over and not late


def read_quantity(good: Good, text: str) -> int:
    """How many of a good as it is typed; empty is none. Raises Problem `order.quantity`."""
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
    states = [state for _, state in _store_orders(viewer, supply, draft_list, goods)]
    result = ImportResult(
        states.count("new"),
        states.count("changed"),
        states.count("same"),
        sum(bool(draft.doubt) for draft in draft_list),
    )
    after = {"supply": supply.title, "added": result.new, "changed": result.changed}
    journal.write(viewer, "orders.read", subject=supply.id, after=after)
    return result


def _store_orders(
    viewer: Viewer, supply: Supply, drafts: Sequence[OrderDraft], goods: Mapping[str, Good]
) -> list[tuple[Order, str]]:
    """Store orders as found; return each and whether it is new, changed or the same."""
    scope = {"community_id": viewer.community_id}
    rows = Order.objects.filter(**scope, supply=supply, key__in={draft.key for draft in drafts})
    known = {order.key: order for order in rows.prefetch_related("lines")}
    known_quantities = {
        key: {line.good_id: line.quantity for line in order.lines.all()}
        for key, order in known.items()
    }
    new: dict[str, Order] = {}
    changed: dict[str, Order] = {}
    stored = []
    now = clock.now()
    for draft in drafts:
        wants = {
            goods[name].id: quantity
            for name, quantity in draft.goods.items()
            if quantity and name in goods
        }
        order = known.get(draft.key)
        if order is None:
            order = Order(id=new_id(), **scope, supply=supply, key=draft.key, made_at=now)
            new[draft.key] = known[draft.key] = order
            stored.append((order, "new"))
        elif _is_unchanged(order, draft, known_quantities[draft.key] == wants):
            stored.append((order, "same"))
            continue
        else:
            stored.append((order, "changed"))
            if draft.key not in new:
                changed[draft.key] = order
        _take_over(order, draft)
        known_quantities[draft.key] = wants
    Order.objects.bulk_create(new.values())
    Order.objects.bulk_update(changed.values(), TAKEN_OVER, batch_size=200)
    _replace_lines({order: known_quantities[key] for key, order in (new | changed).items()})
    for order in (new | changed).values():
        hear_row(viewer, order, "said", "who")
    return stored


def _is_unchanged(order: Order, draft: OrderDraft, same_goods: bool) -> bool:
    """Whether there is nothing new in a line. What a person settled (a door chosen, a quantity
    entered) is kept while the line stays the same."""
    settled = order.said == draft.said and draft.doubt and not order.doubt
    alike = (
        same_goods
        and bool(order.cancelled_at) == draft.cancelled
        and order.dwelling_id == draft.dwelling
        and order.doubt == draft.doubt
    )
    return bool(settled) or alike


def _take_over(order: Order, draft: OrderDraft) -> None:
    now = clock.now()
    order.dwelling_id, order.way, order.said = draft.dwelling, draft.way, draft.said[:300]
    order.who, order.doubt, order.doubt_about = draft.who[:40], draft.doubt, draft.about[:60]
    order.candidates = list(draft.candidates)
    order.cancelled_at = (order.cancelled_at or now) if draft.cancelled else None
    order.paid_at = (order.paid_at or now) if draft.paid else order.paid_at


def _replace_lines(wants: Mapping[Order, Mapping[UUID, int]]) -> None:
    """What orders ask for from now on, good by good."""
    if not wants:
        return
    community = next(iter(wants)).community_id
    OrderLine.objects.filter(community_id=community, order__in=list(wants)).delete()
    OrderLine.objects.bulk_create(
        OrderLine(community_id=community, order=order, good_id=good, quantity=quantity)
        for order, goods in wants.items()
        for good, quantity in goods.items()
        if quantity
    )


def _write_journal(viewer: Viewer, kind: str, order: Order, **after: Any) -> None:
    journal.write(
        viewer,
        kind,
        subject=order.id,
        dwelling=order.dwelling_id,
        after={"supply": order.supply.title, **after},
    )


def _get_led_order(viewer: Viewer, order_id: UUID) -> Order:
    """An order that the viewer may settle, on a supply that is not over."""
    order = order_of(viewer, order_id, lock=True)
    get_running_supply(viewer, order.supply_id)
    if not may_lead(viewer, order.supply):
        raise Problem("kernel.not_yours")
    return order


@transaction.atomic
def settle_order(
    viewer: Viewer, order_id: UUID, dwelling_id: UUID | None, quantities: Mapping[UUID, str]
) -> Order:
    """Say whose an order is and how many of what; that ends its doubt.

    Raises Problem `order.no_door`, `order.elsewhere`, `order.quantity`, `order.nothing`.
    """
    order = _get_led_order(viewer, order_id)
    chosen = dwelling_id or order.dwelling_id
    if chosen is None:
        raise Problem("order.no_door")
    order.dwelling = _dwelling_of_supply(viewer, order.supply, chosen)
    goods = Good.objects.of(viewer).filter(supply=order.supply)
    wants = {good.id: read_quantity(good, quantities.get(good.id, "")) for good in goods}
    if not any(wants.values()):
        raise Problem("order.nothing")
    order.doubt, order.doubt_about, order.candidates = "", "", []
    order.undelivered_why = ""
    order.save()
    _replace_lines({order: wants})
    _share_out_again(viewer, order.supply)
    _write_journal(viewer, "order.settled", order)
    return order


def _share_out_again(viewer: Viewer, supply: Supply) -> None:
    """What is there was shared among the orders of before; a supply that isn't has nothing yet."""
    if supply.arrived_at or supply.kind == SupplyKind.PACKAGE:
        share_out(viewer, supply)


@transaction.atomic
def set_paid(viewer: Viewer, order_id: UUID, paid: bool = True) -> Order:
    """Note that an order is paid, or that it is not after all."""
    order = _get_led_order(viewer, order_id)
    if bool(order.paid_at) != paid:
        order.paid_at = clock.now() if paid else None
        order.save(update_fields=["paid_at"])
        _write_journal(viewer, "order.paid" if paid else "order.unpaid", order)
    return order


@transaction.atomic
def set_dropped(viewer: Viewer, order_id: UUID, dropped: bool = True) -> Order:
    """Take an order off the list, or put it back; it stays told either way."""
    order = _get_led_order(viewer, order_id)
    if bool(order.cancelled_at) != dropped:
        order.cancelled_at = clock.now() if dropped else None
        order.save(update_fields=["cancelled_at"])
        _share_out_again(viewer, order.supply)
        _write_journal(viewer, "order.cancelled" if dropped else "order.restored", order)
    return order


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
        order.undelivered_why = despite.strip()[:120]
        order.save(update_fields=["delivered_at", "delivered_by", "undelivered_why"])
        hear_row(viewer, order, "undelivered_why", way="door")
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
    order.undelivered_why = reason.strip()[:120]
    order.save(update_fields=["delivered_at", "delivered_by", "undelivered_why"])
    source = "order.undelivered_why", order.id
    hear(viewer, Words(reason, *source, dwelling_id=order.dwelling_id, way="door"))
    _write_journal(viewer, "order.not_delivered", order, why=order.undelivered_why)
    return order


def waiting_orders(viewer: Viewer, supply: Supply) -> int:
    """How many of a supply's orders wait for a person to say whose they are."""
    return orders_of(viewer, supply).filter(cancelled_at=None).exclude(doubt="").count()
