"""What changes in transfers: listed, given a seat, left, handed over, home again; an act each."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.hearing import LIFE, hear_row
from wanjia.core.idempotency import joined_text, known_or_refuse
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.access import visible_residents
from wanjia.people.models import Resident, Where
from wanjia.people.residents.actions import exempt_until, mark_where
from wanjia.reports.exemptions.actions import let_off_recovered
from wanjia.sites.beds import actions
from wanjia.sites.models import Site, Transfer, Trip, Vehicle
from wanjia.sites.queries import GONE_TRIP, UNDO_WITHIN, beds_of, site_of, transfer_of
from wanjia.sites.transfers import dependants
from wanjia.sites.transfers.monitoring import rules_at
from wanjia.zoning.cases.actions import mark_moved_out, settle_date_at
from wanjia.zoning.models import Case

WHO_MOVES = ("head", "desk", "grid")
OFFICERS = ("head", "desk")
MOST_SEATS = 60


@transaction.atomic
def list_for_transfer(
    viewer: Viewer,
    resident_id: UUID,
    reason: str = "",
    case: Case | None = None,
) -> Transfer:
    """Put a positive person on the list of those who wait; one who is on it stays as they are."""
    viewer.need(*WHO_MOVES)
    resident = visible_residents(viewer).filter(id=resident_id).first()
    if resident is None:
        raise Problem("people.not_theirs")
    transfer, created = Transfer.objects.get_or_create(
        community_id=viewer.community_id,
        resident=resident,
        returned_at=None,
        cancelled_at=None,
        defaults={
            "case": case,
            "reason": reason[:120],
            "waiting_since": clock.now(),
        },
    )
    if not created and case and transfer.case_id is None:
        transfer.case = case
        transfer.save(update_fields=["case"])
    if created:
        if _own_words(viewer, reason):
            hear_row(viewer, transfer, "reason", upto=LIFE)
        _write_journal(viewer, "transfer.listed", transfer, why=_own_words(viewer, transfer.reason))
    return transfer


def _own_words(viewer: Viewer, reason: str) -> str:
    """Return a person's reason.

    What the program does by itself is told by the line that it follows.
    """
    return "" if viewer.role == "system" else reason


def _write_journal(
    viewer: Viewer,
    kind: str,
    transfer: Transfer,
    before: dict[str, Any] | None = None,
    undoes: UUID | None = None,
    **after: Any,
) -> Entry:
    return journal.write(
        viewer,
        kind,
        subject=transfer.resident_id,
        dwelling=transfer.resident.dwelling_id,
        before=before,
        after={"transfer": str(transfer.id), **after},
        undoes=undoes,
    )


@transaction.atomic
def add_vehicle(
    viewer: Viewer, plate: str, seats: int, driver: str = "", phone: str = ""
) -> Vehicle:
    """Register a vehicle. Raises Problem `vehicle.impossible`, `vehicle.known`."""
    viewer.need(*OFFICERS)
    plate = plate.strip().upper()[:20]
    if not plate or not 1 <= seats <= MOST_SEATS:
        raise Problem("vehicle.impossible")
    vehicle, created = Vehicle.objects.get_or_create(
        community_id=viewer.community_id,
        plate=plate,
        defaults={"seats": seats, "driver": driver.strip()[:80], "phone": phone.strip()[:20]},
    )
    if not created:
        raise Problem("vehicle.known", plate=plate)
    journal.write(viewer, "vehicle.added", subject=vehicle.id, after={"plate": plate})
    return vehicle


@idempotent
def make_trip(
    viewer: Viewer,
    vehicle_id: UUID,
    site_id: UUID,
    leaves_at: datetime,
    trip_id: UUID | None = None,
) -> Trip:
    """Let a vehicle leave for a site at an hour; the same `trip_id` again is harmless.

    Raises Problem `trip.past`, `vehicle.busy`, `sites.not_open`, `sites.closed`.
    """
    viewer.need(*OFFICERS)
    scope = {"community_id": viewer.community_id}
    content = {"vehicle": vehicle_id, "site": site_id, "leaves_at": leaves_at}
    known, id = known_or_refuse(
        viewer,
        Trip.objects.select_related("vehicle", "site"),
        trip_id,
        lambda trip: joined_text(trip.vehicle.plate, trip.site.name, _hour_text(trip.leaves_at)),
        joined_text(
            *Vehicle.objects.filter(**scope, id=vehicle_id).values_list("plate", flat=True),
            *Site.objects.filter(**scope, id=site_id).values_list("name", flat=True),
            _hour_text(leaves_at),
        ),
        **content,
    )
    if known:
        return known
    vehicle = get_or_refuse(Vehicle.objects.filter(**scope, id=vehicle_id, retired_at=None))
    site = _require_receiving(site_of(viewer, site_id))
    if leaves_at < clock.now() - timedelta(minutes=10):
        raise Problem("trip.past")
    if Trip.objects.filter(
        **scope, vehicle=vehicle, leaves_at=leaves_at, cancelled_at=None
    ).exists():
        raise Problem("vehicle.busy", plate=vehicle.plate)
    trip = Trip.objects.create(**scope, id=id, vehicle=vehicle, site=site, leaves_at=leaves_at)
    journal.write(
        viewer,
        "vehicle.trip_made",
        subject=trip.id,
        after={"plate": vehicle.plate, "site": site.name, "leaves_at": leaves_at.isoformat()},
    )
    return trip


def _hour_text(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%m-%d %H:%M")


def _require_receiving(site: Site) -> Site:
    if site.closed_at:
        raise Problem("sites.closed", name=site.name)
    if site.opened_at is None:
        raise Problem("sites.not_open", name=site.name)
    return site


@transaction.atomic
def cancel_trip(viewer: Viewer, trip_id: UUID) -> Trip:
    """Take a trip back that nobody sits on. Raises Problem `trip.has_people`."""
    viewer.need(*OFFICERS)
    trip = _get_trip(viewer, trip_id)
    riders = trip.transfers.filter(cancelled_at=None).count()
    if riders:
        raise Problem("trip.has_people", n=riders)
    if trip.cancelled_at is None:
        trip.cancelled_at = clock.now()
        trip.save(update_fields=["cancelled_at"])
        journal.write(viewer, "vehicle.trip_cancelled", subject=trip.id)
    return trip


def _get_trip(viewer: Viewer, trip_id: UUID) -> Trip:
    rows = Trip.objects.of(viewer).filter(id=trip_id)
    return get_or_refuse(rows.select_related("vehicle", "site").select_for_update(of=("self",)))


@transaction.atomic
def give_seat(
    viewer: Viewer, transfer_id: UUID, trip_id: UUID | None, number: int | None = None
) -> Transfer:
    """Give somebody a seat on a trip (the first that is free), and with it a bed where it goes.

    Raises Problem `transfer.seat_taken`, `transfer.no_seat`, `transfer.car_full`, `sites.full`,
    `transfer.no_trip`, `transfer.trip_gone`, `transfer.left_already`.
    """
    viewer.need(*WHO_MOVES)
    transfer = _get_waiting_transfer(viewer, transfer_id)
    if trip_id is None:
        raise Problem("transfer.no_trip")
    trip = _get_trip(viewer, trip_id)
    if trip.cancelled_at or trip.leaves_at < clock.now() - GONE_TRIP:
        raise Problem("transfer.trip_gone")
    number = _free_seat(trip, transfer, number)
    if transfer.trip_id == trip.id and transfer.seat == number:
        return transfer
    _reserve_bed(viewer, transfer, trip.site_id)
    transfer.trip, transfer.seat, transfer.site = trip, number, trip.site
    transfer.save(update_fields=["trip", "seat", "site"])
    _write_journal(
        viewer,
        "transfer.seated",
        transfer,
        plate=trip.vehicle.plate,
        seat=number,
        site=trip.site.name,
    )
    return transfer


def _free_seat(trip: Trip, transfer: Transfer, number: int | None) -> int:
    others = trip.transfers.filter(cancelled_at=None).exclude(id=transfer.id)
    taken = dict(others.values_list("seat", "resident__dwelling__door"))
    vehicle = trip.vehicle
    if number is None:
        if transfer.trip_id == trip.id and transfer.seat:
            return transfer.seat
        number = next((seat for seat in range(1, vehicle.seats + 1) if seat not in taken), None)
        if number is None:
            raise Problem("transfer.car_full", plate=vehicle.plate, seats=vehicle.seats)
        return number
    if not 1 <= number <= vehicle.seats:
        raise Problem("transfer.no_seat", plate=vehicle.plate, seats=vehicle.seats, seat=number)
    if number in taken:
        raise Problem("transfer.seat_taken", seat=number, door=taken[number])
    return number


def _reserve_bed(viewer: Viewer, transfer: Transfer, site_id: UUID) -> None:
    """A seat to a place is a bed there; the place's row is locked until both are written."""
    site = Site.objects.select_for_update().get(community_id=viewer.community_id, id=site_id)
    _require_receiving(site)
    beds = beds_of([site])[site.id]
    if transfer.site_id != site.id and not beds.free:
        raise Problem("sites.full", name=site.name, beds=beds.beds)


def _get_waiting_transfer(viewer: Viewer, transfer_id: UUID) -> Transfer:
    transfer = transfer_of(viewer, transfer_id, lock=True)
    if transfer.returned_at or transfer.cancelled_at:
        raise Problem("transfer.over")
    if transfer.left_at:
        raise Problem("transfer.left_already")
    return transfer


@transaction.atomic
def note_left(viewer: Viewer, transfer_id: UUID, pet: bool = False) -> Transfer:
    """They are in the vehicle: away from home. Who stays there alone is a case of care at once.

    Tapped again it stays as it was. Raises Problem `transfer.no_trip`.
    """
    viewer.need(*WHO_MOVES)
    transfer = transfer_of(viewer, transfer_id, lock=True)
    if transfer.left_at and not transfer.cancelled_at:
        return transfer
    transfer = _get_waiting_transfer(viewer, transfer_id)
    if transfer.trip is None:
        raise Problem("transfer.no_trip")
    return take_away(viewer, transfer, pet)


def take_away(viewer: Viewer, transfer: Transfer, pet: bool = False) -> Transfer:
    """Write down that somebody was taken away, by our vehicle or by another."""
    transfer.left_at = clock.now()
    transfer.save(update_fields=["left_at"])
    before = transfer.resident.where
    mark_where(viewer, transfer.resident_id, Where.MOVED_OUT)
    _write_journal(
        viewer,
        "transfer.left",
        transfer,
        before={"where": before},
        site=transfer.site.name if transfer.site else "",
        plate=transfer.trip.vehicle.plate if transfer.trip else "",
    )
    transfer.behind = dependants.open_care(viewer, transfer, pet)
    transfer.save(update_fields=["behind"])
    if transfer.case:
        mark_moved_out(viewer, transfer.case)
    return transfer


@transaction.atomic
def undo_left(viewer: Viewer, transfer_id: UUID) -> Transfer:
    """Within an hour: they did not leave after all. What was opened for those at home is closed.

    Raises Problem `kernel.nothing_to_undo`.
    """
    viewer.need(*WHO_MOVES)
    transfer = transfer_of(viewer, transfer_id, lock=True)
    now = clock.now()
    if not transfer.left_at or transfer.arrived_at or now - transfer.left_at > UNDO_WITHIN:
        raise Problem("kernel.nothing_to_undo")
    left_entry = (
        Entry.objects.of(viewer).filter(type="transfer.left", subject=transfer.resident_id).first()
    )
    dependants.close_care(viewer, transfer)
    transfer.left_at, transfer.behind = None, {}
    transfer.save(update_fields=["left_at", "behind"])
    before = (left_entry.before or {}).get("where") if left_entry else None
    mark_where(viewer, transfer.resident_id, before or Where.HOME)
    if transfer.case and transfer.case.moved_out_at:
        transfer.case.moved_out_at = None
        transfer.case.save(update_fields=["moved_out_at"])
        settle_date_at(viewer, transfer.case)
    _write_journal(
        viewer, "transfer.undone", transfer, undoes=left_entry.id if left_entry else None
    )
    return transfer


@transaction.atomic
def hand_over_person(
    viewer: Viewer, transfer_id: UUID, to: str, zone: str = "", bed: str = ""
) -> Transfer:
    """They arrived and were handed over to somebody by name: they have a bed from now on.

    Raises Problem `transfer.not_left`, `transfer.who_took`, `sites.bed_taken`.
    """
    viewer.need(*WHO_MOVES)
    transfer = transfer_of(viewer, transfer_id, lock=True)
    if transfer.left_at is None:
        raise Problem("transfer.not_left", name=transfer.resident.name)
    if transfer.arrived_at:
        return transfer
    if not to.strip():
        raise Problem("transfer.who_took")
    transfer.arrived_at, transfer.handed_to = clock.now(), to.strip()[:80]
    transfer.save(update_fields=["arrived_at", "handed_to"])
    hear_row(viewer, transfer, "handed_to", upto=LIFE)
    if transfer.site:
        actions.begin_stay(viewer, transfer.site, transfer=transfer, zone=zone, bed=bed)
    _write_journal(viewer, "transfer.handed_over", transfer, handed_to=transfer.handed_to)
    return transfer


@transaction.atomic
def note_home(viewer: Viewer, transfer_id: UUID, result: str = "") -> Transfer:
    """They are home again, under the rules of home health monitoring that hold at their door.

    Until the protocol's day without tests is over they are asked for none. Raises Problem
    `transfer.not_left`, `transfer.not_handed`.
    """
    viewer.need(*WHO_MOVES)
    transfer = transfer_of(viewer, transfer_id, lock=True)
    if transfer.cancelled_at or transfer.left_at is None:
        raise Problem("transfer.not_left", name=transfer.resident.name)
    if transfer.returned_at:
        return transfer
    if transfer.arrived_at is None:
        raise Problem("transfer.not_handed", name=transfer.resident.name)
    now = clock.now()
    transfer.returned_at, transfer.result = now, result.strip()[:200]
    transfer.save(update_fields=["returned_at", "result"])
    hear_row(viewer, transfer, "result", upto=LIFE)
    actions.end_stays_of(viewer, transfer, now)
    mark_where(viewer, transfer.resident_id, Where.HOME)
    let_off_recovered(viewer, transfer.resident, timezone.localdate(now))
    dependants.end_risks_at_home(viewer, transfer.resident)
    _write_journal(
        viewer,
        "transfer.returned",
        transfer,
        result=transfer.result,
        exempt_until=_exempt_from_tests(viewer, transfer.resident, timezone.localdate(now)),
    )
    return transfer


def _exempt_from_tests(viewer: Viewer, resident: Resident, today: date) -> str:
    """Let them off the rounds while the protocol asks for no tests; returns the last such day."""
    rule = rules_at(viewer, resident.dwelling.stairwell_id)
    if rule is None or rule.no_tests.last is None:
        return ""
    last = today + timedelta(days=rule.no_tests.last - 1)
    exempt_until(viewer, resident.id, last, "康复返家")
    return last.isoformat()


@transaction.atomic
def cancel_transfer(viewer: Viewer, transfer_id: UUID, reason: str) -> Transfer:
    """Take somebody off the list who has not left: a recheck was negative, another took them."""
    viewer.need(*WHO_MOVES)
    transfer = transfer_of(viewer, transfer_id, lock=True)
    if transfer.cancelled_at:
        return transfer
    transfer = _get_waiting_transfer(viewer, transfer_id)
    if not reason.strip():
        raise Problem("transfer.why_missing")
    transfer.cancelled_at, transfer.cancel_reason = clock.now(), reason.strip()[:120]
    transfer.save(update_fields=["cancelled_at", "cancel_reason"])
    if _own_words(viewer, reason):
        hear_row(viewer, transfer, "cancel_reason", upto=LIFE)
    _write_journal(
        viewer, "transfer.cancelled", transfer, why=_own_words(viewer, transfer.cancel_reason)
    )
    return transfer
