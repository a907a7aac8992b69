"""Pages of cart rounds: planned, looked at, walked stop by stop on a phone, printed; carts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wanjia.core import clock
from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.core.typed_fields import moment_from
from wanjia.duty.models import Team
from wanjia.goods.labels import left_words
from wanjia.goods.models import CartUse, Route, Stop
from wanjia.goods.queries import carts_of, route_of, routes_of, stop_of, supplies_of
from wanjia.goods.rounds import actions, planning
from wanjia.goods.rounds.drawing import Picture, Point, draw_route
from wanjia.goods.rules import load_rules
from wanjia.places.models import Building, Gate, Path
from wanjia.places.queries import visible_estates

PAGE = 40


@for_roles(*STAFF)
def routes(request: ViewerRequest) -> HttpResponse:
    """Rounds that run or will, or those that are over."""
    viewer = request.viewer
    return _list(request, viewer)


def _list(request: ViewerRequest, viewer: Viewer, problem: Problem | None = None) -> HttpResponse:
    view = request.GET.get("view", "")
    rows = routes_of(viewer)
    if view == "over":
        rows = rows.exclude(finished_at=None, cancelled_at=None).order_by("-starts_at")
    else:
        rows = rows.filter(finished_at=None, cancelled_at=None).order_by("starts_at", "cart__name")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    tabs = [
        {"label": label, "url": f"?view={key}", "current": view == key}
        for key, label in (("", _("要跑的")), ("over", _("跑完的")))
    ]
    context = {
        "page": page,
        "tabs": tabs,
        "plans": viewer.may(*planning.PLANNERS),
        "carts": list(carts_of(viewer)),
        "estates": list(visible_estates(viewer)),
        "gates": Gate.objects.of(viewer).select_related("estate"),
        "supplies": supplies_of(viewer).filter(finished_at=None, cancelled_at=None),
        "teams": Team.objects.of(viewer),
        "uses": CartUse.choices,
        "start": timezone.localtime(clock.now()).strftime("%Y-%m-%dT%H:%M"),
        "chosen": request.GET.get("supply", ""),
        "typed": request.POST if problem else {},
        "problem": problem,
    }
    return render(request, "goods/routes.html", context, status=problem.status if problem else 200)


@for_roles(*planning.PLANNERS)
@require_POST
def plan(request: ViewerRequest) -> HttpResponse:
    """Plan a round, or register a cart; what found no place is told."""
    viewer = request.viewer
    form = request.POST
    try:
        if form.get("do") == "cart":
            team = _uuids([form.get("team", "")])
            actions.add_cart(
                viewer,
                form.get("name", ""),
                form.get("use", ""),
                form.get("capacity", ""),
                team[0] if team else None,
            )
            messages.success(request, _("已记下。"))
            return redirect("goods:routes")
        planned = _plan(viewer, form)
    except Problem as problem:
        return _list(request, viewer, problem)
    _tell(request, planned)
    if len(planned.routes) == 1:
        return redirect("goods:route", planned.routes[0].id)
    return redirect("goods:routes")


def _plan(viewer: Viewer, form: Any) -> planning.Planned:
    estate, gate = _uuids([form.get("estate", "")]), _uuids([form.get("gate", "")])
    if not estate:
        raise Problem("places.estate_unknown", name="")
    return planning.plan_routes(
        viewer,
        estate[0],
        _uuids(form.getlist("cart")),
        _moment(form.get("starts_at", "")),
        supplies=_uuids(form.getlist("supply")),
        gate_id=gate[0] if gate else None,
    )


def _moment(text: str) -> datetime:
    try:
        return moment_from(text)
    except ValueError:
        return clock.now()


def _uuids(texts: Sequence[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _tell(request: ViewerRequest, planned: planning.Planned) -> None:
    metres = sum(one.metres for one in planned.routes)
    n = sum(one.stops.count() for one in planned.routes)
    stops = ngettext("%(n)s 站", "%(n)s 站", n) % {"n": n}
    said = {"stops": stops, "metres": metres}
    messages.success(request, _("排好了：%(stops)s，共走 %(metres)s 米。") % said)
    minutes = int(planned.put_off.total_seconds() // 60)
    if minutes:
        messages.warning(
            request,
            _("为避开送物资的门口，推迟 %(n)s 分钟出发。") % {"n": minutes},
        )
    for well, why in planned.left:
        messages.warning(request, f"{well.label}: {left_words(why)}")


@for_roles(*STAFF)
def route(request: ViewerRequest, route_id: UUID) -> HttpResponse:
    """One round: on the map, as a list with a tap at each stop, or on paper."""
    viewer = request.viewer
    return _show(request, viewer, route_of(viewer, route_id))


def _show(
    request: ViewerRequest, viewer: Viewer, found: Route, problem: Problem | None = None
) -> HttpResponse:
    stops = list(
        Stop.objects.of(viewer).filter(route=found).select_related("stairwell", "route__cart")
    )
    clean = found.cart.use == CartUse.CLEAN
    now = next((one for one in stops if not one.done_at and not one.skipped_why), None)
    orders = actions.orders_of_route(viewer, found) if clean else {}
    lines = {} if clean else actions.waste_of_route(viewer)
    context = {
        "route": found,
        "clean": clean,
        "stops": [
            {
                "stop": one,
                "now": one == now,
                "orders": orders.get(one.stairwell_id, []),
                "lines": lines.get(one.stairwell_id, []),
            }
            for one in stops
        ],
        "picture": _picture(found, stops),
        "over": bool(found.finished_at or found.cancelled_at),
        "all_done": bool(stops) and now is None,
        "rules": load_rules().waste,
        "new_id": new_id,
        "plans": viewer.may(*planning.PLANNERS),
        "problem": problem,
    }
    sheet = request.GET.get("print") == "1"
    template = "goods/route_print.html" if sheet else "goods/route.html"
    return render(request, template, context, status=problem.status if problem else 200)


def _picture(found: Route, stops: Sequence[Stop]) -> Picture | None:
    """The round over the estate, where the estate is drawn."""
    if not found.line or found.gate is None:
        return None
    of = {"community_id": found.community_id, "estate": found.estate}
    buildings = [
        [_at(p) for p in polygon]
        for polygon in Building.objects.filter(**of).values_list("polygon", flat=True)
        if polygon
    ]
    paths = [
        [_at(p) for p in line]
        for line in Path.objects.filter(**of).values_list("line", flat=True)
        if line
    ]
    gate = _at(found.gate.at or found.line[0])
    return draw_route(
        buildings,
        paths,
        [_at(p) for p in found.line],
        [_at(one.stairwell.at) for one in stops if one.stairwell.at],
        gate,
    )


def _at(point: Any) -> Point:
    return float(point[0]), float(point[1])


@for_roles(*STAFF)
@require_POST
def route_step(request: ViewerRequest, route_id: UUID) -> HttpResponse:
    """Start, finish or call off a round."""
    viewer = request.viewer
    acts = {
        "start": actions.start_route,
        "finish": actions.finish_route,
        "cancel": actions.cancel_route,
    }
    do = acts.get(request.POST.get("do", ""))
    if do is None:
        raise Problem("kernel.not_found")
    try:
        do(viewer, route_id)
    except Problem as problem:
        if problem.status == 404:
            raise
        return _show(request, viewer, route_of(viewer, route_id), problem)
    return redirect("goods:routes" if request.POST.get("do") == "cancel" else request.path[:-5])


@for_roles(*STAFF)
@require_POST
def stop_step(request: ViewerRequest, stop_id: UUID) -> HttpResponse:
    """Note that a stop is served, or why not; the next stop comes up."""
    viewer = request.viewer
    stop = stop_of(viewer, stop_id)
    form = request.POST
    try:
        if form.get("do") == "skip":
            actions.skip_stop(viewer, stop_id, form.get("why", ""))
        else:
            actions.serve_stop(viewer, stop_id, _not_given(form))
    except Problem as problem:
        if problem.status == 404:
            raise
        return _show(request, viewer, route_of(viewer, stop.route_id), problem)
    return redirect(f"/routes/{stop.route_id}/#now")


def _not_given(form: Any) -> dict[UUID, str]:
    """The orders that could not be handed over, each with the reason that was typed."""
    found: dict[UUID, str] = {}
    for key, text in form.items():
        if key.startswith("not-") and text.strip():
            found |= dict.fromkeys(_uuids([key.removeprefix("not-")]), text.strip())
    return found
