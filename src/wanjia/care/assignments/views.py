"""The page on which due contacts are given to those on duty."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.care.access import LEADS
from wanjia.care.assignments import actions
from wanjia.care.assignments.forms import AssignForm, TakeBackForm
from wanjia.care.assignments.queries import list_carriers, who_is_unassigned
from wanjia.care.contacts.queries import make_promise
from wanjia.core.access.viewer import for_roles
from wanjia.core.acts import Act
from wanjia.core.http import ViewerRequest
from wanjia.core.problems import Problem


@for_roles(*LEADS)
def assignments(
    request: ViewerRequest, problem: Problem | None = None, _form: forms.Form | None = None
) -> HttpResponse:
    """Show how many are due and nobody's, who could be given them, and what each has to do."""
    viewer = request.viewer
    promise = make_promise(viewer)
    carriers = list_carriers(viewer, promise)
    anybody = any(carrier.on_duty for carrier in carriers)
    typed = set(request.POST.getlist("staff"))
    context: dict[str, Any] = {
        "problem": problem,
        "unassigned": len(who_is_unassigned(viewer, [*promise.late, *promise.soon])),
        "late": len(promise.late),
        "shift_end": promise.shift_end,
        "carriers": [
            {
                "carrier": carrier,
                "ticked": str(carrier.staff.id) in typed
                if typed
                else carrier.on_duty or (not anybody and carrier.staff.role == "volunteer"),
            }
            for carrier in carriers
        ],
    }
    return render(
        request,
        "care/assignments.html",
        context,
        status=problem.status if problem else 200,
    )


def _tell_assigned(result: tuple[int, int]) -> str:
    given, left = result
    if not given and not left:
        return _("没有要分的：到本班结束都有人管了。")
    told = ngettext("分出去 %(n)s 位。", "分出去 %(n)s 位。", given) % {"n": given}
    if left:
        told += ngettext(
            "还有 %(n)s 位没人可分：勾上的人都满了，请再勾几位。",
            "还有 %(n)s 位没人可分：勾上的人都满了，请再勾几位。",
            left,
        ) % {"n": left}
    return told


def _tell_taken_back(count: int) -> str:
    return ngettext("收回 %(n)s 位。", "收回 %(n)s 位。", count) % {"n": count}


ACTS = (
    Act("assign", actions.assign_contacts, LEADS, AssignForm, _tell_assigned),
    Act("take_back", actions.take_back, LEADS, TakeBackForm, _tell_taken_back),
)
