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
from wanjia.goods.models import Good, Order, OrderLine, OrderWay, Supply, SupplyKind
from wanjia.goods.queries import homes, leads, supply_of
from wanjia.goods.rules import load_rules
from wanjia.goods.supplies.allocation import Home, share, wanted
from wanjia.goods.supplies.lifecycle import lifecycle_of
from wanjia.people.models import Staff
from wanjia.places.models import Gate

MOST = 100_000


@dataclass(frozen=True)
class Thing:
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
    goods: Sequence[Thing]
    title_en: str = ""
    note: str = ""
    estate: UUID | None = None
    gate: UUID | None = None
    closes_at: datetime | None = None
    expected_at: datetime | None = None
    rule: Mapping[str, Any] = field(default_factory=dict)
    leader_name: str = ""


def things(text: str) -> list[Thing]:
    """Goods from lines of `name unit price quantity`; what stands after the name may be missing.

    Raises Problem `supply.good_line` with the line's number.
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.replace("，", " ").replace(",", " ").split()
        if not words:
            continue
        name, *rest = words
        unit = rest.pop(0) if rest and rest[0][0] not in "0123456789¥￥" else ""
        price = fen(rest[0]) if rest else 0
        many = whole_number(rest[1]) if len(rest) > 1 else None
        if price is None or (many is None and len(rest) > 1) or len(rest) > 2:
            raise Problem("supply.good_line", line=number, text=line.strip()[:40])
        found.append(Thing(name[:60], unit[:10], price, many))
    return found


@idempotent
def open_supply(viewer: Viewer, draft: Draft, supply_id: UUID | None = None) -> Supply:
    """Enter a supply that will come, or open a group buy; who opens it leads it.

    The same `supply_id` again is harmless. Raises Problem `supply.what`, `.good_twice`, `.past`.
    """
    viewer.need(*STAFF)
    of = {"community_id": viewer.community_id}
    known, id = known_or_refuse(
        viewer,
        Supply.objects.all(),
        supply_id,
        lambda one: joined_text(
            one.title, ", ".join(one.goods.values_list("name", flat=True)), one.note
        ),
        joined_text(draft.title, ", ".join(one.name for one in draft.goods), draft.note),
        **_typed(draft),
    )
    if known:
        return known
    _refuse_draft(viewer, draft)
    leader = Staff.objects.filter(**of, user=viewer.user_id).first() if viewer.user_id else None
    supply = Supply.objects.create(
        **of,
        id=id,
        kind=draft.kind,
        title=draft.title.strip()[:80],
        title_en=draft.title_en.strip()[:120],
        note=draft.note.strip()[:300],
        estate_id=draft.estate,
        gate=Gate.objects.filter(**of, id=draft.gate).first() if draft.gate else None,
        leader=leader,
        leader_name=draft.leader_name.strip()[:80] or viewer.name,
        rule=dict(draft.rule),
        opened_at=clock.now(),
        closes_at=draft.closes_at,
        expected_at=draft.expected_at,
    )
    Good.objects.bulk_create(
        Good(
            **of,
            id=key,
            supply=supply,
            name=one.name,
            unit=one.unit,
            price=one.price,
            expected=one.expected,
            sort=place,
        )
        for place, (key, one) in enumerate(zip(new_ids(len(draft.goods)), draft.goods, strict=True))
    )
    _write(viewer, "supply.opened", supply, sort=supply.kind, goods=len(draft.goods))
    return supply


def _typed(draft: Draft) -> dict[str, Any]:
    goods = [(one.name, one.unit, one.price, one.expected) for one in draft.goods]
    return {**vars(draft), "goods": goods}


def _refuse_draft(viewer: Viewer, draft: Draft) -> None:
    if draft.kind != SupplyKind.GROUP_BUY:
        viewer.need(*OFFICERS, "steward", "grid")
    if draft.kind not in SupplyKind.values or not draft.title.strip() or not draft.goods:
        raise Problem("supply.what")
    names = [one.name for one in draft.goods]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise Problem("supply.good_twice", good=twice)
    if draft.closes_at and draft.closes_at <= clock.now():
        raise Problem("supply.past")


def _write(viewer: Viewer, kind: str, supply: Supply, **after: Any) -> None:
    journal.write(viewer, kind, subject=supply.id, after={"supply": supply.title, **after})


def running(viewer: Viewer, supply_id: UUID) -> Supply:
    """A supply that is not over, held while it changes; raises Problem `supply.over`."""
    supply = supply_of(viewer, supply_id, lock=True)
    if supply.finished_at or supply.cancelled_at:
        raise Problem("supply.over", title=supply.title)
    return supply


def _mine(viewer: Viewer, supply_id: UUID) -> Supply:
    """A running supply that the viewer may close or call off: an officer, or its leader."""
    supply = running(viewer, supply_id)
    if not leads(viewer, supply):
        raise Problem("kernel.not_yours")
    return supply


@transaction.atomic
def close(viewer: Viewer, supply_id: UUID) -> Supply:
    """Close a group buy: what is ordered now is what will be bought. Open it again to change."""
    supply = _mine(viewer, supply_id)
    if supply.closed_at is None:
        supply.closed_at = clock.now()
        supply.save(update_fields=["closed_at"])
        _write(viewer, "supply.closed", supply)
    return supply


@transaction.atomic
def reopen(viewer: Viewer, supply_id: UUID) -> Supply:
    """Take orders again, while nothing has arrived."""
    supply = _mine(viewer, supply_id)
    if supply.arrived_at:
        raise Problem("supply.closed", title=supply.title)
    supply.closed_at = supply.closes_at = None
    supply.save(update_fields=["closed_at", "closes_at"])
    _write(viewer, "supply.reopened", supply)
    return supply


@transaction.atomic
def allot(viewer: Viewer, supply_id: UUID) -> int:
    """Give a package to every household at home, by the supply's rule; return how many get some.

    Anew it replaces what was allotted. When there is not enough, those who must not be without
    come first and nobody gets two before another has one. Raises Problem `supply.nobody`,
    `supply.carried`.
    """
    viewer.need(*OFFICERS, "steward")
    supply = running(viewer, supply_id)
    before = Order.objects.of(viewer).filter(supply=supply, way=OrderWay.ALLOT)
    if before.exclude(delivered_at=None).exists():
        raise Problem("supply.carried")
    per, each = supply.rule.get("per", "household"), int(supply.rule.get("each", 1))
    known = homes(viewer, supply)
    if not known:
        raise Problem("supply.nobody")
    wants = [Home(h.id, h.people, wanted(per, each, h.people), h.need) for h in known]
    before.delete()
    goods = list(Good.objects.of(viewer).filter(supply=supply))
    _give_out(viewer, supply, wants, goods)
    _write(viewer, "supply.allotted", supply, households=len(wants))
    return len(wants)


def _give_out(viewer: Viewer, supply: Supply, wants: Sequence[Home], goods: Sequence[Good]) -> None:
    of, now = {"community_id": viewer.community_id}, clock.now()
    ids = dict(zip((home.id for home in wants), new_ids(len(wants)), strict=True))
    Order.objects.bulk_create(
        Order(
            **of,
            id=ids[home.id],
            supply=supply,
            dwelling_id=UUID(home.id),
            way=OrderWay.ALLOT,
            key=f"allot:{home.id}",
            made_at=now,
        )
        for home in wants
    )
    OrderLine.objects.bulk_create(
        OrderLine(**of, order_id=ids[home.id], good=good, quantity=home.wants)
        for good in goods
        for home in wants
    )
    share_out(viewer, supply)


@transaction.atomic
def arrive(viewer: Viewer, supply_id: UUID, counted: Mapping[UUID, str]) -> Supply:
    """Count what came, good by good; where it is too little, it is shared out at once.

    Counting again corrects it. Raises Problem `supply.count`, `supply.not_yet`.
    """
    viewer.need(*STAFF)
    supply = running(viewer, supply_id)
    lifecycle_of(supply).check(viewer, "arrive", supply)
    goods = list(Good.objects.of(viewer).filter(supply=supply))
    figures = {one.id: _count(one, counted.get(one.id, "")) for one in goods}
    for one in goods:
        one.counted = figures[one.id]
    Good.objects.bulk_update(goods, ["counted"])
    supply.arrived_at = supply.arrived_at or clock.now()
    supply.save(update_fields=["arrived_at"])
    share_out(viewer, supply)
    _write(viewer, "supply.arrived", supply, counted={one.name: one.counted for one in goods})
    return supply


def _count(good: Good, text: str) -> int:
    counted = whole_number(text)
    if counted is None or counted > MOST:
        raise Problem("supply.count", good=good.name, value=str(text).strip()[:20])
    return counted


def share_out(viewer: Viewer, supply: Supply) -> None:
    """Say what each order is given of what was counted, or of what is expected of a package;
    delivered ones stay. As long as neither is known, each order is given what it asked for."""
    people = {home.id: home for home in homes(viewer, supply)}
    goods = Good.objects.of(viewer).filter(supply=supply)
    for good in goods:
        _share_good(viewer, good, _there(supply, good), people)


def _there(supply: Supply, good: Good) -> int | None:
    if good.counted is not None:
        return good.counted
    return good.expected if supply.kind == SupplyKind.PACKAGE else None


def _share_good(viewer: Viewer, good: Good, there: int | None, people: Mapping[str, Home]) -> None:
    rows = (
        OrderLine.objects.of(viewer)
        .filter(good=good, order__cancelled_at=None)
        .select_related("order")
    )
    lines = list(rows.order_by("order__made_at", "order"))
    open_ = [one for one in lines if not one.order.delivered_at]
    gets: dict[str, int] = {}
    if there is not None:
        gone = sum(_gets(one) for one in lines if one.order.delivered_at)
        nobody = Home("", 1, 0)
        wants = []
        for one in open_:
            home = people.get(str(one.order.dwelling_id), nobody)
            wants.append(Home(str(one.id), home.people, one.quantity, home.need))
        gets = share(wants, max(there - gone, 0))
    for one in open_:
        one.given = gets.get(str(one.id))
    OrderLine.objects.bulk_update(open_, ["given"], batch_size=500)


def _gets(line: OrderLine) -> int:
    return line.quantity if line.given is None else line.given


@transaction.atomic
def disinfect(viewer: Viewer, supply_id: UUID, agent: str = "", ppm: str = "") -> Supply:
    """Note that a supply was disinfected, with what, at which concentration (mg/L)."""
    viewer.need(*STAFF)
    supply = running(viewer, supply_id)
    lifecycle_of(supply).check(viewer, "disinfect", supply)
    supply.agent = agent.strip()[:40] or load_rules().waste.agent.zh
    supply.ppm = strength(ppm)
    supply.disinfected_at = supply.disinfected_at or clock.now()
    supply.save(update_fields=["agent", "ppm", "disinfected_at"])
    _write(viewer, "supply.disinfected", supply, ppm=supply.ppm)
    return supply


def strength(text: str) -> int:
    """A concentration in mg/L as it is typed, the rules' own if empty. Raises `waste.ppm`."""
    text = str(text).strip()
    if not text:
        return load_rules().waste.ppm
    ppm = whole_number(text)
    if ppm is None or not 100 <= ppm <= 20_000:
        raise Problem("waste.ppm", value=text[:20])
    return ppm


@transaction.atomic
def split(viewer: Viewer, supply_id: UUID) -> Supply:
    """Note that a supply is split by stairwell and ready to be carried."""
    viewer.need(*STAFF)
    supply = running(viewer, supply_id)
    lifecycle_of(supply).check(viewer, "split", supply)
    supply.split_at = supply.split_at or clock.now()
    supply.save(update_fields=["split_at"])
    _write(viewer, "supply.split", supply)
    return supply


_BACK = ("split_at", "disinfected_at", "arrived_at")


@transaction.atomic
def step_back(viewer: Viewer, supply_id: UUID) -> Supply:
    """Take back the last step of a supply, while nothing of it is delivered."""
    viewer.need(*OFFICERS, "steward")
    supply = running(viewer, supply_id)
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
    _write(viewer, "supply.step_back", supply)
    return supply


@transaction.atomic
def finish(viewer: Viewer, supply_id: UUID) -> Supply:
    """End a supply; what was not delivered stays told as not delivered."""
    viewer.need(*STAFF)
    supply = _mine(viewer, supply_id)
    lifecycle_of(supply).check(viewer, "finish", supply)
    supply.finished_at = clock.now()
    supply.save(update_fields=["finished_at"])
    _write(viewer, "supply.finished", supply)
    return supply


@transaction.atomic
def cancel(viewer: Viewer, supply_id: UUID) -> Supply:
    """Call a supply off, while nothing of it has arrived."""
    viewer.need(*STAFF)
    supply = _mine(viewer, supply_id)
    if supply.arrived_at:
        raise Problem("supply.over", title=supply.title)
    supply.cancelled_at = clock.now()
    supply.save(update_fields=["cancelled_at"])
    _write(viewer, "supply.cancelled", supply)
    return supply
