"""What the buttons of the household page do: parse, one action, back to the page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.acts import read_form
from wanjia.core.http import ViewerRequest, tell_refusal
from wanjia.core.journal.export_log import log_export
from wanjia.core.problems import Problem
from wanjia.core.public_address import absolute_url
from wanjia.people.labels import masked
from wanjia.people.models import Resident
from wanjia.people.queries import household, visible_residents
from wanjia.people.residents import actions
from wanjia.people.residents.forms import (
    AddForm,
    ContactForm,
    ExemptForm,
    LeftForm,
    LinkForm,
    MoveForm,
    ResidentForm,
    RiskForm,
    WhereForm,
)
from wanjia.people.search.queries import dwellings_like
from wanjia.places.models import Dwelling

OFFICERS = ("head", "desk")
Act = Callable[[Viewer, UUID, dict[str, Any]], Any]


def _home_of(viewer: Viewer, resident_id: UUID) -> UUID:
    resident = visible_residents(viewer).filter(id=resident_id).first()
    if resident is None:
        raise Problem("people.not_theirs")
    return resident.dwelling_id


def _run_act(
    request: ViewerRequest, resident_id: UUID, form: Form | None, act: Act
) -> HttpResponse:
    """Run one act on a resident and go back to the household, saying what was wrong if it was."""
    viewer = request.viewer
    home = _home_of(viewer, resident_id)
    if form is not None and not form.is_valid():
        for errors in form.errors.values():
            tell_refusal(request, str(errors[0]))
        return redirect("people:dwelling", home)
    try:
        act(viewer, resident_id, form.cleaned_data if form else {})
    except Problem as problem:
        tell_refusal(request, problem.words())
    else:
        messages.success(request, _("已记下。"))
    return redirect("people:dwelling", home)


@for_roles(*STAFF)
@require_POST
def contact(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """Record a contact."""
    return _run_act(
        request,
        resident_id,
        ContactForm(request.POST),
        lambda viewer, resident_id, data: actions.record_contact(viewer, resident_id, **data),
    )


@for_roles(*STAFF)
@require_POST
def where(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """Note where a resident is."""
    return _run_act(
        request,
        resident_id,
        WhereForm(request.POST),
        lambda viewer, resident_id, data: actions.mark_where(viewer, resident_id, data["where"]),
    )


@for_roles(*OFFICERS, "grid", "doctor")
@require_POST
def exempt(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """Let a resident off the rounds until a date."""
    return _run_act(
        request,
        resident_id,
        ExemptForm(request.POST),
        lambda viewer, resident_id, data: actions.exempt_until(
            viewer, resident_id, data["until"], data["why"]
        ),
    )


@for_roles(*OFFICERS, "grid", "doctor")
@require_POST
def risk(request: ViewerRequest, resident_id: UUID, risk_id: UUID) -> HttpResponse:
    """Confirm a risk, or end it."""
    return _run_act(
        request,
        resident_id,
        RiskForm(request.POST),
        lambda viewer, _id, data: actions.judge_risk(viewer, risk_id, data["holds"]),
    )


@for_roles(*OFFICERS)
@require_POST
def move(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """Let a resident live elsewhere, named as in the find box."""
    return _run_act(request, resident_id, MoveForm(request.POST), _move_resident)


def _move_resident(viewer: Viewer, resident_id: UUID, data: dict[str, Any]) -> Resident:
    dwelling = _dwelling_meant(viewer, data["to"])
    return actions.move_resident(viewer, resident_id, dwelling.id, data["on"])


def _dwelling_meant(viewer: Viewer, text: str) -> Dwelling:
    """Return the one dwelling that a text means; several are as bad as none."""
    dwellings = list(dwellings_like(viewer, text)[:2])
    if len(dwellings) != 1:
        raise Problem("people.door_unknown", text=text)
    return dwellings[0]


@for_roles(*OFFICERS)
@require_POST
def left(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """Take a resident off the roster."""
    return _run_act(
        request,
        resident_id,
        LeftForm(request.POST),
        lambda viewer, resident_id, data: actions.resident_left(viewer, resident_id, data["on"]),
    )


@for_roles(*OFFICERS)
def edit(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """Change what is known of a resident."""
    viewer = request.viewer
    resident = visible_residents(viewer).select_related("dwelling").filter(id=resident_id).first()
    if resident is None:
        raise Problem("people.not_theirs")
    known = {name: getattr(resident, name) for name in ResidentForm.base_fields}
    shown = known | {"id_number": masked(resident.id_number)}
    form = ResidentForm(request.POST or None, initial=shown)
    if form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        try:
            actions.edit_resident(viewer, resident_id, changes)
        except Problem as problem:
            form.add_error(None, problem.words())
        else:
            return redirect("people:dwelling", resident.dwelling_id)
    context = {"form": form, "resident": resident, "dwelling": resident.dwelling}
    return render(request, "people/edit.html", context)


@for_roles(*OFFICERS)
@require_POST
def id_number(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """Show a resident's whole ID number; the journal keeps who looked."""
    viewer = request.viewer
    resident = actions.look_at_id_number(viewer, resident_id)
    known = {name: getattr(resident, name) for name in ResidentForm.base_fields}
    context = {
        "form": ResidentForm(initial=known),
        "resident": resident,
        "dwelling": resident.dwelling,
        "whole": True,
    }
    return render(request, "people/edit.html", context)


@for_roles(*OFFICERS)
def add(request: ViewerRequest, dwelling_id: UUID) -> HttpResponse:
    """Add one person to a household; the address is not typed again."""
    viewer = request.viewer
    home = household(viewer, dwelling_id).dwelling
    form = AddForm(request.POST or None)
    if form.is_valid():
        try:
            actions.add_resident(viewer, dwelling_id, **form.cleaned_data)
        except Problem as problem:
            form.add_error(None, problem.words())
        else:
            return redirect("people:dwelling", dwelling_id)
    return render(request, "people/edit.html", {"form": form, "dwelling": home})


@for_roles(*OFFICERS)
@require_POST
def link(request: ViewerRequest, dwelling_id: UUID) -> HttpResponse:
    """Make the household's QR link, or a new one in its place, and show the sheet to print."""
    viewer = request.viewer
    home = household(viewer, dwelling_id).dwelling
    actions.make_household_links(viewer, [home], **read_form(LinkForm(request.POST)))
    return redirect("people:sheet", dwelling_id)


@for_roles(*OFFICERS)
def sheet(request: ViewerRequest, dwelling_id: UUID) -> HttpResponse:
    """Show the household's QR sheet, ready to print."""
    viewer = request.viewer
    home = household(viewer, dwelling_id)
    if home.link is None:
        raise Problem("people.no_link")
    log_export(viewer, "links", home.dwelling.door)
    url = absolute_url(request, f"/h/{home.link.token}/")
    code = segno.make(url, error="m").svg_inline(scale=5, border=2)
    return render(request, "people/sheet.html", {"home": home, "url": url, "code": code})
