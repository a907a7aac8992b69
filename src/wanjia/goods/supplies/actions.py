"""What changes in a supply: opened, closed, counted in, disinfected, split, finished. One act each.

A supply goes one way: it arrives and is counted, is disinfected, split by stairwell, carried to
doors. A step that was taken may be taken back while the next one is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wanjia.care.errands.currency import fen
from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, STAFF, Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.idempotency import joined_text, known_or_refuse
from wanjia.core.ids import new_ids
from wanjia.core.problems import Problem
from wanjia.core.typed import whole_number
from wanjia.goods.models import Good, Order, OrderChannel, OrderLine, Supply, SupplyKind
from wanjia.goods.queries import homes_of_supply, may_lead, supply_of
from wanjia.goods.rules import load_rules
from wanjia.goods.supplies.allocation import Home, share_units, units_wanted
from wanjia.goods.supplies.lifecycle import lifecycle_of
from wanjia.people.models import Staff
from wanjia.places.models import Gate

MOST = 100_000


@dataclass(frozen=True)
class DraftGood:
    """A good as it is entered: name, unit, price in fen, and how many are expected (None: ?)."""

    name: str
    unit: str = ""
    price: int = 0
    expected: int | None = None


@dataclass(frozen=True)
class Draft:
    """A supply as it is entered."""

    kind: str
    title: str
    goods: Sequence[DraftGood]
    title_en: str = ""
    note: str = ""
    estate: UUID | None = None
    gate: UUID | None = None
    closes_at: datetime | None = None
    expected_at: datetime | None = None
    rule: Mapping[str, Any] = field(default_factory=dict)
    leader_name: str = ""


def read_goods(text: str) -> list[DraftGood]:
    """Goods from lines of `name unit price quantity`; what stands after the name may be missing.

    Raises Problem `supply.good_line` with the line's number.
    """
    goods = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.replace("，", " ").replace(",", " ").split()
        if not words:
            continue
        name, *rest = words
        unit = rest.pop(0) if rest and rest[0][0] not in "0123456789¥￥" else ""
        price = fen(rest[0]) if rest else 0
        expected = whole_number(rest[1]) if len(rest) > 1 else None
        if price is None or (expected is None and len(rest) > 1) or len(rest) > 2:
            raise Problem("supply.good_line", line=number, text=line.strip()[:40])
        goods.append(DraftGood(name[:60], unit[:10], price, expected))
    return goods


@idempotent
def open_supply(viewer: Viewer, draft: Draft, supply_id: UUID | None = None) -> Supply:
    """Enter a supply that will come, or open a group buy; who opens it leads it.

    The same `supply_id` again is harmless. Raises Problem `supply.what`, `.good_twice`, `.past`.
    """
    viewer.need(*STAFF)
    scope = {"community_id": viewer.community_id}
    known, id = known_or_refuse(
        viewer,
        Supply.objects.all(),
        supply_id,
        lambda supply: joined_text(
            supply.title, ", ".join(supply.goods.values_list("name", flat=True)), supply.note
        ),
        joined_text(draft.title, ", ".join(good.name for good in draft.goods), draft.note),
        **_draft_values(draft),
    )
    if known:
        return known
    _refuse_draft(viewer, draft)
    leader = Staff.objects.filter(**scope, user=viewer.user_id).first() if viewer.user_id else None
    supply = Supply.objects.create(
        **scope,
        id=id,
        kind=draft.kind,
        title=draft.title.strip()[:80],
        title_en=draft.title_en.strip()[:120],
        note=draft.note.strip()[:300],
        estate_id=draft.estate,
        gate=Gate.objects.filter(**scope, id=draft.gate).first() if draft.gate else None,
        leader=leader,
        leader_name=draft.leader_name.strip()[:80] or viewer.name,
        rule=dict(draft.rule),
        opened_at=clock.now(),
        closes_at=draft.closes_at,
        expected_at=draft.expected_at,
    )
    Good.objects.bulk_create(
        Good(
            **scope,
            id=key,
            supply=supply,
            name=good.name,
            unit=good.unit,
            price=good.price,
            expected=good.expected,
            sort=place,
        )
        for place, (key, good) in enumerate(
            zip(new_ids(len(draft.goods)), draft.goods, strict=True)
        )
    )
    _write_journal(viewer, "supply.opened", supply, sort=supply.kind, goods=len(draft.goods))
    return supply


def _draft_values(draft: Draft) -> dict[str, Any]:
    goods = [(good.name, good.unit, good.price, good.expected) for good in draft.goods]
    return {**vars(draft), "goods": goods}


def _refuse_draft(viewer: Viewer, draft: Draft) -> None:
    if draft.kind != SupplyKind.GROUP_BUY:
        viewer.need(*OFFICERS, "steward", "grid")
    if draft.kind not in SupplyKind.values or not draft.title.strip() or not draft.goods:
        raise Problem("supply.what")
    names = [good.name for good in draft.goods]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise Problem("supply.good_twice", good=twice)
    if draft.closes_at and draft.closes_at <= clock.now():
        raise Problem("supply.past")


def _write_journal(viewer: Viewer, kind: str, supply: Supply, **after: Any) -> None:
    journal.write(viewer, kind, subject=supply.id, after={"supply": supply.title, **after})


def get_running_supply(viewer: Viewer, supply_id: UUID) -> Supply:
    """Return a supply that is not over, held while it changes; raises Problem `supply.over`."""
    supply = supply_of(viewer, supply_id, lock=True)
    if supply.finished_at or supply.cancelled_at:
        raise Problem("supply.over", title=supply.title)
    return supply


def _get_led_supply(viewer: Viewer, supply_id: UUID) -> Supply:
    """Return a running supply that the viewer may close or call off: an officer, or its leader."""
    supply = get_running_supply(viewer, supply_id)
    if not may_lead(viewer, supply):
        raise Problem("kernel.not_yours")
    return supply


@transaction.atomic
def close_supply(viewer: Viewer, supply_id: UUID) -> Supply:
    """Close a group buy: what is ordered now is what will be bought. Open it again to change."""
    supply = _get_led_supply(viewer, supply_id)
    if supply.closed_at is None:
        supply.closed_at = clock.now()
        supply.save(update_fields=["closed_at"])
        _write_journal(viewer, "supply.closed", supply)
    return supply


@transaction.atomic
def reopen_supply(viewer: Viewer, supply_id: UUID) -> Supply:
    """Take orders again, while nothing has arrived."""
    supply = _get_led_supply(viewer, supply_id)
    if supply.arrived_at:
        raise Problem("supply.closed", title=supply.title)
    supply.closed_at = supply.closes_at = None
    supply.save(update_fields=["closed_at", "closes_at"])
    _write_journal(viewer, "supply.reopened", supply)
    return supply


@transaction.atomic
def allot_package(viewer: Viewer, supply_id: UUID) -> int:
    """Give a package to every household at home, by the supply's rule; return how many get some.

    Anew it replaces what was allotted. When there is not enough, those who must not be without
    come first and nobody gets two before another has one. Raises Problem `supply.nobody`,
    `supply.carried`.
    """
    viewer.need(*OFFICERS, "steward")
    supply = get_running_supply(viewer, supply_id)
    before = Order.objects.of(viewer).filter(supply=supply, channel=OrderChannel.ALLOT)
    if before.exclude(delivered_at=None).exists():
        raise Problem("supply.carried")
    per, units_each = supply.rule.get("per", "household"), int(supply.rule.get("each", 1))
    at_home = homes_of_supply(viewer, supply)
    if not at_home:
        raise Problem("supply.nobody")
    sharing = [
        Home(home.id, home.people, units_wanted(per, units_each, home.people), home.need)
        for home in at_home
    ]
    before.delete()
    goods = list(Good.objects.of(viewer).filter(supply=supply))
    _create_allotted_orders(viewer, supply, sharing, goods)
    _write_journal(viewer, "supply.allotted", supply, households=len(sharing))
    return len(sharing)


def _create_allotted_orders(
    viewer: Viewer, supply: Supply, sharing: Sequence[Home], goods: Sequence[Good]
) -> None:
    scope, now = {"community_id": viewer.community_id}, clock.now()
    ids = dict(zip((home.id for home in sharing), new_ids(len(sharing)), strict=True))
    Order.objects.bulk_create(
        Order(
            **scope,
            id=ids[home.id],
            supply=supply,
            dwelling_id=UUID(home.id),
            channel=OrderChannel.ALLOT,
            key=f"allot:{home.id}",
            made_at=now,
        )
        for home in sharing
    )
    OrderLine.objects.bulk_create(
        OrderLine(**scope, order_id=ids[home.id], good=good, quantity=home.wants)
        for good in goods
        for home in sharing
    )
    share_out(viewer, supply)


@transaction.atomic
def count_arrival(viewer: Viewer, supply_id: UUID, counted: Mapping[UUID, str]) -> Supply:
    """Count what came, good by good; where it is too little, it is shared out at once.

    Counting again corrects it. Raises Problem `supply.count`, `supply.not_yet`.
    """
    viewer.need(*STAFF)
    supply = get_running_supply(viewer, supply_id)
    lifecycle_of(supply).check(viewer, "arrive", supply)
    goods = list(Good.objects.of(viewer).filter(supply=supply))
    figures = {good.id: _read_count(good, counted.get(good.id, "")) for good in goods}
    for good in goods:
        good.counted = figures[good.id]
    Good.objects.bulk_update(goods, ["counted"])
    supply.arrived_at = supply.arrived_at or clock.now()
    supply.save(update_fields=["arrived_at"])
    share_out(viewer, supply)
    _write_journal(
        viewer, "supply.arrived", supply, counted={good.name: good.counted for good in goods}
    )
    return supply


def _read_count(good: Good, text: str) -> int:
    counted = whole_number(text)
    if counted is None or counted > MOST:
        raise Problem("supply.count", good=good.name, value=str(text).strip()[:20])
    return counted


def share_out(viewer: Viewer, supply: Supply) -> None:
    """Say what each order is given of what was counted, or of what is expected of a package;
    delivered ones stay. As long as neither is known, each order is given what it asked for."""
    people = {home.id: home for home in homes_of_supply(viewer, supply)}
    goods = Good.objects.of(viewer).filter(supply=supply)
    for good in goods:
        _share_good(viewer, good, _units_available(supply, good), people)


def _units_available(supply: Supply, good: Good) -> int | None:
    if good.counted is not None:
        return good.counted
    return good.expected if supply.kind == SupplyKind.PACKAGE else None


def _share_good(
    viewer: Viewer, good: Good, available: int | None, people: Mapping[str, Home]
) -> None:
    rows = (
        OrderLine.objects.of(viewer)
        .filter(good=good, order__cancelled_at=None)
        .select_related("order")
    )
    lines = list(rows.order_by("order__made_at", "order"))
    open_ = [line for line in lines if not line.order.delivered_at]
    shares: dict[str, int] = {}
    if available is not None:
        handed_out = sum(_units_of(line) for line in lines if line.order.delivered_at)
        nobody = Home("", 1, 0)
        sharing = []
        for line in open_:
            home = people.get(str(line.order.dwelling_id), nobody)
            sharing.append(Home(str(line.id), home.people, line.quantity, home.need))
        shares = share_units(sharing, max(available - handed_out, 0))
    for line in open_:
        line.given = shares.get(str(line.id))
    OrderLine.objects.bulk_update(open_, ["given"], batch_size=500)


def _units_of(line: OrderLine) -> int:
    return line.quantity if line.given is None else line.given


@transaction.atomic
def note_disinfected(viewer: Viewer, supply_id: UUID, agent: str = "", ppm: str = "") -> Supply:
    """Note that a supply was disinfected, with what, at which concentration (mg/L)."""
    viewer.need(*STAFF)
    supply = get_running_supply(viewer, supply_id)
    lifecycle_of(supply).check(viewer, "disinfect", supply)
    supply.agent = agent.strip()[:40] or load_rules().waste.agent.zh
    supply.ppm = read_strength(ppm)
    supply.disinfected_at = supply.disinfected_at or clock.now()
    supply.save(update_fields=["agent", "ppm", "disinfected_at"])
    _write_journal(viewer, "supply.disinfected", supply, ppm=supply.ppm)
    return supply


def read_strength(text: str) -> int:
    """Return a concentration in mg/L as it is typed, the rules' own if empty.

    Raises `waste.ppm`.
    """
    text = str(text).strip()
    if not text:
        return load_rules().waste.ppm
    ppm = whole_number(text)
    if ppm is None or not 100 <= ppm <= 20_000:
        raise Problem("waste.ppm", value=text[:20])
    return ppm


@transaction.atomic
def note_split(viewer: Viewer, supply_id: UUID) -> Supply:
    """Note that a supply is split by stairwell and ready to be carried."""
    viewer.need(*STAFF)
    supply = get_running_supply(viewer, supply_id)
    lifecycle_of(supply).check(viewer, "split", supply)
    supply.split_at = supply.split_at or clock.now()
    supply.save(update_fields=["split_at"])
    _write_journal(viewer, "supply.split", supply)
    return supply


_BACK = ("split_at", "disinfected_at", "arrived_at")


@transaction.atomic
def undo_last_step(viewer: Viewer, supply_id: UUID) -> Supply:
    """Take back the last step of a supply, while nothing of it is delivered."""
    viewer.need(*OFFICERS, "steward")
    supply = get_running_supply(viewer, supply_id)
    delivered = Order.objects.of(viewer).filter(supply=supply)
    if delivered.exclude(delivered_at=None).exists():
        raise Problem("supply.carried")
    last = next((name for name in _BACK if getattr(supply, name)), None)
    if last is None:
        raise Problem("kernel.nothing_to_undo")
    setattr(supply, last, None)
    supply.save(update_fields=[last])
    if last == "arrived_at":
        Good.objects.of(viewer).filter(supply=supply).update(counted=None)
        share_out(viewer, supply)
    _write_journal(viewer, "supply.step_back", supply)
    return supply


@transaction.atomic
def finish_supply(viewer: Viewer, supply_id: UUID) -> Supply:
    """End a supply; what was not delivered stays told as not delivered."""
    viewer.need(*STAFF)
    supply = _get_led_supply(viewer, supply_id)
    lifecycle_of(supply).check(viewer, "finish", supply)
    supply.finished_at = clock.now()
    supply.save(update_fields=["finished_at"])
    _write_journal(viewer, "supply.finished", supply)
    return supply


@transaction.atomic
def cancel_supply(viewer: Viewer, supply_id: UUID) -> Supply:
    """Call a supply off, while nothing of it has arrived."""
    viewer.need(*STAFF)
    supply = _get_led_supply(viewer, supply_id)
    if supply.arrived_at:
        raise Problem("supply.over", title=supply.title)
    supply.cancelled_at = clock.now()
    supply.save(update_fields=["cancelled_at"])
    _write_journal(viewer, "supply.cancelled", supply)
    return supply
