"""Pages of what is in force: the map as of any moment, a zone, the clock's proposals, a grid."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.localized import active_language, localized
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.labels import risk_words
from wanjia.people.models import Staff
from wanjia.people.queries import live_risks, visible_residents
from wanjia.places.queries import people_behind, visible_estates
from wanjia.zoning import actions, queries
from wanjia.zoning.forms import AsOfForm, MoveForm, StepForm
from wanjia.zoning.models import Grid, GridMember, GridStairwell, Zone
from wanjia.zoning.protocols.protocol import day_of, due, words
from wanjia.zoning.protocols.protocol_store import class_of
from wanjia.zoning.zones.grids import WORK_GROUP
from wanjia.zoning.zones.page import (
    GridPage,
    confirmations,
    estate_map,
    grid_history,
    grid_panels,
    next_classes,
    phase_cards,
    zone_doors,
    zone_history,
)


@for_roles(*STAFF, "town")
def zones(request: ViewerRequest) -> HttpResponse:
    """The map of an estate's zones, now or as of a past moment."""
    viewer = request.viewer
    now = clock.now()
    form = AsOfForm(request.GET)
    at = (form.cleaned_data["at"] if form.is_valid() else None) or now
    latest = queries.zones_in_force(viewer, at).filter(estate=OuterRef("pk"))
    estates = list(
        visible_estates(viewer).annotate(
            latest=Subquery(latest.order_by("-started_at").values("started_at")[:1])
        )
    )
    chosen = _chosen_estate(request.GET.get("estate", ""), estates, at)
    context = {
        "at": at,
        "past": at < now - timedelta(minutes=1),
        "coming": at > now + timedelta(minutes=1),
        "at_text": timezone.localtime(at).strftime("%Y-%m-%dT%H:%M"),
        "unread": bool(request.GET.get("at")) and not form.is_valid(),
        "estates": estates,
        "estate": chosen,
        "officer": viewer.role in OFFICERS,
        **(estate_map(viewer, chosen, at) if chosen else {}),
    }
    return render(request, "zoning/zones.html", context)


def _chosen_estate(asked: str, estates: list[Any], at: datetime) -> Any:
    """The estate that is asked for, else the one whose zones changed last, else the first."""
    by_id = {str(one.id): one for one in estates}
    changed = max(estates, key=lambda one: one.latest or at - timedelta(days=9999), default=None)
    return by_id.get(asked, changed)


def zone_by(viewer: Viewer, zone_id: UUID) -> Zone:
    """One zone in sight; raises Problem `kernel.not_found`."""
    rows = queries.visible_zones(viewer).select_related("estate", "came_from", "publication")
    return get_or_refuse(rows, id=zone_id)


@for_roles(*STAFF, "town")
def zone(request: ViewerRequest, zone_id: UUID) -> HttpResponse:
    """A zone: its rules, its day, its end, what the clock proposes, its grids, its history."""
    viewer = request.viewer
    found = zone_by(viewer, zone_id)
    shelf = queries.protocols(viewer.community_id)
    klass, now = class_of(shelf, found), clock.now()
    doors = zone_doors(viewer, found)
    counts = people_behind(viewer, [row.stairwell_id for row in doors])
    context: dict[str, Any] = {
        "zone": found,
        "look": klass.look if klass else "precaution",
        "word": klass.name if klass else found.klass,
        "protocol": shelf.get(found.protocol),
        "doors": [
            {"stairwell": row.stairwell, "homes": counts.get(row.stairwell_id, (0, 0))[0],
             "people": counts.get(row.stairwell_id, (0, 0))[1]}
            for row in doors
        ],
        "homes": sum(homes for homes, _people in counts.values()),
        "people": sum(people for _homes, people in counts.values()),
        "grids": queries.visible_grids(viewer).filter(zone=found),
        "officer": viewer.role in OFFICERS,
        "staff": viewer.role != "town",
        "history": zone_history(viewer, found) if viewer.role in OFFICERS else [],
        "now": now,
    }  # fmt: skip
    if klass:
        context |= _rules(viewer, found, shelf, now)
    return render(request, "zoning/zone.html", context)


def _rules(viewer: Viewer, found: Zone, shelf: Any, now: datetime) -> dict[str, Any]:
    tz = timezone.get_current_timezone()
    protocol = shelf[found.protocol]
    klass = protocol.classes[found.klass]
    rules: dict[str, Any] = {
        "klass": klass,
        "day": day_of(found.clock_from, found.ended_at or now, tz),
        "length": day_of(found.clock_from, found.planned_end, tz) - 1
        if found.planned_end
        else None,
        "phases": phase_cards(protocol, klass, found.clock_from, now, tz),
        "measures": [*klass.measures, *protocol.measures],
    }
    if viewer.role in OFFICERS and found.ended_at is None:
        proposal = due(protocol, queries.zone_state(found, tz=tz), now)
        rules |= {
            "proposal": proposal,
            "proposal_words": words(proposal, active_language()) if proposal else "",
            "next": next_classes(protocol, found),
            "confirm": confirmations(protocol, found),
            "protocols": [one for one in shelf.values() if one.name != found.protocol],
        }
    return rules


@for_roles(*OFFICERS)
@require_POST
def step(request: ViewerRequest, zone_id: UUID) -> HttpResponse:
    """Move a zone to another class, as the clock proposed or with a reason."""
    viewer = request.viewer
    found = zone_by(viewer, zone_id)
    form = StepForm(request.POST)
    if not form.is_valid():
        raise Problem("zones.class_unknown", protocol="", klass=request.POST.get("to_class", ""))
    given = form.cleaned_data
    new = actions.step(
        viewer, found, given["to_class"], given["why"], request.POST.getlist("confirmed")
    )
    messages.success(request, _("已生效。"))
    return redirect("zoning:zone", (new or found).id)


@for_roles(*OFFICERS)
@require_POST
def move(request: ViewerRequest, zone_id: UUID) -> HttpResponse:
    """Put a zone under another protocol."""
    viewer = request.viewer
    found = zone_by(viewer, zone_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Problem("zones.protocol_unknown", name=request.POST.get("protocol", ""))
    actions.move_protocol(viewer, found, form.cleaned_data["protocol"])
    messages.success(request, _("已换用规则，起算日不变。"))
    return redirect("zoning:zone", zone_id)


@for_roles(*OFFICERS)
def proposals(request: ViewerRequest) -> HttpResponse:
    """What the clock proposes, and cases in a zone that wait for a decision."""
    viewer = request.viewer
    language = active_language()
    shelf = queries.protocols(viewer.community_id)
    rows: list[dict[str, Any]] = [
        {
            "zone": found,
            "proposal": proposal,
            "words": words(proposal, language),
            "look": queries.look_of(shelf, found),
            "word": queries.klass_word(shelf, found),
        }
        for found, proposal in queries.proposals(viewer, timezone.get_current_timezone())
    ]
    inside = [
        {"entry": entry, "case": case, "zone": found,
         "effect": (entry.after or {}).get("effect"), "text": _effect_words(shelf, found, entry)}
        for entry, case, found in queries.cases_inside(viewer)
    ]  # fmt: skip
    context = {
        "due": [row for row in rows if row["proposal"].ready],
        "coming": [row for row in rows if not row["proposal"].ready],
        "inside": inside,
    }
    return render(request, "zoning/proposals.html", context)


def _effect_words(shelf: Any, found: Zone, entry: Any) -> str:
    """What the protocol says of a new case in the zone's class."""
    klass = class_of(shelf, found)
    effect = (entry.after or {}).get("effect")
    rule = next((one for one in klass.new_case if one.effect == effect), None) if klass else None
    return localized(rule.text) if rule else ""


def grid_by(viewer: Viewer, grid_id: UUID) -> Grid:
    """One grid in sight; raises Problem `kernel.not_found`."""
    return get_or_refuse(queries.visible_grids(viewer), id=grid_id)


def grid_homes(viewer: Viewer, grid: Grid) -> list[dict[str, Any]]:
    """The grid's households: door, who lives there, who needs care; at three statements."""
    stairwells = GridStairwell.objects.of(viewer).filter(grid=grid)
    people = (
        visible_residents(viewer)
        .filter(dwelling__stairwell__in=stairwells.values("stairwell"))
        .select_related("dwelling__stairwell")
        .order_by("dwelling__stairwell__sort", "dwelling__sort", "dwelling__door", "sort", "id")
    )
    risks: dict[UUID, list[str]] = {}
    of = live_risks().filter(
        community_id=viewer.community_id,
        resident__dwelling__stairwell__in=stairwells.values("stairwell"),
    )
    for risk in of:
        risks.setdefault(risk.resident_id, []).append(risk_words(risk))
    homes: dict[UUID, dict[str, Any]] = {}
    for one in people:
        home = homes.setdefault(one.dwelling_id, {"dwelling": one.dwelling, "people": []})
        home["people"].append({"resident": one, "risks": risks.get(one.id, [])})
    return list(homes.values())


def members_of(grid: Grid) -> list[GridMember]:
    """A grid's work group, the grid officer first."""
    order = [role for role, _wanted in WORK_GROUP]
    rows = grid.members.select_related("staff")
    return sorted(rows, key=lambda one: (rank(order, one.staff.role), one.staff.name))


def rank(order: list[str], role: str) -> int:
    """The place of a role among those of a work group; others come last."""
    return order.index(role) if role in order else len(order)


@for_roles(*STAFF)
def grid(request: ViewerRequest, grid_id: UUID) -> HttpResponse:
    """A grid: its work group and how to reach them, its households, what higher floors tell."""
    viewer = request.viewer
    found = grid_by(viewer, grid_id)
    homes = grid_homes(viewer, found)
    page = GridPage(
        found,
        frozenset(home["dwelling"].stairwell_id for home in homes),
        frozenset(home["dwelling"].id for home in homes),
    )
    shelf = queries.protocols(viewer.community_id)
    context = {
        "grid": found,
        "zone": found.zone,
        "look": queries.look_of(shelf, found.zone),
        "word": queries.klass_word(shelf, found.zone),
        "days": max(day_of(found.zone.clock_from, clock.now(), timezone.get_current_timezone()), 1)
        - 1,
        "members": members_of(found),
        "homes": homes,
        "people": sum(len(home["people"]) for home in homes),
        "panels": [one for one in (panel(viewer, page) for panel in grid_panels) if one],
        "dwellings": page.dwellings,
        "history": grid_history(viewer, page),
        "officer": viewer.role in OFFICERS,
    }
    return render(request, "zoning/grid.html", context)


@for_roles(*OFFICERS)
def work_group(request: ViewerRequest, grid_id: UUID) -> HttpResponse:
    """Choose who works in a grid."""
    viewer = request.viewer
    found = grid_by(viewer, grid_id)
    if request.method == "POST":
        chosen = [one for one in request.POST.getlist("staff") if _is_uuid(one)]
        actions.set_work_group(viewer, found, [UUID(one) for one in chosen])
        return redirect("zoning:grid", grid_id)
    inside = set(found.members.values_list("staff", flat=True))
    staff = Staff.objects.of(viewer).filter(active=True)
    field = staff.filter(role__in=("grid", "doctor", "steward", "volunteer"))
    carried = _grids_carried(viewer)
    order = [role for role, _wanted in WORK_GROUP]
    context = {
        "grid": found,
        "staff": [
            {"one": one, "inside": one.id in inside, "grids": carried.get(one.id, 0)}
            for one in sorted(
                field, key=lambda one: (rank(order, one.role), one.id not in inside, one.name)
            )
        ],
    }
    return render(request, "zoning/work_group.html", context)


def _grids_carried(viewer: Viewer) -> dict[UUID, int]:
    carried: dict[UUID, int] = {}
    for _grid, staff in queries.visible_grids(viewer).values_list("id", "members__staff"):
        if staff:
            carried[staff] = carried.get(staff, 0) + 1
    return carried


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
