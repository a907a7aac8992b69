"""Who looks, what a refusal looks like, and what a page may load."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wanjia.kernel.access import OFFICE, Viewer
from wanjia.kernel.ids import NIL
from wanjia.kernel.models import Membership, Office
from wanjia.kernel.problem import Problem

Responder = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline';"
    " script-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
)


def security_headers(respond: Responder) -> Responder:
    """Let no page load anything from another host, nor run an inline script."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    return middleware


def viewer(respond: Responder) -> Responder:
    """Set `request.viewer` from the signed-in user's first membership and speak its local time;
    who has none may be of an area's office."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.viewer = _viewer_of(request)  # type: ignore[attr-defined]
        return respond(request)

    return middleware


def _viewer_of(request: HttpRequest) -> Viewer | None:
    if request.path.startswith(("/h/", "/s/", "/static/")) or not request.user.is_authenticated:
        return None
    chosen = request.session.get("membership")
    found: list[Membership] = getattr(request.user, "joined", [])
    membership = next((one for one in found if str(one.id) == chosen), found[0] if found else None)
    if membership is None:
        return _of_an_office(request)
    timezone.activate(zoneinfo.ZoneInfo(membership.community.timezone))
    request.community = membership.community  # type: ignore[attr-defined]
    return Viewer(
        community_id=membership.community_id,
        role=membership.role,
        user_id=request.user.id,
        name=request.user.name or request.user.username,
    )


def _of_an_office(request: HttpRequest) -> Viewer | None:
    """The office's viewer: of no community, so that no query for one's rows finds any."""
    office = Office.objects.filter(user=request.user.pk).select_related("area", "user").first()
    if office is None:
        return None
    request.area = office.area  # type: ignore[attr-defined]
    name = office.user.name or office.user.username
    return Viewer(NIL, OFFICE, office.user_id, name, area_id=office.area_id)


def problems(respond: Responder) -> Responder:
    """Answer a `Problem` that a view raised with its sentence and its status."""

    class Middleware:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return respond(request)

        def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
            if not isinstance(error, Problem):
                return None
            if error.status == 401:
                from django.contrib.auth.views import redirect_to_login

                return redirect_to_login(request.get_full_path())
            return render(request, "web/problem.html", {"problem": error}, status=error.status)

    return Middleware()
