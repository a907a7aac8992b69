"""One-tap answers to a need's questions, and whose a need is that came without a household."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import parse_id
from wanjia.core.problems import Problem
from wanjia.needs.followup import actions
from wanjia.needs.intake.household_match import attach as attach_need
from wanjia.needs.models import Need, Urgency
from wanjia.needs.views import do


@for_roles(*STAFF)
@require_POST
def answer(request: ViewerRequest, need_id: UUID) -> HttpResponse:
    """Take a tap: `yes` or `no` with the question's name."""
    said = {request.POST["no"]: False} if "no" in request.POST else {}
    said |= {request.POST["yes"]: True} if "yes" in request.POST else {}
    done: list[Need] = []
    response = do(
        request,
        need_id,
        lambda viewer: done.append(actions.answer_questions(viewer, need_id, said)),
    )
    if not done:
        return response
    if done[0].urgency == Urgency.NOW:
        messages.error(request, _("已升为危及生命。"))  # whom to call stands below
    elif not done[0].unsure:
        messages.info(request, _("问过了，没有危险。按错了可以在求助的页面上撤回。"))
    if request.POST.get("back") == "today" and done[0].unsure:
        return redirect("ui:today")
    return response


@for_roles(*STAFF)
@require_POST
def answer_undo(request: ViewerRequest, need_id: UUID) -> HttpResponse:
    """Take back the last answers."""
    return do(request, need_id, lambda viewer: actions.take_back_answers(viewer, need_id))


@for_roles(*STAFF)
@require_POST
def attach(request: ViewerRequest, need_id: UUID) -> HttpResponse:
    """Say whose a need is: `hit` is `resident:ID` or `dwelling:ID`, empty for the asker alone."""
    kind, _colon, given = request.POST.get("hit", "").partition(":")
    hit = parse_id(given)

    def act(viewer: Viewer) -> None:
        if given and hit is None:
            raise Problem("kernel.not_found")
        _need, raised = attach_need(
            viewer,
            need_id,
            hit if kind == "dwelling" else None,
            hit if kind == "resident" else None,
            asker=request.POST.get("asker"),
            asker_phone=request.POST.get("asker_phone"),
            keep_home=hit is None,
        )
        if raised:
            messages.warning(request, _("这户有要关照的人：这件求助升级了。"))

    return do(request, need_id, act)
