"""What changes in beds: somebody takes one, leaves it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.idempotency import joined_text, known_or_refuse
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.sites.models import Site, Stay, Transfer
from wanjia.sites.queries import beds_of, site_of

OFFICERS = ("head", "desk")


@idempotent
def admit(
    viewer: Viewer,
    site_id: UUID,
    patient: str,
    zone: str = "",
    bed: str = "",
    stay_id: UUID | None = None,
) -> Stay:
    """Give a bed to somebody from elsewhere, by name; the same `stay_id` again is harmless.

    Raises Problem `sites.who_missing`, `sites.full`, `sites.bed_taken`, `sites.not_open`.
    """
    viewer.need(*OFFICERS)
    known, id = known_or_refuse(
        viewer,
        Stay.objects.all(),
        stay_id,
        lambda one: joined_text(one.patient, one.zone, one.bed),
        joined_text(patient, zone, bed),
        site=site_id,
        patient=patient,
        zone=zone,
        bed=bed,
    )
    if known:
        return known
    if not patient.strip():
        raise Problem("sites.who_missing")
    site = site_of(viewer, site_id, lock=True)
    if site.closed_at:
        raise Problem("sites.closed", name=site.name)
    if site.opened_at is None:
        raise Problem("sites.not_open", name=site.name)
    beds = beds_of([site])[site.id]
    if not beds.free:
        raise Problem("sites.full", name=site.name, beds=beds.beds)
    return begin(viewer, site, patient=patient.strip()[:80], zone=zone, bed=bed, stay_id=id)


def begin(
    viewer: Viewer,
    site: Site,
    *,
    transfer: Transfer | None = None,
    patient: str = "",
    zone: str = "",
    bed: str = "",
    stay_id: UUID | None = None,
) -> Stay:
    """Write down a stay from now on. Raises Problem `sites.bed_taken`, `sites.stay_twice`."""
    of = {"community_id": viewer.community_id}
    zone, bed = zone.strip()[:20], bed.strip()[:12]
    here = Stay.objects.filter(**of, until=None)
    if bed and here.filter(site=site, zone=zone, bed=bed).exists():
        raise Problem("sites.bed_taken", bed=f"{zone} {bed}".strip())
    if transfer and here.filter(resident=transfer.resident_id).exists():
        raise Problem("sites.stay_twice", name=transfer.resident.name)
    stay = Stay.objects.create(
        **of,
        id=stay_id or new_id(),
        site=site,
        transfer=transfer,
        resident=transfer.resident if transfer else None,
        patient=patient,
        zone=zone,
        bed=bed,
        since=clock.now(),
    )
    journal.write(
        viewer,
        "stay.began",
        subject=stay.id,
        dwelling=transfer.resident.dwelling_id if transfer else None,
        after={"site": site.name, "bed": f"{zone} {bed}".strip()},
    )
    return stay


@transaction.atomic
def discharge(viewer: Viewer, stay_id: UUID) -> Stay:
    """Somebody left their bed; again is harmless."""
    viewer.need(*OFFICERS)
    rows = Stay.objects.of(viewer).filter(id=stay_id)
    stay = get_or_refuse(rows.select_for_update())
    return _end(viewer, stay, clock.now())


def end_of_transfer(viewer: Viewer, transfer: Transfer, at: datetime) -> None:
    """Whoever is home again has no bed elsewhere."""
    rows = Stay.objects.of(viewer).filter(resident=transfer.resident_id, until=None)
    for stay in rows:
        _end(viewer, stay, at)


def _end(viewer: Viewer, stay: Stay, at: datetime) -> Stay:
    if stay.until is None:
        stay.until = at
        stay.save(update_fields=["until"])
        journal.write(viewer, "stay.ended", subject=stay.id, after={"site": str(stay.site_id)})
    return stay
