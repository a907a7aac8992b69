"""Pages for many needs at once: who goes where, before it is taken; how needs are answered."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import OFFICERS, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.problems import Problem
from wanjia.needs.dispatch.batch import accept, batch, take_back
from wanjia.needs.dispatch.queries import reason_word
from wanjia.needs.statistics import figures as count_figures

SENT = "needs-sent"  # what was accepted last, for taking it back


@for_roles(*OFFICERS)
def dispatch_all(request: ViewerRequest) -> HttpResponse:
    """What one exact assignment proposes for all open needs; ticked, it is taken in one act."""
    viewer = request.viewer
    if request.method == "POST":
        try:
            chosen = [_two(one) for one in request.POST.getlist("send")]
            many = accept(viewer, chosen)
        except ValueError:
            messages.error(request, _("请重新打开这一页。"))
        except Problem as problem:
            messages.error(request, problem.words())
        else:
            request.session[SENT] = [str(need) for need, _staff in chosen]
            said = ngettext("派出 %(n)s 件。", "派出 %(n)s 件。", many)
            messages.success(request, said % {"n": many})
        return redirect("needs:dispatch_all")
    told = batch(viewer)
    why = {"nobody_may_go": _("没有能进去的人"), "all_full": _("在班的人手上都满了")}
    context = {
        "lines": [
            {"line": one, "why": _("、").join(reason_word(code) for code in one.reasons)}
            for one in told.lines
        ],
        "left": [(need, why.get(code, code)) for need, code in told.left],
        "undo": request.session.get(SENT),
    }
    return render(request, "needs/dispatch_all.html", context)


def _two(text: str) -> tuple[UUID, UUID]:
    need, _colon, staff = text.partition(":")
    return UUID(need), UUID(staff)


@for_roles(*OFFICERS)
@require_POST
def undo(request: ViewerRequest) -> HttpResponse:
    """Take the last batch back: those who have not begun."""
    viewer = request.viewer
    needs = [UUID(one) for one in request.session.pop(SENT, [])]
    many = take_back(viewer, needs)
    said = ngettext("撤回 %(n)s 件。", "撤回 %(n)s 件。", many)
    messages.success(request, said % {"n": many})
    return redirect("needs:dispatch_all")


@for_roles(*OFFICERS)
def figures(request: ViewerRequest) -> HttpResponse:
    """Needs by hour and category, first answers against the promise, contacts, load."""
    viewer = request.viewer
    return render(request, "needs/figures.html", {"told": count_figures(viewer)})
