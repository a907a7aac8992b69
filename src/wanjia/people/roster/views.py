"""The import page: upload, see what would change, confirm. It works without JavaScript."""

from datetime import date
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.journal.export_log import workbook_response
from wanjia.core.models import Community
from wanjia.core.problems import Problem
from wanjia.core.rules.text import Text
from wanjia.people.roster import uploads
from wanjia.people.roster.actions import (
    estate_named,
    import_roster,
    read,
    refused_workbook,
    roster_difference,
)
from wanjia.people.roster.differences import asked
from wanjia.people.roster.export import roster_workbook
from wanjia.places.estates.actions import import_places
from wanjia.places.estates.geojson import PlacesFile, read_places
from wanjia.places.queries import visible_estates
from wanjia.places.tracing.actions import propose_draft

OFFICERS = ("head", "desk")
LONGEST_READING = 400
MAPS = (".geojson", ".json")
EXTRACTS = (*MAPS, ".osm", ".xml")


class UploadForm(forms.Form):
    """A roster or a map."""

    file = forms.FileField(
        label=gettext_lazy("文件"),
        help_text=gettext_lazy("名册：.xlsx、.xls、.ods、.csv。地图：.geojson、.osm。"),
        widget=forms.ClearableFileInput(
            attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt,.xml,.htm,.html,.geojson,.json,.osm"},
        ),
    )


@for_roles(*OFFICERS)
def upload(request: ViewerRequest) -> HttpResponse:
    """Take a file and go on to what it would change; nothing is imported yet."""
    viewer = request.viewer
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > uploads.MAX_BYTES:
                raise Problem("people.upload_too_big")
            token = uploads.keep(viewer, file.name, file.read())
            return redirect("people:import_look", token)
        except Problem as problem:
            form.add_error("file", problem.words())
    return render(request, "people/import.html", {"form": form})


@for_roles(*OFFICERS)
def look(request: ViewerRequest, token: str) -> HttpResponse:
    """Show what an uploaded file would change, and what of it is refused and why."""
    viewer = request.viewer
    try:
        kept = uploads.fetch(viewer, token)
        if _is_extract(kept):
            return _ask_which_estate(request, token, kept)
        reading = request.GET.get("reading", "")[:LONGEST_READING]
        context = _map(viewer, kept) if _is_map(kept.name) else _roster(viewer, kept, reading)
    except Problem as problem:
        form = UploadForm()
        context = {"form": form, "problem": problem.words()}
        return render(request, "people/import.html", context, status=problem.status)
    return render(request, "people/import_look.html", {**context, "token": token, "kept": kept})


def _is_extract(kept: uploads.Upload) -> bool:
    """Return whether a file is a public map's extract rather than a places file."""
    from wanjia.places.tracing.map_extract import is_extract  # it loads shapely

    return PurePath(kept.name).suffix.lower() in EXTRACTS and is_extract(kept.data)


def _ask_which_estate(request: ViewerRequest, token: str, kept: uploads.Upload) -> HttpResponse:
    context = {
        "token": token,
        "kept": kept,
        "estates": visible_estates(request.viewer),
        "back": reverse("people:import"),
    }
    return render(request, "people/import_extract.html", context)


@for_roles(*OFFICERS)
@require_POST
def extract(request: ViewerRequest, token: str, estate_id: UUID) -> HttpResponse:
    """Make an estate's draft of a public map's extract, and go on drawing."""
    kept = uploads.fetch(request.viewer, token)
    propose_draft(request.viewer, estate_id, kept.data)
    uploads.drop(request.viewer, token)
    return redirect("places:editor", estate_id)


def _is_map(name: str) -> bool:
    return PurePath(name).suffix.lower() in MAPS


def _today() -> date:
    return timezone.localdate(clock.now())


def _estate(viewer: Viewer) -> str:
    return estate_named(Community.objects.get(id=viewer.community_id).name)


def _roster(viewer: Viewer, kept: uploads.Upload, reading: str) -> dict[str, Any]:
    roster = read(kept.data, kept.name, _today(), reading)
    difference = roster_difference(viewer, roster, estate_named=_estate(viewer))
    return {
        "difference": difference,
        "questions": asked(roster.questions),
        "reading": reading,
        "nothing": difference.nothing,
    }


def _map(viewer: Viewer, kept: uploads.Upload) -> dict[str, Any]:
    file = read_places(kept.data)
    _refuse_faults(file)
    difference = import_places(viewer, file.estates, commit=False)
    return {"places": difference, "estates": file.estates, "nothing": difference.nothing}


def _refuse_faults(file: PlacesFile) -> None:
    if file.refused:
        first = file.refused[0]
        raise Problem(
            "places.file_refused",
            count=len(file.refused),
            feature=first.feature,
            why=Text(first.zh, first.en),
        )


@for_roles(*OFFICERS)
@require_POST
def confirm(request: ViewerRequest, token: str) -> HttpResponse:
    """Import the file that was looked at."""
    viewer = request.viewer
    kept = uploads.fetch(viewer, token)
    if _is_map(kept.name):
        file = read_places(kept.data)
        _refuse_faults(file)
        import_places(viewer, file.estates)
        messages.success(request, _("地图已导入。"))
        target = "places:estates"
    else:
        reading = request.POST.get("reading", "")[:LONGEST_READING]
        roster = read(kept.data, kept.name, _today(), reading)
        done = import_roster(viewer, roster, estate_named=_estate(viewer))
        counts = {"added": done.added, "changed": done.changed, "moved": done.moved}
        messages.success(
            request,
            _("名册已导入：新增 %(added)s 人，更新 %(changed)s 人，搬家 %(moved)s 人。") % counts,
        )
        target = "people:residents"
    uploads.drop(viewer, token)
    return redirect(target)


@for_roles(*OFFICERS)
@require_POST
def discard(request: ViewerRequest, token: str) -> HttpResponse:
    """Throw the uploaded file away."""
    uploads.drop(request.viewer, token)
    return redirect("people:import")


@for_roles(*OFFICERS)
def workbook(request: ViewerRequest) -> HttpResponse:
    """The roster as a workbook, as it can be imported again; who took it is journaled."""
    viewer = request.viewer
    day = _today().isoformat()
    return workbook_response(viewer, "roster.workbook", f"roster-{day}", roster_workbook(viewer))


@for_roles(*OFFICERS)
def refused(request: ViewerRequest, token: str) -> HttpResponse:
    """The workbook of the refused rows, each with its reason."""
    viewer = request.viewer
    kept = uploads.fetch(viewer, token)
    reading = request.GET.get("reading", "")[:LONGEST_READING]
    roster = read(kept.data, kept.name, _today(), reading)
    book = refused_workbook(viewer, roster, estate_named=_estate(viewer))
    return workbook_response(viewer, "import.refused", "refused", book)
