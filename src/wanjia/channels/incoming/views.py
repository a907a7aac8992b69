"""Pages of incoming messages: what waits for a person, and the addresses they come in by."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.channels.incoming import receive
from wanjia.channels.incoming.inboxes import end_inbox, inboxes, open_inbox, renew_inbox
from wanjia.channels.models import Heard, Inbox, InboxKind, Incoming
from wanjia.core.access.viewer import Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.problems import Problem
from wanjia.people.search.queries import dwellings_like

PAGE = 40
VIEWS = {"": (Heard.WAITING,), "all": tuple(Heard.values)}


@for_roles("head", "desk")
def incoming(request: ViewerRequest) -> HttpResponse:
    """The messages that wait for a person, or all of them, the newest first."""
    return _render_messages(request)


def _render_messages(
    request: ViewerRequest, problem: Problem | None = None, about: UUID | None = None
) -> HttpResponse:
    viewer = request.viewer
    view = request.GET.get("view", "")
    every = Incoming.objects.of(viewer)
    rows = every.filter(stand__in=VIEWS.get(view, VIEWS[""]))
    rows = rows.select_related("sender__dwelling__stairwell__estate", "inbox")
    waiting = every.filter(stand=Heard.WAITING).count()
    tabs = [
        {"label": _("待处理"), "url": "?", "current": view != "all", "count": waiting},
        {"label": _("全部"), "url": "?view=all", "current": view == "all", "count": None},
    ]
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "tabs": tabs,
        "view": view,
        "any_inbox": Inbox.objects.of(viewer).filter(ended_at=None).exists(),
        "problem": problem,
        "about": about,
        "typed": request.POST.get("door", "") if problem else "",
    }
    status = problem.status if problem else 200
    return render(request, "channels/incoming.html", context, status=status)


def _household_at(viewer: Viewer, text: str) -> UUID:
    """The one household that a typed door means; raises Problem `incoming.door`."""
    found = list(dwellings_like(viewer, text.strip())[:2]) if text.strip() else []
    if len(found) != 1:
        raise Problem("incoming.door", text=text[:20], n=len(found))
    return UUID(str(found[0].id))


_STEPS: dict[str, Callable[[Viewer, UUID, Any], Any]] = {
    "who": lambda viewer, one, form: receive.say_who(
        viewer, one, _household_at(viewer, form.get("door", ""))
    ),
    "not": lambda viewer, one, _form: receive.forget_who(viewer, one),
    "need": lambda viewer, one, _form: receive.ask_for(viewer, one),
    "write": lambda viewer, one, form: receive.write_down(viewer, one, form.get("text", "")),
    "aside": lambda viewer, one, _form: receive.set_aside(viewer, one),
    "back": lambda viewer, one, _form: receive.set_aside(viewer, one, aside=False),
}


@for_roles("head", "desk")
@require_POST
def incoming_step(request: ViewerRequest, letter_id: UUID) -> HttpResponse:
    """Say whose a message is, make it a request, set it aside or back; a refusal keeps the rest."""
    viewer = request.viewer
    do = _STEPS.get(request.POST.get("do", ""))
    if do is None:
        raise Problem("kernel.not_found")
    try:
        do(viewer, letter_id, request.POST)
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        return _render_messages(request, problem, letter_id)
    messages.success(request, _("已记下。"))
    back = "?view=all" if request.POST.get("view") == "all" else ""
    return redirect(reverse("channels:incoming") + back)


@for_roles("head")
def inbox_list(request: ViewerRequest) -> HttpResponse:
    """The addresses that messages come in by, with what is to be entered on the other side."""
    return _render_inboxes(request)


def _render_inboxes(request: ViewerRequest, problem: Problem | None = None) -> HttpResponse:
    viewer = request.viewer
    shown = [
        {
            "inbox": inbox,
            "url": request.build_absolute_uri(reverse("channels:in", args=[inbox.address])),
        }
        for inbox in inboxes(viewer)
    ]
    context = {"inboxes": shown, "kinds": InboxKind.choices, "problem": problem}
    status = problem.status if problem else 200
    return render(request, "channels/inboxes.html", context, status=status)


@for_roles("head")
@require_POST
def inbox_step(request: ViewerRequest) -> HttpResponse:
    """Open an inbox, give it new secrets, or close it."""
    viewer = request.viewer
    do, form = request.POST.get("do", ""), request.POST
    try:
        if do == "open":
            open_inbox(viewer, form.get("kind", ""), form.get("account", ""))
        elif do in ("renew", "end"):
            act = renew_inbox if do == "renew" else end_inbox
            act(viewer, _id_or_refuse(form.get("inbox", "")))
        else:
            raise Problem("kernel.not_found")
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        return _render_inboxes(request, problem)
    return redirect("channels:inboxes")


def _id_or_refuse(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Problem("kernel.not_found") from None
