"""Stock: what is there, what goes, for how many days it will do; moves are only ever appended."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, STAFF, Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.idempotency import joined_text, known_or_refuse
from wanjia.core.localized import localized_unit
from wanjia.core.problems import Problem
from wanjia.core.typed import whole_number
from wanjia.goods.models import MoveKind, StockItem, StockMove
from wanjia.goods.stock.stock_forecast import Level, Move, level

MOST = 1_000_000


@dataclass(frozen=True)
class Shelf:
    """An item with its level; `low` when it will not do for the days it should."""

    item: StockItem
    level: Level

    @property
    def low(self) -> bool:
        days = self.level.days
        return self.level.there <= 0 or (days is not None and days < self.item.low_days)


def load_shelves(viewer: Viewer) -> list[Shelf]:
    """Return every item with its level, in two statements; what runs out first comes first."""
    viewer.need(*STAFF)
    moves: dict[UUID, list[Move]] = defaultdict(list)
    rows = StockMove.objects.of(viewer).filter(undone_at=None)
    for item, at, kind, quantity in rows.values_list("item", "occurred_at", "kind", "quantity"):
        moves[item].append(Move(at, kind, quantity))
    now = clock.now()
    items = StockItem.objects.of(viewer).filter(retired_at=None)
    shelf_list = [Shelf(item, level(moves[item.id], now)) for item in items]
    return sorted(shelf_list, key=lambda shelf: (not shelf.low, shelf.item.sort, shelf.item.name))


@transaction.atomic
def add_item(
    viewer: Viewer, name: str, unit: str = "", low_days: str = "3", name_en: str = ""
) -> StockItem:
    """Keep a new thing in stock. Raises Problem `stock.what`, `stock.known`."""
    viewer.need(*OFFICERS)
    scope = {"community_id": viewer.community_id}
    if not name.strip():
        raise Problem("stock.what")
    if StockItem.objects.filter(**scope, name=name.strip()).exists():
        raise Problem("stock.known", name=name.strip())
    days = whole_number(low_days)
    item = StockItem.objects.create(
        **scope,
        name=name.strip()[:60],
        name_en=name_en.strip()[:80],
        unit=unit.strip()[:10],
        low_days=3 if days is None else min(days, 365),
    )
    journal.write(viewer, "stock.added", subject=item.id, after={"name": item.name})
    return item


@idempotent
def note_move(
    viewer: Viewer,
    item_id: UUID,
    kind: str,
    quantity: str,
    note: str = "",
    move_id: UUID | None = None,
) -> StockMove:
    """Note that so many came in, went out, or were counted; the same `move_id` again is harmless.

    Raises Problem `stock.number`, `stock.too_few`.
    """
    viewer.need(*STAFF)
    scope = {"community_id": viewer.community_id}
    item = StockItem.objects.select_for_update().filter(**scope, id=item_id).first()
    if item is None or kind not in MoveKind.values:
        raise Problem("kernel.not_found")
    known, id = known_or_refuse(
        viewer,
        StockMove.objects.select_related("item"),
        move_id,
        lambda move: joined_text(move.item.name, move.get_kind_display(), move.quantity, move.note),
        joined_text(item.name, MoveKind(kind).label, quantity, note),
        item=item.id,
        kind=kind,
        quantity=quantity,
        note=note,
    )
    if known:
        return known
    least = 0 if kind == MoveKind.COUNT else 1
    number = whole_number(quantity)
    if number is None or not least <= number <= MOST:
        raise Problem("stock.number", value=quantity.strip()[:20], least=least)
    if kind == MoveKind.OUT:
        _refuse_too_many(viewer, item, number)
    return StockMove.objects.create(
        **scope,
        id=id,
        item=item,
        occurred_at=clock.now(),
        kind=kind,
        quantity=number,
        note=note.strip()[:120],
        created_by_name=viewer.name[:80],
    )


def _refuse_too_many(viewer: Viewer, item: StockItem, asked: int) -> None:
    rows = StockMove.objects.of(viewer).filter(item=item, undone_at=None)
    moves = [Move(*row) for row in rows.values_list("occurred_at", "kind", "quantity")]
    there = level(moves, clock.now()).there
    if asked > there:
        raise Problem(
            "stock.too_few",
            item=item.name,
            there=max(there, 0),
            unit=localized_unit(item.unit),
            asked=asked,
        )


@transaction.atomic
def undo_move(viewer: Viewer, move_id: UUID) -> StockMove:
    """Take back a move that was noted by mistake; it stays on the list, struck out."""
    viewer.need(*STAFF)
    rows = StockMove.objects.of(viewer).filter(id=move_id, undone_at=None)
    move = rows.first()
    if move is None:
        raise Problem("kernel.nothing_to_undo")
    move.undone_at = clock.now()
    move.save(update_fields=["undone_at"])
    journal.write(viewer, "stock.undone", subject=move.item_id, after={"quantity": move.quantity})
    return move
