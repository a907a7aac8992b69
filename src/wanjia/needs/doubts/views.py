"""One-tap answers to a need's questions, and whose a need is that came without a household."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import STAFF, for_roles
from wanjia.core.acts import read_form
from wanjia.core.http import ViewerRequest
from wanjia.core.problems import Problem
from wanjia.needs.doubts import actions
from wanjia.needs.doubts.forms import AnswerForm, AttachForm
from wanjia.needs.intake.household_match import attach as attach_need
from wanjia.needs.models import Urgency
from wanjia.needs.views import need_with_refusal


@for_roles(*STAFF)
@require_POST
def answer(request: ViewerRequest, need_id: UUID) -> HttpResponse:
    """Take a tap on a question, and say what follows from it."""
    form = AnswerForm(request.POST)
    try:
        read_form(form)
        need = actions.answer_questions(request.viewer, need_id, form.answers)
    except Problem as problem:
        return need_with_refusal(request, problem, form, need_id)
    if need.urgency == Urgency.NOW:
        messages.error(request, _("已升为危及生命。"))  # whom to call stands below
    elif not need.unsure:
        messages.info(request, _("问过了，没有危险。按错了可以在求助的页面上撤回。"))
    if form.cleaned_data["back"] == "today" and need.unsure:
        return redirect("ui:today")
    return redirect("needs:need", need_id)


@for_roles(*STAFF)
@require_POST
def attach(request: ViewerRequest, need_id: UUID) -> HttpResponse:
    """Say whose a need is that came without a household."""
    form = AttachForm(request.POST)
    try:
        _attached, is_raised = attach_need(request.viewer, need_id, **read_form(form))
    except Problem as problem:
        return need_with_refusal(request, problem, form, need_id)
    if is_raised:
        messages.warning(request, _("这户有要关照的人：这件求助升级了。"))
    return redirect("needs:need", need_id)
