"""Pages of the hospital card: open cards, one card with its next step, the pass to print."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.acts import Act
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id, parse_id
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.duty.models import Trip
from wanjia.duty.queries import open_trips, visible_trips
from wanjia.duty.trips import actions
from wanjia.duty.trips.forms import CancelTripForm, ReturnForm, TripForm
from wanjia.duty.trips.lifecycle import TRIP, next_step
from wanjia.people.access import visible_residents
from wanjia.people.models import Resident, Staff
from wanjia.people.search.queries import residents_like

HITS = 12


def _list_drivers(viewer: Viewer) -> Any:
    return Staff.objects.of(viewer).filter(active=True).order_by("role", "name")


@for_roles(*STAFF)
def trips(request: ViewerRequest) -> HttpResponse:
    """Show who is on the way to a hospital or there, and who came back last."""
    viewer = request.viewer
    closed = visible_trips(viewer).exclude(returned_at=None, cancelled_at=None)[:20]
    context = {
        "rows": [{"trip": trip, **_next_context(trip)} for trip in open_trips(viewer)],
        "closed": closed,
    }
    return render(request, "duty/trips.html", context)


def _next_context(trip: Trip) -> dict[str, Any]:
    step = next_step(trip)
    return {"next": step, "next_url": f"duty:trip_{step.name}" if step else ""}


@for_roles(*STAFF)
def new(request: ViewerRequest) -> HttpResponse:
    """Find who goes, then fill in the card."""
    viewer = request.viewer
    person = _find_person(viewer, request.GET.get("resident", ""))
    text = request.GET.get("q", "").strip()
    hits = residents_like(viewer, text).select_related("dwelling__stairwell__estate")[:HITS]
    initial = {"trip_id": new_id(), "why": request.GET.get("why", "")[:200]}
    form = TripForm(request.POST or None, initial=initial, people=_list_drivers(viewer))
    problem = None
    if person and request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            trip = actions.open_trip(
                viewer,
                person.id,
                data,
                driver_id=form.driver_id,
                need=parse_id(request.GET.get("need", "")),
                trip_id=data["trip_id"],
            )
        except Problem as refused:
            problem = refused
        else:
            return redirect("duty:trip", trip.id)
    context = {
        "person": person,
        "q": text,
        "hits": hits if text and not person else [],
        "form": form,
        "problem": problem,
    }
    return render(request, "duty/trip_new.html", context, status=problem.status if problem else 200)


def _find_person(viewer: Viewer, text: str) -> Resident | None:
    resident_id = parse_id(text)
    if resident_id is None:
        return None
    return visible_residents(viewer).filter(id=resident_id).select_related("dwelling").first()


@for_roles(*STAFF)
def trip(request: ViewerRequest, trip_id: UUID) -> HttpResponse:
    """Show a card: what comes next, what is known, the pass."""
    viewer = request.viewer
    card = get_or_refuse(visible_trips(viewer), id=trip_id)
    form = _make_form(request, card)
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_trip(viewer, trip_id, form.cleaned_data, form.driver_id)
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _("已保存。"))
            return redirect("duty:trip", trip_id)
    return _render_card(request, card, form, problem)


def _make_form(request: ViewerRequest, trip: Trip, *, sent: bool = True) -> TripForm:
    known = {name: getattr(trip, name) for name in actions.FIELDS}
    initial = known | {
        "driver": str(trip.driver_id or ""),
        "planned_at": trip.planned_at,
        "back_by": trip.back_by,
        "weekdays": list(trip.weekdays),
    }
    data = request.POST or None if sent else None
    return TripForm(data, initial=initial, people=_list_drivers(request.viewer))


def _render_card(
    request: ViewerRequest, trip: Trip, form: TripForm, problem: Problem | None = None
) -> HttpResponse:
    context = {
        "trip": trip,
        "form": form,
        "problem": problem,
        "steps": TRIP.bar(trip),
        "open": next_step(trip) is not None,
        **_next_context(trip),
    }
    template = "trip_pass" if request.GET.get("print") == "1" else "trip"
    status = problem.status if problem else 200
    return render(request, f"duty/{template}.html", context, status=status)


def trip_with_refusal(
    request: ViewerRequest, problem: Problem, _form: forms.Form, trip_id: UUID
) -> HttpResponse:
    """Show why a step was refused, on the card's page."""
    if problem.status in (403, 404):
        raise problem
    card = get_or_refuse(visible_trips(request.viewer), id=trip_id)
    return _render_card(request, card, _make_form(request, card, sent=False), problem)


ACTS = (
    Act("told", partial(actions.note_step, step="told"), STAFF),
    Act("left", partial(actions.note_step, step="left"), STAFF),
    Act("arrived", partial(actions.note_step, step="arrived"), STAFF),
    Act("returned", partial(actions.note_step, step="returned"), STAFF, ReturnForm),
    Act("cancel", actions.cancel_trip, STAFF, CancelTripForm),
)
