"""The page on which a call is taken: who it is, what is said, what the program makes of it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.needs.intake.calls import CallDetails, take_call
from wanjia.needs.intake.forms import AS_PROPOSED, CallForm
from wanjia.needs.intake.queries import Call, look_up, meant
from wanjia.needs.models import Urgency

ANSWER = "answer-"
PHONE_DIGITS = 7


@for_roles(*STAFF)
def new(request: ViewerRequest) -> HttpResponse:
    """Take a call.

    Who it is, what is said, what the system makes of it. Where several households may be meant the
    page comes back with one key to press for each, and with all that was typed. Words that stand
    in a form which was refused elsewhere arrive with `begin`.
    """
    viewer = request.viewer
    begun = "begin" in request.POST
    posted = request.method == "POST" and not begun
    initial = {"who": request.GET.get("who", ""), "need_id": new_id(), "channel": "phone"}
    if begun:
        initial["text"] = request.POST.get("text", "")
    form = CallForm(request.POST if posted else None, initial=initial)
    call = _look_up_call(viewer, request.POST or request.GET)
    if posted and form.is_valid() and not call.undecided:
        try:
            return _take_call(request, viewer, form.cleaned_data, call)
        except Problem as problem:
            if problem.status in (403, 404):
                raise
            form.add_error("why" if "why" in problem.code else None, problem.words())
    wrong = bool(form.errors)
    context = {
        "form": form,
        "call": call,
        "levels": [AS_PROPOSED, *Urgency.choices],
        "level": str(form["urgency"].value() or ""),
        "choose": posted and not wrong and call.undecided,
    }
    return render(request, "needs/new.html", context, status=422 if wrong else 200)


def _take_call(
    request: ViewerRequest, viewer: Viewer, data: Mapping[str, Any], call: Call
) -> HttpResponse:
    dwelling, resident = meant(call.hits, call.chosen)
    details = CallDetails(
        data["text"],
        data["need_id"] or new_id(),
        dwelling_id=dwelling,
        resident_id=resident,
        channel=data["channel"],
        asker=data["asker"],
        asker_phone=data["asker_phone"] or (_read_phone(call.who) if call.unknown else ""),
        apart=data["apart"],
        heard_as=call.who if call.unknown and not _read_phone(call.who) else "",
        answers=call.answers,
        category=data["category"],
        urgency=int(data["urgency"] or 0),
        why=data["why"],
    )
    recorded = take_call(viewer, details)
    if recorded.added:
        messages.info(request, _("这户同样的事还没办完，已记在同一件里。"))
    return redirect("needs:need", recorded.need.id)


def _read_phone(who: str) -> str:
    """Return a number to call back, where what was typed is one."""
    digits = sum(character.isdigit() for character in who)
    return who[:20] if digits >= PHONE_DIGITS and not any(map(str.isalpha, who)) else ""


def _look_up_call(viewer: Viewer, typed: Any) -> Call:
    answers = {
        key.removeprefix(ANSWER): typed[key] == "yes"
        for key in typed
        if key.startswith(ANSWER) and typed[key] in ("yes", "no")
    }
    return look_up(
        viewer, typed.get("who", ""), typed.get("text", ""), typed.get("chosen", ""), answers
    )


@for_roles(*STAFF)
def look(request: ViewerRequest) -> HttpResponse:
    """What is known of who calls, and what the system makes of what is said, as it is typed."""
    viewer = request.viewer
    call = _look_up_call(viewer, request.POST if request.method == "POST" else request.GET)
    return render(request, "needs/call.html", {"call": call})
