"""Pages of plans and publications: choose, publish, print, undo."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Min, Prefetch
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.localized import active_language
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.core.typed import whole_number
from wanjia.places.models import Gate
from wanjia.zoning import actions, queries
from wanjia.zoning.forms import PlanForm
from wanjia.zoning.models import Grid, GridMember, Publication
from wanjia.zoning.plans.page import (
    Choice,
    Chosen,
    PlanGround,
    cards,
    plan_ground,
    post_place,
    weigh,
)
from wanjia.zoning.protocols.protocol_store import SEALED
from wanjia.zoning.zones.public_text import told_zone
from wanjia.zoning.zones.publish import may_undo


@for_roles(*OFFICERS)
def plan(request: ViewerRequest, estate_id: UUID) -> HttpResponse:
    """Choose a plan for an estate; `do=publish` puts it in force, anything else counts it anew."""
    viewer = request.viewer
    on = plan_ground(viewer, estate_id)
    data = request.POST if request.method == "POST" else request.GET
    chosen = _chosen(on, data)
    problem = None
    if request.POST.get("do") == "publish":
        try:
            return _publish(request, viewer, on, chosen)
        except Problem as refused:
            problem = refused
    context = {
        **_page(on, chosen),
        **chosen.context(),
        "problem": problem,
        "seen": data["seen"] if problem is None and "seen" in data else on.seen or "",
        "publication_id": data.get("publication_id") or new_id(),
    }
    return render(request, "zoning/plan.html", context, status=problem.status if problem else 200)


@for_roles(*OFFICERS)
def plan_part(request: ViewerRequest, estate_id: UUID) -> HttpResponse:
    """The counts of what is ticked, for htmx."""
    viewer = request.viewer
    on = plan_ground(viewer, estate_id)
    context = {"estate": on.estate, **_chosen(on, request.GET).context()}
    return render(request, "zoning/plan_part.html", context)


def _chosen(on: PlanGround, data: QueryDict) -> Chosen:
    form = PlanForm(data)
    form.is_valid()
    given = form.cleaned_data
    now = timezone.localtime(clock.now())
    start = given.get("in_force_from")
    choice = Choice(
        protocol=given.get("protocol") or "",
        klass=given.get("klass") or "",
        sealed=_sealed(on, data, bool(given.get("hand"))),
        start=timezone.localtime(start) if start else None,
    )
    return weigh(on, choice, now)


def _sealed(on: PlanGround, data: QueryDict, by_hand: bool) -> frozenset[str] | None:
    if by_hand:
        return frozenset(data.getlist("sealed"))
    number = whole_number(data.get("plan", ""))
    if number is not None and number < len(on.proposals):
        return frozenset(on.proposals[number].sealed)
    return None


def _page(on: PlanGround, chosen: Chosen) -> dict[str, Any]:
    doors = [
        {
            "key": key,
            "case": key in on.case_keys,
            "kept": on.look(row) == SEALED,
            "homes": on.ground.counts([row])[0],
            "people": on.ground.counts([row])[1],
        }
        for key, row in on.ground.by_key.items()
    ]
    return {
        "estate": on.estate,
        "cases": on.cases,
        "cards": cards(on, chosen.sealed),
        "doors": doors,
        "hand": chosen.sealed,
        "kept": sum(on.look(row) == SEALED for row in on.ground.stairwells),
    }


def _publish(
    request: ViewerRequest, viewer: Viewer, on: PlanGround, chosen: Chosen
) -> HttpResponse:
    form = PlanForm(request.POST)
    if not form.is_valid():
        raise Problem("zones.time_unread", text=request.POST.get("in_force_from", "")[:30])
    given = form.cleaned_data
    order = actions.Order(
        stairwells=chosen.sealed,
        protocol=chosen.protocol.name,
        klass=chosen.klass.key,
        in_force_from=given["in_force_from"],
        seen=given["seen"],
        publication_id=given["publication_id"],
    )
    publication = actions.publish(viewer, on.estate, order)
    return redirect("zoning:publication", publication.id)


def publication_by(viewer: Viewer, publication_id: UUID) -> Publication:
    """One publication of the community; raises Problem `kernel.not_found`."""
    return get_or_refuse(
        Publication.objects.of(viewer).filter(id=publication_id).select_related("estate")
    )


@for_roles(*OFFICERS)
def publication(request: ViewerRequest, publication_id: UUID) -> HttpResponse:
    """What was put in force, what to print, where to go on, and the way back within the hour."""
    viewer = request.viewer
    found = publication_by(viewer, publication_id)
    shelf = queries.protocols(viewer.community_id)
    every = list(found.zones.all())
    zones = [
        {
            "zone": zone,
            "look": queries.look_of(shelf, zone),
            "word": queries.klass_word(shelf, zone),
        }
        for zone in every
    ]
    tz, now = timezone.get_current_timezone(), clock.now()
    standing = [zone for zone in every if zone.ended_at is None]
    told = [one for zone in standing if (one := told_zone(shelf, zone, now, tz))]
    spoken = ("en",) if active_language() == "en" else ()
    groups = [{"zone": one.zone, "text": one.for_groups(*spoken)} for one in told]
    grids = Grid.objects.of(viewer).filter(zone__publication=found, ended_at=None)
    context = {
        "publication": found,
        "zones": zones,
        "groups": groups,
        "grids": grids.prefetch_related(
            Prefetch("members", GridMember.objects.select_related("staff"))
        )
        .annotate(first=Min("stairwells__sort"))
        .order_by("first", "id"),
        "posts": post_rows(viewer, found),
        "plan": found.plan,
        "by": queries.actor_name(found.by),
        "protocol": shelf.get(found.protocol),
        "may_undo": may_undo(viewer, found, clock.now()),
        "undo_until": found.at + actions.UNDO_WITHIN,
    }
    return render(request, "zoning/publication.html", context)


def post_rows(viewer: Viewer, found: Publication) -> list[dict[str, Any]]:
    """The guard posts of a publication in words."""
    gates = Gate.objects.of(viewer).filter(estate=found.estate)
    names = dict(gates.values_list("label", "name"))
    return [
        {"words": post_place(names, post.label), "guards": post.guards}
        for post in found.posts.all()
    ]


@for_roles(*OFFICERS)
@require_POST
def undo(request: ViewerRequest, publication_id: UUID) -> HttpResponse:
    """Take a publication back."""
    viewer = request.viewer
    found = publication_by(viewer, publication_id)
    actions.undo(viewer, found)
    messages.success(request, _("已撤销，恢复到发布之前。日志里两步都有。"))
    return redirect("zoning:publication", found.id)
