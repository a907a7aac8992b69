"""Pages of cart rounds: planned, looked at, walked stop by stop on a phone, printed; carts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from wanjia.core import clock
from wanjia.core.access.viewer import STAFF, for_roles
from wanjia.core.acts import Act, read_form
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.localized import localized_name
from wanjia.core.problems import Problem
from wanjia.duty.models import Team
from wanjia.goods.labels import left_words
from wanjia.goods.models import CartUse, Route, Stop
from wanjia.goods.queries import carts_of, route_of, routes_of, stop_of, supplies_of
from wanjia.goods.rounds import actions
from wanjia.goods.rounds.drawing import Picture, Point, draw_route
from wanjia.goods.rounds.forms import CartForm, PlanForm, ServeForm, SkipForm
from wanjia.goods.rounds.lifecycle import OVER, ROUND
from wanjia.goods.rounds.planning import PLANNERS, Planned, plan_routes
from wanjia.goods.rules import load_rules
from wanjia.places.models import Building, Gate, Path
from wanjia.places.queries import visible_estates

PAGE = 40


@for_roles(*STAFF)
def routes(
    request: ViewerRequest, problem: Problem | None = None, _form: object = None
) -> HttpResponse:
    """Show the rounds that run or will, or those that are over."""
    viewer = request.viewer
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
        "plans": viewer.may(*PLANNERS),
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


@for_roles(*PLANNERS)
@require_POST
def plan(request: ViewerRequest) -> HttpResponse:
    """Plan a round; what found no place is told."""
    try:
        values = read_form(PlanForm(request.POST))
        if values["estate_id"] is None:
            raise Problem("places.estate_unknown", name="")
        planned = plan_routes(request.viewer, **values)
    except Problem as problem:
        return routes(request, problem)
    _tell_planned(request, planned)
    if len(planned.routes) == 1:
        return redirect("goods:route", planned.routes[0].id)
    return redirect("goods:routes")


def _tell_planned(request: ViewerRequest, planned: Planned) -> None:
    metres = sum(route.metres for route in planned.routes)
    stop_count = sum(route.stops.count() for route in planned.routes)
    stops = ngettext("%(n)s 站", "%(n)s 站", stop_count) % {"n": stop_count}
    figures = {"stops": stops, "metres": metres}
    messages.success(request, _("排好了：%(stops)s，共走 %(metres)s 米。") % figures)
    minutes = int(planned.put_off.total_seconds() // 60)
    if minutes:
        messages.warning(
            request,
            _("为避开送物资的门口，推迟 %(n)s 分钟出发。") % {"n": minutes},
        )
    for stairwell, why in planned.left:
        messages.warning(request, f"{stairwell.label}: {left_words(why)}")


@for_roles(*STAFF)
def route(request: ViewerRequest, route_id: UUID) -> HttpResponse:
    """Show one round: on the map, as a list with a tap at each stop, or on paper."""
    return _show_route(request, route_of(request.viewer, route_id))


def route_with_refusal(
    request: ViewerRequest, problem: Problem, _form: object, route_id: UUID
) -> HttpResponse:
    """Show why an act was refused, on the round's page."""
    if problem.status == 404:
        raise problem
    return _show_route(request, route_of(request.viewer, route_id), problem)


@for_roles(*STAFF)
def stop(request: ViewerRequest, stop_id: UUID) -> HttpResponse:
    """Go to where the round of a stop is now."""
    route_id = stop_of(request.viewer, stop_id).route_id
    return redirect(f"{reverse('goods:route', args=[route_id])}#now")


def stop_with_refusal(
    request: ViewerRequest, problem: Problem, form: object, stop_id: UUID
) -> HttpResponse:
    """Show why an act was refused, on the page of the stop's round."""
    if problem.status == 404:
        raise problem
    return route_with_refusal(request, problem, form, stop_of(request.viewer, stop_id).route_id)


def _show_route(
    request: ViewerRequest, route: Route, problem: Problem | None = None
) -> HttpResponse:
    viewer = request.viewer
    stops = list(
        Stop.objects.of(viewer).filter(route=route).select_related("stairwell", "route__cart")
    )
    clean = route.cart.use == CartUse.CLEAN
    now = next((stop for stop in stops if not stop.done_at and not stop.skipped_reason), None)
    orders = actions.orders_of_route(viewer, route) if clean else {}
    lines = {} if clean else actions.waste_of_route(viewer)
    state = ROUND.state_of(route)
    context = {
        "route": route,
        "title": f"{localized_name(route.estate)} · {route.cart.name}",
        "sub": _route_words(route),
        "clean": clean,
        "waste": not clean,
        "stops": [
            {
                "number": number,
                "stop": stop,
                "now": stop == now,
                "orders": orders.get(stop.stairwell_id, []),
                "lines": lines.get(stop.stairwell_id, []),
            }
            for number, stop in enumerate(stops, 1)
        ],
        "picture": _draw_route(route, stops),
        "over": state.name in OVER,
        "all_done": bool(stops) and now is None,
        "rules": load_rules().waste,
        "new_id": new_id,
        "plans": viewer.may(*PLANNERS),
        "problem": problem,
    }
    sheet = request.GET.get("print") == "1"
    template = "goods/route_print.html" if sheet else "goods/route.html"
    return render(request, template, context, status=problem.status if problem else 200)


def _route_words(route: Route) -> str:
    """Say what a round is for, when, how far it goes, from where, and whether it is over."""
    start, end = timezone.localtime(route.starts_at), timezone.localtime(route.ends_at)
    words = [
        route.cart.get_use_display(),
        f"{start.month}-{start.day} {start:%H:%M}–{end:%H:%M}",
        _("%(n)s 米") % {"n": route.metres},
        localized_name(route.gate) if route.gate else "",
        str(ROUND.state_of(route).label),
    ]
    return " · ".join(word for word in words if word)


def _draw_route(route: Route, stops: Sequence[Stop]) -> Picture | None:
    """Return the round over the estate, where the estate is drawn."""
    if not route.line or route.gate is None:
        return None
    scope = {"community_id": route.community_id, "estate": route.estate}
    buildings = [
        [_read_point(point) for point in polygon]
        for polygon in Building.objects.filter(**scope).values_list("polygon", flat=True)
        if polygon
    ]
    paths = [
        [_read_point(point) for point in line]
        for line in Path.objects.filter(**scope).values_list("line", flat=True)
        if line
    ]
    gate = _read_point(route.gate.at or route.line[0])
    return draw_route(
        buildings,
        paths,
        [_read_point(point) for point in route.line],
        [_read_point(stop.stairwell.at) for stop in stops if stop.stairwell.at],
        gate,
    )


def _read_point(point: Any) -> Point:
    return float(point[0]), float(point[1])


CART_ACTS = (Act("add", actions.add_cart, PLANNERS, CartForm, gettext_lazy("已记下。")),)
ACTS = (
    Act("start", actions.start_route, STAFF),
    Act("finish", actions.finish_route, STAFF),
    Act("cancel", actions.cancel_route, PLANNERS),
)
STOP_ACTS = (
    Act("serve", actions.serve_stop, STAFF, ServeForm),
    Act("skip", actions.skip_stop, STAFF, SkipForm),
)
