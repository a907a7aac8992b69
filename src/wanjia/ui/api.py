"""The JSON API at /api/v1/: every app's router under one roof; OpenAPI at /api/v1/openapi.json."""

import zoneinfo
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import APIKeyCookie, HttpBearer

from wanjia.core.access.api_keys import key_by, viewer_of_key
from wanjia.core.access.viewer import Viewer
from wanjia.core.idempotency import OtherContent
from wanjia.core.problems import Problem
from wanjia.needs.api import router as needs
from wanjia.notices.api import router as notices
from wanjia.places.estates.api import router as places
from wanjia.reports.answers.api import router as reports
from wanjia.reports.daily.api import router as daily
from wanjia.reports.paste.api import router as pastes
from wanjia.reports.results.api import router as results
from wanjia.zoning.zones.api import router as zoning


class Key(HttpBearer):
    """A program's key in the Authorization header."""

    def authenticate(self, request: HttpRequest, token: str) -> Viewer:
        """Return who the key acts as; raises Problem `kernel.key_unknown`."""
        key = request.key = key_by(token)  # type: ignore[attr-defined]
        timezone.activate(zoneinfo.ZoneInfo(key.membership.community.timezone))
        return viewer_of_key(key)


class Session(APIKeyCookie):
    """The browser's session; what changes something needs the CSRF token too."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        if request.viewer is None:  # type: ignore[attr-defined]
            return None
        return super()._get_key(request)

    def authenticate(self, request: HttpRequest, _key: str | None) -> Viewer | None:
        """Whoever is signed in."""
        viewer: Viewer | None = request.viewer  # type: ignore[attr-defined]
        return viewer


api = NinjaAPI(
    title="万家 Wanjia",
    version="1",
    description="The committee's own data, in the sight of whoever asks.",
    docs_url=None,
    auth=[Key(), Session()],
)
for router in (places, zoning, reports, daily, pastes, results, needs, notices):
    api.add_router("", router)
urlpatterns = api.urls[0]


def _problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    said = {"code": problem.code, "message": problem.words()}
    return api.create_response(request, said, status=problem.status)


@api.exception_handler(Problem)
def _answer_problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return _problem_response(request, error)


@api.exception_handler(OtherContent)
def _answer_other_content(request: HttpRequest, error: OtherContent) -> HttpResponse:
    return _problem_response(request, error.problem)


@api.exception_handler(AuthenticationError)
def _answer_stranger(request: HttpRequest, _error: Any) -> HttpResponse:
    return _problem_response(request, Problem("kernel.sign_in"))


@api.exception_handler(Http404)
def _answer_missing(request: HttpRequest, _error: Any) -> HttpResponse:
    return _problem_response(request, Problem("kernel.not_found"))


@api.exception_handler(IntegrityError)
def _answer_clash(request: HttpRequest, _error: Any) -> HttpResponse:
    """Show an id that something else has already."""
    return _problem_response(request, Problem("kernel.stale"))


@api.exception_handler(ValidationError)
def _answer_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "sent"))
    return _problem_response(
        request, Problem("kernel.invalid", where=where or "body", why=first["msg"])
    )


@api.exception_handler(HttpError)
def _answer_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _problem_response(
        request, Problem("kernel.csrf" if error.status_code == 403 else "kernel.unreadable")
    )


@api.exception_handler(SuspiciousOperation)
def _answer_suspicious(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    if isinstance(error, RequestDataTooBig):
        most = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 1024**2
        return _problem_response(request, Problem("kernel.too_big", most=most))
    return _problem_response(request, Problem("kernel.unreadable"))
