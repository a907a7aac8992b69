"""What changes in the waste of infected households: places, bags, barrels, hand-overs, 消杀."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core import clock, journal
from wanjia.core.access.viewer import FIELD, OFFICERS, STAFF, Viewer, visible_to
from wanjia.core.database_errors import idempotent
from wanjia.core.hearing import hear_row
from wanjia.core.idempotency import joined_text, known_or_refuse
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.core.typed import whole_number
from wanjia.goods.models import (
    Barrel,
    BarrelKind,
    Disinfection,
    DisinfectionKind,
    Handover,
    Pickup,
    WastePlace,
)
from wanjia.goods.rules import load_rules
from wanjia.goods.supplies.actions import strength
from wanjia.goods.waste.queries import places_of
from wanjia.places.models import Dwelling

MOST_BAGS = 99
MOST_KG = 500
DRAWN = "data:image/png;base64,"
MOST_SIGNATURE = 60_000  # characters of a drawn signature


def today() -> date:
    """The community's day, as waste is counted."""
    return timezone.localdate(clock.now())


@transaction.atomic
def list_place(
    viewer: Viewer,
    dwelling_id: UUID | None = None,
    *,
    address: str = "",
    kind: str = BarrelKind.HOUSEHOLD,
    source: UUID | None = None,
) -> WastePlace:
    """Put a home, or an address elsewhere in the town, on the list; listed already is harmless.

    Raises Problem `waste.unknown` for nothing to list.
    """
    viewer.need(*OFFICERS, "grid", "steward")
    of = {"community_id": viewer.community_id}
    if (dwelling_id is None and not address.strip()) or kind not in BarrelKind.values:
        raise Problem("waste.unknown", text=address)
    rows = WastePlace.objects.filter(**of, until=None)
    known = rows.filter(dwelling=dwelling_id) if dwelling_id else rows.filter(address=address)
    if there := known.first():
        return there
    place, _made = WastePlace.objects.get_or_create(
        **of,
        source=source or new_id(),
        defaults={
            "dwelling_id": dwelling_id,
            "address": address.strip()[:120],
            "kind": kind,
            "since": today(),
        },
    )
    if place.until:
        place.until, place.end_why = None, ""
        place.save(update_fields=["until", "end_why"])
    _write(viewer, "waste.listed", place)
    return place


@transaction.atomic
def end_place(viewer: Viewer, place_id: UUID, why: str) -> WastePlace:
    """Take a place off the list from tomorrow on; what it gave stays told."""
    viewer.need(*OFFICERS, "grid", "steward")
    place = place_of(viewer, place_id)
    if place.until is None:
        place.until, place.end_why = today(), why.strip()[:80]
        place.save(update_fields=["until", "end_why"])
        hear_row(viewer, place, "end_why")
        _write(viewer, "waste.ended", place, why=place.end_why)
    return place


def _write(viewer: Viewer, kind: str, place: WastePlace, **after: Any) -> None:
    door = {"door": place.address} if place.address else {}
    journal.write(viewer, kind, subject=place.id, dwelling=place.dwelling_id, after=door | after)


def place_of(viewer: Viewer, place_id: UUID) -> WastePlace:
    """One place in sight; raises Problem `kernel.not_found`."""
    rows = places_of(viewer).select_related("dwelling__stairwell")
    return get_or_refuse(rows, id=place_id)


@idempotent
def pick_up(
    viewer: Viewer,
    place_id: UUID,
    bags: str,
    *,
    doubled: bool = False,
    sprayed: bool = False,
    barrel: str = "",
    ppm: str = "",
    pickup_id: UUID | None = None,
) -> Pickup:
    """Note the bags taken at a place today, or that it had none (`0`); sent twice it is once.

    Bags must be doubled and sprayed. Raises Problem `waste.bags`, `.not_doubled`, `.ended`,
    `barrel.gone`.
    """
    viewer.need(*STAFF)
    place, of = place_of(viewer, place_id), {"community_id": viewer.community_id}
    known, id = known_or_refuse(
        viewer,
        Pickup.objects.filter(place__in=places_of(viewer)).select_related("place__dwelling"),
        pickup_id,
        lambda one: joined_text(_door(one.place), f"{_('袋数')} {one.bags}"),
        joined_text(_door(place), f"{_('袋数')} {bags}"),
        place=place.id,
        bags=bags,
        doubled=doubled,
        sprayed=sprayed,
        barrel=barrel,
        ppm=ppm,
    )
    if known:
        return known
    if place.until and place.until < today():
        raise Problem("waste.ended", door=_door(place))
    many = _bags(bags)
    if many and not (doubled and sprayed):
        raise Problem("waste.not_doubled")
    rules = load_rules().waste
    into = open_barrel(viewer, barrel, place.kind) if many and barrel.strip() else None
    pickup = Pickup.objects.create(
        **of,
        id=id,
        place=place,
        day=today(),
        at=clock.now(),
        bags=many,
        doubled=bool(many and doubled),
        agent=rules.agent.zh if many else "",
        ppm=strength(ppm) if many else None,
        barrel=into,
        by_name=viewer.name[:80],
    )
    _write(viewer, "waste.picked_up", place, bags=many, **({"barrel": barrel} if into else {}))
    return pickup


def _door(place: WastePlace) -> str:
    return place.dwelling.door if place.dwelling else place.address


def _bags(text: str) -> int:
    bags = whole_number(text)
    if bags is None or bags > MOST_BAGS:
        raise Problem("waste.bags", most=MOST_BAGS)
    return bags


@transaction.atomic
def take_back(viewer: Viewer, pickup_id: UUID) -> Pickup:
    """Take back a pickup noted by mistake, while its barrel is here."""
    viewer.need(*STAFF)
    rows = Pickup.objects.of(viewer).filter(id=pickup_id, undone_at=None)
    pickup = get_or_refuse(rows.select_related("barrel__handover", "place"))
    place_of(viewer, pickup.place_id)
    if pickup.barrel and pickup.barrel.handover:
        _refuse_gone(pickup.barrel)
    pickup.undone_at = clock.now()
    pickup.save(update_fields=["undone_at"])
    _write(viewer, "waste.taken_back", pickup.place, bags=pickup.bags)
    return pickup


def open_barrel(viewer: Viewer, number: str, kind: str = BarrelKind.HOUSEHOLD) -> Barrel:
    """Today's barrel of a number, made if it is new. Raises `barrel.number`, `barrel.gone`."""
    name = number.strip().upper()[:20]
    if not name or kind not in BarrelKind.values:
        raise Problem("barrel.number")
    barrel, _made = Barrel.objects.select_related("handover").get_or_create(
        community_id=viewer.community_id, day=today(), number=name, defaults={"kind": kind}
    )
    if barrel.handover:
        _refuse_gone(barrel)
    return barrel


def _here(viewer: Viewer, barrel_id: UUID) -> Barrel:
    rows = Barrel.objects.of(viewer).filter(id=barrel_id)
    barrel = get_or_refuse(rows.select_related("handover"))
    if barrel.handover:
        _refuse_gone(barrel)
    return barrel


def late_before() -> datetime:
    """A barrel weighed before this moment should have been handed over by now."""
    return clock.now() - timedelta(hours=load_rules().waste.haulier_hours)


def _refuse_gone(barrel: Barrel) -> None:
    given = barrel.handover
    assert given
    at = timezone.localtime(given.at).strftime("%H:%M")
    raise Problem("barrel.gone", number=barrel.number, at=at, plate=given.plate)


@transaction.atomic
def weigh(
    viewer: Viewer,
    number: str,
    kg: str,
    kind: str = BarrelKind.HOUSEHOLD,
    *,
    correct: bool = False,
    barrel_id: UUID | None = None,
) -> Barrel:
    """Note a barrel's weight in kilograms; weighed before, it must be said to be a correction.

    A barrel of an earlier day is named by `barrel_id`. Raises Problem `barrel.number`, `.weight`,
    `.weighed`, `.gone`.
    """
    viewer.need(*STAFF)
    grams = _grams(kg)
    barrel = _here(viewer, barrel_id) if barrel_id else open_barrel(viewer, number, kind)
    if barrel.grams is not None and barrel.grams != grams and not correct:
        assert barrel.weighed_at
        at = timezone.localtime(barrel.weighed_at).strftime("%H:%M")
        raise Problem("barrel.weighed", number=barrel.number, at=at, kg=f"{barrel.grams / 1000:g}")
    before = {"grams": barrel.grams} if barrel.grams is not None else None
    barrel.grams, barrel.weighed_at, barrel.kind = grams, clock.now(), kind
    barrel.save(update_fields=["grams", "weighed_at", "kind"])
    after = {"barrel": barrel.number, "grams": grams}
    journal.write(viewer, "barrel.weighed", subject=barrel.id, before=before, after=after)
    return barrel


def _grams(text: str) -> int:
    kept = str(text).strip().lower().removesuffix("kg").removesuffix("公斤").strip()
    try:
        grams = Decimal(kept) * 1000
    except InvalidOperation:
        grams = Decimal(0)
    if not grams.is_finite() or not 100 <= grams <= MOST_KG * 1000:
        raise Problem("barrel.weight", value=str(text)[:20], most=MOST_KG)
    return int(grams)


@idempotent
def hand_over(
    viewer: Viewer,
    barrels: Iterable[UUID],
    *,
    plate: str,
    receiver: str,
    signature: str,
    destination: str = "",
    handover_id: UUID | None = None,
) -> Handover:
    """Give weighed barrels to the haulier's closed vehicle against a signature; once if sent twice.

    `signature` is a drawn one (a PNG as a data address) or the name as written. Raises Problem
    `handover.empty`, `handover.unsigned`, `barrel.gone`, `barrel.unweighed`.
    """
    viewer.need(*STAFF)
    of = {"community_id": viewer.community_id}
    chosen = frozenset(barrels)
    known, id = known_or_refuse(
        viewer,
        Handover.objects.all(),
        handover_id,
        lambda one: joined_text(
            one.plate, one.receiver, *one.barrels.values_list("number", flat=True)
        ),
        joined_text(plate, receiver, f"{_('桶数')} {len(chosen)}"),
        barrels=chosen,
        plate=plate,
        receiver=receiver,
        signature=signature,
        destination=destination,
    )
    if known:
        return known
    rows = Barrel.objects.filter(**of, id__in=chosen)
    given = list(rows.select_for_update().order_by("id"))
    if not given:
        raise Problem("handover.empty")
    signed = _signed(signature)
    if not plate.strip() or not receiver.strip() or not signed:
        raise Problem("handover.unsigned")
    for barrel in given:
        if barrel.handover:
            _refuse_gone(barrel)
        if barrel.grams is None:
            raise Problem("barrel.unweighed", number=barrel.number)
    handover = Handover.objects.create(
        **of,
        id=id,
        at=clock.now(),
        plate=plate.strip().upper()[:20],
        receiver=receiver.strip()[:80],
        signature=signed,
        destination=destination.strip()[:120],
        by_name=viewer.name[:80],
    )
    rows.update(handover=handover)
    after = {"plate": handover.plate, "barrels": [one.number for one in given]}
    journal.write(viewer, "waste.handed_over", subject=handover.id, after=after)
    return handover


def _signed(signature: str) -> str:
    """A drawn signature as it is, a written one as a name; empty if it is neither."""
    if signature.startswith(DRAWN):
        return signature if len(signature) <= MOST_SIGNATURE else ""
    return "" if signature.startswith("data:") else signature.strip()[:80]


@transaction.atomic
def ask_disinfection(viewer: Viewer, dwelling: Dwelling, source: UUID) -> list[Disinfection]:
    """Put a flat and its stairwell on the list of 消杀; for one source it is once."""
    hours = load_rules().waste.disinfect_hours
    now = clock.now()
    made = []
    for kind in (DisinfectionKind.FLAT, DisinfectionKind.STAIRWELL):
        one, new = Disinfection.objects.get_or_create(
            community_id=viewer.community_id,
            source=source,
            kind=kind,
            defaults={
                "stairwell_id": dwelling.stairwell_id,
                "dwelling": dwelling if kind == DisinfectionKind.FLAT else None,
                "asked_at": now,
                "due_at": now + timedelta(hours=hours),
            },
        )
        if one.cancelled_at:  # the departure had been undone
            one.cancelled_at, one.asked_at = None, now
            one.due_at = now + timedelta(hours=hours)
            one.save(update_fields=["cancelled_at", "asked_at", "due_at"])
            new = True
        if new:
            made.append(one)
    if made:
        journal.write(viewer, "disinfection.asked", subject=source, dwelling=dwelling.id)
    return made


@transaction.atomic
def disinfected(viewer: Viewer, disinfection_id: UUID, ppm: str, minutes: str) -> Disinfection:
    """Note that a flat or a stairwell is disinfected: mg/L and the minutes it was left to work."""
    viewer.need(*STAFF)
    rows = visible_to(viewer, Disinfection.objects.all(), stairwell="stairwell")
    one = get_or_refuse(rows.select_related("dwelling"), id=disinfection_id, cancelled_at=None)
    if one.done_at:
        return one
    one.done_at, one.by_name = clock.now(), viewer.name[:80]
    one.agent, one.ppm = load_rules().waste.agent.zh, strength(ppm)
    waited = whole_number(minutes)
    one.minutes = waited if waited is not None and waited < 1000 else None
    one.save()
    journal.write(
        viewer,
        "disinfection.done",
        subject=one.id,
        dwelling=one.dwelling_id,
        after={"ppm": one.ppm},
    )
    return one


def may_list(viewer: Viewer) -> bool:
    """Whether the viewer puts places on the list and takes them off."""
    return viewer.may(*OFFICERS, "grid", "steward") or viewer.role not in FIELD
