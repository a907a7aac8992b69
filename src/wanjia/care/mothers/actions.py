"""What changes in the files of mothers and newborns: saved, ended, weighed. One act each."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from wanjia.care.access import CARERS, get_visible_resident
from wanjia.care.models import Newborn, Pregnancy, Vaccination, Weighing
from wanjia.care.mothers.schedule import schedule
from wanjia.care.queries import helpers, visible_newborns, visible_pregnancies
from wanjia.care.register.actions import add_risk
from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.hearing import LIFE, hear_row
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.access import live_risks

LIGHTEST, HEAVIEST = 300, 20_000  # grams


@transaction.atomic
def save_pregnancy(viewer: Viewer, resident_id: UUID, **fields: Any) -> Pregnancy:
    """Open a pregnancy file or bring it up to date.

    The register knows it too. Fields: due (date), hospital, hospital_phone, driver (Staff id or
    None), escort, plan, note. Raises Problem `care.day_impossible` for a due date that no pregnancy
    has.
    """
    viewer.need(*CARERS)
    resident = get_visible_resident(viewer, resident_id)
    due: date = fields["due"]
    today = timezone.localdate(clock.now())
    if not today - timedelta(weeks=3) <= due <= today + timedelta(weeks=41):
        raise Problem("care.day_impossible", day=due.isoformat())
    driver_id = fields.pop("driver", None)
    driver = helpers(viewer).filter(id=driver_id).first() if driver_id else None
    file = (
        Pregnancy.objects.of(viewer)
        .filter(resident=resident, ended_at=None)
        .select_for_update()
        .first()
    )
    if file is None:
        file = Pregnancy(community_id=viewer.community_id, resident=resident, opened_at=clock.now())
    for name, value in fields.items():
        setattr(file, name, value)
    file.driver = driver
    file.save()
    add_risk(viewer, resident_id, "pregnant", {"due": due.isoformat(), "hospital": file.hospital})
    hear_row(viewer, file, "plan", "note", upto=LIFE)
    journal.write(viewer, "pregnancy.saved", subject=file.id, dwelling=resident.dwelling_id)
    return file


@transaction.atomic
def end_pregnancy(viewer: Viewer, file_id: UUID, why: str) -> Pregnancy:
    """Close a pregnancy file: born, or taken over by a hospital elsewhere."""
    viewer.need(*CARERS)
    file = get_or_refuse(visible_pregnancies(viewer), id=file_id)
    now = clock.now()
    if file.ended_at is None:
        file.ended_at, file.end_reason = now, why[:80]
        file.save(update_fields=["ended_at", "end_reason"])
        hear_row(viewer, file, "end_reason", upto=LIFE)
        live_risks().filter(
            community_id=viewer.community_id, resident=file.resident, kind="pregnant"
        ).update(ended_at=now)
        journal.write(
            viewer,
            "pregnancy.ended",
            subject=file.id,
            dwelling=file.resident.dwelling_id,
            after={"why": why[:80]},
        )
    return file


@transaction.atomic
def save_newborn(viewer: Viewer, resident_id: UUID, **fields: Any) -> Newborn:
    """Open a newborn's file or bring it up to date.

    Fields: born (date), hospital, birth_grams, feeding, formula, nappies, screened_on, note.
    Raises Problem `care.day_impossible`, `care.weight_impossible`.
    """
    viewer.need(*CARERS)
    resident = get_visible_resident(viewer, resident_id)
    born: date = fields["born"]
    today = timezone.localdate(clock.now())
    if not today - timedelta(days=3 * 366) <= born <= today:
        raise Problem("care.day_impossible", day=born.isoformat())
    screened = fields.get("screened_on")
    if screened and not born <= screened <= today:
        raise Problem("care.day_impossible", day=screened.isoformat())
    _check_weight(fields.get("birth_grams"))
    file, _new = Newborn.objects.get_or_create(
        community_id=viewer.community_id, resident=resident, defaults={"born": born}
    )
    for name, value in fields.items():
        setattr(file, name, value)
    file.save()
    add_risk(viewer, resident_id, "newborn", {"born": born.isoformat()})
    hear_row(viewer, file, "note", "formula")
    journal.write(viewer, "newborn.saved", subject=file.id, dwelling=resident.dwelling_id)
    return file


def _check_weight(grams: int | None) -> None:
    if grams is not None and not LIGHTEST <= grams <= HEAVIEST:
        raise Problem("care.weight_impossible", grams=grams)


def _get_visible_newborn(viewer: Viewer, file_id: UUID) -> Newborn:
    return get_or_refuse(visible_newborns(viewer), id=file_id)


@transaction.atomic
def weigh(viewer: Viewer, file_id: UUID, day: date, grams: int) -> Weighing:
    """Note a newborn's weight on a day.

    A second one on that day corrects the first.
    """
    viewer.need(*CARERS, "volunteer")
    file = _get_visible_newborn(viewer, file_id)
    _check_weight(grams)
    if not file.born <= day <= timezone.localdate(clock.now()):
        raise Problem("care.day_impossible", day=day.isoformat())
    row, new = Weighing.objects.get_or_create(
        community_id=viewer.community_id, newborn=file, day=day, defaults={"grams": grams}
    )
    before = None if new else {"grams": row.grams}
    row.grams = grams
    row.save(update_fields=["grams"])
    journal.write(
        viewer,
        "newborn.weighed",
        subject=file.id,
        dwelling=file.resident.dwelling_id,
        before=before,
        after={"day": day.isoformat(), "grams": grams},
    )
    return row


@transaction.atomic
def vaccinate(viewer: Viewer, file_id: UUID, dose: str, given_on: date) -> Vaccination:
    """Note that a dose of the schedule was given.

    Again with another date corrects it.
    """
    viewer.need(*CARERS)
    file = _get_visible_newborn(viewer, file_id)
    if dose not in {scheduled.key for scheduled in schedule()}:
        raise Problem("care.kind_unknown", kind=dose)
    if not file.born <= given_on <= timezone.localdate(clock.now()):
        raise Problem("care.day_impossible", day=given_on.isoformat())
    row, _new = Vaccination.objects.update_or_create(
        community_id=viewer.community_id,
        newborn=file,
        dose=dose,
        defaults={"given_on": given_on},
    )
    journal.write(
        viewer,
        "newborn.vaccinated",
        subject=file.id,
        dwelling=file.resident.dwelling_id,
        after={"dose": dose, "on": given_on.isoformat()},
    )
    return row
