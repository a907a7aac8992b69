"""A household's goods: group buys it can join, what is on its way to it; no account, no script."""

import zoneinfo
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wanjia.care.errands.currency import yuan
from wanjia.core.access.viewer import Viewer
from wanjia.core.acts import read_form
from wanjia.core.household_page import HouseholdPage, household_part
from wanjia.core.problems import Problem
from wanjia.goods.models import Good, Order, Supply, SupplyKind
from wanjia.goods.orders.actions import is_open, order_for_household
from wanjia.goods.orders.forms import QuantitiesForm
from wanjia.goods.orders.open_buys import open_buys
from wanjia.goods.queries import orders_at_door
from wanjia.goods.supplies.lifecycle import state_label
from wanjia.people.household_links.queries import link_by
from wanjia.people.models import HouseholdLink


@household_part("after", order=20, template="goods/household_part.html")
def show_goods(page: HouseholdPage) -> dict[str, Any]:
    """Return what comes to the household, and what it may join."""
    return {"goods": goods_of(page.viewer, page.link)}


@household_part("top", order=20, template="goods/household_ordered.html")
def show_ordered(page: HouseholdPage) -> dict[str, Any]:
    """That an order was taken."""
    return {"ordered": "ordered" in page.request.GET}


def goods_of(viewer: Viewer, link: HouseholdLink) -> dict[str, Any]:
    """Return what a household's page shows of goods: what comes to it, what it may join."""
    orders = orders_at_door(viewer)
    mine = {order.supply_id for order in orders}
    buys = open_buys(link.community_id, link.dwelling.stairwell.estate_id)
    return {
        "coming": [
            {
                "order": order,
                "state": state_label(order.supply),
                "url": f"/h/{link.token}/buys/{order.supply_id}/" if is_open(order.supply) else "",
            }
            for order in orders
        ],
        "buys": [
            {"buy": buy, "url": f"/h/{link.token}/buys/{buy.id}/"}
            for buy in buys
            if buy.id not in mine
        ],
    }


@csrf_exempt  # The link is the secret, and a phone's privacy mode may refuse cookies.
@require_http_methods(["GET", "POST"])
def household_buy(request: HttpRequest, token: str, supply_id: UUID) -> HttpResponse:
    """Show a group buy on a household's page: how many of each; sent again it changes the order."""
    link = link_by(token)
    if link is None or link.revoked_at:
        gone = render(request, "ui/household/gone.html", {"community": None}, status=404)
        return _never_cached(gone)
    with timezone.override(zoneinfo.ZoneInfo(link.community.timezone)):
        return _never_cached(_answer_page(request, link, supply_id))


def _never_cached(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer_page(request: HttpRequest, link: HouseholdLink, supply_id: UUID) -> HttpResponse:
    viewer = Viewer(
        link.community_id, "household", name=link.dwelling.door, dwelling_id=link.dwelling_id
    )
    home = f"/h/{link.token}/"
    rows = Supply.objects.filter(community_id=link.community_id, id=supply_id)
    supply = rows.filter(Q(estate=link.dwelling.stairwell.estate_id) | Q(estate=None)).first()
    if supply is None or supply.kind != SupplyKind.GROUP_BUY:
        return redirect(home)
    goods = list(Good.objects.filter(community_id=link.community_id, supply=supply))
    problem = None
    if request.method == "POST":
        try:
            values = read_form(QuantitiesForm(request.POST))
            order_for_household(viewer, supply.id, link.dwelling_id, **values)
        except Problem as refused:
            problem = refused
        else:
            return redirect(f"{home}?ordered=1#goods")
    context = {
        "community": link.community,
        "dwelling": link.dwelling,
        "home": home,
        "supply": supply,
        "open": is_open(supply),
        "goods": _good_rows(link, supply, goods, request.POST if problem else {}),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "goods/household.html", context, status=status)


def _good_rows(
    link: HouseholdLink, supply: Supply, goods: list[Good], typed: Any
) -> list[dict[str, Any]]:
    mine = Order.objects.filter(
        community_id=link.community_id, supply=supply, key=f"home:{link.dwelling_id}"
    ).prefetch_related("lines")
    quantities = {line.good_id: line.quantity for order in mine for line in order.lines.all()}
    return [
        {
            "good": good,
            "price": yuan(good.price) if good.price else "",
            "value": typed.get(f"q-{good.id}", quantities.get(good.id, "")),
        }
        for good in goods
    ]
