"""Who looks, what a refusal looks like, and what a page may load."""

import zoneinfo
from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import timezone

from wanjia.core.access.viewer import OFFICE, Viewer
from wanjia.core.hearing import LIFE, listening, stored_of
from wanjia.core.idempotency import OtherContent
from wanjia.core.ids import NIL, new_id
from wanjia.core.models import Membership, Office
from wanjia.core.problems import Problem
from wanjia.core.text_cleaning import NUL, clean_text, is_clean_text

Responder = Callable[[HttpRequest], HttpResponse]
MOST_UPLOADED = 24 * 1024**2  # bytes: the largest file that is taken, and its form
# Programs ask here, and are refused in the form that each speaks.
OWN_WORDS = ("/api/", "/open311/", "/in/", "/fhir/", "/feeds/", "/geo/")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
HEADERS = {
    "Content-Security-Policy": (
        # Leaflet and htmx set attributes of style; no page brings a style element of its own.
        "default-src 'self'; img-src 'self' data:; style-src 'self';"
        " style-src-attr 'unsafe-inline'; script-src 'self';"
        " object-src 'none'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
    ),
    "X-Frame-Options": "DENY",  # for browsers that do not read frame-ancestors
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(self), microphone=(), geolocation=(), payment=(), usb=(),"
        " display-capture=(), publickey-credentials-get=(self), publickey-credentials-create=(self)"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    # A committee's pages are nobody's to find, least of all those that an address alone opens.
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def security_headers(respond: Responder) -> Responder:
    """Let no page load anything from another host, nor run an inline script or style."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if getattr(request, "viewer", None):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return middleware


class Compress(GZipMiddleware):
    """Send pages, JSON and other text compressed, so that their sources can be read.

    Django adds noise to the length, by which an eavesdropper would guess a token (BREACH), and a
    token is masked anew in each answer. A stream goes out as it is written; workbooks and pictures
    are compressed already.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress what is text and whole."""
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        is_text = kind.startswith("text/") or kind.endswith(("json", "xml", "javascript"))
        if response.streaming or not is_text:
            return response
        return super().process_response(request, response)


def tell_heard(respond: Responder) -> Responder:
    """Tell whoever sent a form what danger was heard in it; programs are told in a header.

    A household's own pages have no session: they tell by themselves.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or request.path.startswith(("/h/", "/in/", "/open311/")):
            return respond(request)
        with listening() as ear:
            response = respond(request)
        for one in stored_of(ear.opened):
            if request.path.startswith("/api/"):
                response.headers["X-Wanjia-Heard"] = quote(one.receipt)
            else:
                say = messages.error if one.urgency == LIFE else messages.warning
                say(request, one.receipt)
        return response

    return middleware


def not_too_big(respond: Responder) -> Responder:
    """Refuse by its stated length what is larger than anything we take, before reading it; what
    states none is read as empty."""

    def middleware(request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or "0"
        files = request.content_type == "multipart/form-data"
        most = MOST_UPLOADED if files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        own_words = request.path.startswith(OWN_WORDS)
        if not said.isdecimal():
            return render(request, "400.html", status=400)
        if int(said) > most and not own_words:
            return too_big(request, most)
        return respond(request)

    return middleware


def too_big(request: HttpRequest, most: int) -> HttpResponse:
    """Say in the reader's words that it is too big; `most` is in bytes."""
    return _render_problem(request, Problem("kernel.too_big", most=most // 1024**2))


def plain_text(respond: Responder) -> Responder:
    """Refuse a NUL anywhere in an address or a form, and drop what is unseen from what is typed."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OWN_WORDS):
            return respond(request)
        if NUL in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return _render_problem(request, Problem("kernel.unseen"))
        if request.content_type in FORMS:
            typed = [text for values in request.POST.lists() for text in (values[0], *values[1])]
            if any(NUL in text for text in typed):
                return _render_problem(request, Problem("kernel.unseen"))
            if not all(map(is_clean_text, typed)):
                request.POST = _without_unseen(request.POST)  # type: ignore[assignment]
        return respond(request)

    return middleware


def _without_unseen(posted: QueryDict) -> QueryDict:
    cleaned = posted.copy()
    for name, values in posted.lists():
        cleaned.setlist(name, [clean_text(value) for value in values])
    return cleaned


def _render_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return render(request, "ui/problem.html", {"problem": problem}, status=problem.status)


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
    memberships: list[Membership] = getattr(request.user, "joined", [])
    membership = next(
        (one for one in memberships if str(one.id) == chosen),
        memberships[0] if memberships else None,
    )
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
    """Return the office's viewer: of no community, so that no query for one's rows finds any."""
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
            if isinstance(error, OtherContent):
                return _other_content(request, error)
            if not isinstance(error, Problem):
                return None
            from wanjia.ui.drafts import ask_to_sign_in, texts_of

            if error.status == 401:
                return ask_to_sign_in(request)
            context = {"problem": error, "typed": texts_of(request)}
            return render(request, "ui/problem.html", context, status=error.status)

    return Middleware()


def _other_content(request: HttpRequest, error: OtherContent) -> HttpResponse:
    """Show what is stored beside what was typed, which a press stores under another id."""
    fresh = str(new_id())
    fields = [
        (name, fresh if value == str(error.sent) else value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    context = {"error": error, "fields": fields, "action": request.get_full_path()}
    return render(request, "ui/other_content.html", context, status=error.problem.status)
