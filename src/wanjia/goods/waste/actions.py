"""What changes in the waste of infected households: places, bags, barrels, hand-overs, 消杀."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core import clock, journal
from wanjia.core.access.viewer import STAFF, Viewer, visible_to
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
from wanjia.goods.queries import dwelling_at
from wanjia.goods.rules import load_rules
from wanjia.goods.supplies.actions import read_strength
from wanjia.goods.waste.queries import LISTERS, place_of, place_scanned, places_of, waste_day
from wanjia.places.models import Dwelling

MOST_BAGS = 99
MOST_KG = 500
DRAWN = "data:image/png;base64,"
MOST_SIGNATURE = 60_000  # characters of a drawn signature


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
    viewer.need(*LISTERS)
    scope = {"community_id": viewer.community_id}
    if (dwelling_id is None and not address.strip()) or kind not in BarrelKind.values:
        raise Problem("waste.unknown", text=address)
    rows = WastePlace.objects.filter(**scope, until=None)
    known = rows.filter(dwelling=dwelling_id) if dwelling_id else rows.filter(address=address)
    if listed := known.first():
        return listed
    place, _made = WastePlace.objects.get_or_create(
        **scope,
        source=source or new_id(),
        defaults={
            "dwelling_id": dwelling_id,
            "address": address.strip()[:120],
            "kind": kind,
            "since": waste_day(),
        },
    )
    if place.until:
        place.until, place.end_reason = None, ""
        place.save(update_fields=["until", "end_reason"])
    _write_journal(viewer, "waste.listed", place)
    return place


def list_door(viewer: Viewer, door: str = "", address: str = "", kind: str = "") -> WastePlace:
    """Put what was typed on the list: a door of ours, or an address elsewhere in the town.

    Raises Problem `order.door` and what `list_place` does.
    """
    if door.strip():
        return list_place(viewer, dwelling_at(viewer, door).id)
    return list_place(viewer, address=address, kind=kind or BarrelKind.HOUSEHOLD)


@transaction.atomic
def end_place(viewer: Viewer, place_id: UUID, reason: str) -> WastePlace:
    """Take a place off the list from tomorrow on; what it gave stays told."""
    viewer.need(*LISTERS)
    place = place_of(viewer, place_id)
    if place.until is None:
        place.until, place.end_reason = waste_day(), reason.strip()[:80]
        place.save(update_fields=["until", "end_reason"])
        hear_row(viewer, place, "end_reason")
        _write_journal(viewer, "waste.ended", place, why=place.end_reason)
    return place


def _write_journal(viewer: Viewer, kind: str, place: WastePlace, **after: Any) -> None:
    door = {"door": place.address} if place.address else {}
    journal.write(viewer, kind, subject=place.id, dwelling=place.dwelling_id, after=door | after)


@idempotent
def note_pickup(
    viewer: Viewer,
    place_id: UUID | None,
    bags: str,
    *,
    scan: str = "",
    doubled: bool = False,
    sprayed: bool = False,
    barrel: str = "",
    ppm: str = "",
    pickup_id: UUID | None = None,
) -> Pickup:
    """Note the bags taken at a place today, or that it had none (`0`); sent twice it is once.

    `scan` is the household's code, or its door, where the place is not known. Bags must be doubled
    and sprayed. Raises Problem `waste.bags`, `.not_doubled`,
    `.ended`, `.unknown`, `barrel.gone`.
    """
    viewer.need(*STAFF)
    place = place_of(viewer, place_id or place_scanned(viewer, scan))
    known, id = known_or_refuse(
        viewer,
        Pickup.objects.filter(place__in=places_of(viewer)).select_related("place__dwelling"),
        pickup_id,
        lambda pickup: joined_text(_door_of(pickup.place), f"{_('袋数')} {pickup.bags}"),
        joined_text(_door_of(place), f"{_('袋数')} {bags}"),
        place=place.id,
        bags=bags,
        doubled=doubled,
        sprayed=sprayed,
        barrel=barrel,
        ppm=ppm,
    )
    if known:
        return known
    if place.until and place.until < waste_day():
        raise Problem("waste.ended", door=_door_of(place))
    bag_count = _read_bags(bags)
    if bag_count and not (doubled and sprayed):
        raise Problem("waste.not_doubled")
    rules = load_rules().waste
    into_barrel = open_barrel(viewer, barrel, place.kind) if bag_count and barrel.strip() else None
    pickup = Pickup.objects.create(
        community_id=viewer.community_id,
        id=id,
        place=place,
        day=waste_day(),
        occurred_at=clock.now(),
        bags=bag_count,
        doubled=bool(bag_count and doubled),
        agent=rules.agent.zh if bag_count else "",
        ppm=read_strength(ppm) if bag_count else None,
        barrel=into_barrel,
        created_by_name=viewer.name[:80],
    )
    _write_journal(
        viewer,
        "waste.picked_up",
        place,
        bags=bag_count,
        **({"barrel": barrel} if into_barrel else {}),
    )
    return pickup


def _door_of(place: WastePlace) -> str:
    return place.dwelling.door if place.dwelling else place.address


def _read_bags(text: str) -> int:
    bags = whole_number(text)
    if bags is None or bags > MOST_BAGS:
        raise Problem("waste.bags", most=MOST_BAGS)
    return bags


@transaction.atomic
def undo_pickup(viewer: Viewer, pickup_id: UUID) -> Pickup:
    """Take back a pickup noted by mistake, while its barrel is here."""
    viewer.need(*STAFF)
    rows = Pickup.objects.of(viewer).filter(id=pickup_id, undone_at=None)
    pickup = get_or_refuse(rows.select_related("barrel__handover", "place"))
    place_of(viewer, pickup.place_id)
    if pickup.barrel and pickup.barrel.handover:
        _refuse_gone(pickup.barrel)
    pickup.undone_at = clock.now()
    pickup.save(update_fields=["undone_at"])
    _write_journal(viewer, "waste.taken_back", pickup.place, bags=pickup.bags)
    return pickup


def open_barrel(viewer: Viewer, number: str, kind: str = BarrelKind.HOUSEHOLD) -> Barrel:
    """Return today's barrel of a number, made if it is new.

    Raises `barrel.number`, `barrel.gone`.
    """
    name = number.strip().upper()[:20]
    if not name or kind not in BarrelKind.values:
        raise Problem("barrel.number")
    barrel, _made = Barrel.objects.select_related("handover").get_or_create(
        community_id=viewer.community_id, day=waste_day(), number=name, defaults={"kind": kind}
    )
    if barrel.handover:
        _refuse_gone(barrel)
    return barrel


def _get_barrel(viewer: Viewer, barrel_id: UUID) -> Barrel:
    rows = Barrel.objects.of(viewer).filter(id=barrel_id)
    barrel = get_or_refuse(rows.select_related("handover"))
    if barrel.handover:
        _refuse_gone(barrel)
    return barrel


def _refuse_gone(barrel: Barrel) -> None:
    handover = barrel.handover
    assert handover
    at = timezone.localtime(handover.occurred_at).strftime("%H:%M")
    raise Problem("barrel.gone", number=barrel.number, at=at, plate=handover.plate)


@transaction.atomic
def weigh_barrel(
    viewer: Viewer,
    number: str,
    kg: str,
    kind: str = BarrelKind.HOUSEHOLD,
    *,
    correct: bool = False,
    no_bags: bool = False,
    barrel_id: UUID | None = None,
) -> Barrel:
    """Note a barrel's weight in kilograms; weighed before, it must be said to be a correction.

    A barrel of an earlier day is named by `barrel_id`. One with a weight and no bag noted in it is
    asked about, unless `no_bags` says that it is so. Raises Problem `barrel.number`, `.weight`,
    `.weighed`, `.no_bags`, `.gone`.
    """
    viewer.need(*STAFF)
    grams = _read_grams(kg)
    barrel = _get_barrel(viewer, barrel_id) if barrel_id else open_barrel(viewer, number, kind)
    if barrel.grams is not None and barrel.grams != grams and not correct:
        assert barrel.weighed_at
        at = timezone.localtime(barrel.weighed_at).strftime("%H:%M")
        raise Problem("barrel.weighed", number=barrel.number, at=at, kg=f"{barrel.grams / 1000:g}")
    noted = barrel.pickups.filter(bags__gt=0, undone_at=None)
    if barrel.grams is None and not no_bags and not noted.exists():
        raise Problem("barrel.no_bags", number=barrel.number, kg=f"{grams / 1000:g}")
    before = {"grams": barrel.grams} if barrel.grams is not None else None
    barrel.grams, barrel.weighed_at, barrel.kind = grams, clock.now(), kind
    barrel.save(update_fields=["grams", "weighed_at", "kind"])
    after = {"barrel": barrel.number, "grams": grams}
    journal.write(viewer, "barrel.weighed", subject=barrel.id, before=before, after=after)
    return barrel


def _read_grams(text: str) -> int:
    number = str(text).strip().lower().removesuffix("kg").removesuffix("公斤").strip()
    try:
        grams = Decimal(number) * 1000
    except InvalidOperation:
        grams = Decimal(0)
    if not grams.is_finite() or not 100 <= grams <= MOST_KG * 1000:
        raise Problem("barrel.weight", value=str(text)[:20], most=MOST_KG)
    return int(grams)


@idempotent
def hand_over_barrels(
    viewer: Viewer,
    barrel_ids: Iterable[UUID],
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
    scope = {"community_id": viewer.community_id}
    chosen = frozenset(barrel_ids)
    known, id = known_or_refuse(
        viewer,
        Handover.objects.all(),
        handover_id,
        lambda handover: joined_text(
            handover.plate, handover.receiver, *handover.barrels.values_list("number", flat=True)
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
    rows = Barrel.objects.filter(**scope, id__in=chosen)
    given_barrels = list(rows.select_for_update().order_by("id"))
    if not given_barrels:
        raise Problem("handover.empty")
    signed = _read_signature(signature)
    if not plate.strip() or not receiver.strip() or not signed:
        raise Problem("handover.unsigned")
    for barrel in given_barrels:
        if barrel.handover:
            _refuse_gone(barrel)
        if barrel.grams is None:
            raise Problem("barrel.unweighed", number=barrel.number)
    handover = Handover.objects.create(
        **scope,
        id=id,
        occurred_at=clock.now(),
        plate=plate.strip().upper()[:20],
        receiver=receiver.strip()[:80],
        signature=signed,
        destination=destination.strip()[:120],
        created_by_name=viewer.name[:80],
    )
    rows.update(handover=handover)
    after = {"plate": handover.plate, "barrels": [barrel.number for barrel in given_barrels]}
    journal.write(viewer, "waste.handed_over", subject=handover.id, after=after)
    return handover


def _read_signature(signature: str) -> str:
    """Return a drawn signature as it is, a written one as a name; empty if it is neither."""
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
        disinfection, created = Disinfection.objects.get_or_create(
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
        if disinfection.cancelled_at:  # the departure had been undone
            disinfection.cancelled_at, disinfection.asked_at = None, now
            disinfection.due_at = now + timedelta(hours=hours)
            disinfection.save(update_fields=["cancelled_at", "asked_at", "due_at"])
            created = True
        if created:
            made.append(disinfection)
    if made:
        journal.write(viewer, "disinfection.asked", subject=source, dwelling=dwelling.id)
    return made


@transaction.atomic
def note_disinfected(viewer: Viewer, disinfection_id: UUID, ppm: str, minutes: str) -> Disinfection:
    """Note that a flat or a stairwell is disinfected: mg/L and the minutes it was left to work."""
    viewer.need(*STAFF)
    rows = visible_to(viewer, Disinfection.objects.all(), stairwell="stairwell")
    disinfection = get_or_refuse(
        rows.select_related("dwelling"), id=disinfection_id, cancelled_at=None
    )
    if disinfection.done_at:
        return disinfection
    disinfection.done_at, disinfection.created_by_name = clock.now(), viewer.name[:80]
    disinfection.agent, disinfection.ppm = load_rules().waste.agent.zh, read_strength(ppm)
    waited = whole_number(minutes)
    disinfection.minutes = waited if waited is not None and waited < 1000 else None
    disinfection.save()
    journal.write(
        viewer,
        "disinfection.done",
        subject=disinfection.id,
        dwelling=disinfection.dwelling_id,
        after={"ppm": disinfection.ppm},
    )
    return disinfection
