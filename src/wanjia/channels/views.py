"""Pages of what goes out: the outbox with what failed and what is to be done by hand; a message."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.channels.backends import backend_of
from wanjia.channels.models import Message, Stand
from wanjia.channels.outbox import queue
from wanjia.channels.queries import counts, groups
from wanjia.channels.queries import messages as visible_messages
from wanjia.core.access.viewer import for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id, parse_id
from wanjia.core.problems import Problem
from wanjia.notices.models import Notice, Reach
from wanjia.notices.publishing.audience import Audience, audience_from
from wanjia.notices.publishing.picker import choices_of

PAGE = 30
# The tabs of the outbox: what a person must do first.
VIEWS: dict[str, tuple[str, ...]] = {
    "todo": (Stand.BY_HAND, Stand.DONE),
    "failed": (Stand.FAILED, Stand.REFUSED),
    "waiting": (Stand.WAITING,),
    "sent": (Stand.SENT, Stand.CANCELLED),
}


@for_roles("head", "desk")
def channels(request: ViewerRequest) -> HttpResponse:
    """What was sent to whom, what failed, what is to be copied by hand; of one notice with
    `subject`."""
    viewer = request.viewer
    subject = parse_id(request.GET.get("subject", ""))
    many = counts(viewer, subject)
    view = request.GET.get("view", "")
    if view not in VIEWS:
        view = next((one for one, stands in VIEWS.items() if _total(many, stands)), "sent")
    rows = visible_messages(viewer).filter(stand__in=VIEWS[view])
    if view == "todo":
        rows = rows.order_by("stand", "-made_at", "to")  # by hand before done
    if subject:
        rows = rows.filter(subject=subject)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    notice = None
    if subject:
        notice = Notice.objects.of(viewer).filter(id=subject).first()
    context = {
        "rows": [_row(one) for one in page.object_list if one.stand != Stand.BY_HAND],
        "batches": _batches(page.object_list),
        "page": page,
        "view": view,
        "subject": notice,
        "query": f"&subject={subject}" if subject else "",
        "tabs": _tabs(view, many, subject),
        "any_group": bool(many) or groups(viewer).exists(),
        "file_name": "outbox/",
    }
    return render(request, "channels/channels.html", context)


def _total(many: dict[str, int], stands: tuple[str, ...]) -> int:
    return sum(many.get(one, 0) for one in stands)


def _tabs(view: str, many: dict[str, int], subject: UUID | None) -> list[dict[str, Any]]:
    labels = {
        "todo": _("人工转发"),
        "failed": _("没发出去"),
        "waiting": _("待发"),
        "sent": _("已发出"),
    }
    left = {"todo": (Stand.BY_HAND,)}
    about = f"&subject={subject}" if subject else ""
    return [
        {
            "label": labels[one],
            "url": f"?view={one}{about}",
            "current": one == view,
            "count": _total(many, left.get(one, stands)),
        }
        for one, stands in VIEWS.items()
    ]


def _batches(shown: Iterable[Message]) -> list[dict[str, Any]]:
    """What is to be copied by hand: each text once, with the groups that wait for it."""
    found: dict[str, list[Message]] = {}
    for one in shown:
        if one.stand == Stand.BY_HAND:
            found.setdefault(one.text, []).append(one)
    return [{"id": some[0].id.hex, "text": text, "messages": some} for text, some in found.items()]


def _row(one: Message) -> dict[str, Any]:
    """A message as the page shows it."""
    tones = {Stand.FAILED: "alarm", Stand.REFUSED: "alarm", Stand.BY_HAND: "soon"}
    settled = one.stand in (Stand.SENT, Stand.DONE, Stand.CANCELLED)
    return {
        "message": one,
        "to": one.to or str(one.way_name),
        "way": one.way_name if backend_of(one.way).needs_address else "",
        "people": one.group.people if one.group else 0,
        "tone": "done" if settled else tones.get(Stand(one.stand), ""),
        "at": one.sent_at or one.made_at,
        "error": error_words(one.error),
    }


def error_words(error: str) -> str:
    """Why a message did not go out, in words; what a robot itself said stays as it is."""
    return {
        "no_address": _("没有机器人地址，请到“群”里填。"),
        "bad_address": _("机器人地址不对，请到“群”里重填。"),
        "not_connected": _("没有连上，或对方没有收。"),
    }.get(error, error)


@for_roles("head", "desk")
def new(request: ViewerRequest) -> HttpResponse:
    """Write a message to the groups of an audience."""
    viewer = request.viewer
    audience, problem = Audience(request.POST.get("reach", Reach.COMMUNITY)), None
    if request.method == "POST":
        try:
            audience = audience_from(viewer, request.POST, request.POST.getlist("stairwells"))
            sent = parse_id(request.POST.get("id", "")) or new_id()
            made = queue.send(viewer, audience, request.POST.get("text", ""), sent)
            messages.success(request, _("已放进发件箱：%(n)s 条。") % {"n": len(made)})
            return redirect("channels:channels")
        except Problem as raised:
            if raised.status in (403, 404):
                raise
            problem = raised
    context = {
        "choices": choices_of(viewer, audience),
        "typed": request.POST.get("text", ""),
        "sent": parse_id(request.POST.get("id", "")) or new_id(),
        "problem": problem,
        "most": queue.LONGEST,
    }
    status = problem.status if problem else 200
    return render(request, "channels/new.html", context, status=status)


def _acted(request: ViewerRequest, do: Any) -> HttpResponse:
    """Do one act and go back to the outbox as it was shown."""
    viewer = request.viewer
    try:
        do(viewer)
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        messages.error(request, problem.words())
    view = request.POST.get("view", "")
    subject = parse_id(request.POST.get("subject", ""))
    about = f"&subject={subject}" if subject else ""
    asked = f"?view={view}{about}" if view in VIEWS else ""
    return redirect(f"{reverse('channels:channels')}{asked}")


@for_roles("head", "desk")
@require_POST
def done(request: ViewerRequest, message_id: UUID) -> HttpResponse:
    """Tick that it was copied into the group, or take the tick back."""
    tick = not request.POST.get("undo")
    return _acted(request, lambda viewer: queue.done_by_hand(viewer, message_id, tick))


@for_roles("head", "desk")
@require_POST
def retry(request: ViewerRequest, message_id: UUID) -> HttpResponse:
    """Try again, now."""
    return _acted(request, lambda viewer: queue.retry(viewer, message_id))


@for_roles("head", "desk")
@require_POST
def rewrite(request: ViewerRequest, message_id: UUID) -> HttpResponse:
    """Send it in other words."""
    text = request.POST.get("text", "")
    return _acted(request, lambda viewer: queue.rewrite(viewer, message_id, text))
