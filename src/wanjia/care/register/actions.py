"""What changes in the risk register: added, confirmed, ended, put back. One act each."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from wanjia.care.access import CARERS, get_visible_resident
from wanjia.care.register.queries import visible_risks
from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.hearing import LIFE, Words, hear
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.access import live_risks
from wanjia.people.models import Risk
from wanjia.people.risk_kinds import risk_name
from wanjia.risks import risks

DETAILS = frozenset(
    {"due", "hospital", "born", "weekdays", "drug", "days_left", "speaks", "level", "note"}
)


@transaction.atomic
def add_risk(
    viewer: Viewer,
    resident_id: UUID,
    kind: str,
    detail: Mapping[str, Any] | None = None,
    source: str = "",
) -> Risk:
    """Put somebody on the risk register, or bring what is known of the risk up to date.

    A person who enters it confirms it. Raises Problem `care.kind_unknown`.
    """
    viewer.need(*CARERS)
    resident = get_visible_resident(viewer, resident_id)
    if kind not in risks().kinds:
        raise Problem("care.kind_unknown", kind=kind)
    known = {key: value for key, value in (detail or {}).items() if key in DETAILS and value}
    risk = (
        live_risks().filter(community_id=viewer.community_id, resident=resident, kind=kind).first()
    )
    before = dict(risk.detail) if risk else None
    if risk is None:
        risk = Risk(
            community_id=viewer.community_id,
            resident=resident,
            kind=kind,
            source=source[:40],
            since=timezone.localdate(clock.now()),
        )
    risk.detail = {**risk.detail, **known}
    risk.confirmed = True
    risk.save()
    note = str(known.get("note") or "")
    hear(viewer, Words(note, "risk.note", risk.id, resident_id=resident.id))
    journal.write(
        viewer,
        "risk.added" if before is None else "risk.detailed",
        subject=resident.id,
        dwelling=resident.dwelling_id,
        before=before,
        after={"kind": kind},
    )
    return risk


@transaction.atomic
def confirm_all(viewer: Viewer, kind: str) -> int:
    """Confirm every suggestion of a kind in sight; return how many."""
    viewer.need(*CARERS)
    if kind not in risks().kinds:
        raise Problem("care.kind_unknown", kind=kind)
    rows = visible_risks(viewer).filter(kind=kind, confirmed=False)
    ids = [str(risk_id) for risk_id in rows.values_list("id", flat=True)]
    Risk.objects.of(viewer).filter(id__in=ids).update(confirmed=True)
    if ids:
        journal.write(viewer, "risk.all_confirmed", after={"kind": kind, "risks": len(ids)})
    return len(ids)


@transaction.atomic
def end_risk(viewer: Viewer, risk_id: UUID, why: str) -> Risk:
    """Take a risk off the register with the reason.

    It can be put back for a week.
    """
    viewer.need(*CARERS)
    risk = get_or_refuse(visible_risks(viewer), id=risk_id)
    risk.ended_at = clock.now()
    risk.save(update_fields=["ended_at"])
    hear(viewer, Words(why, "risk.why", risk.id, resident_id=risk.resident_id, upto=LIFE))
    _journal_risk(viewer, "risk.ended", risk, {"holds": False, "why": why.strip()[:200]})
    return risk


@transaction.atomic
def put_back(viewer: Viewer, risk_id: UUID) -> Risk:
    """Undo the end of a risk.

    Raises Problem `care.known_already` where it stands anew.
    """
    viewer.need(*CARERS)
    risk = get_or_refuse(visible_risks(viewer, ended=True), id=risk_id)
    same = live_risks().filter(
        community_id=viewer.community_id, resident=risk.resident, kind=risk.kind
    )
    if same.exists():
        raise Problem("care.known_already", name=risk.resident.name, kind=risk_name(risk.kind))
    risk.ended_at = None
    risk.save(update_fields=["ended_at"])
    _journal_risk(viewer, "risk.back", risk, {"holds": True})
    return risk


def _journal_risk(viewer: Viewer, kind: str, risk: Risk, after: dict[str, Any]) -> None:
    journal.write(
        viewer,
        kind,
        subject=risk.resident_id,
        dwelling=risk.resident.dwelling_id,
        before={"kind": risk.kind},
        after=after,
    )
