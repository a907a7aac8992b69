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
from wanjia.zoning import queries
from wanjia.zoning.models import Grid, GridMember, GridStairwell, Zone
from wanjia.zoning.plans.named_posts import posts_of_zone
from wanjia.zoning.protocols.protocol import day_of, due, words
from wanjia.zoning.protocols.protocol_store import class_of, first_code, protocol_in_force
from wanjia.zoning.zones import actions
from wanjia.zoning.zones.forms import AsOfForm, MoveForm, StepForm, WorkGroupForm
from wanjia.zoning.zones.grids import WORK_GROUP
from wanjia.zoning.zones.queries import (
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
    """Show the map of an estate's zones, now or as of a past moment."""
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
    """Return the estate asked for, else the one that changed last."""
    by_id = {str(estate.id): estate for estate in estates}
    changed = max(
        estates, key=lambda estate: estate.latest or at - timedelta(days=9999), default=None
    )
    return by_id.get(asked, changed)


def zone_by(viewer: Viewer, zone_id: UUID) -> Zone:
    """Return a zone in sight; raises Problem `kernel.not_found`."""
    rows = queries.visible_zones(viewer).select_related(
        "estate__community__area", "came_from", "publication"
    )
    return get_or_refuse(rows, id=zone_id)


@for_roles(*STAFF, "town")
def zone(request: ViewerRequest, zone_id: UUID) -> HttpResponse:
    """Show a zone.

    Its rules, its day, its end, what the clock proposes, its grids, its history.
    """
    viewer = request.viewer
    zone = zone_by(viewer, zone_id)
    shelf = queries.protocols(viewer.community_id)
    klass, now = class_of(shelf, zone), clock.now()
    doors = zone_doors(viewer, zone)
    counts = people_behind(viewer, [row.stairwell_id for row in doors])
    context: dict[str, Any] = {
        "zone": zone,
        "look": klass.look if klass else "precaution",
        "word": klass.name if klass else zone.klass,
        "protocol": shelf.get(zone.protocol),
        "doors": [
            {"stairwell": row.stairwell, "homes": counts.get(row.stairwell_id, (0, 0))[0],
             "people": counts.get(row.stairwell_id, (0, 0))[1]}
            for row in doors
        ],
        "homes": sum(homes for homes, _people in counts.values()),
        "people": sum(people for _homes, people in counts.values()),
        "grids": queries.visible_grids(viewer).filter(zone=zone),
        "officer": viewer.role in OFFICERS,
        "staff": viewer.role != "town",
        "posts": [] if zone.ended_at else posts_of_zone(viewer, zone.estate),
        "history": zone_history(viewer, zone) if viewer.role in OFFICERS else [],
        "now": now,
    }  # fmt: skip
    if klass:
        context |= _rules_context(viewer, zone, shelf, now)
    return render(request, "zoning/zone.html", context)


def _rules_context(viewer: Viewer, zone: Zone, shelf: Any, now: datetime) -> dict[str, Any]:
    tz = timezone.get_current_timezone()
    protocol = shelf[zone.protocol]
    klass = protocol.classes[zone.klass]
    rules: dict[str, Any] = {
        "klass": klass,
        "day": day_of(zone.clock_from, zone.ended_at or now, tz),
        "length": day_of(zone.clock_from, zone.planned_end, tz) - 1 if zone.planned_end else None,
        "phases": phase_cards(protocol, klass, zone.clock_from, now, tz),
        "measures": [*klass.measures, *protocol.measures],
    }
    if viewer.role in OFFICERS and zone.ended_at is None:
        proposal = due(protocol, queries.zone_state(zone, tz=tz), now)
        rules |= {
            "proposal": proposal,
            "proposal_words": words(proposal, active_language()) if proposal else "",
            "next": next_classes(protocol, zone),
            "confirm": confirmations(protocol, zone),
            "protocols": [other for other in shelf.values() if other.name != zone.protocol],
            "in_force": _newer_protocol(viewer, zone, protocol, now),
        }
    return rules


def _newer_protocol(viewer: Viewer, zone: Zone, protocol: Any, now: datetime) -> Any:
    """Return the protocol in force by date and place where a zone stands under another one."""
    if protocol.kind != "epidemic":
        return None
    home = zone.estate.community
    code = first_code(home.code, home.area.code if home.area else None)
    proposed = protocol_in_force(viewer.community_id, timezone.localdate(now), code)
    known = proposed is not None and proposed.why == "date" and not proposed.place_unknown
    if proposed is None or not known or proposed.protocol.name == zone.protocol:
        return None
    return proposed.protocol


@for_roles(*OFFICERS)
@require_POST
def step(request: ViewerRequest, zone_id: UUID) -> HttpResponse:
    """Move a zone to another class, as the clock proposed or with a reason."""
    viewer = request.viewer
    zone = zone_by(viewer, zone_id)
    step_form = StepForm(request.POST)
    if not step_form.is_valid():
        raise Problem("zones.class_unknown", protocol="", klass=step_form["to_class"].value() or "")
    new = actions.step(viewer, zone, **step_form.cleaned_data)
    messages.success(request, _("已生效。"))
    return redirect("zoning:zone", (new or zone).id)


@for_roles(*OFFICERS)
@require_POST
def move(request: ViewerRequest, zone_id: UUID) -> HttpResponse:
    """Put a zone under another protocol."""
    viewer = request.viewer
    zone = zone_by(viewer, zone_id)
    move_form = MoveForm(request.POST)
    if not move_form.is_valid():
        raise Problem("zones.protocol_unknown", name=move_form["protocol"].value() or "")
    actions.move_protocol(viewer, zone, **move_form.cleaned_data)
    messages.success(request, _("已换用规则，起算日不变。"))
    return redirect("zoning:zone", zone_id)


@for_roles(*OFFICERS)
def proposals(request: ViewerRequest) -> HttpResponse:
    """Show what the clock proposes, and cases in a zone that wait for a decision."""
    viewer = request.viewer
    language = active_language()
    shelf = queries.protocols(viewer.community_id)
    rows: list[dict[str, Any]] = [
        {
            "zone": zone,
            "proposal": proposal,
            "words": words(proposal, language),
            "look": queries.look_of(shelf, zone),
            "word": queries.klass_word(shelf, zone),
        }
        for zone, proposal in queries.proposals(viewer, timezone.get_current_timezone())
    ]
    inside = [
        {"entry": entry, "case": case, "zone": zone,
         "effect": (entry.after or {}).get("effect"), "text": _effect_words(shelf, zone, entry)}
        for entry, case, zone in queries.cases_inside(viewer)
    ]  # fmt: skip
    context = {
        "due": [row for row in rows if row["proposal"].ready],
        "coming": [row for row in rows if not row["proposal"].ready],
        "inside": inside,
    }
    return render(request, "zoning/proposals.html", context)


def _effect_words(shelf: Any, zone: Zone, entry: Any) -> str:
    """Return what the protocol says of a new case in the zone's class."""
    klass = class_of(shelf, zone)
    effect = (entry.after or {}).get("effect")
    rule = next((rule for rule in klass.new_case if rule.effect == effect), None) if klass else None
    return localized(rule.text) if rule else ""


def grid_by(viewer: Viewer, grid_id: UUID) -> Grid:
    """Return a grid in sight; raises Problem `kernel.not_found`."""
    return get_or_refuse(queries.visible_grids(viewer), id=grid_id)


def grid_homes(viewer: Viewer, grid: Grid) -> list[dict[str, Any]]:
    """Return the grid's households: door, who lives there, who needs care.

    At three statements.
    """
    stairwells = GridStairwell.objects.of(viewer).filter(grid=grid)
    people = (
        visible_residents(viewer)
        .filter(dwelling__stairwell__in=stairwells.values("stairwell"))
        .select_related("dwelling__stairwell")
        .order_by("dwelling__stairwell__sort", "dwelling__sort", "dwelling__door", "sort", "id")
    )
    risks: dict[UUID, list[str]] = {}
    risk_rows = live_risks().filter(
        community_id=viewer.community_id,
        resident__dwelling__stairwell__in=stairwells.values("stairwell"),
    )
    for risk in risk_rows:
        risks.setdefault(risk.resident_id, []).append(risk_words(risk))
    homes: dict[UUID, dict[str, Any]] = {}
    for resident in people:
        home = homes.setdefault(resident.dwelling_id, {"dwelling": resident.dwelling, "people": []})
        home["people"].append({"resident": resident, "risks": risks.get(resident.id, [])})
    return list(homes.values())


def members_of(grid: Grid) -> list[GridMember]:
    """Return a grid's work group, the grid officer first."""
    order = [role for role, _wanted in WORK_GROUP]
    rows = grid.members.select_related("staff")
    return sorted(rows, key=lambda member: (rank(order, member.staff.role), member.staff.name))


def rank(order: list[str], role: str) -> int:
    """Return the place of a role among those of a work group.

    Others come last.
    """
    return order.index(role) if role in order else len(order)


@for_roles(*STAFF)
def grid(request: ViewerRequest, grid_id: UUID) -> HttpResponse:
    """Show a grid.

    Its work group and how to reach them, its households, what higher floors tell.
    """
    viewer = request.viewer
    grid = grid_by(viewer, grid_id)
    homes = grid_homes(viewer, grid)
    page = GridPage(
        grid,
        frozenset(home["dwelling"].stairwell_id for home in homes),
        frozenset(home["dwelling"].id for home in homes),
    )
    shelf = queries.protocols(viewer.community_id)
    context = {
        "grid": grid,
        "zone": grid.zone,
        "look": queries.look_of(shelf, grid.zone),
        "word": queries.klass_word(shelf, grid.zone),
        "days": max(day_of(grid.zone.clock_from, clock.now(), timezone.get_current_timezone()), 1)
        - 1,
        "members": members_of(grid),
        "homes": homes,
        "people": sum(len(home["people"]) for home in homes),
        "panels": [shown for shown in (panel(viewer, page) for panel in grid_panels) if shown],
        "dwellings": page.dwellings,
        "history": grid_history(viewer, page),
        "officer": viewer.role in OFFICERS,
    }
    return render(request, "zoning/grid.html", context)


@for_roles(*OFFICERS)
def work_group(request: ViewerRequest, grid_id: UUID) -> HttpResponse:
    """Choose who works in a grid."""
    viewer = request.viewer
    grid = grid_by(viewer, grid_id)
    form = WorkGroupForm(request.POST or None)
    if request.method == "POST":
        form.is_valid()
        actions.set_work_group(viewer, grid, form.cleaned_data["staff"])
        return redirect("zoning:grid", grid_id)
    inside = set(grid.members.values_list("staff", flat=True))
    staff = Staff.objects.of(viewer).filter(active=True)
    field = staff.filter(role__in=("grid", "doctor", "steward", "volunteer"))
    carried = _grids_carried(viewer)
    order = [role for role, _wanted in WORK_GROUP]
    context = {
        "grid": grid,
        "staff": [
            {"person": person, "inside": person.id in inside, "grids": carried.get(person.id, 0)}
            for person in sorted(
                field,
                key=lambda person: (rank(order, person.role), person.id not in inside, person.name),
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
