"""The risk register: what is asked of it, and the acts that keep it true."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from wanjia.care.models import Pair
from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.hearing import LIFE, Words, hear
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.access import live_risks, visible_residents
from wanjia.people.models import Risk
from wanjia.people.risk_kinds import risk_name
from wanjia.risks import risks

WHO = ("head", "desk", "grid", "doctor")
BACK_WITHIN = timedelta(days=7)


def visible_risks(viewer: Viewer, ended: bool = False) -> QuerySet[Risk]:
    """The register's lines in sight: those that hold, or those ended in the last week."""
    rows = (
        Risk.objects.of(viewer)
        .filter(
            resident__left_at=None, resident__in=visible_residents(viewer).order_by().values("id")
        )
        .select_related("resident__dwelling__stairwell__estate")
    )
    if ended:
        return rows.filter(ended_at__gt=clock.now() - BACK_WITHIN).order_by("-ended_at")
    return rows.filter(ended_at=None).order_by(
        "confirmed",
        "resident__dwelling__stairwell__estate__name",
        "resident__dwelling__stairwell__sort",
        "resident__dwelling__sort",
        "kind",
    )


def listed(viewer: Viewer, asked: dict[str, Any]) -> QuerySet[Risk]:
    """The register filtered by `view` (all, suggested, ended), `kind`, `q` (name or door)."""
    rows = visible_risks(viewer, ended=asked.get("view") == "ended")
    if asked.get("view") == "suggested":
        rows = rows.filter(confirmed=False)
    if asked.get("kind") in risks().kinds:
        rows = rows.filter(kind=asked["kind"])
    if text := str(asked.get("q", "")).strip()[:40]:
        rows = rows.filter(
            Q(resident__name__icontains=text)
            | Q(resident__initials__istartswith=text)
            | Q(resident__dwelling__door__istartswith=text)
        )
    return rows


@transaction.atomic
def confirm_all(viewer: Viewer, kind: str) -> int:
    """Confirm every suggestion of a kind in sight; return how many."""
    viewer.need(*WHO)
    if kind not in risks().kinds:
        raise Problem("care.kind_unknown", kind=kind)
    rows = visible_risks(viewer).filter(kind=kind, confirmed=False)
    ids = [str(one) for one in rows.values_list("id", flat=True)]
    Risk.objects.of(viewer).filter(id__in=ids).update(confirmed=True)
    if ids:
        journal.write(viewer, "risk.all_confirmed", after={"kind": kind, "risks": len(ids)})
    return len(ids)


@transaction.atomic
def end_risk(viewer: Viewer, risk_id: UUID, why: str) -> Risk:
    """Take a risk off the register with the reason; it can be put back for a week."""
    viewer.need(*WHO)
    risk = get_or_refuse(visible_risks(viewer), id=risk_id)
    risk.ended_at = clock.now()
    risk.save(update_fields=["ended_at"])
    hear(viewer, Words(why, "risk.why", risk.id, resident_id=risk.resident_id, upto=LIFE))
    _write(viewer, "risk.ended", risk, {"holds": False, "why": why.strip()[:200]})
    return risk


@transaction.atomic
def put_back(viewer: Viewer, risk_id: UUID) -> Risk:
    """Undo the end of a risk. Raises Problem `care.known_already` where it stands anew."""
    viewer.need(*WHO)
    risk = get_or_refuse(visible_risks(viewer, ended=True), id=risk_id)
    same = live_risks().filter(
        community_id=viewer.community_id, resident=risk.resident, kind=risk.kind
    )
    if same.exists():
        raise Problem("care.known_already", name=risk.resident.name, kind=risk_name(risk.kind))
    risk.ended_at = None
    risk.save(update_fields=["ended_at"])
    _write(viewer, "risk.back", risk, {"holds": True})
    return risk


def _write(viewer: Viewer, kind: str, risk: Risk, after: dict[str, Any]) -> None:
    journal.write(
        viewer,
        kind,
        subject=risk.resident_id,
        dwelling=risk.resident.dwelling_id,
        before={"kind": risk.kind},
        after=after,
    )


def live_pairs(viewer: Viewer) -> QuerySet[Pair]:
    """All pairs that last, whoever looks."""
    return Pair.objects.of(viewer).filter(ended_at=None)
