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
from wanjia.core.acts import read_form
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.localized import active_language
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.core.typed import whole_number
from wanjia.places.estates.walking import note_walked
from wanjia.places.queries import visible_estates
from wanjia.zoning import queries
from wanjia.zoning.models import Grid, GridMember, Publication
from wanjia.zoning.plans import actions
from wanjia.zoning.plans.cards import cards
from wanjia.zoning.plans.forms import PlanForm, WalkedForm
from wanjia.zoning.plans.named_posts import NamedPost, named_in
from wanjia.zoning.plans.page import (
    Choice,
    Chosen,
    PlanGround,
    plan_ground,
    weigh,
)
from wanjia.zoning.protocols.protocol_store import SEALED
from wanjia.zoning.zones.public_text import told_zone


@for_roles(*OFFICERS)
def plan(request: ViewerRequest, estate_id: UUID) -> HttpResponse:
    """Choose a plan for an estate; each choice is counted anew."""
    on = plan_ground(request.viewer, estate_id)
    return _render_plan(request, on, _read_form(request.POST or request.GET))


@for_roles(*OFFICERS)
@require_POST
def publish(request: ViewerRequest, estate_id: UUID) -> HttpResponse:
    """Put the chosen plan in force, or show it again with what was refused."""
    on = plan_ground(request.viewer, estate_id)
    form = _read_form(request.POST)
    try:
        publication = actions.publish(request.viewer, on.estate, _order_from(on, form))
    except Problem as problem:
        return _render_plan(request, on, form, problem)
    return redirect("zoning:publication", publication.id)


def _order_from(on: PlanGround, plan_form: PlanForm) -> actions.Order:
    if not plan_form.is_valid():
        raise Problem("zones.time_unread", text=(plan_form["in_force_from"].value() or "")[:30])
    values = plan_form.cleaned_data
    chosen = _weigh_choice(on, plan_form)
    return actions.Order(
        stairwells=chosen.sealed,
        protocol=chosen.protocol.name,
        klass=chosen.klass.key,
        in_force_from=values["in_force_from"],
        seen=values["seen"],
        publication_id=values["publication_id"],
    )


def _render_plan(
    request: ViewerRequest, on: PlanGround, plan_form: PlanForm, problem: Problem | None = None
) -> HttpResponse:
    chosen = _weigh_choice(on, plan_form)
    seen = plan_form["seen"].value() if problem is None else None
    context = {
        **_page_context(on, chosen),
        **chosen.context(),
        "problem": problem,
        "seen": on.seen or "" if seen is None else seen,
        "publication_id": plan_form["publication_id"].value() or new_id(),
    }
    return render(request, "zoning/plan.html", context, status=problem.status if problem else 200)


@for_roles(*OFFICERS)
@require_POST
def walked(request: ViewerRequest, estate_id: UUID) -> HttpResponse:
    """Note that somebody walked the estate, and which stairwells inner ways join."""
    estate = get_or_refuse(visible_estates(request.viewer), id=estate_id)
    told = read_form(WalkedForm(request.POST))
    note_walked(request.viewer, estate, told["joined"], told["back_doors"])
    messages.success(request, _("已记下，方案按它重新算。"))
    return redirect("zoning:plan", estate.id)


@for_roles(*OFFICERS)
def plan_part(request: ViewerRequest, estate_id: UUID) -> HttpResponse:
    """Show the counts of what is ticked, for htmx."""
    on = plan_ground(request.viewer, estate_id)
    context = {"estate": on.estate, **_weigh_choice(on, _read_form(request.GET)).context()}
    return render(request, "zoning/plan_part.html", context)


def _read_form(data: QueryDict) -> PlanForm:
    form = PlanForm(data)
    form.is_valid()
    return form


def _weigh_choice(on: PlanGround, plan_form: PlanForm) -> Chosen:
    """Weigh what can be read of a form.

    The rest is as the planner recommends.
    """
    values = plan_form.cleaned_data
    start = values.get("in_force_from")
    choice = Choice(
        protocol=values.get("protocol") or "",
        klass=values.get("klass") or "",
        sealed=_sealed_in(on, values),
        start=timezone.localtime(start) if start else None,
    )
    return weigh(on, choice, timezone.localtime(clock.now()))


def _sealed_in(on: PlanGround, values: dict[str, Any]) -> frozenset[str] | None:
    if values.get("hand"):
        return frozenset(values["sealed"])
    number = whole_number(values.get("plan", ""))
    if number is not None and number < len(on.offers):
        return frozenset(on.offers[number].sealed)
    return None


def _page_context(on: PlanGround, chosen: Chosen) -> dict[str, Any]:
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
        "shared": len(on.ground.shared),
        "walked": WalkedForm(),
        "cases": on.cases,
        "cards": cards(on, chosen.sealed),
        "doors": doors,
        "hand": chosen.sealed,
        "kept": sum(on.look(row) == SEALED for row in on.ground.stairwells),
    }


def publication_by(viewer: Viewer, publication_id: UUID) -> Publication:
    """Return a publication of the community; raises Problem `kernel.not_found`."""
    return get_or_refuse(
        Publication.objects.of(viewer).filter(id=publication_id).select_related("estate")
    )


@for_roles(*OFFICERS)
def publication(request: ViewerRequest, publication_id: UUID) -> HttpResponse:
    """Show what was put in force, and the way back within the hour."""
    viewer = request.viewer
    publication = publication_by(viewer, publication_id)
    shelf = queries.protocols(viewer.community_id)
    published = list(publication.zones.all())
    zones = [
        {
            "zone": zone,
            "look": queries.look_of(shelf, zone),
            "word": queries.klass_word(shelf, zone),
        }
        for zone in published
    ]
    tz, now = timezone.get_current_timezone(), clock.now()
    standing = [zone for zone in published if zone.ended_at is None]
    told = [notice for zone in standing if (notice := told_zone(shelf, zone, now, tz))]
    spoken = ("en",) if active_language() == "en" else ()
    groups = [{"zone": notice.zone, "text": notice.for_groups(*spoken)} for notice in told]
    grids = Grid.objects.of(viewer).filter(zone__publication=publication, ended_at=None)
    context = {
        "publication": publication,
        "zones": zones,
        "groups": groups,
        "grids": grids.prefetch_related(
            Prefetch("members", GridMember.objects.select_related("staff"))
        )
        .annotate(first=Min("stairwells__sort"))
        .order_by("first", "id"),
        "posts": post_rows(viewer, publication),
        "plan": publication.plan,
        "by": queries.actor_name(publication.created_by),
        "protocol": shelf.get(publication.protocol),
        "may_undo": actions.may_undo(viewer, publication, clock.now()),
        "undo_until": publication.published_at + actions.UNDO_WITHIN,
    }
    return render(request, "zoning/publication.html", context)


def post_rows(viewer: Viewer, publication: Publication) -> list[NamedPost]:
    """Return the guard posts of a publication by their names."""
    posts = publication.posts.values_list("label", "guards")
    return named_in(viewer, publication.estate, posts)


@for_roles(*OFFICERS)
@require_POST
def undo(request: ViewerRequest, publication_id: UUID) -> HttpResponse:
    """Take a publication back."""
    viewer = request.viewer
    publication = publication_by(viewer, publication_id)
    actions.undo(viewer, publication)
    messages.success(request, _("已撤销，恢复到发布之前。日志里两步都有。"))
    return redirect("zoning:publication", publication.id)
