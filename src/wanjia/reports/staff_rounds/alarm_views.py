"""The page of an alarm about somebody at work: owner, steps, clock, closing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICERS, for_roles
from wanjia.core.acts import Act, IdField
from wanjia.core.http import ViewerRequest
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.reports.staff_rounds import alarms
from wanjia.zoning.models import Case


class StaffStepForm(forms.Form):
    """Which step was done."""

    step = forms.CharField(required=False)


class StaffCloseForm(forms.Form):
    """How the alarm ended, and which case it became."""

    outcome = forms.CharField(label=_("结果"), required=False, max_length=200)
    case = IdField(label=_("确认阳性的，是哪个病例"), required=False, widget=forms.Select)


@for_roles(*OFFICERS)
def staff_alarm(
    request: ViewerRequest,
    test_id: UUID,
    problem: Problem | None = None,
    form: forms.Form | None = None,
) -> HttpResponse:
    """Show the alarm of somebody at work."""
    test = get_or_refuse(alarms.staff_alarms(request.viewer), id=test_id)
    close_form = form if isinstance(form, StaffCloseForm) else StaffCloseForm()
    cases = [(case.id, _case_words(case)) for case in alarms.cases_for(request.viewer, test)]
    close_form.fields["case"].widget.choices = [("", _("还没有确认")), *cases]
    context = {
        "test": test,
        "steps": [_step_row(step, test.steps.get(step)) for step in alarms.STEPS],
        "mine": test.owner is not None and test.owner == request.viewer.user_id,
        "problem": problem,
        "close_form": close_form,
    }
    status = problem.status if problem else 200
    return render(request, "reports/staff_alarm.html", context, status=status)


def _case_words(case: Case) -> str:
    where = case.dwelling.door if case.dwelling else case.place
    return f"{where} {case.resident.name if case.resident else ''}".strip() or str(case.id)[:8]


def _step_row(step: str, done: dict[str, Any] | None) -> dict[str, Any]:
    when = datetime.fromisoformat(done["at"]) if done else None
    return {"key": step, "words": alarms.STEPS[step], "done": done, "when": when}


def staff_alarm_refused(
    request: ViewerRequest, problem: Problem, form: forms.Form, test_id: UUID
) -> HttpResponse:
    """Show the alarm again, with what was refused and what was typed."""
    return staff_alarm(request, test_id, problem, form)


ACTS = (
    Act("take", alarms.take_alarm, OFFICERS),
    Act("step", alarms.do_step, OFFICERS, StaffStepForm),
    Act("close", alarms.close_alarm, OFFICERS, StaffCloseForm, _("异常已结。")),
)
