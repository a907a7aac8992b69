"""Pages of cases: the list, a new one, what is done about one."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import OFFICERS, Viewer, for_roles
from wanjia.core.acts import Act, read_form
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.localized import localized_name
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.core.typed import calendar_day
from wanjia.core.typed_fields import safe_next_path
from wanjia.people.queries import household
from wanjia.people.search.queries import Hit, dwellings_like, find
from wanjia.places.models import Dwelling
from wanjia.zoning.cases import actions
from wanjia.zoning.cases.forms import (
    CaseForm,
    DecideForm,
    FindForm,
    OnsetForm,
    PlaceForm,
    UnplacedForm,
    WithdrawForm,
)
from wanjia.zoning.cases.page import steps_of
from wanjia.zoning.models import Case
from wanjia.zoning.queries import unheld_cases, visible_cases

PAGE = 50


@for_roles(*OFFICERS)
def cases(request: ViewerRequest) -> HttpResponse:
    """List the cases, newest first, of all days or of one.

    Those that no zone holds are marked.
    """
    viewer = request.viewer
    day = calendar_day(request.GET.get("day", ""))
    rows = visible_cases(viewer)
    if day:
        start = timezone.make_aware(datetime.combine(day, time()))
        rows = rows.filter(recorded_at__gte=start, recorded_at__lt=start + timedelta(days=1))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "day": day,
        "unheld": set(unheld_cases(viewer).values_list("id", flat=True)),
    }
    return render(request, "zoning/cases.html", context)


@for_roles(*OFFICERS)
def new_case(request: ViewerRequest) -> HttpResponse:
    """Record a case.

    Find the dwelling or the person, then say what is known.
    """
    viewer = request.viewer
    asked = FindForm(request.POST or request.GET)
    asked.is_valid()
    text = asked.cleaned_data.get("q", "")
    dwelling_id = asked.cleaned_data.get("dwelling")
    if request.method == "POST" and dwelling_id is None:
        dwelling_id = _named_in_full(viewer, text).id
    if dwelling_id is None:
        return _find_page(request, viewer, text)
    home = household(viewer, dwelling_id)
    form = CaseForm(request.POST or None, initial=_first_guess())
    resident_id = asked.cleaned_data.get("resident")
    if request.method == "POST" and form.is_valid():
        person = next((resident for resident in home.residents if resident.id == resident_id), None)
        try:
            actions.record_case(viewer, home.dwelling, resident=person, **form.cleaned_data)
        except Problem as problem:
            form.add_error(None, problem.words())
        else:
            return redirect("zoning:plan", home.dwelling.stairwell.estate_id)
    context = {"form": form, "home": home, "who": resident_id}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "zoning/case_new.html", context, status=status)


def _first_guess() -> dict[str, Any]:
    return {"test": "pcr", "case_id": new_id()}


def _find_page(request: ViewerRequest, viewer: Viewer, text: str) -> HttpResponse:
    hits = [hit for hit in find(viewer, text) if hit.kind != "estate"] if text else []
    context = {"q": text, "hits": [_hit_row(hit) for hit in hits]}
    if request.headers.get("HX-Request"):
        return render(request, "zoning/case_hits.html", context)
    return render(request, "zoning/case_find.html", context)


def _hit_row(hit: Hit) -> dict[str, Any]:
    person = f"&resident={hit.id}" if hit.kind == "resident" else ""
    return {"hit": hit, "url": f"?dwelling={hit.dwelling_id}{person}"}


def _named_in_full(viewer: Viewer, text: str) -> Dwelling:
    """Return the one dwelling that a text names; raises Problem `case.door_unknown`."""
    dwellings = list(dwellings_like(viewer, text)[:2]) if text.strip() else []
    if len(dwellings) != 1:
        raise Problem("case.door_unknown", text=text[:40])
    return dwellings[0]


@for_roles(*OFFICERS)
def case(
    request: ViewerRequest,
    case_id: UUID,
    problem: Problem | None = None,
    form: Form | None = None,
) -> HttpResponse:
    """Show a case with all that followed from it, each step with its way back."""
    viewer = request.viewer
    rows = Case.objects.of(viewer).select_related("dwelling__stairwell__estate", "resident")
    case = get_or_refuse(rows, id=case_id)
    home = case.dwelling
    place = f"{localized_name(home.stairwell.estate)} {home.door}" if home else case.place
    unnamed = _("只知道是这一户") if home else _("住处不明或在外")
    context = {
        "case": case,
        "person": case.resident.name if case.resident else unnamed,
        "place": place,
        "steps": steps_of(viewer, case),
        "place_form": form if isinstance(form, PlaceForm) else PlaceForm(),
        "onset_form": form
        if isinstance(form, OnsetForm)
        else OnsetForm(initial={"onset_on": case.onset_on}),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "zoning/case.html", context, status=status)


def case_refused(
    request: ViewerRequest, problem: Problem, form: Form, case_id: UUID
) -> HttpResponse:
    """Show the case again, with what was refused and what was typed."""
    return case(request, case_id, problem, form)


@for_roles(*OFFICERS)
def unplaced(request: ViewerRequest) -> HttpResponse:
    """Record a case whose home is not known yet, or outside."""
    form = UnplacedForm(request.POST or None, initial=_first_guess())
    if form.is_valid():
        try:
            case = actions.record_case(request.viewer, None, **form.cleaned_data)
        except Problem as problem:
            form.add_error(None, problem.words())
        else:
            return redirect("zoning:case", case.id)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "zoning/case_unplaced.html", {"form": form}, status=status)


def _case_by(viewer: Viewer, case_id: UUID) -> Case:
    return get_or_refuse(visible_cases(viewer), id=case_id)


@for_roles(*OFFICERS)
@require_POST
def withdraw(request: ViewerRequest, case_id: UUID) -> HttpResponse:
    """Take back a case that was a mistake."""
    viewer = request.viewer
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        raise Problem("case.why_needed")
    actions.withdraw_case(viewer, _case_by(viewer, case_id), **form.cleaned_data)
    return _go_back(request, "zoning:cases")


@for_roles(*OFFICERS)
@require_POST
def moved_out(request: ViewerRequest, case_id: UUID) -> HttpResponse:
    """Note that a case was taken away."""
    viewer = request.viewer
    actions.mark_moved_out(viewer, _case_by(viewer, case_id))
    return redirect("zoning:cases")


@for_roles(*OFFICERS)
@require_POST
def decide(request: ViewerRequest, case_id: UUID) -> HttpResponse:
    """Decide what a case in a zone does, where the protocol leaves it to a person."""
    viewer = request.viewer
    decided = read_form(DecideForm(request.POST))
    actions.decide_case(viewer, _case_by(viewer, case_id), **decided)
    return _go_back(request, "zoning:proposals")


def _go_back(request: ViewerRequest, page: str) -> HttpResponse:
    return redirect(safe_next_path(request.POST.get("back", ""), reverse(page)))


ACTS = (
    Act("place", actions.place_case, OFFICERS, PlaceForm, gettext_lazy("已补上住处。")),
    Act("onset", actions.note_onset, OFFICERS, OnsetForm, gettext_lazy("已记下。")),
)
