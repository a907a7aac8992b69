"""Answers and residents in sight, as what FHIR tells of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from wanjia.channels.standards.fhir import ANTIGEN, TEMPERATURE, Person, Told
from wanjia.core import journal
from wanjia.core.access.viewer import Viewer, visible_to
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.models import Resident
from wanjia.reports.models import Answer, Antigen

READERS = ("head", "desk", "grid", "doctor")
Span = tuple[str, datetime | None, datetime | None]


@transaction.atomic
def search(
    viewer: Viewer,
    codes: Iterable[str],
    patient: UUID | None,
    spans: Sequence[Span],
    start: int,
    count: int,
    tz: tzinfo,
) -> tuple[list[Told], int]:
    """Return a page of what the answers in sight say, and how many there are in all; it is
    journalled.

    `start` and `count` are in observations; times are told in `tz`.
    """
    viewer.need(*READERS)
    rows = visible_to(
        viewer,
        Answer.objects.all(),
        stairwell="resident__dwelling__stairwell",
        dwelling="resident__dwelling",
    )
    if patient:
        rows = rows.filter(resident=patient)
    for span in spans:
        rows = rows.filter(_within_span(span))
    asked = sorted(codes)
    kinds = {
        ANTIGEN: rows.filter(antigen__in=Antigen.values),
        TEMPERATURE: rows.filter(temperature__isnull=False),
    }
    total = sum(kinds[one].count() for one in asked)
    listed = _page_of_observations([(one, kinds[one]) for one in asked], start, count)
    _log_read(viewer, patient, what="Observation", many=len(listed))
    return _observations_of(rows, listed, tz), total


def _within_span(span: Span) -> Q:
    kind, low, high = span
    inside = Q()
    if low:
        inside &= Q(recorded_at__gte=low)
    if high:
        inside &= Q(recorded_at__lt=high)
    return inside if kind == "in" else ~inside


def _page_of_observations(
    kinds: list[tuple[str, QuerySet[Answer]]], start: int, count: int
) -> list[Any]:
    """(moment, answer, code) of a page, by time."""
    picked = [
        rows.annotate(code=Value(code)).order_by().values_list("recorded_at", "id", "code")
        for code, rows in kinds
    ]
    if not picked or not count:
        return []
    every = picked[0].union(*picked[1:], all=True) if len(picked) > 1 else picked[0]
    return list(every.order_by("recorded_at", "id", "code")[start : start + count])


def _observations_of(rows: QuerySet[Answer], listed: list[Any], tz: tzinfo) -> list[Told]:
    earlier = Answer.objects.filter(
        community_id=OuterRef("community_id"),
        round=OuterRef("round"),
        resident=OuterRef("resident"),
        current=False,
    )
    wanted = rows.filter(id__in={one[1] for one in listed})
    found = {one.id: one for one in wanted.annotate(corrects=Exists(earlier))}
    told = []
    for _at, answer_id, code in listed:
        one = found[answer_id]
        status = "entered-in-error"
        if one.current:
            status = "amended" if one.corrects else "final"
        told.append(
            Told(
                id=f"{one.id}-{'antigen' if code == ANTIGEN else 'temperature'}",
                patient=str(one.resident_id),
                code=code,
                value=one.antigen if code == ANTIGEN else one.temperature or "",
                at=one.recorded_at.astimezone(tz),
                status=status,
            )
        )
    return told


@transaction.atomic
def person(viewer: Viewer, resident_id: UUID) -> Person:
    """Return a resident in sight; journalled. Raises Problem `kernel.not_found`."""
    viewer.need(*READERS)
    rows = visible_to(
        viewer,
        Resident.objects.select_related("dwelling__stairwell__estate"),
        stairwell="dwelling__stairwell",
        dwelling="dwelling",
    )
    row = get_or_refuse(rows, id=resident_id)
    _log_read(viewer, row.id, what="Patient", many=1, dwelling=row.dwelling_id)
    return Person(
        id=str(row.id),
        name=row.name,
        sex=row.sex,
        birth=row.birth,
        phone=row.phone,
        door=row.dwelling.door,
        estate=row.dwelling.stairwell.estate.name,
        left=row.left_at is not None,
    )


def _log_read(
    viewer: Viewer, subject: UUID | None, *, what: str, many: int, dwelling: UUID | None = None
) -> None:
    after = {"what": what, "rows": many}
    journal.write(viewer, "fhir.read", subject=subject, dwelling=dwelling, after=after)
