"""Pages for many needs at once: who goes where, before it is taken; how needs are answered."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import OFFICERS, for_roles
from wanjia.core.http import ViewerRequest, tell_refusal
from wanjia.core.problems import Problem
from wanjia.needs.dispatch.batch import accept_assignments, propose_assignments, undo_assignments
from wanjia.needs.dispatch.forms import AssignmentsForm
from wanjia.needs.dispatch.queries import reason_word
from wanjia.needs.statistics import figures as count_figures

SENT = "needs-sent"  # what was accepted last, for taking it back


@for_roles(*OFFICERS)
def dispatch_all(request: ViewerRequest) -> HttpResponse:
    """Show who could go to which open need.

    What is ticked is sent.
    """
    if request.method == "POST":
        _send_ticked(request)
        return redirect("needs:dispatch_all")
    proposal = propose_assignments(request.viewer)
    reasons = {"nobody_may_go": _("没有能进去的人"), "all_full": _("在班的人手上都满了")}
    context = {
        "lines": [
            {"line": line, "why": _("、").join(reason_word(code) for code in line.reasons)}
            for line in proposal.lines
        ],
        "left": [(need, reasons.get(code, code)) for need, code in proposal.left],
        "undo": request.session.get(SENT),
    }
    return render(request, "needs/dispatch_all.html", context)


def _send_ticked(request: ViewerRequest) -> None:
    form = AssignmentsForm(request.POST)
    if not form.is_valid():
        tell_refusal(request, str(form.errors["send"][0]))
        return
    assignments = form.cleaned_data["send"]
    try:
        count = accept_assignments(request.viewer, assignments)
    except Problem as problem:
        tell_refusal(request, problem.words())
        return
    request.session[SENT] = [str(need_id) for need_id, _staff_id in assignments]
    sentence = ngettext("派出 %(n)s 件。", "派出 %(n)s 件。", count)
    messages.success(request, sentence % {"n": count})


@for_roles(*OFFICERS)
@require_POST
def undo(request: ViewerRequest) -> HttpResponse:
    """Take the last batch back: those who have not begun."""
    need_ids = [UUID(need_id) for need_id in request.session.pop(SENT, [])]
    count = undo_assignments(request.viewer, need_ids)
    sentence = ngettext("撤回 %(n)s 件。", "撤回 %(n)s 件。", count)
    messages.success(request, sentence % {"n": count})
    return redirect("needs:dispatch_all")


@for_roles(*OFFICERS)
def figures(request: ViewerRequest) -> HttpResponse:
    """Show needs by hour and category, answers against the promise, contacts, load."""
    return render(request, "needs/figures.html", {"figures": count_figures(request.viewer)})
