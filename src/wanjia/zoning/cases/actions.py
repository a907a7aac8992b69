"""Acts about cases: recorded, withdrawn, moved out; what a new one does to its zone."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.hearing import LIFE, Words, hear, hear_row
from wanjia.core.idempotency import known_or_new
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.access import visible_residents
from wanjia.people.models import Resident
from wanjia.people.search.queries import dwellings_like
from wanjia.places.models import Dwelling, Stairwell
from wanjia.zoning import queries
from wanjia.zoning.models import Case, Change, Review, Zone
from wanjia.zoning.protocols.protocol import on_new_case
from wanjia.zoning.zones.actions import continue_zone, name_zones
from wanjia.zoning.zones.changes import mark_changed, settle_date
from wanjia.zoning.zones.clock import DATES, count_end, dates_of
from wanjia.zoning.zones.naming import zone_text

CLOCK_SLACK = timedelta(minutes=2)
OLDEST_SAMPLE = timedelta(days=90)
RESTARTS = ("restart_zone", "restart_building")
DECISIONS = ("restart_zone", "restart_building", "keep")


@idempotent
def record_case(
    viewer: Viewer,
    dwelling: Dwelling | None,
    *,
    test: str,
    sampled_at: datetime,
    told_by: str,
    resident: Resident | None = None,
    note: str = "",
    case_id: UUID | None = None,
    place: str = "",
) -> Case:
    """Record a positive person and where they live; or `place`, what is known of it, without one.

    Sending the same `case_id` again is harmless.

    A case inside a zone puts that zone's clock back as its protocol says, or asks for a person's
    decision. Raises Problem `case.future`, `case.too_old`, `case.not_living_there`.
    """
    viewer.need(*OFFICERS)
    tenant = {"community_id": viewer.community_id}
    told = {
        "dwelling": dwelling.id if dwelling else None,
        "resident": resident.id if resident else None,
        "test": test,
        "sampled_at": sampled_at,
        "told_by": told_by,
        "note": note,
        **({"place": place} if place else {}),
    }
    known, id = known_or_new(viewer, Case.objects.all(), case_id, **told)
    if known:
        return known
    now = clock.now()
    if dwelling is None and not place.strip():
        raise Problem("case.place_needed")
    _refuse_unlikely(dwelling, resident, sampled_at, now)
    case = Case.objects.create(
        **tenant,
        id=id,
        dwelling=dwelling,
        resident=resident,
        test=test,
        sampled_at=sampled_at,
        told_by=told_by,
        note=note,
        place=place.strip()[:120],
        recorded_at=now,
    )
    hear_row(viewer, case, "note", upto=LIFE)
    journal.write(
        viewer,
        "case.recorded",
        subject=case.id,
        dwelling=case.dwelling_id,
        after={"test": test, "sampled_at": sampled_at.isoformat(), "told_by": told_by},
    )
    _tell_zone(viewer, case)
    return case


def _refuse_unlikely(
    dwelling: Dwelling | None, resident: Resident | None, sampled_at: datetime, now: datetime
) -> None:
    if sampled_at > now + CLOCK_SLACK:
        raise Problem("case.future")
    if sampled_at < now - OLDEST_SAMPLE:
        raise Problem("case.too_old", days=OLDEST_SAMPLE.days)
    if resident and dwelling and (resident.dwelling_id != dwelling.id or resident.left_at):
        raise Problem("case.not_living_there", name=resident.name, door=dwelling.door)


def _tell_zone(viewer: Viewer, case: Case) -> None:
    """Let the protocol of the zone that the case is in say what a new positive does."""
    if case.dwelling is None:
        return
    zone = queries.zone_of(viewer, case.dwelling.stairwell_id)
    protocol = queries.protocols(viewer.community_id).get(zone.protocol) if zone else None
    if zone is None or protocol is None or zone.klass not in protocol.classes:
        return
    effect = on_new_case(protocol, queries.zone_state(zone, tests=False), case.recorded_at)
    if effect.kind in RESTARTS:
        _restart_clock(viewer, zone, case, effect.kind)
    elif effect.kind != "none":
        # Raising a class or a review is a person's decision: the line puts it among the proposals,
        # and until then it holds the zone without moving its date.
        case.review = Review.ASKED
        case.save(update_fields=["review"])
        journal.write(
            viewer,
            "zone.case_inside",
            subject=zone.id,
            dwelling=case.dwelling_id,
            after={"effect": effect.kind, "to_class": effect.to_class, "case": str(case.id)},
        )


def _restart_clock(viewer: Viewer, zone: Zone, case: Case, effect: str, why: str = "") -> Zone:
    """Start the clock again from the case, of the whole zone or of the building concerned."""
    before = dates_of(zone)
    if effect == "restart_building":
        zone = _split_off(viewer, zone, case)
    zone.clock_from = max(zone.clock_from, case.recorded_at)
    protocol = queries.protocol_named(viewer.community_id, zone.protocol)
    count_end(zone, protocol, clock.now(), queries.community_tz(viewer.community_id))
    zone.save(update_fields=DATES)
    mark_changed(viewer, zone, Change.RESTART, clock.now())
    because = {"case": str(case.id), "effect": effect, **({"why": why} if why else {})}
    after = {**dates_of(zone), **because}
    journal.write(viewer, "zone.clock_reset", subject=zone.id, before=before, after=after)
    return zone


def _split_off(viewer: Viewer, zone: Zone, case: Case) -> Zone:
    """Make the building of the case a zone of its own.

    The zone itself if it is all of it.
    """
    tenant = {"community_id": viewer.community_id}
    assert case.dwelling is not None
    home = case.dwelling.stairwell
    unit = Stairwell.objects.filter(**tenant, estate_id=zone.estate_id)
    unit = unit.filter(building=home.building_id) if home.building_id else unit.filter(id=home.id)
    moving = list(zone.memberships.filter(until=None, stairwell__in=unit))
    if len(moving) == zone.memberships.filter(until=None).count():
        return zone
    stairwells = queries.stairwells_by_key(viewer, zone.estate)
    ids = {row.stairwell_id for row in moving}
    inside = [key for key, stairwell in stairwells.items() if stairwell.id in ids]
    name = zone_text(zone.estate, stairwells, inside)
    new, _whole, _taken = continue_zone(
        viewer, zone, moving, case.recorded_at, name, zone.publication
    )
    name_zones(viewer, [zone.id], stairwells)
    zone.refresh_from_db(fields=["name", "name_en"])
    return new


@transaction.atomic
def decide_case(viewer: Viewer, case: Case, decision: str, why: str) -> None:
    """Decide what a case does that its protocol leaves to a person.

    `decision`: `restart_zone`, `restart_building`, or `keep` (the zone goes on as it was).
    Raises Problem `case.why_needed`, `case.decision_unknown`.
    """
    viewer.need(*OFFICERS)
    if decision not in DECISIONS:
        raise Problem("case.decision_unknown", value=decision)
    if not why.strip():
        raise Problem("case.why_needed")
    hear(viewer, Words(why, "case.why", case.id, dwelling_id=case.dwelling_id, upto=LIFE))
    zone = queries.zone_of(viewer, case.dwelling.stairwell_id) if case.dwelling else None
    case.review = Review.RESTARTED if decision in RESTARTS else Review.KEPT
    case.save(update_fields=["review"])
    if zone and decision in RESTARTS:
        _restart_clock(viewer, zone, case, decision, why)
    elif zone:
        _take_back_resets(viewer, case)
        zone.refresh_from_db()
        settle_date(viewer, zone, case=str(case.id), why=why)
        journal.write(
            viewer,
            "zone.date_kept",
            subject=zone.id,
            after={**dates_of(zone), "case": str(case.id), "why": why},
        )
    journal.write(
        viewer,
        "zone.case_decided",
        subject=case.id,
        dwelling=case.dwelling_id,
        after={"decision": decision, "why": why, "zone": str(zone.id) if zone else None},
    )


@transaction.atomic
def withdraw_case(viewer: Viewer, case: Case, why: str) -> None:
    """Take back a case that was recorded by mistake.

    It stays in the journal.

    A zone's clock that this case alone put back goes on from where it was.
    """
    viewer.need(*OFFICERS)
    if case.withdrawn_at:
        return
    case.withdrawn_at = clock.now()
    case.save(update_fields=["withdrawn_at"])
    hear(viewer, Words(why, "case.why", case.id, dwelling_id=case.dwelling_id, upto=LIFE))
    journal.write(
        viewer, "case.withdrawn", subject=case.id, dwelling=case.dwelling_id, after={"why": why}
    )
    _take_back_resets(viewer, case)


def _take_back_resets(viewer: Viewer, case: Case) -> None:
    if case.dwelling is None:
        return
    zone = queries.zone_of(viewer, case.dwelling.stairwell_id)
    resets = Entry.objects.of(viewer).filter(
        type="zone.clock_reset", subject=zone.id if zone else None
    )
    reset = next(
        (entry for entry in resets if (entry.after or {}).get("case") == str(case.id)), None
    )
    was, became = (reset.before or {}, reset.after or {}) if reset else ({}, {})
    if not (zone and reset) or dates_of(zone)["clock_from"] != became.get("clock_from"):
        return
    before = dates_of(zone)
    zone.clock_from = datetime.fromisoformat(was["clock_from"])
    protocol = queries.protocol_named(viewer.community_id, zone.protocol)
    count_end(zone, protocol, clock.now(), queries.community_tz(viewer.community_id))
    zone.save(update_fields=DATES)
    mark_changed(viewer, zone, Change.RESTART, clock.now())
    journal.write(
        viewer,
        "zone.clock_reset",
        subject=zone.id,
        before=before,
        after={**dates_of(zone), "withdrawn": str(case.id)},
        undoes=reset.id,
    )


@transaction.atomic
def mark_moved_out(viewer: Viewer, case: Case) -> None:
    """Note that a case was taken to hospital or a makeshift hospital.

    Again is harmless.
    """
    viewer.need(*OFFICERS, "grid")
    if case.moved_out_at:
        return
    case.moved_out_at = clock.now()
    case.save(update_fields=["moved_out_at"])
    journal.write(viewer, "case.moved_out", subject=case.id, dwelling=case.dwelling_id)
    settle_date_at(viewer, case)


def settle_date_at(viewer: Viewer, case: Case) -> None:
    """Count the date of the case's zone anew: somebody was moved out, or was not after all."""
    zone = queries.zone_of(viewer, case.dwelling.stairwell_id) if case.dwelling else None
    if zone:
        settle_date(viewer, zone, case=str(case.id))


@transaction.atomic
def place_case(viewer: Viewer, case_id: UUID, who: str) -> Case:
    """Say where a case lives that was recorded without its home; all follows as if known before.

    `who` is a door, or a door and a name. Raises Problem `case.door_unknown`, `case.placed`.
    """
    viewer.need(*OFFICERS)
    rows = Case.objects.of(viewer).select_for_update().filter(withdrawn_at=None)
    case = get_or_refuse(rows, id=case_id)
    if case.dwelling_id:
        raise Problem("case.placed")
    door, _space, name = who.strip().partition(" ")
    dwellings = list(dwellings_like(viewer, door)[:2]) if door else []
    if len(dwellings) != 1:
        raise Problem("case.door_unknown", text=door[:40])
    case.dwelling = dwellings[0]
    if name:
        people = visible_residents(viewer).filter(dwelling=case.dwelling, name=name.strip())
        case.resident = get_or_refuse(people)
    case.save(update_fields=["dwelling", "resident"])
    journal.write(
        viewer,
        "case.placed",
        subject=case.id,
        dwelling=case.dwelling_id,
        before={"place": case.place},
    )
    _tell_zone(viewer, case)
    return case


@transaction.atomic
def note_onset(viewer: Viewer, case_id: UUID, onset_on: date) -> Case:
    """Note on which day a case fell ill; contacts are looked for from some days before.

    Raises Problem `case.onset`.
    """
    viewer.need(*OFFICERS)
    case = get_or_refuse(Case.objects.of(viewer).filter(withdrawn_at=None), id=case_id)
    today = timezone.localdate(clock.now())
    if not today - OLDEST_SAMPLE <= onset_on <= today:
        raise Problem("case.onset")
    before = case.onset_on
    case.onset_on = onset_on
    case.save(update_fields=["onset_on"])
    journal.write(
        viewer,
        "case.onset_noted",
        subject=case.id,
        dwelling=case.dwelling_id,
        before={"on": before.isoformat() if before else None},
        after={"on": onset_on.isoformat()},
    )
    return case
