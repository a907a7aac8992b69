"""What was typed while a session ended is there again after signing in, never sent by itself."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from wanjia.core.access.viewer import OFFICE, STAFF, for_roles
from wanjia.core.drafts import Typed, keep_draft, open_draft, typist_of
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import parse_id
from wanjia.core.problems import Problem
from wanjia.ui.refill import OURS, PLACE, refill

Responder = Callable[[HttpRequest], HttpResponse]
MOST = 300_000  # characters of what is kept: a drawn signature and a long paste fit
SECRET = re.compile(r"password|secret|credential|otp|token|^(code|now|new|again)$", re.IGNORECASE)
# Where passwords are typed, nothing is kept.
NEVER = (
    "/login/",
    "/account/",
    "/logout/",
    "/join/",
    "/start/",
    "/i18n/",
    "/large/",
    "/drafts/",
    "/api/",
)
WAITING = "draft"


def typed_in(request: HttpRequest) -> Typed | None:
    """Return what a form held that was refused; None where there is nothing to keep."""
    if request.method != "POST" or request.path.startswith(NEVER):
        return None
    fields = {
        name: [str(value) for value in values]
        for name, values in request.POST.lists()
        if name != OURS and not SECRET.search(name)
    }
    while sum(len(value) for values in fields.values() for value in values) > MOST:
        del fields[max(fields, key=lambda name: sum(map(len, fields[name])))]
    if not fields:
        return None
    files = [str(getattr(one, "name", "")) for one in request.FILES.values()]
    return Typed(_page_of_form(request), request.path, fields, files)


def _page_of_form(request: HttpRequest) -> str:
    """Return the page that the form was on, where it was one of ours; else "" for nobody knows."""
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc != request.get_host() or came.path.startswith(NEVER):
        return ""
    return f"{came.path}?{came.query}" if came.query else came.path


def texts_of(request: HttpRequest) -> list[str]:
    """Return the texts that somebody typed in a form that was refused, for them to copy."""
    typed = typed_in(request)
    if typed is None:
        return []
    every = [value.strip() for values in typed.fields.values() for value in values]
    return [one for one in every if _is_text(one)]


def _is_text(value: str) -> bool:
    plain = len(value) > 1 and not value.startswith(("data:", "/", "?")) and not parse_id(value)
    return plain and not re.fullmatch(r"[\w.:+-]+", value, re.ASCII)


def keep_typed(request: HttpRequest) -> UUID | None:
    """Keep what was typed for whom its page was made; None where nobody knows who that is."""
    typed = typed_in(request)
    typist = typist_of(request) if typed else None
    return keep_draft(typist, typed).id if typed and typist else None


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page, and from there back to what was typed."""
    draft = keep_typed(request)
    if draft is None:
        if texts := texts_of(request):
            return _signed_out(request, texts)
        return redirect_to_login(request.get_full_path())
    wanted = reverse("ui:draft", args=[draft])
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(f"/login/?{urlencode({'next': wanted})}")
    return redirect_to_login(wanted)


def _signed_out(request: HttpRequest, texts: list[str]) -> HttpResponse:
    """Show what was typed beside the way to sign in, where nobody knows for whom to keep it."""
    problem = Problem("kernel.sign_in")
    context = {"problem": problem, "typed": texts, "next": _page_of_form(request) or "/"}
    answer = render(request, "ui/problem.html", context, status=401)
    answer.headers["X-Wanjia-Stale"] = "1"
    return answer


@for_roles(*sorted(STAFF), "town", OFFICE)
def draft(request: ViewerRequest, draft_id: UUID) -> HttpResponse:
    """Go on with what one typed: on its page, or in plain fields where that has no such form."""
    viewer = request.viewer
    request.session.pop(WAITING, None)
    typed = open_draft(viewer.user_id, draft_id) if viewer.user_id else None
    if typed is None:
        raise Problem("kernel.not_found")
    if typed.page and "plain" not in request.GET:
        path, _, query = typed.page.partition("?")
        query = "&".join([*([query] if query else []), urlencode({WAITING: draft_id})])
        return redirect(f"{path}?{query}#{PLACE}")
    return _plain_fields(request, typed)


def _plain_fields(request: HttpRequest, typed: Typed) -> HttpResponse:
    every = [(name, value) for name, values in typed.fields.items() for value in values]
    context = {
        "action": typed.action,
        "files": typed.files,
        "texts": [(name, one) for name, one in every if _is_text(one)],
        "rest": [(name, one) for name, one in every if not _is_text(one)],
    }
    return render(request, "ui/draft.html", context)


def fill_in_again(respond: Responder) -> Responder:
    """Fill in the form of a page that was asked for with a draft."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        asked = parse_id(request.GET.get(WAITING)) if request.method == "GET" else None
        viewer = getattr(request, "viewer", None)
        if not asked or viewer is None or request.path.startswith(NEVER):
            return response
        typed = open_draft(viewer.user_id, asked)
        if typed is None:
            return response
        html = _refill_page(request, response, typed)
        if html is None:
            return redirect(f"{reverse('ui:draft', args=[asked])}?plain=1")
        response.content = html.encode()
        return response

    return middleware


def _refill_page(request: HttpRequest, response: Any, typed: Typed) -> str | None:
    kind = response.headers.get("Content-Type", "")
    if response.status_code != 200 or response.streaming or not kind.startswith("text/html"):
        return None
    note = render_to_string("ui/draft_note.html", {"files": typed.files}, request)
    texts = {name for name, values in typed.fields.items() if any(map(_is_text, values))}
    html = response.content.decode()
    return refill(html, request.path, typed.action, typed.fields, note, texts)
