"""Pages of supplies: what is on its way, one supply step by step, its sheets by stairwell."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.care.errands.currency import yuan
from wanjia.core.access.viewer import STAFF, for_roles
from wanjia.core.acts import Act
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.goods.labels import agent_words, doubt_words
from wanjia.goods.models import Good, Order, Supply, SupplyKind
from wanjia.goods.queries import (
    empty_homes,
    may_lead,
    orders_of,
    supplies_of,
    supply_of,
    tallies_of,
)
from wanjia.goods.rules import load_rules
from wanjia.goods.supplies import actions
from wanjia.goods.supplies.actions import Draft
from wanjia.goods.supplies.forms import ArriveForm, DisinfectForm, SupplyForm
from wanjia.goods.supplies.lifecycle import lifecycle_of, state_label
from wanjia.places.models import Dwelling

PAGE = 50
ORDERS = 100


@for_roles(*STAFF)
def supplies(request: ViewerRequest) -> HttpResponse:
    """Show what is on its way or here, or what is over."""
    viewer = request.viewer
    view = request.GET.get("view", "")
    over = Q(finished_at__isnull=False) | Q(cancelled_at__isnull=False)
    rows = supplies_of(viewer).filter(over if view == "over" else ~over)
    live = Q(orders__cancelled_at=None)
    counted = rows.order_by("-opened_at").annotate(
        asked=Count("orders", filter=live),
        carried=Count("orders", filter=live & Q(orders__delivered_at__isnull=False)),
        unclear=Count("orders", filter=live & ~Q(orders__doubt="")),
    )
    page = Paginator(counted, PAGE).get_page(request.GET.get("page"))
    tabs = [
        {"label": label, "url": f"?view={key}", "current": view == key}
        for key, label in (("", _("在办")), ("over", _("已结束")))
    ]
    supply_rows = [{"supply": supply, "state": state_label(supply)} for supply in page.object_list]
    return render(request, "goods/supplies.html", {"page": page, "rows": supply_rows, "tabs": tabs})


@for_roles(*STAFF)
def new_supply(request: ViewerRequest) -> HttpResponse:
    """Enter a supply, or open a group buy."""
    viewer = request.viewer
    first = {"supply_id": new_id(), "kind": request.GET.get("kind"), "each": 1}
    form = SupplyForm(viewer, request.POST or None, initial=first)
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            supply = actions.open_supply(
                viewer, _draft_from(form.cleaned_data), form.cleaned_data["supply_id"]
            )
        except Problem as refusal:
            problem = refusal
        else:
            return redirect("goods:supply", supply.id)
    status = problem.status if problem else 200
    return render(
        request, "goods/supply_new.html", {"form": form, "problem": problem}, status=status
    )


def _draft_from(data: dict[str, Any]) -> Draft:
    return Draft(
        kind=data["kind"],
        title=data["title"],
        title_en=data["title_en"],
        goods=actions.read_goods(data["goods"]),
        note=data["note"],
        estate=UUID(data["estate"]) if data["estate"] else None,
        gate=UUID(data["gate"]) if data["gate"] else None,
        closes_at=data["closes_at"],
        expected_at=data["expected_at"],
        leader_name=data["leader_name"],
        rule={"per": data["per"] or "household", "each": data["each"] or 1},
    )


@for_roles(*STAFF)
def supply(request: ViewerRequest, supply_id: UUID) -> HttpResponse:
    """Show one supply: where it stands, what is short, what is in doubt, who has what."""
    viewer = request.viewer
    return show_supply(request, supply_of(viewer, supply_id))


def show_supply(
    request: ViewerRequest, supply: Supply, problem: Problem | None = None
) -> HttpResponse:
    """Show the page of a supply, with a refusal above it if there is one."""
    viewer = request.viewer
    orders = orders_of(viewer, supply).filter(cancelled_at=None)
    counts = orders.aggregate(
        n=Count("id"),
        homes=Count("dwelling", distinct=True),
        paid=Count("id", filter=~Q(paid_at=None)),
        carried=Count("id", filter=~Q(delivered_at=None)),
        unclear=Count("id", filter=~Q(doubt="")),
    )
    goods = tallies_of(supply)
    context = {
        "supply": supply,
        "state": state_label(supply),
        "steps": lifecycle_of(supply).bar(supply),
        "tallies": goods,
        "short": [tally for tally in goods if tally.short],
        "money": yuan(sum(tally.good.price * tally.asked for tally in goods)),
        "counts": counts,
        "leads": may_lead(viewer, supply),
        "over": bool(supply.finished_at or supply.cancelled_at),
        "disinfect_form": DisinfectForm(
            initial={"agent": agent_words(), "ppm": load_rules().waste.ppm}
        ),
        "typed": request.POST if problem else {},
        "problem": problem,
        "new_id": new_id(),
        **_orders_context(request, supply, orders),
    }
    return render(request, "goods/supply.html", context, status=problem.status if problem else 200)


VIEWS = ("unclear", "open", "short", "unpaid", "done", "cancelled", "all")


def _orders_context(request: ViewerRequest, supply: Supply, orders: Any) -> dict[str, Any]:
    viewer = request.viewer
    view, text = request.GET.get("view", ""), request.GET.get("q", "").strip()
    unclear = orders.exclude(doubt="")
    if view not in VIEWS:
        view = "unclear" if unclear.exists() else "open"
    rows = {
        "unclear": unclear,
        "open": orders.filter(delivered_at=None, doubt=""),
        "short": orders.filter(lines__given__lt=F("lines__quantity")).distinct(),
        "unpaid": orders.filter(paid_at=None),
        "done": orders.exclude(delivered_at=None),
        "cancelled": orders_of(viewer, supply).exclude(cancelled_at=None),
        "all": orders,
    }[view]
    if text:
        rows = rows.filter(Q(dwelling__door__icontains=text) | Q(text__icontains=text))
    rows = rows.order_by(
        "dwelling__stairwell__estate__name",
        "dwelling__stairwell__sort",
        "dwelling__sort",
        "made_at",
    ).prefetch_related("lines__good")
    page = Paginator(rows, ORDERS).get_page(request.GET.get("page"))
    labels = (
        ("unclear", _("待核定")),
        ("open", _("待送")),
        ("short", _("不够的")),
        ("unpaid", _("未付款")),
        ("done", _("已送到")),
        ("cancelled", _("已取消")),
    )
    paying = supply.kind == SupplyKind.GROUP_BUY
    tabs = [
        {"label": label, "url": f"?view={key}#orders", "current": view == key}
        for key, label in labels
        if key != "unpaid" or paying
    ]
    return {
        "page": page,
        "rows": order_rows(supply, page.object_list),
        "order_tabs": tabs,
        "orders_url": f"{reverse('goods:supply', args=[supply.id])}?view=",
        "view": view,
        "q": text,
        "paying": paying,
    }


def order_rows(supply: Supply, orders: Iterable[Order]) -> list[dict[str, Any]]:
    """Return orders as a list shows them.

    What of each good, in doubt why, with which doors to choose.
    """
    order_list = list(orders)
    goods = list(Good.objects.filter(community_id=supply.community_id, supply=supply))
    wanted = {UUID(key) for order in order_list for key in order.candidates}
    doors = Dwelling.objects.filter(community_id=supply.community_id, id__in=wanted)
    by_id = {dwelling.id: dwelling for dwelling in doors.select_related("stairwell__estate")}
    homes = [
        order.dwelling_id for order in order_list if order.dwelling_id and not order.delivered_at
    ]
    empty = empty_homes(supply.community_id, homes)
    return [
        {
            "order": order,
            "why": doubt_words(order) if order.doubt else "",
            "doors": [by_id[UUID(key)] for key in order.candidates if UUID(key) in by_id],
            "goods": _quantity_cells(order, goods),
            "moved": order.dwelling_id in empty,
            "short": any(
                line.given is not None and line.given < line.quantity for line in order.lines.all()
            ),
        }
        for order in order_list
    ]


def _quantity_cells(order: Order, goods: Iterable[Good]) -> list[dict[str, Any]]:
    lines = {line.good_id: line for line in order.lines.all()}
    return [
        {
            "good": good,
            "quantity": lines[good.id].quantity if good.id in lines else "",
            "given": lines[good.id].given if good.id in lines else None,
        }
        for good in goods
    ]


def supply_with_refusal(
    request: ViewerRequest, problem: Problem, _form: object, supply_id: UUID
) -> HttpResponse:
    """Show why an act was refused, on the supply's page with all that was typed."""
    return show_supply(request, supply_of(request.viewer, supply_id), problem)


NOTED = gettext_lazy("已记下。")
ACTS = (
    Act("close", actions.close_supply, STAFF, told=NOTED),
    Act("reopen", actions.reopen_supply, STAFF, told=NOTED),
    Act("allot", actions.allot_package, STAFF, told=NOTED),
    Act("arrive", actions.count_arrival, STAFF, ArriveForm, told=NOTED),
    Act("disinfect", actions.note_disinfected, STAFF, DisinfectForm, told=NOTED),
    Act("split", actions.note_split, STAFF, told=NOTED),
    Act("back", actions.undo_last_step, STAFF, told=NOTED),
    Act("finish", actions.finish_supply, STAFF, told=NOTED),
    Act("cancel", actions.cancel_supply, STAFF, told=NOTED),
)


@for_roles(*STAFF)
def sheets(request: ViewerRequest, supply_id: UUID) -> HttpResponse:
    """Show the delivery sheets, a page for each stairwell: door by door from the top floor down."""
    viewer = request.viewer
    supply = supply_of(viewer, supply_id)
    rows = orders_of(viewer, supply).filter(cancelled_at=None, doubt="").exclude(dwelling=None)
    well = request.GET.get("well", "")
    if well:
        try:
            rows = rows.filter(dwelling__stairwell=UUID(well))
        except ValueError:
            raise Problem("kernel.not_found") from None
    ordered = rows.order_by(
        "dwelling__stairwell__estate__name",
        "dwelling__stairwell__sort",
        "-dwelling__floor",
        "dwelling__sort",
    ).prefetch_related("lines__good")
    goods = list(Good.objects.of(viewer).filter(supply=supply))
    wells: dict[UUID, dict[str, Any]] = {}
    for order in ordered:
        assert order.dwelling
        sheet = wells.setdefault(
            order.dwelling.stairwell_id, {"stairwell": order.dwelling.stairwell, "rows": []}
        )
        sheet["rows"].append({"order": order, "goods": _quantity_cells(order, goods)})
    for sheet in wells.values():
        sheet["sums"] = [
            sum(_units_in(row["goods"][place]) for row in sheet["rows"])
            for place in range(len(goods))
        ]
    context = {"supply": supply, "goods": goods, "sheets": list(wells.values())}
    return render(request, "goods/sheets.html", context)


def _units_in(cell: dict[str, Any]) -> int:
    return int((cell["quantity"] if cell["given"] is None else cell["given"]) or 0)
