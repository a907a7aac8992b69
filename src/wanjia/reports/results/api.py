"""Test results by FHIR: a laboratory sends a Bundle of Observations; twice is harmless."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Body, Router, Schema

from wanjia.core.api import responses, viewer_of
from wanjia.core.problems import Problem
from wanjia.reports.models import Source
from wanjia.reports.results.fhir import read_bundle
from wanjia.reports.results.intake import store_tubes
from wanjia.reports.results.rules import load_rules

router = Router(tags=["results"])
OFFICERS = ("head", "desk")


class NotStored(Schema):
    """An entry of the Bundle, or somebody in it, that is not stored, and why."""

    entry: int
    text: str
    why: str


class IntakeOut(Schema):
    """How many tubes are new, got their result, were corrected, are known; what is not stored."""

    new: int
    result: int
    corrected: int
    same: int
    differs: int
    not_stored: list[NotStored]


@router.post("/results/fhir", response=responses(IntakeOut))
def take_bundle(request: HttpRequest, bundle: Body[dict[str, Any]]) -> dict[str, Any]:
    """Store the test results of a FHIR R4 Bundle, with all that follows from them."""
    viewer = viewer_of(request)
    viewer.need(*OFFICERS)
    if bundle.get("resourceType") != "Bundle":
        raise Problem("result.no_bundle")
    read = read_bundle(bundle, load_rules(), timezone.get_current_timezone())
    intake = store_tubes(viewer, read.tubes, Source.FHIR)
    counts = intake.counts
    unread = [(row.row, row.text, Problem(row.code, **row.params).words()) for row in read.unread]
    refused = [
        (planned.tube.people[0].row, planned.tube.people[0].text, planned.refused)
        for planned in intake.of("refused")
    ]
    unmatched = [(row.row, row.text, row.why) for row in intake.unmatched]
    return {
        **{name: counts[name] for name in ("new", "result", "corrected", "same", "differs")},
        "not_stored": [
            {"entry": place, "text": text, "why": why}
            for place, text, why in sorted([*unread, *refused, *unmatched])
        ],
    }
