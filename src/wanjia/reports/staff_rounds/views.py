"""The page of a round of those at work: each person once, with what the test said."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import for_roles
from wanjia.core.acts import read_form
from wanjia.core.http import ViewerRequest
from wanjia.core.shortcuts import get_or_refuse
from wanjia.reports.answers.status import tests_wanted
from wanjia.reports.models import Antigen, Pcr, StaffRound
from wanjia.reports.staff_rounds.actions import RESULTS, note_staff_test
from wanjia.reports.staff_rounds.queries import TESTERS, rows_of

KINDS = {"antigen": _("抗原"), "pcr": _("核酸")}


class StaffTestForm(forms.Form):
    """What the test of one person said."""

    staff = forms.UUIDField()
    kind = forms.CharField(max_length=10)
    result = forms.CharField(max_length=10)


@for_roles(*TESTERS)
def staff_round(request: ViewerRequest, round_id: UUID) -> HttpResponse:
    """Show who at work is to be tested in a round, and what their tests said."""
    viewer = request.viewer
    round_ = get_or_refuse(StaffRound.objects.of(viewer), id=round_id)
    words = {"antigen": dict(Antigen.choices), "pcr": dict(Pcr.choices)}
    kinds = tests_wanted(round_.wants)
    rows = rows_of(viewer, round_)
    context = {
        "round": round_,
        "kinds": [
            {
                "key": kind,
                "name": KINDS[kind],
                "results": [(result, words[kind][result]) for result in RESULTS[kind]],
            }
            for kind in kinds
        ],
        "rows": [
            {"row": row, "said": {kind: getattr(row.test, kind, "") for kind in kinds}}
            for row in rows
        ],
        "done": sum(row.done for row in rows),
        "total": len(rows),
    }
    return render(request, "reports/staff_round.html", context)


@for_roles(*TESTERS)
@require_POST
def note(request: ViewerRequest, round_id: UUID) -> HttpResponse:
    """Note what the test of somebody at work said."""
    get_or_refuse(StaffRound.objects.of(request.viewer), id=round_id)
    values = read_form(StaffTestForm(request.POST))
    note_staff_test(request.viewer, round_id, values["staff"], values["kind"], values["result"])
    return redirect("reports:staff_round", round_id)
