"""The way to a hospital and back: one card, one act a step; closed only when they are home."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from wanjia.core import clock, journal
from wanjia.core.access.viewer import STAFF, Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.hearing import LIFE, hear_row
from wanjia.core.idempotency import joined_text, known_or_refuse
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.duty.models import Trip
from wanjia.duty.queries import open_trips, visible_trips
from wanjia.duty.trips.lifecycle import TRIP
from wanjia.duty.trips.repeats import next_going, same_stay
from wanjia.people.access import visible_residents
from wanjia.people.models import Staff, Where

STEP_KINDS = {
    "told": "trip.told",
    "left": "trip.left",
    "arrived": "trip.arrived",
    "returned": "trip.returned",
}

FIELDS = ("why", "hospital", "hospital_phone", "route", "escort", "vehicle")


@idempotent
def open_trip(
    viewer: Viewer,
    resident_id: UUID,
    known: Mapping[str, Any],
    *,
    driver_id: UUID | None = None,
    need: UUID | None = None,
    trip_id: UUID | None = None,
) -> Trip:
    """Open a card; the same `trip_id` again is harmless.

    Raises Problem `trip.open_already`, `trip.times`.
    """
    viewer.need(*STAFF)
    scope = {"community_id": viewer.community_id}
    resident = get_or_refuse(visible_residents(viewer), id=resident_id)
    there, id_ = known_or_refuse(
        viewer,
        visible_trips(viewer),
        trip_id,
        lambda trip: joined_text(trip.resident.name, trip.hospital, trip.why),
        joined_text(resident.name, known.get("hospital"), known.get("why")),
        resident=resident_id,
        driver=driver_id,
        need=need,
        **{name: known.get(name, "") for name in FIELDS},
    )
    if there:
        return there
    if Trip.objects.filter(
        **scope, resident=resident, returned_at=None, cancelled_at=None
    ).exists():
        raise Problem("trip.open_already", name=resident.name)
    driver = Staff.objects.filter(**scope, id=driver_id, active=True).first() if driver_id else None
    trip = Trip.objects.create(
        **scope,
        id=id_,
        resident=resident,
        need=need,
        driver=driver,
        pass_number=id_.hex[-6:].upper(),
        opened_at=clock.now(),
        opened_by=viewer.name,
        **_plan_of(known),
        **{name: known.get(name, "").strip()[: _max_length(name)] for name in FIELDS},
    )
    hear_row(viewer, trip, "why", "route", "escort", upto=LIFE)
    _journal_trip(viewer, "trip.opened", trip)
    return trip


def _plan_of(known: Mapping[str, Any]) -> dict[str, Any]:
    """Return when somebody goes, is to be back, and on which weekdays again.

    Raises Problem `trip.times`.
    """
    planned, back = known.get("planned_at"), known.get("back_by")
    weekdays = "".join(sorted(set(known.get("weekdays") or "") & set("1234567")))
    if (planned and back and back <= planned) or (weekdays and not planned):
        raise Problem("trip.times")
    return {"planned_at": planned, "back_by": back, "weekdays": weekdays}


def _max_length(name: str) -> int:
    return int(getattr(Trip._meta.get_field(name), "max_length", 0))


@transaction.atomic
def change_trip(
    viewer: Viewer, trip_id: UUID, known: Mapping[str, Any], driver_id: UUID | None
) -> Trip:
    """Bring a card up to date: hospital, route, escort, vehicle, who drives, when.

    Raises Problem `trip.times`.
    """
    viewer.need(*STAFF)
    trip = _get_open_trip(viewer, trip_id)
    for name in FIELDS:
        setattr(trip, name, known.get(name, "").strip()[: _max_length(name)])
    for name, value in _plan_of(known).items():
        setattr(trip, name, value)
    people = Staff.objects.of(viewer).filter(active=True)
    trip.driver = people.filter(id=driver_id).first() if driver_id else None
    trip.save()
    hear_row(viewer, trip, "why", "route", "escort", upto=LIFE)
    _journal_trip(viewer, "trip.changed", trip)
    return trip


@transaction.atomic
def note_step(viewer: Viewer, trip_id: UUID, step: str, outcome: str = "") -> Trip:
    """Note a step; done again it stays as it was.

    Whoever has left is in hospital, whoever returned is at home. Raises Problem `trip.not_yet`.
    """
    viewer.need(*STAFF)
    trip = _get_open_trip(viewer, trip_id)
    field = TRIP.step(step).stamps
    if getattr(trip, field):
        return trip
    if step == "returned" and not trip.left_at:
        raise Problem("trip.not_yet", step=TRIP.step("left").label)
    setattr(trip, field, clock.now())
    if step == "arrived" and not trip.left_at:
        trip.left_at = trip.arrived_at
    if step == "returned":
        trip.outcome = outcome.strip()[:200]
    trip.save()
    if step in ("left", "returned"):
        resident = trip.resident
        resident.where = Where.HOSPITAL if step == "left" else Where.HOME
        resident.save(update_fields=["where"])
    hear_row(viewer, trip, "outcome", upto=LIFE)
    _journal_trip(viewer, STEP_KINDS[step], trip)
    if step == "returned":
        open_next(viewer, trip)
    return trip


def open_next(viewer: Viewer, trip: Trip) -> Trip | None:
    """Open the next card of a trip that repeats; None where it does not."""
    if not trip.weekdays or not trip.planned_at:
        return None
    tz = timezone.get_current_timezone()
    going = next_going(trip.planned_at, [int(day) for day in trip.weekdays], tz, clock.now())
    if going is None:
        return None
    after = Trip.objects.create(
        community_id=viewer.community_id,
        id=(id_ := new_id()),
        resident=trip.resident,
        need=trip.need,
        driver=trip.driver,
        pass_number=id_.hex[-6:].upper(),
        opened_at=clock.now(),
        opened_by=viewer.name,
        planned_at=going,
        back_by=same_stay(trip.planned_at, trip.back_by, going),
        weekdays=trip.weekdays,
        **{name: getattr(trip, name) for name in FIELDS},
    )
    _journal_trip(viewer, "trip.opened", after)
    return after


@transaction.atomic
def cancel_trip(viewer: Viewer, trip_id: UUID, why: str, never: bool = False) -> Trip:
    """Close a card: they need not go after all; `never` again where it would repeat.

    Raises Problem `trip.not_yet` once they have left.
    """
    viewer.need(*STAFF)
    trip = _get_open_trip(viewer, trip_id)
    if trip.left_at:
        raise Problem("trip.not_yet", step=TRIP.step("returned").label)
    trip.cancelled_at, trip.outcome = clock.now(), why.strip()[:200]
    trip.save(update_fields=["cancelled_at", "outcome"])
    hear_row(viewer, trip, "outcome", upto=LIFE)
    _journal_trip(viewer, "trip.cancelled", trip)
    if not never:
        open_next(viewer, trip)
    return trip


def _get_open_trip(viewer: Viewer, trip_id: UUID) -> Trip:
    trip = open_trips(viewer).filter(id=trip_id).first()
    if trip is None:
        known = visible_trips(viewer).filter(id=trip_id).exists()
        raise Problem("trip.closed" if known else "kernel.not_found")
    return trip


def _journal_trip(viewer: Viewer, kind: str, trip: Trip) -> None:
    after: dict[str, Any] = {"pass": trip.pass_number}
    journal.write(viewer, kind, subject=trip.id, dwelling=trip.resident.dwelling_id, after=after)
