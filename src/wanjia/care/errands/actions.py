"""What changes in errands: asked, taken, bought, delivered, settled. One act each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.care.errands.currency import Account, account, fen, yuan
from wanjia.care.errands.lifecycle import ERRAND
from wanjia.care.models import Errand, ErrandItem, ErrandKind, Receipt
from wanjia.care.queries import visible_errands
from wanjia.core import clock, journal
from wanjia.core.access.viewer import STAFF, Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.hearing import LIFE, Words, hear
from wanjia.core.idempotency import known_or_new
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.access import visible_residents
from wanjia.people.models import Staff


@dataclass(frozen=True)
class Wanted:
    """One thing to buy: its name, and how much of it as people say it (`2 斤`)."""

    name: str
    quantity: str = ""


@idempotent
def ask(
    viewer: Viewer,
    resident_id: UUID,
    kind: str,
    wanted: Sequence[Wanted],
    *,
    shop: str = "",
    note: str = "",
    wanted_by: datetime | None = None,
    prescription: bool = False,
    errand_id: UUID | None = None,
) -> Errand:
    """Ask for things to be bought for a resident.

    The same `errand_id` sent again is harmless.
    """
    viewer.need(*STAFF, "household")
    resident = visible_residents(viewer).filter(id=resident_id).first()
    if resident is None:
        raise Problem("people.not_theirs")
    if kind not in ErrandKind.values:
        raise Problem("care.kind_unknown", kind=kind)
    listed = [thing for thing in wanted if thing.name.strip()]
    if not listed:
        raise Problem("care.nothing_listed")
    asked = {
        "resident": resident.id,
        "kind": kind,
        "wanted": [(thing.name, thing.quantity) for thing in listed],
        "shop": shop,
        "note": note,
        "by": wanted_by,
        "prescription": prescription,
    }
    known, id = known_or_new(viewer, visible_errands(viewer), errand_id, **asked)
    if known:
        return known
    errand = Errand.objects.create(
        id=id,
        community_id=viewer.community_id,
        resident=resident,
        kind=kind,
        shop=shop.strip()[:80],
        note=note.strip()[:300],
        wanted_by=wanted_by,
        prescription=prescription,
        asked_at=clock.now(),
    )
    ErrandItem.objects.bulk_create(
        ErrandItem(
            community_id=viewer.community_id,
            errand=errand,
            sort=place,
            name=thing.name.strip()[:120],
            quantity=thing.quantity.strip()[:40],
        )
        for place, thing in enumerate(listed)
    )
    things = "，".join([f"{thing.name} {thing.quantity}" for thing in listed])
    for name, text in (("note", note), ("items", things)):
        hear(
            viewer,
            Words(text, f"errand.{name}", errand.id, resident_id=resident.id, upto=LIFE),
        )
    _journal_errand(viewer, errand, "errand.asked", things=len(listed))
    return errand


@transaction.atomic
def take(viewer: Viewer, errand_id: UUID, staff_id: UUID | None = None) -> Errand:
    """Let somebody buy it.

    The viewer's own person, or the one whom an officer names.
    """
    viewer.need(*STAFF)
    errand = _get_open_errand(viewer, errand_id)
    people = Staff.objects.of(viewer)
    chosen = (
        people.filter(id=staff_id)
        if staff_id and viewer.sees_all
        else people.filter(user=viewer.user_id)
    ).first()
    if chosen is None or not chosen.active:
        raise Problem("care.not_available", name=chosen.name if chosen else viewer.name)
    if errand.buyer_id == chosen.id:
        return errand
    before = errand.buyer.name if errand.buyer else ""
    errand.buyer, errand.taken_at = chosen, clock.now()
    errand.save(update_fields=["buyer", "taken_at"])
    _journal_errand(viewer, errand, "errand.taken", before={"buyer": before}, buyer=chosen.name)
    return errand


@transaction.atomic
def receive(viewer: Viewer, errand_id: UUID, amount: str, card: bool = False) -> Errand:
    """Note money that the resident handed over, added to what they gave before; and the card."""
    viewer.need(*STAFF)
    errand = _get_open_errand(viewer, errand_id)
    errand.given += _read_fen(amount or "0")
    if card and errand.card_taken_at is None:
        errand.card_taken_at = clock.now()
    errand.save(update_fields=["given", "card_taken_at"])
    _journal_errand(viewer, errand, "errand.money", given=yuan(errand.given), card=card)
    return errand


@transaction.atomic
def buy(
    viewer: Viewer,
    errand_id: UUID,
    prices: Mapping[UUID, str],
    receipts: Sequence[tuple[str, str, str]],
) -> Errand:
    """Note what each thing cost ("" for not found) and the receipts (amount, shop, number).

    Raises Problem `care.price_missing`, `care.money_unreadable`, or `care.receipts_differ` when
    the receipts do not add up to the things; then nothing is stored.
    """
    viewer.need(*STAFF)
    errand = _get_open_errand(viewer, errand_id)
    items = list(errand.items.all())
    for item in items:
        text = prices.get(item.id)
        if text is None:
            raise Problem("care.price_missing", item=item.name)
        item.missing = not text.strip()
        item.price = None if item.missing else _read_fen(text)
    amounts = [_read_fen(amount) for amount, _shop, _number in receipts]
    spent = sum(item.price or 0 for item in items)
    if sum(amounts) != spent:
        raise Problem(
            "care.receipts_differ",
            receipts=yuan(sum(amounts)),
            items=yuan(spent),
            difference=yuan(abs(sum(amounts) - spent)),
        )
    now = clock.now()
    ErrandItem.objects.bulk_update(items, ["price", "missing"])
    errand.receipts.all().delete()
    Receipt.objects.bulk_create(
        Receipt(
            community_id=viewer.community_id,
            errand=errand,
            amount=amount,
            shop=shop.strip()[:80],
            number=number.strip()[:60],
            recorded_at=now,
        )
        for amount, (_text, shop, number) in zip(amounts, receipts, strict=True)
    )
    errand.bought_at = now
    errand.save(update_fields=["bought_at"])
    _journal_errand(viewer, errand, "errand.bought", spent=yuan(spent))
    return errand


@transaction.atomic
def deliver(viewer: Viewer, errand_id: UUID) -> Errand:
    """Note that the things stand at the resident's door."""
    errand = _get_open_errand(viewer, errand_id)
    ERRAND.check(viewer, "deliver", errand)
    if errand.delivered_at is None:
        errand.delivered_at = clock.now()
        errand.save(update_fields=["delivered_at"])
        _journal_errand(viewer, errand, "errand.delivered")
    return errand


@transaction.atomic
def settle(viewer: Viewer, errand_id: UUID, returned: str, card_back: bool = False) -> Errand:
    """Close the account.

    What was given, less what was spent, has gone back, to the fen. Raises Problem `care.not_yet`,
    `care.more_is_owed`, `care.money_differs` or `care.card_out`.
    """
    errand = _get_open_errand(viewer, errand_id)
    ERRAND.check(viewer, "settle", errand)
    back = _read_fen(returned or "0")
    sums = account_of(errand)
    if sums.change < 0:
        raise Problem(
            "care.more_is_owed",
            given=yuan(sums.given),
            spent=yuan(sums.spent),
            short=yuan(-sums.change),
        )
    if back != sums.change:
        raise Problem(
            "care.money_differs",
            given=yuan(sums.given),
            spent=yuan(sums.spent),
            due=yuan(sums.change),
            returned=yuan(back),
        )
    if errand.card_taken_at and not (card_back or errand.card_returned_at):
        raise Problem("care.card_out")
    now = clock.now()
    errand.returned, errand.settled_at = back, now
    if errand.card_taken_at and errand.card_returned_at is None:
        errand.card_returned_at = now
    errand.save(update_fields=["returned", "settled_at", "card_returned_at"])
    _journal_errand(viewer, errand, "errand.settled", returned=yuan(back))
    return errand


@transaction.atomic
def cancel(viewer: Viewer, errand_id: UUID, why: str) -> Errand:
    """Take an errand back.

    Money that was given must have gone back with it.
    """
    viewer.need(*STAFF)
    errand = _get_open_errand(viewer, errand_id)
    if errand.bought_at:
        raise Problem("care.not_yet", step=ERRAND.step("deliver").label)
    errand.returned, errand.cancelled_at = errand.given, clock.now()
    if errand.card_taken_at:
        errand.card_returned_at = errand.cancelled_at
    errand.save(update_fields=["returned", "cancelled_at", "card_returned_at"])
    words = Words(why, "errand.why", errand.id, resident_id=errand.resident_id, upto=LIFE)
    hear(viewer, words)
    _journal_errand(
        viewer, errand, "errand.cancelled", why=why[:200], returned=yuan(errand.returned)
    )
    return errand


def account_of(errand: Errand) -> Account:
    """Return the account of an errand as it stands."""
    return account(
        errand.given,
        (item.price for item in errand.items.all()),
        (receipt.amount for receipt in errand.receipts.all()),
        errand.returned,
    )


def _get_open_errand(viewer: Viewer, errand_id: UUID) -> Errand:
    return get_or_refuse(
        visible_errands(viewer).select_related("resident", "buyer"),
        id=errand_id,
        settled_at=None,
        cancelled_at=None,
    )


def _read_fen(text: str) -> int:
    amount = fen(text)
    if amount is None:
        raise Problem("care.money_unreadable", value=text)
    return amount


def _journal_errand(
    viewer: Viewer,
    errand: Errand,
    kind: str,
    before: dict[str, object] | None = None,
    **after: object,
) -> None:
    journal.write(
        viewer,
        kind,
        subject=errand.id,
        dwelling=errand.resident.dwelling_id,
        before=before,
        after=after,
    )
