"""Pages of transfers: who waits, who is away, who is home again; one person; vehicles and trips."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.localized import localized_name
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.core.typed import whole_number
from wanjia.core.typed_fields import MomentField
from wanjia.people.risk_kinds import risk_choices
from wanjia.people.search.queries import residents_like
from wanjia.sites.labels import hour_words, leaving_words, state_of, steps_of
from wanjia.sites.models import Transfer, Trip, Vehicle
from wanjia.sites.queries import (
    UNDO_WITHIN,
    WHO_SEES,
    away,
    may_act,
    open_sites,
    open_trips,
    returned,
    transfer_of,
    visible_transfers,
    waiting,
)
from wanjia.sites.transfers import actions as acts
from wanjia.sites.transfers.dependants import would_be_left
from wanjia.sites.transfers.monitoring import rules_at, watched
from wanjia.sites.transfers.queue import leavings

PAGE = 50
HITS = 12


@for_roles(*WHO_SEES)
def transfers(request: ViewerRequest) -> HttpResponse:
    """Who waits, the longest first; who is away; who is home and watched; or a sheet to print."""
    viewer = request.viewer
    view = request.GET.get("view", "")
    rows = _listed(viewer, view)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"view": view, "page": page, "tabs": _tabs(viewer, view)}
    if view == "home":
        context["watched"] = watched(viewer, page.object_list)
        context["past"] = [one for one in page.object_list if one not in _of(context["watched"])]
    else:
        context["rows"] = [_row(one) for one in page.object_list]
    context["may_act"] = may_act(viewer)
    context["sites"] = open_sites(viewer)
    if view == "":
        told = leavings(viewer, [beds for _site, beds in context["sites"]])
        for one, row in zip(page.object_list, context["rows"], strict=True):
            if one.id in told:
                row["text"] += f" · {leaving_words(told[one.id])}"
    return render(request, "sites/transfers.html", context)


def _of(watches: list[Any]) -> list[Transfer]:
    return [one.transfer for one in watches]


def _listed(viewer: Viewer, view: str) -> QuerySet[Transfer]:
    if view == "home":
        return returned(viewer)
    if view == "away":
        return away(viewer)
    if view == "cancelled":
        rows = visible_transfers(viewer).exclude(cancelled_at=None)
        return rows.order_by("-cancelled_at")
    return waiting(viewer)


def _tabs(viewer: Viewer, view: str) -> list[dict[str, Any]]:
    ways = (
        ("", _("待转运"), waiting(viewer).count()),
        ("away", _("在外"), away(viewer).count()),
        ("home", _("返家监测"), None),
        ("cancelled", _("不用转运"), None),
    )
    return [
        {"label": label, "url": f"?view={key}", "current": key == view, "count": count}
        for key, label, count in ways
    ]


def _row(one: Transfer) -> dict[str, Any]:
    """A transfer as a line of work."""
    said = [state_of(one)]
    if one.trip:
        said.append(f"{one.trip.vehicle.plate} · " + _("%(n)s 号座") % {"n": one.seat})
    if one.site:
        said.append(localized_name(one.site))
    url = f"/transfers/{one.id}/"
    labels = {"waiting": _("安排"), "seated": _("接走"), "left": _("交接")}
    step = "left" if one.left_at else "seated" if one.trip_id else "waiting"
    label = _("返家") if one.arrived_at else labels[step]
    home = one.resident.dwelling
    return {
        "title": f"{home.door} {one.resident.name}",
        "url": url,
        "icon": "people",
        "text": " · ".join(said),
        "when": _("自 %(at)s") % {"at": hour_words(one.left_at or one.waiting_since)},
        "tone": "" if one.trip_id or one.cancelled_at else "soon",
        "link": {"url": url, "label": _("打开") if one.cancelled_at else label},
    }


@for_roles(*acts.WHO_MOVES)
def new(request: ViewerRequest) -> HttpResponse:
    """Put somebody on the list by hand: found by name, sound, phone or door."""
    viewer = request.viewer
    problem = None
    if request.method == "POST":
        try:
            made = acts.enlist(
                viewer,
                _uuid(request.POST.get("resident", "")) or viewer.community_id,
                request.POST.get("why", "").strip(),
            )
        except Problem as refused:
            problem = refused
        else:
            return redirect("sites:transfer", made.id)
    text = request.GET.get("q", "").strip()[:60]
    hits = (
        residents_like(viewer, text).select_related("dwelling__stairwell__estate")[:HITS]
        if text
        else []
    )
    context = {"q": text, "hits": hits, "problem": problem}
    return render(
        request, "sites/transfer_new.html", context, status=problem.status if problem else 200
    )


@for_roles(*WHO_SEES)
def transfer(request: ViewerRequest, transfer_id: UUID) -> HttpResponse:
    """One person on their way: the next step, large enough for a thumb."""
    viewer = request.viewer
    return _show(request, viewer, transfer_of(viewer, transfer_id))


def _show(
    request: ViewerRequest, viewer: Viewer, one: Transfer, problem: Problem | None = None
) -> HttpResponse:
    now = clock.now()
    home = one.left_at is None and not one.cancelled_at
    kinds = dict(risk_choices())
    alone = would_be_left(viewer, one) if home else []
    context = {
        "one": one,
        "state": state_of(one),
        "steps": [] if one.cancelled_at else steps_of(one),
        "alone": [{"person": person, "kind": kinds[left.kind]} for person, left in alone],
        "behind": [kinds.get(row["kind"], "") for row in one.behind.get("people", [])],
        "trips": _trip_choices(viewer, one) if home else [],
        "may_undo": bool(
            one.left_at
            and not one.arrived_at
            and not one.cancelled_at
            and now - one.left_at < UNDO_WITHIN
        ),
        "rule": rules_at(viewer, one.resident.dwelling.stairwell_id) if one.arrived_at else None,
        "may_act": may_act(viewer),
        "problem": problem,
        "typed": request.POST if problem else {},
    }
    return render(
        request, "sites/transfer.html", context, status=problem.status if problem else 200
    )


def _trip_choices(viewer: Viewer, one: Transfer) -> list[dict[str, Any]]:
    """The trips with their seats, and who is on which: doors only."""
    beds = {site.id: found for site, found in open_sites(viewer)}
    trips = list(open_trips(viewer))
    taken: dict[UUID, set[int]] = {}
    rows = Transfer.objects.of(viewer).filter(trip__in=trips, cancelled_at=None)
    for trip_id, seat in rows.exclude(id=one.id).values_list("trip", "seat"):
        taken.setdefault(trip_id, set()).add(seat or 0)
    return [
        {
            "trip": trip,
            "label": f"{hour_words(trip.leaves_at)} · {trip.vehicle.plate}"
            f" → {localized_name(trip.site)}",
            "seats": [
                {"n": n, "taken": n in taken.get(trip.id, ())}
                for n in range(1, trip.vehicle.seats + 1)
            ],
            "free": trip.vehicle.seats - len(taken.get(trip.id, ())),
            "beds": beds[trip.site_id].free if trip.site_id in beds else 0,
            "current": one.trip_id == trip.id,
        }
        for trip in trips
    ]


@for_roles(*acts.WHO_MOVES)
@require_POST
def step(request: ViewerRequest, transfer_id: UUID) -> HttpResponse:
    """Take the next step; what is refused is said on the page, and what was typed stays."""
    viewer = request.viewer
    form = request.POST
    try:
        match form.get("do"):
            case "seat":
                _seat(viewer, transfer_id, form)
            case "leave":
                acts.leave(viewer, transfer_id, pet="pet" in form)
            case "undo":
                acts.undo_leave(viewer, transfer_id)
            case "hand_over":
                acts.hand_over(
                    viewer,
                    transfer_id,
                    form.get("to", ""),
                    form.get("zone", ""),
                    form.get("bed", ""),
                )
            case "home":
                acts.come_home(viewer, transfer_id, form.get("result", ""))
            case "cancel":
                acts.cancel(viewer, transfer_id, form.get("why", ""))
            case _:
                raise Problem("kernel.not_found")
    except Problem as problem:
        if problem.code == "kernel.not_found":
            raise
        return _show(request, viewer, transfer_of(viewer, transfer_id), problem)
    messages.success(request, _("已记下。"))
    return redirect("sites:transfer", transfer_id)


def _seat(viewer: Viewer, transfer_id: UUID, form: Any) -> None:
    trip = _uuid(form.get("trip", ""))
    if trip is None:
        raise Problem("transfer.no_trip")
    acts.seat(viewer, transfer_id, trip, whole_number(form.get("seat", "")))


class VehicleForm(forms.Form):
    """A vehicle to register."""

    plate = forms.CharField(label=gettext_lazy("车牌"), max_length=20)
    seats = forms.IntegerField(label=gettext_lazy("乘客座位"), min_value=1, max_value=60)
    driver = forms.CharField(label=gettext_lazy("司机"), max_length=80, required=False)
    phone = forms.CharField(label=gettext_lazy("电话"), max_length=20, required=False)


class TripForm(forms.Form):
    """A trip to arrange."""

    vehicle = forms.ChoiceField(label=gettext_lazy("车"))
    site = forms.ChoiceField(label=gettext_lazy("去哪里"))
    leaves_at = MomentField(
        label=gettext_lazy("几点发车"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    trip_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cars = Vehicle.objects.of(viewer).filter(retired_at=None)
        self.fields["vehicle"].choices = [  # type: ignore[attr-defined]
            (str(one.id), _("%(plate)s（%(n)s 座）") % {"plate": one.plate, "n": one.seats})
            for one in cars
        ]
        self.fields["site"].choices = [  # type: ignore[attr-defined]
            (
                str(one.id),
                _("%(site)s（空床 %(n)s）") % {"site": localized_name(one), "n": beds.free},
            )
            for one, beds in open_sites(viewer)
        ]


@for_roles(*WHO_SEES)
def trips(request: ViewerRequest) -> HttpResponse:
    """Today's trips with their seats; vehicles; a new one of each."""
    viewer = request.viewer
    do = request.POST.get("do", "")
    later = timezone.localtime(clock.now()).replace(second=0, microsecond=0)
    first = {"trip_id": new_id(), "leaves_at": later + timedelta(hours=1)}
    car = VehicleForm(request.POST if do == "vehicle" else None, prefix="car")
    trip_form = TripForm(
        viewer, request.POST if do == "trip" else None, prefix="trip", initial=first
    )
    problem = None
    if request.method == "POST":
        viewer.need(*OFFICERS)
        try:
            if _stored(viewer, do, car, trip_form):
                messages.success(request, _("已记下。"))
                return redirect("sites:trips")
        except Problem as refused:
            problem = refused
    context = {
        "trips": open_trips(viewer),
        "vehicles": Vehicle.objects.of(viewer).filter(retired_at=None),
        "car": car,
        "trip_form": trip_form,
        "officer": viewer.may(*OFFICERS),
        "problem": problem,
    }
    status = problem.status if problem else 422 if request.method == "POST" else 200
    return render(request, "sites/trips.html", context, status=status)


def _stored(viewer: Viewer, do: str, car: VehicleForm, trip_form: TripForm) -> bool:
    if do == "vehicle" and car.is_valid():
        acts.add_vehicle(viewer, **car.cleaned_data)
        return True
    if do == "trip" and trip_form.is_valid():
        data = trip_form.cleaned_data
        acts.make_trip(
            viewer,
            UUID(data["vehicle"]),
            UUID(data["site"]),
            data["leaves_at"],
            data["trip_id"],
        )
        return True
    return False


@for_roles(*WHO_SEES)
def trip(request: ViewerRequest, ride_id: UUID) -> HttpResponse:
    """One trip: who sits where, of those in sight; to print as the driver's sheet; taken back."""
    viewer = request.viewer
    rows = Trip.objects.of(viewer).filter(id=ride_id)
    found = get_or_refuse(rows.select_related("vehicle", "site"))
    problem = None
    if request.method == "POST":
        try:
            acts.cancel_trip(viewer, ride_id)
            return redirect("sites:trips")
        except Problem as refused:
            problem = refused
    riders = found.transfers.filter(cancelled_at=None)
    seen = {one.seat: one for one in visible_transfers(viewer).filter(id__in=riders)}
    taken = set(riders.values_list("seat", flat=True))
    context = {
        "trip": found,
        "seats": [
            {"n": n, "one": seen.get(n), "taken": n in taken}
            for n in range(1, found.vehicle.seats + 1)
        ],
        "officer": viewer.may(*OFFICERS),
        "problem": problem,
    }
    sheet = request.GET.get("print") == "1"
    template = "sites/trip_print.html" if sheet else "sites/trip.html"
    return render(request, template, context, status=problem.status if problem else 200)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
