"""FHIR R4 for a health system: what the answers say, of residents in the reader's sight."""

from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from wanjia.channels.standards import fhir, health
from wanjia.core import clock
from wanjia.core.access.viewer import for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.models import Community
from wanjia.core.problems import Problem
from wanjia.core.public_address import absolute_url

ISSUES = {403: "forbidden", 404: "not-found"}


def _fhir_response(data: dict[str, Any], status: int = 200) -> JsonResponse:
    answer = JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = "application/fhir+json; charset=utf-8"
    answer["Cache-Control"] = "no-store"
    return answer


def _fhir_view(view: Any) -> Any:
    """Answer what is refused with an OperationOutcome; who has not signed in is sent to do so."""

    @wraps(view)
    def answered(request: ViewerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except fhir.BadQuery as bad:
            return _fhir_response(fhir.outcome("invalid", bad.zh, bad.en), 400)
        except Problem as problem:
            if problem.code == "kernel.sign_in":
                raise
            issue = ISSUES.get(problem.status, "processing")
            told = fhir.outcome(issue, problem.words("zh"), problem.words("en"))
            return _fhir_response(told, problem.status)

    return answered


def _base_url(request: ViewerRequest) -> str:
    return absolute_url(request, reverse("channels:fhir_metadata")).removesuffix("/metadata")


@_fhir_view
@for_roles(*health.READERS)
@require_GET
def metadata(request: ViewerRequest) -> HttpResponse:
    """Show the CapabilityStatement."""
    return _fhir_response(fhir.capability(_base_url(request), clock.now()))


@_fhir_view
@for_roles(*health.READERS)
@require_GET
def observations(request: ViewerRequest) -> HttpResponse:
    """Show a page of Observations by `patient`, `date` (repeatable), `code` and `_count`."""
    viewer = request.viewer
    asked = request.GET
    tz = ZoneInfo(Community.objects.get(id=viewer.community_id).timezone)
    count = fhir.count_asked(asked.get("_count", ""))
    start = fhir.whole("_offset", asked.get("_offset", ""), 0)
    page, total = health.search(
        viewer,
        fhir.codes_asked(asked.get("code", "")),
        _patient_id(asked.get("patient", "")),
        fhir.dates_asked(asked.getlist("date"), tz),
        start,
        count,
        tz,
    )
    here = absolute_url(request, request.path)
    links = {"self": absolute_url(request, request.get_full_path())}
    if count and start + count < total:
        kept = [
            (name, one)
            for name in ("patient", "date", "code")
            for one in asked.getlist(name)
            if one
        ]
        query = urlencode([*kept, ("_count", count), ("_offset", start + count)])
        links["next"] = f"{here}?{query}"
    return _fhir_response(fhir.bundle(_base_url(request), page, total, links))


def _patient_id(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text.removeprefix("Patient/"))
    except ValueError:
        raise fhir.BadQuery(
            "patient",
            "patient 应是居民的编号。",
            "patient must be the id of a resident.",
        ) from None


@_fhir_view
@for_roles(*health.READERS)
@require_GET
def patient(request: ViewerRequest, resident_id: str) -> HttpResponse:
    """Show a Patient in sight."""
    viewer = request.viewer
    try:
        wanted = UUID(resident_id)
    except ValueError:
        raise Problem("kernel.not_found") from None
    return _fhir_response(fhir.patient(health.person(viewer, wanted)))
