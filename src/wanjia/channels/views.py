"""Pages of what goes out: the outbox with what failed and what is to be done by hand; a message."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.channels.backends import backend_of
from wanjia.channels.models import Message, Status
from wanjia.channels.outbox import queue
from wanjia.channels.outbox.forms import MessageForm, RewriteForm
from wanjia.channels.queries import counts, groups
from wanjia.channels.queries import messages as visible_messages
from wanjia.core.access.viewer import OFFICERS, for_roles
from wanjia.core.acts import Act, read_form
from wanjia.core.http import ViewerRequest, tell_refusal
from wanjia.core.ids import new_id, parse_id
from wanjia.core.problems import Problem
from wanjia.core.typed_fields import safe_next_path
from wanjia.notices.models import Notice, Reach
from wanjia.notices.publishing.audience import Audience, audience_from
from wanjia.notices.publishing.picker import choices_of

PAGE = 30
# The tabs of the outbox: what a person must do first.
VIEWS: dict[str, tuple[str, ...]] = {
    "todo": (Status.BY_HAND, Status.DONE),
    "failed": (Status.FAILED, Status.REFUSED),
    "waiting": (Status.WAITING,),
    "sent": (Status.SENT, Status.CANCELLED),
}


@for_roles("head", "desk")
def channels(request: ViewerRequest) -> HttpResponse:
    """Show what was sent to whom, what failed, what is to be copied by hand; of one notice with
    `subject`."""
    viewer = request.viewer
    subject = parse_id(request.GET.get("subject", ""))
    many = counts(viewer, subject)
    view = request.GET.get("view", "")
    if view not in VIEWS:
        view = next((one for one, stands in VIEWS.items() if _sum_of(many, stands)), "sent")
    rows = visible_messages(viewer).filter(status__in=VIEWS[view])
    if view == "todo":
        rows = rows.order_by("status", "-made_at", "recipient")  # by hand before done
    if subject:
        rows = rows.filter(subject=subject)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    notice = None
    if subject:
        notice = Notice.objects.of(viewer).filter(id=subject).first()
    context = {
        "rows": [_message_row(one) for one in page.object_list if one.status != Status.BY_HAND],
        "batches": _batches_by_text(page.object_list),
        "page": page,
        "view": view,
        "subject": notice,
        "back": _list_url(view, subject),
        "tabs": _status_tabs(view, many, subject),
        "any_group": bool(many) or groups(viewer).exists(),
        "file_name": "outbox/",
    }
    return render(request, "channels/channels.html", context)


def _list_url(view: str, subject: UUID | None) -> str:
    about = f"&subject={subject}" if subject else ""
    return f"{reverse('channels:channels')}?view={view}{about}"


def _sum_of(many: dict[str, int], stands: tuple[str, ...]) -> int:
    return sum(many.get(stand, 0) for stand in stands)


def _status_tabs(view: str, many: dict[str, int], subject: UUID | None) -> list[dict[str, Any]]:
    labels = {
        "todo": _("人工转发"),
        "failed": _("没发出去"),
        "waiting": _("待发"),
        "sent": _("已发出"),
    }
    left = {"todo": (Status.BY_HAND,)}
    about = f"&subject={subject}" if subject else ""
    return [
        {
            "label": labels[one],
            "url": f"?view={one}{about}",
            "current": one == view,
            "count": _sum_of(many, left.get(one, stands)),
        }
        for one, stands in VIEWS.items()
    ]


def _batches_by_text(shown: Iterable[Message]) -> list[dict[str, Any]]:
    """Return what is to be copied by hand: each text once, with the groups that wait for it."""
    found: dict[str, list[Message]] = {}
    for one in shown:
        if one.status == Status.BY_HAND:
            found.setdefault(one.text, []).append(one)
    return [{"id": some[0].id.hex, "text": text, "messages": some} for text, some in found.items()]


def _message_row(message: Message) -> dict[str, Any]:
    """Return a message as the page shows it."""
    tones = {Status.FAILED: "alarm", Status.REFUSED: "alarm", Status.BY_HAND: "soon"}
    settled = message.status in (Status.SENT, Status.DONE, Status.CANCELLED)
    return {
        "message": message,
        "to": message.recipient or str(message.channel_name),
        "way": message.channel_name if backend_of(message.channel).needs_address else "",
        "people": message.group.people if message.group else 0,
        "tone": "done" if settled else tones.get(Status(message.status), ""),
        "at": message.sent_at or message.made_at,
        "error": error_words(message.error),
    }


def error_words(error: str) -> str:
    """Return why a message did not go out, in words; what a robot itself said stays as it is."""
    return {
        "practice": _("练习里的消息不会真的发出去。"),
        "no_address": _("没有机器人地址，请到“群”里填。"),
        "bad_address": _("机器人地址不对，请到“群”里重填。"),
        "not_connected": _("没有连上，或对方没有收。"),
    }.get(error, error)


@for_roles("head", "desk")
def new(request: ViewerRequest) -> HttpResponse:
    """Write a message to the groups of an audience."""
    viewer = request.viewer
    form, posted = MessageForm(request.POST or None), request.POST
    audience, problem = Audience(posted.get("reach", Reach.COMMUNITY)), None
    if request.method == "POST":
        try:
            typed = read_form(form)
            audience = audience_from(viewer, posted, posted.getlist("stairwells"))
            made = queue.send(viewer, audience, typed["text"], typed["id"] or new_id())
            messages.success(request, _("已放进发件箱：%(n)s 条。") % {"n": len(made)})
            return redirect("channels:channels")
        except Problem as raised:
            if raised.status in (403, 404):
                raise
            problem = raised
    context = {
        "choices": choices_of(viewer, audience),
        "typed": form["text"].value() or "",
        "sent": parse_id(str(form["id"].value() or "")) or new_id(),
        "problem": problem,
        "most": queue.LONGEST,
    }
    status = problem.status if problem else 200
    return render(request, "channels/new.html", context, status=status)


def refuse_message_act(
    request: ViewerRequest, problem: Problem, form: forms.Form, _message_id: UUID
) -> HttpResponse:
    """Say what was refused on the outbox as it was shown."""
    if problem.status in (403, 404):
        raise problem
    tell_refusal(request, problem.words())
    return redirect(safe_next_path(form.data.get("back", ""), reverse("channels:channels")))


MESSAGE_ACTS = (
    Act("done", queue.mark_forwarded, OFFICERS),
    Act("undo", queue.unmark_forwarded, OFFICERS),
    Act("retry", queue.retry_message, OFFICERS),
    Act("rewrite", queue.rewrite_message, OFFICERS, RewriteForm),
)
