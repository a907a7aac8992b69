"""Answers by a workbook: the form to download, what a filled one would store, and storing it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.journal.export_log import workbook_response
from wanjia.core.localized import localized_name
from wanjia.core.problems import Problem
from wanjia.people.roster import uploads
from wanjia.reports.answers.actions import store_answers
from wanjia.reports.labels import answer_words, round_words, wants_words
from wanjia.reports.models import Round
from wanjia.reports.queries import residents_with_status, round_by
from wanjia.reports.workbook.reader import MOST_BYTES, Filled, form_workbook, read_filled


class FilledForm(forms.Form):
    """A filled workbook."""

    file = forms.FileField(
        label=gettext_lazy("填好的表格"),
        help_text=gettext_lazy(".xlsx、.xls、.csv；要有门号、姓名，和抗原或体温。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )


@for_roles(*STAFF)
def excel(request: ViewerRequest, round_id: UUID) -> HttpResponse:
    """Take a filled workbook and go on to what it would store; nothing is stored yet."""
    viewer = request.viewer
    round_ = round_by(viewer, round_id)
    form = FilledForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > MOST_BYTES:
                raise Problem("excel.too_big", most=MOST_BYTES // 1_000_000)
            data = file.read()
            read_filled(data, [])
            return redirect("reports:excel_look", round_.id, uploads.keep(viewer, file.name, data))
        except Problem as problem:
            form.add_error("file", problem.words())
    status = 422 if form.errors else 200
    return render(request, "reports/excel.html", {**_about(round_), "form": form}, status=status)


def _about(round_: Round) -> dict[str, Any]:
    return {
        "round": round_,
        "name": round_words(round_),
        "wants": wants_words(round_.wants),
    }


@for_roles(*STAFF)
def form(request: ViewerRequest, round_id: UUID) -> HttpResponse:
    """The workbook to fill in: the doors and names of who has not reported, or of all."""
    viewer = request.viewer
    round_ = round_by(viewer, round_id)
    rows = residents_with_status(viewer, round_)
    if "all" not in request.GET:
        rows = rows.filter(status="missing")
    day = timezone.localtime(round_.opens_at).strftime("%m-%d")
    name = f"{localized_name(round_.zone)}-{day}-{round_words(round_)}"
    return workbook_response(viewer, "round.form", name, form_workbook(round_, list(rows)))


def _read(viewer: Viewer, round_: Round, token: str) -> tuple[uploads.Upload, Filled]:
    kept = uploads.fetch(viewer, token)
    return kept, read_filled(kept.data, residents_with_status(viewer, round_))


@for_roles(*STAFF)
def excel_look(request: ViewerRequest, round_id: UUID, token: str) -> HttpResponse:
    """Show what a workbook would store, and which rows are refused and why."""
    viewer = request.viewer
    round_ = round_by(viewer, round_id)
    kept, filled = _read(viewer, round_, token)
    ill = [
        one
        for one in filled.given
        if one.antigen == "positive"
        or one.pcr == "positive"
        or (one.temperature is not None and Decimal(str(one.temperature)) >= round_.fever)
    ]
    context = {
        **_about(round_),
        "kept": kept,
        "token": token,
        "filled": filled,
        "ill": [
            {"resident": filled.people[one.resident], "words": answer_words(one)}  # type: ignore[arg-type]
            for one in ill
        ],
    }
    return render(request, "reports/excel_look.html", context)


@for_roles(*STAFF)
@require_POST
def excel_store(request: ViewerRequest, round_id: UUID, token: str) -> HttpResponse:
    """Store the rows that can be; storing the same again changes nothing."""
    viewer = request.viewer
    round_ = round_by(viewer, round_id)
    _kept, filled = _read(viewer, round_, token)
    done = store_answers(viewer, round_, filled.given, "excel", filled.people)
    said = _("新填 %(new)s 人，更正 %(corrected)s 人，已有 %(same)s 人。") % {
        "new": done.new,
        "corrected": done.corrected,
        "same": done.same,
    }
    messages.success(request, said)
    if filled.refused:
        return redirect("reports:excel_look", round_.id, token)
    uploads.drop(viewer, token)
    return redirect("reports:round", round_.id)
