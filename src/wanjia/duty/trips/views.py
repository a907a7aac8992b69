"""Pages of the hospital card: open cards, one card with its next step, the pass to print."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.duty.models import Trip
from wanjia.duty.queries import open_trips, visible_trips
from wanjia.duty.trips import actions as acts
from wanjia.people.access import visible_residents
from wanjia.people.models import Resident, Staff
from wanjia.people.search.queries import residents_like

HITS = 12


class TripForm(forms.Form):
    """A way to a hospital and back."""

    why = forms.CharField(label=gettext_lazy("为什么去"), max_length=200)
    hospital = forms.CharField(label=gettext_lazy("医院"), max_length=80)
    hospital_phone = forms.CharField(label=gettext_lazy("医院电话"), max_length=20, required=False)
    route = forms.CharField(label=gettext_lazy("走哪条路、哪个门"), max_length=200, required=False)
    escort = forms.CharField(label=gettext_lazy("谁陪"), max_length=80, required=False)
    vehicle = forms.CharField(label=gettext_lazy("什么车、车牌"), max_length=40, required=False)
    driver = forms.ChoiceField(label=gettext_lazy("谁开车送"), required=False)
    trip_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.id), f"{one.name} {one.phone}") for one in people]
        self.fields["driver"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]

    @property
    def driver_id(self) -> UUID | None:
        """Who drives, if somebody was chosen."""
        chosen = self.cleaned_data.get("driver")
        return UUID(chosen) if chosen else None


def _viewer(request: ViewerRequest) -> Viewer:
    return request.viewer


def _drivers(viewer: Viewer) -> Any:
    return Staff.objects.of(viewer).filter(active=True).order_by("role", "name")


@for_roles(*STAFF)
def trips(request: ViewerRequest) -> HttpResponse:
    """Who is on the way to a hospital or there, until they are home; and the last who came back."""
    viewer = _viewer(request)
    closed = visible_trips(viewer).exclude(returned_at=None, cancelled_at=None)[:20]
    context = {
        "rows": [{"trip": one, "next": next_step(one)} for one in open_trips(viewer)],
        "closed": closed,
    }
    return render(request, "duty/trips.html", context)


def next_step(trip: Trip) -> dict[str, str] | None:
    """The step that comes next, with its words; None when the person is home."""
    if trip.returned_at or trip.cancelled_at:
        return None
    key = next(one for one in acts.STEPS if getattr(trip, f"{one}_at") is None)
    return {"key": key, "words": acts.step_words(key)}


@for_roles(*STAFF)
def new(request: ViewerRequest) -> HttpResponse:
    """Find who goes, then fill in the card."""
    viewer = _viewer(request)
    person = _person(viewer, request.GET.get("resident", ""))
    text = request.GET.get("q", "").strip()
    hits = residents_like(viewer, text).select_related("dwelling__stairwell__estate")[:HITS]
    initial = {"trip_id": new_id(), "why": request.GET.get("why", "")[:200]}
    form = TripForm(request.POST or None, initial=initial, people=_drivers(viewer))
    problem = None
    if person and request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = acts.open_trip(
                viewer,
                person.id,
                data,
                driver_id=form.driver_id,
                need=_uuid(request.GET.get("need", "")),
                trip_id=data["trip_id"],
            )
        except Problem as refused:
            problem = refused
        else:
            return redirect("duty:trip", made.id)
    context = {
        "person": person,
        "q": text,
        "hits": hits if text and not person else [],
        "form": form,
        "problem": problem,
    }
    return render(request, "duty/trip_new.html", context, status=problem.status if problem else 200)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _person(viewer: Viewer, text: str) -> Resident | None:
    wanted = _uuid(text)
    if wanted is None:
        return None
    return visible_residents(viewer).filter(id=wanted).select_related("dwelling").first()


@for_roles(*STAFF)
def trip(request: ViewerRequest, trip_id: UUID) -> HttpResponse:
    """One card: what comes next, what is known, the pass."""
    viewer = _viewer(request)
    found = get_or_refuse(visible_trips(viewer), id=trip_id)
    initial = {name: getattr(found, name) for name in acts.FIELDS} | {
        "driver": str(found.driver_id or "")
    }
    form = TripForm(request.POST or None, initial=initial, people=_drivers(viewer))
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_trip(viewer, trip_id, form.cleaned_data, form.driver_id)
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _("已保存。"))
            return redirect("duty:trip", trip_id)
    context = {
        "trip": found,
        "form": form,
        "problem": problem,
        "next": next_step(found),
        "steps": _steps(found),
        "open": next_step(found) is not None,
    }
    sheet = request.GET.get("print") == "1"
    return render(
        request,
        f"duty/{'trip_pass' if sheet else 'trip'}.html",
        context,
        status=problem.status if problem else 200,
    )


def _steps(found: Trip) -> list[dict[str, str]]:
    now = next_step(found)
    return [
        {
            "label": acts.step_words(one),
            "state": "done"
            if getattr(found, f"{one}_at")
            else "now"
            if now and now["key"] == one
            else "",
        }
        for one in acts.STEPS
    ]


@for_roles(*STAFF)
@require_POST
def step(request: ViewerRequest, trip_id: UUID) -> HttpResponse:
    """One tap: the next step; or the card is not needed after all."""
    viewer = _viewer(request)
    try:
        if "cancel" in request.POST:
            acts.cancel_trip(viewer, trip_id, request.POST.get("why", ""))
        else:
            done = request.POST.get("outcome", "")
            acts.note_step(viewer, trip_id, request.POST.get("step", ""), done)
    except Problem as problem:
        if problem.status == 404:
            raise
        messages.error(request, problem.words())
    return redirect("duty:trip", trip_id)
