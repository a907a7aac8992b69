"""How orders are stored as they were read; a second time changes what is there and adds nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.hearing import hear_row
from wanjia.core.ids import new_id
from wanjia.goods.models import Good, Order, OrderLine, Supply

# What a list or sheet read again may change in an order.
TAKEN_OVER = [
    "dwelling_id",
    "channel",
    "text",
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


def store_orders(
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
    replace_lines({order: known_quantities[key] for key, order in (new | changed).items()})
    for order in (new | changed).values():
        hear_row(viewer, order, "text", "who")
    return stored


def _is_unchanged(order: Order, draft: OrderDraft, same_goods: bool) -> bool:
    """Whether there is nothing new in a line. What a person settled (a door chosen, a quantity
    entered) is kept while the line stays the same."""
    settled = order.text == draft.said and draft.doubt and not order.doubt
    alike = (
        same_goods
        and bool(order.cancelled_at) == draft.cancelled
        and order.dwelling_id == draft.dwelling
        and order.doubt == draft.doubt
    )
    return bool(settled) or alike


def _take_over(order: Order, draft: OrderDraft) -> None:
    now = clock.now()
    order.dwelling_id, order.channel, order.text = draft.dwelling, draft.way, draft.said[:300]
    order.who, order.doubt, order.doubt_about = draft.who[:40], draft.doubt, draft.about[:60]
    order.candidates = list(draft.candidates)
    order.cancelled_at = (order.cancelled_at or now) if draft.cancelled else None
    order.paid_at = (order.paid_at or now) if draft.paid else order.paid_at


def replace_lines(wants: Mapping[Order, Mapping[UUID, int]]) -> None:
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
