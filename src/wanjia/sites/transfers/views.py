"""Pages of transfers: who waits, who is away, who is home again; one person; vehicles and trips."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, Viewer, for_roles
from wanjia.core.acts import Act, read_form
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.localized import localized_name
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.risk_kinds import risk_choices
from wanjia.people.search.queries import residents_like
from wanjia.places.templatetags.address import address_words
from wanjia.sites.labels import hour_words, leaving_words
from wanjia.sites.models import Transfer, Trip, Vehicle
from wanjia.sites.queries import (
    UNDO_WITHIN,
    WHO_SEES,
    away_transfers,
    may_act,
    open_sites,
    open_trips,
    returned_transfers,
    transfer_of,
    visible_transfers,
    waiting_transfers,
)
from wanjia.sites.transfers import actions
from wanjia.sites.transfers.actions import WHO_MOVES
from wanjia.sites.transfers.dependants import would_be_left
from wanjia.sites.transfers.forms import (
    CancelForm,
    HandOverForm,
    LeaveForm,
    ListForm,
    ReturnForm,
    SeatForm,
    TripForm,
    VehicleForm,
)
from wanjia.sites.transfers.lifecycle import TRANSFER
from wanjia.sites.transfers.monitoring import rules_at, watches_of
from wanjia.sites.transfers.queue import leavings

PAGE = 50
HITS = 12


@for_roles(*WHO_SEES)
def transfers(request: ViewerRequest) -> HttpResponse:
    """Show who waits, the longest first.

    Who is away; who is home and watched; or a sheet to print.
    """
    viewer = request.viewer
    view = request.GET.get("view", "")
    rows = _transfers_for(viewer, view)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"view": view, "page": page, "tabs": _view_tabs(viewer, view)}
    context["live"] = view == "" and page.number == 1
    if view == "home":
        context["watched"] = watches_of(viewer, page.object_list)
        watched = {watch.transfer.id for watch in context["watched"]}
        context["past"] = [row for row in page.object_list if row.id not in watched]
    elif view:
        context["rows"] = [_transfer_row(transfer) for transfer in page.object_list]
    else:
        context |= waiting_rows(viewer, page.object_list)
    context["may_act"] = may_act(viewer)
    return render(request, "sites/transfers.html", context)


def waiting_rows(viewer: Viewer, listed: Iterable[Transfer]) -> dict[str, Any]:
    """Return who waits as lines of work, with the sites that have beds."""
    sites = open_sites(viewer)
    leaving = leavings(viewer, [beds for _site, beds in sites])
    rows = []
    for transfer in listed:
        row = _transfer_row(transfer)
        if transfer.id in leaving:
            row["text"] += f" · {leaving_words(leaving[transfer.id])}"
        rows.append(row)
    return {"rows": rows, "sites": sites}


def _transfers_for(viewer: Viewer, view: str) -> QuerySet[Transfer]:
    if view == "home":
        return returned_transfers(viewer)
    if view == "away":
        return away_transfers(viewer)
    if view == "cancelled":
        rows = visible_transfers(viewer).exclude(cancelled_at=None)
        return rows.order_by("-cancelled_at")
    return waiting_transfers(viewer)


def _view_tabs(viewer: Viewer, view: str) -> list[dict[str, Any]]:
    views = (
        ("", _("待转运"), waiting_transfers(viewer).count()),
        ("away", _("在外"), away_transfers(viewer).count()),
        ("home", _("返家监测"), None),
        ("cancelled", _("不用转运"), None),
    )
    return [
        {"label": label, "url": f"?view={key}", "current": key == view, "count": count}
        for key, label, count in views
    ]


def _transfer_row(transfer: Transfer) -> dict[str, Any]:
    """Return a transfer as a line of work."""
    state = TRANSFER.state_of(transfer)
    parts = [str(state.label)]
    if transfer.trip:
        parts.append(f"{transfer.trip.vehicle.plate} · " + _("%(n)s 号座") % {"n": transfer.seat})
    if transfer.site:
        parts.append(localized_name(transfer.site))
    labels = {"seat": _("安排"), "leave": _("接走"), "hand_over": _("交接"), "return": _("返家")}
    url = f"/transfers/{transfer.id}/"
    return {
        "title": f"{address_words(transfer.resident.dwelling)} {transfer.resident.name}",
        "url": url,
        "icon": "people",
        "text": " · ".join(parts),
        "when": _("自 %(at)s") % {"at": hour_words(transfer.left_at or transfer.waiting_since)},
        "tone": "" if transfer.trip_id or transfer.cancelled_at else "soon",
        "link": {"url": url, "label": labels.get(state.name, _("打开"))},
    }


@for_roles(*WHO_MOVES)
def new(request: ViewerRequest) -> HttpResponse:
    """Put somebody on the list by hand: found by name, sound, phone or door."""
    viewer = request.viewer
    problem = None
    if request.method == "POST":
        try:
            transfer = actions.list_for_transfer(viewer, **read_form(ListForm(request.POST)))
        except Problem as refusal:
            problem = refusal
        else:
            return redirect("sites:transfer", transfer.id)
    text = request.GET.get("q", "").strip()[:60]
    hits = (
        residents_like(viewer, text).select_related("dwelling__stairwell__estate")[:HITS]
        if text
        else []
    )
    reason = (request.POST.get("reason") or request.GET.get("why") or "").strip()[:120]
    context = {"q": text, "hits": hits, "reason": reason, "problem": problem}
    return render(
        request, "sites/transfer_new.html", context, status=problem.status if problem else 200
    )


@for_roles(*WHO_SEES)
def transfer(request: ViewerRequest, transfer_id: UUID) -> HttpResponse:
    """Show one person on their way: the next step, large enough for a thumb."""
    return _show_transfer(request, transfer_of(request.viewer, transfer_id))


def transfer_with_refusal(
    request: ViewerRequest, problem: Problem, _form: object, transfer_id: UUID
) -> HttpResponse:
    """Show why an act was refused, on the person's page with all that was typed."""
    if problem.code == "kernel.not_found":
        raise problem
    return _show_transfer(request, transfer_of(request.viewer, transfer_id), problem)


def _show_transfer(
    request: ViewerRequest, transfer: Transfer, problem: Problem | None = None
) -> HttpResponse:
    viewer = request.viewer
    now = clock.now()
    home = transfer.left_at is None and not transfer.cancelled_at
    kinds = dict(risk_choices())
    alone = would_be_left(viewer, transfer) if home else []
    context = {
        "transfer": transfer,
        "state": TRANSFER.state_of(transfer).label,
        "steps": [] if transfer.cancelled_at else TRANSFER.bar(transfer),
        "alone": [{"person": person, "kind": kinds[left.kind]} for person, left in alone],
        "behind": [kinds.get(row["kind"], "") for row in transfer.behind.get("people", [])],
        "trips": _trip_choices(viewer, transfer) if home else [],
        "may_undo": bool(
            transfer.left_at
            and not transfer.arrived_at
            and not transfer.cancelled_at
            and now - transfer.left_at < UNDO_WITHIN
        ),
        "rule": rules_at(viewer, transfer.resident.dwelling.stairwell_id)
        if transfer.arrived_at
        else None,
        "may_act": may_act(viewer),
        "problem": problem,
        "typed": request.POST if problem else {},
    }
    return render(
        request, "sites/transfer.html", context, status=problem.status if problem else 200
    )


def _trip_choices(viewer: Viewer, transfer: Transfer) -> list[dict[str, Any]]:
    """Return the trips with their seats, and who is on which: doors only."""
    beds = {site.id: beds for site, beds in open_sites(viewer)}
    trips = list(open_trips(viewer))
    taken: dict[UUID, set[int]] = {}
    rows = Transfer.objects.of(viewer).filter(trip__in=trips, cancelled_at=None)
    for trip_id, seat in rows.exclude(id=transfer.id).values_list("trip", "seat"):
        taken.setdefault(trip_id, set()).add(seat or 0)
    return [
        {
            "trip": trip,
            "label": _trip_words(trip),
            "seats": [
                {
                    "number": number,
                    "taken": number in taken.get(trip.id, ()),
                    "mine": transfer.trip_id == trip.id and transfer.seat == number,
                }
                for number in range(1, trip.vehicle.seats + 1)
            ],
            "free": trip.vehicle.seats - len(taken.get(trip.id, ())),
            "beds": beds[trip.site_id].free if trip.site_id in beds else 0,
        }
        for trip in trips
    ]


def _trip_words(trip: Trip) -> str:
    hour, site = hour_words(trip.leaves_at), localized_name(trip.site)
    return f"{hour} · {trip.vehicle.plate} → {site}"


@for_roles(*WHO_SEES)
def trips(
    request: ViewerRequest, problem: Problem | None = None, form: forms.Form | None = None
) -> HttpResponse:
    """Show today's trips with their seats, the vehicles, and a form for a new one of each."""
    viewer = request.viewer
    now = timezone.localtime(clock.now()).replace(second=0, microsecond=0)
    initial = {"trip_id": new_id(), "leaves_at": now + timedelta(hours=1)}
    trip_form = form if isinstance(form, TripForm) else TripForm(initial=initial)
    context = {
        "trips": open_trips(viewer),
        "vehicles": Vehicle.objects.of(viewer).filter(retired_at=None),
        "vehicle_form": form if isinstance(form, VehicleForm) else VehicleForm(),
        "trip_form": trip_form.offer(viewer),
        "officer": viewer.may(*OFFICERS),
        "problem": problem,
    }
    return render(request, "sites/trips.html", context, status=problem.status if problem else 200)


@for_roles(*WHO_SEES)
def trip(request: ViewerRequest, ride_id: UUID) -> HttpResponse:
    """Show one trip: who sits where, of those in sight; or print the driver's sheet."""
    return _show_trip(request, ride_id)


def trip_with_refusal(
    request: ViewerRequest, problem: Problem, _form: object, ride_id: UUID
) -> HttpResponse:
    """Show why an act was refused, on the trip's page."""
    return _show_trip(request, ride_id, problem)


def _show_trip(
    request: ViewerRequest, ride_id: UUID, problem: Problem | None = None
) -> HttpResponse:
    viewer = request.viewer
    rows = Trip.objects.of(viewer).filter(id=ride_id)
    trip = get_or_refuse(rows.select_related("vehicle", "site"))
    riders = trip.transfers.filter(cancelled_at=None)
    seen = {rider.seat: rider for rider in visible_transfers(viewer).filter(id__in=riders)}
    taken = set(riders.values_list("seat", flat=True))
    context = {
        "trip": trip,
        "seats": [
            {"number": number, "transfer": seen.get(number), "taken": number in taken}
            for number in range(1, trip.vehicle.seats + 1)
        ],
        "officer": viewer.may(*OFFICERS),
        "problem": problem,
    }
    sheet = request.GET.get("print") == "1"
    template = "sites/trip_print.html" if sheet else "sites/trip.html"
    return render(request, template, context, status=problem.status if problem else 200)


NOTED = gettext_lazy("已记下。")
ACTS = (
    Act("seat", actions.give_seat, WHO_MOVES, SeatForm, NOTED),
    Act("leave", actions.note_left, WHO_MOVES, LeaveForm, NOTED),
    Act("undo", actions.undo_left, WHO_MOVES, told=NOTED),
    Act("hand-over", actions.hand_over_person, WHO_MOVES, HandOverForm, NOTED),
    Act("return", actions.note_home, WHO_MOVES, ReturnForm, NOTED),
    Act("cancel", actions.cancel_transfer, WHO_MOVES, CancelForm, NOTED),
)
VEHICLE_ACTS = (Act("add", actions.add_vehicle, OFFICERS, VehicleForm, NOTED),)
TRIPS_ACTS = (Act("add", actions.make_trip, OFFICERS, TripForm, NOTED),)
TRIP_ACTS = (Act("cancel", actions.cancel_trip, OFFICERS),)
