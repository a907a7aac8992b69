"""The page on which an estate's map is traced, and what it sends while one draws."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from wanjia.core.access.viewer import OFFICERS, Viewer, for_roles
from wanjia.core.acts import Act, read_form
from wanjia.core.http import ViewerRequest
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.places.models import Backdrop, Estate, InnerWay
from wanjia.places.tracing import actions
from wanjia.places.tracing.editor_words import editor_words
from wanjia.places.tracing.forms import (
    DraftForm,
    ExtractForm,
    PictureForm,
    PlacePictureForm,
    SaveMapForm,
    StartDraftForm,
    UndoMapForm,
)
from wanjia.places.tracing.queries import (
    Checked,
    backdrop_of,
    check,
    doors_to_place,
    draft_of,
    drawing_in_force,
    estate_to_draw,
    finding_words,
    last_version,
)

PICTURE_ID, EXTRACT_ID = "picture_%s", "extract_%s"  # two forms of one page, each with a file
SAVED = gettext_lazy("地图已保存。没有走过的地方照旧标着“示意”：走一遍，核对一下。")


@never_cache
@for_roles(*OFFICERS)
def editor(request: ViewerRequest, estate_id: UUID) -> HttpResponse:
    """Show the map with the tools to draw it."""
    return show_editor(request, None, None, estate_id)


def show_editor(
    request: ViewerRequest, problem: Problem | None, form: forms.Form | None, estate_id: UUID
) -> HttpResponse:
    """Show the editor, also with what was refused."""
    viewer = request.viewer
    estate = estate_to_draw(viewer, estate_id)
    draft = draft_of(viewer, estate)
    drawing = draft.drawing if draft else drawing_in_force(viewer, estate)
    context = {
        "estate": estate,
        "draft": draft,
        "version": last_version(viewer, estate),
        "problem": problem,
        "revision": draft.revision if draft else 0,
        "picture": backdrop_of(viewer, estate).first(),
        "picture_form": form if isinstance(form, PictureForm) else PictureForm(auto_id=PICTURE_ID),
        "extract_form": form if isinstance(form, ExtractForm) else ExtractForm(auto_id=EXTRACT_ID),
        "inner_kinds": InnerWay.choices,
        "editor_words": editor_words(),
        "editor_data": {
            "drawing": drawing,
            "doors": doors_to_place(viewer, estate),
            "picture": _picture_data(viewer, estate),
            **_tell(check(viewer, estate, drawing)),
        },
    }
    status = problem.status if problem else 200
    return render(request, "places/editor.html", context, status=status)


def _picture_data(viewer: Viewer, estate: Estate) -> dict[str, Any] | None:
    picture = backdrop_of(viewer, estate).first()
    if picture is None:
        return None
    return {
        "at": picture.at,
        "metres": picture.metres,
        "ratio": picture.height / picture.width,
        "scaled": picture.scaled,
        "stamp": int(picture.recorded_at.timestamp()),
    }


def _tell(checked: Checked) -> dict[str, Any]:
    """Return what is wrong in words, and where each door and gate comes onto its path."""
    at = {junction.label: junction.at for junction in checked.network.junctions}
    hangs = {**checked.network.doors, **checked.network.gates}
    return {
        "findings": [
            {"blocks": finding.blocks, "part": finding.part, "text": finding_words(finding)}
            for finding in checked.findings
        ],
        "hangs": {part: list(at[label]) for part, label in hangs.items()},
    }


@for_roles(*OFFICERS)
@require_POST
def draft(request: ViewerRequest, estate_id: UUID) -> HttpResponse:
    """Keep what is drawn so far, and say what is still wrong with it."""
    viewer = request.viewer
    estate = estate_to_draw(viewer, estate_id)
    values = read_form(DraftForm(request.POST))
    try:
        kept = actions.keep_draft(viewer, estate_id, values["drawing"], values["revision"])
    except Problem as problem:
        return JsonResponse({"problem": problem.words()}, status=problem.status)
    checked = check(viewer, estate, kept.drawing)
    return JsonResponse({"revision": kept.revision, **_tell(checked)})


@for_roles(*OFFICERS)
@require_POST
def extract(request: ViewerRequest, estate_id: UUID) -> HttpResponse:
    """Begin the draft from a public map's extract."""
    form = ExtractForm(request.POST, request.FILES, auto_id=EXTRACT_ID)
    try:
        file = read_form(form)["file"]
        actions.propose_draft(request.viewer, estate_id, file.read())
    except Problem as problem:
        return show_editor(request, problem, form, estate_id)
    return redirect("places:editor", estate_id)


@never_cache
@for_roles(*OFFICERS)
@require_GET
def picture(request: ViewerRequest, estate_id: UUID) -> HttpResponse:
    """Send the picture that lies under the drawing."""
    viewer = request.viewer
    rows = Backdrop.objects.of(viewer).filter(estate=estate_to_draw(viewer, estate_id))
    return HttpResponse(bytes(get_or_refuse(rows).data), content_type="image/jpeg")


@for_roles(*OFFICERS)
@require_POST
def place_picture(request: ViewerRequest, estate_id: UUID) -> HttpResponse:
    """Note how large the picture is and where it lies."""
    estate = estate_to_draw(request.viewer, estate_id)
    placed = read_form(PlacePictureForm(request.POST))
    actions.place_backdrop(request.viewer, estate.id, **placed)
    return HttpResponse(status=204)


ACTS = (
    Act("start", actions.start_draft, OFFICERS, StartDraftForm),
    Act("save", actions.save_map, OFFICERS, SaveMapForm, SAVED),
    Act("undo", actions.undo_map, OFFICERS, UndoMapForm, gettext_lazy("已退回上一版。")),
    Act("discard", actions.discard_draft, OFFICERS, told=gettext_lazy("草图已扔掉，图照旧。")),
)
PICTURE_ACTS = (
    Act("keep", actions.keep_backdrop, OFFICERS, PictureForm),
    Act("remove", actions.remove_backdrop, OFFICERS, told=gettext_lazy("底图已撤掉。")),
)
