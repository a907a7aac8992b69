"""Pages of incoming messages: what waits for a person, and the addresses they come in by."""

from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.channels.incoming import receive
from wanjia.channels.incoming.forms import DoorForm, InboxForm, OpenInboxForm, WriteDownForm
from wanjia.channels.incoming.inboxes import end_inbox, inboxes, open_inbox, renew_inbox
from wanjia.channels.models import Heard, Inbox, Incoming
from wanjia.core.access.viewer import OFFICERS, for_roles
from wanjia.core.acts import Act
from wanjia.core.http import ViewerRequest
from wanjia.core.problems import Problem
from wanjia.core.public_address import absolute_url

HEAD = ("head",)
PAGE = 40
VIEWS = {"": (Heard.WAITING,), "all": tuple(Heard.values)}


@for_roles("head", "desk")
def incoming(request: ViewerRequest) -> HttpResponse:
    """Show the messages that wait for a person, or all of them, the newest first."""
    return _render_messages(request)


def _render_messages(
    request: ViewerRequest,
    problem: Problem | None = None,
    about: UUID | None = None,
    typed: str = "",
) -> HttpResponse:
    viewer = request.viewer
    view = request.GET.get("view", "")
    letters = Incoming.objects.of(viewer)
    rows = letters.filter(status__in=VIEWS.get(view, VIEWS[""]))
    rows = rows.select_related("sender__dwelling__stairwell__estate", "inbox")
    waiting = letters.filter(status=Heard.WAITING).count()
    tabs = [
        {"label": _("待处理"), "url": "?", "current": view != "all", "count": waiting},
        {"label": _("全部"), "url": "?view=all", "current": view == "all", "count": None},
    ]
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "tabs": tabs,
        "back": reverse("channels:incoming") + ("?view=all" if view == "all" else ""),
        "any_inbox": Inbox.objects.of(viewer).filter(ended_at=None).exists(),
        "problem": problem,
        "about": about,
        "typed": typed,
    }
    status = problem.status if problem else 200
    return render(request, "channels/incoming.html", context, status=status)


def refuse_message_act(
    request: ViewerRequest, problem: Problem, form: forms.Form, letter_id: UUID
) -> HttpResponse:
    """Show the messages with what was refused beside the one it is about."""
    if problem.status in (403, 404):
        raise problem
    return _render_messages(request, problem, letter_id, form.data.get("door", ""))


RECORDED = gettext_lazy("已记下。")
MESSAGE_ACTS = (
    Act("who", receive.tie_to_door, OFFICERS, DoorForm, RECORDED),
    Act("not", receive.forget_who, OFFICERS, told=RECORDED),
    Act("need", receive.ask_for, OFFICERS, told=RECORDED),
    Act("write", receive.write_down, OFFICERS, WriteDownForm, RECORDED),
    Act("aside", receive.set_aside, OFFICERS, told=RECORDED),
    Act("back", receive.take_up_again, OFFICERS, told=RECORDED),
)


@for_roles("head")
def inbox_list(request: ViewerRequest) -> HttpResponse:
    """Show the addresses that messages come in by, and what the other side enters."""
    return _render_inboxes(request)


def _render_inboxes(
    request: ViewerRequest, problem: Problem | None = None, form: OpenInboxForm | None = None
) -> HttpResponse:
    viewer = request.viewer
    shown = [
        {
            "inbox": inbox,
            "url": absolute_url(request, reverse("channels:in", args=[inbox.address])),
        }
        for inbox in inboxes(viewer)
    ]
    context = {"inboxes": shown, "form": form or OpenInboxForm(), "problem": problem}
    status = problem.status if problem else 200
    return render(request, "channels/inboxes.html", context, status=status)


def refuse_inbox_act(request: ViewerRequest, problem: Problem, form: forms.Form) -> HttpResponse:
    """Show the inboxes with what was refused."""
    if problem.status in (403, 404):
        raise problem
    opening = form if isinstance(form, OpenInboxForm) else None
    return _render_inboxes(request, problem, opening)


INBOX_ACTS = (
    Act("open", open_inbox, HEAD, OpenInboxForm),
    Act("renew", renew_inbox, HEAD, InboxForm),
    Act("end", end_inbox, HEAD, InboxForm),
)
