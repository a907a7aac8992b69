"""A laboratory's file: uploaded, looked at, stored; nothing is stored before it was looked at."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import OFFICERS, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.problems import Problem
from wanjia.core.rules.rules_file import Text
from wanjia.people.roster import uploads
from wanjia.people.roster.reader.sheets import open_sheets
from wanjia.people.roster.reader.values import Unreadable
from wanjia.reports.models import Source
from wanjia.reports.results.forms import LabFileForm
from wanjia.reports.results.intake import Intake, Unmatched, look_at, store_tubes
from wanjia.reports.results.labels import pool_words
from wanjia.reports.results.rules import load_rules
from wanjia.reports.results.sheet import SheetRead, read_sheets


def read_file(data: bytes) -> SheetRead:
    """Read a laboratory's file. Raises Problem `excel.unreadable`, `result.no_columns`."""
    try:
        sheets = open_sheets(data)
    except Unreadable as why:
        raise Problem("excel.unreadable", why=Text(why.zh, why.en)) from None
    read = read_sheets(sheets, load_rules(), timezone.get_current_timezone())
    if not read.tubes and not read.unread:
        raise Problem("result.no_columns")
    return read


@for_roles(*OFFICERS)
def lab_file(request: ViewerRequest) -> HttpResponse:
    """Take a laboratory's file and go on to what it would store."""
    form = LabFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > uploads.MAX_BYTES:
                raise Problem("people.upload_too_big")
            data = file.read()
            read_file(data)
            token = uploads.keep(request.viewer, file.name, data)
        except Problem as problem:
            form.add_error("file", problem.words())
        else:
            return redirect("reports:result_look", token)
    status = 422 if form.errors else 200
    return render(request, "reports/result_import.html", {"form": form}, status=status)


def _read_upload(viewer: Viewer, token: str) -> tuple[uploads.Upload, SheetRead]:
    kept = uploads.fetch(viewer, token)
    return kept, read_file(kept.data)


def _refused_rows(intake: Intake, read: SheetRead) -> list[Unmatched]:
    """Return all rows of which something is not stored, in the order of the sheet."""
    unread = [
        Unmatched(row.row, row.text, Problem(row.code, **row.params).words()) for row in read.unread
    ]
    refused = [
        Unmatched(planned.tube.people[0].row, planned.tube.people[0].text, planned.refused)
        for planned in intake.of("refused")
    ]
    return sorted([*unread, *refused, *intake.unmatched], key=lambda row: row.row)


@for_roles(*OFFICERS)
def look(request: ViewerRequest, token: str) -> HttpResponse:
    """Show what a file would store, what is known, and which rows are not stored and why."""
    viewer = request.viewer
    kept, read = _read_upload(viewer, token)
    intake = look_at(viewer, read.tubes)
    context = {
        "kept": kept,
        "token": token,
        "counts": intake.counts,
        "positive": [
            {
                "tube": planned.tube,
                "pool": pool_words(planned.tube.pool),
                "names": _("、").join(
                    [f"{one.dwelling.door} {one.name}" for one in planned.people]
                ),
                "others": _("、").join(planned.others),
                "change": planned.change,
                "known": planned.known,
            }
            for planned in intake.positive
        ],
        "differs": intake.of("differs"),
        "refused": _refused_rows(intake, read),
        "storable": len(intake.of("new", "result", "corrected")),
    }
    return render(request, "reports/result_look.html", context)


@for_roles(*OFFICERS)
@require_POST
def store(request: ViewerRequest, token: str) -> HttpResponse:
    """Store what can be; the same file again changes nothing."""
    viewer = request.viewer
    _kept, read = _read_upload(viewer, token)
    intake = store_tubes(viewer, read.tubes, Source.WORKBOOK)
    counts = intake.counts
    messages.success(
        request,
        _("新登记 %(new)s 管，补上结果 %(result)s 管，更正 %(corrected)s 管，已有 %(same)s 管。")
        % counts,
    )
    if _refused_rows(intake, read) or counts["differs"]:
        return redirect("reports:result_look", token)
    uploads.drop(viewer, token)
    return redirect("reports:results")
