"""Zoning in the JSON API: the zones in force, a case recorded."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from wanjia.core.access.viewer import STAFF
from wanjia.core.api import CleanText, Window, paged, responses, viewer_of
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.models import Resident
from wanjia.places.queries import visible_dwellings
from wanjia.zoning.cases.actions import OFFICERS, record_case
from wanjia.zoning.models import Case, TestKind, Zone
from wanjia.zoning.queries import zone_spans, zones_in_force

router = Router(tags=["zoning"])


class ZoneOut(Schema):
    id: UUID
    estate: UUID
    name: str
    name_en: str
    klass: str
    protocol: str
    started_at: AwareDatetime
    planned_end: AwareDatetime | None
    stairwells: list[UUID]


class Zones(Schema):
    items: list[ZoneOut]
    total: int


class CaseIn(Schema):
    """A positive person; `id` is made by the sender, so that sending twice is harmless."""

    id: UUID
    dwelling: UUID
    resident: UUID | None = None
    test: TestKind
    sampled_at: AwareDatetime
    told_by: CleanText = Field(min_length=1, max_length=80)
    note: CleanText = Field("", max_length=500)


class CaseOut(Schema):
    id: UUID
    dwelling: UUID
    resident: UUID | None
    test: str
    sampled_at: AwareDatetime
    recorded_at: AwareDatetime


@router.get("/zones", response=responses(Zones))
def zones(request: HttpRequest, window: Query[Window]) -> dict[str, Any]:
    """The zones in force now, with those of their stairwells that are in sight."""
    viewer = viewer_of(request)
    viewer.need(*STAFF, "town")
    spans = zone_spans(viewer)

    def shape(one: Zone) -> dict[str, Any]:
        inside = [well for well, _since, until in spans.get(one.id, ()) if until is None]
        fields = ("id", "name", "name_en", "klass", "protocol", "started_at", "planned_end")
        known = {name: getattr(one, name) for name in fields}
        return {**known, "estate": one.estate_id, "stairwells": inside}

    return paged(zones_in_force(viewer).order_by("-started_at", "id"), window, shape)


@router.post("/cases", response=responses(CaseOut))
def add_case(request: HttpRequest, sent: CaseIn) -> dict[str, Any]:
    """Record a case as the desk does; the zone's protocol says what follows from it."""
    viewer = viewer_of(request)
    viewer.need(*OFFICERS)
    dwelling = get_or_refuse(visible_dwellings(viewer), id=sent.dwelling)
    resident = None
    if sent.resident:
        people = Resident.objects.of(viewer).filter(id=sent.resident)
        resident = get_or_refuse(people)
    case = record_case(
        viewer,
        dwelling,
        test=sent.test,
        sampled_at=sent.sampled_at,
        told_by=sent.told_by,
        resident=resident,
        note=sent.note,
        case_id=sent.id,
    )
    case.refresh_from_db()  # As it is kept, whatever offset it was sent with.
    return _case(case)


def _case(one: Case) -> dict[str, Any]:
    fields = ("id", "test", "sampled_at", "recorded_at")
    known = {name: getattr(one, name) for name in fields}
    return {**known, "dwelling": one.dwelling_id, "resident": one.resident_id}
