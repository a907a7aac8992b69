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
from wanjia.core.household_page import HouseholdPage, household_part
from wanjia.core.problems import Problem
from wanjia.goods.models import Good, Order, Supply, SupplyKind
from wanjia.goods.orders.actions import is_open, join
from wanjia.goods.orders.open_buys import open_buys
from wanjia.goods.queries import orders_at_door
from wanjia.goods.supplies.lifecycle import state_of
from wanjia.people.household_links.queries import link_by
from wanjia.people.models import HouseholdLink


@household_part("after", order=20, template="goods/household_part.html")
def goods(page: HouseholdPage) -> dict[str, Any]:
    """What comes to the household, and what it may join."""
    return {"goods": goods_of(page.viewer, page.link)}


@household_part("top", order=20, template="goods/household_ordered.html")
def ordered(page: HouseholdPage) -> dict[str, Any]:
    """That an order was taken."""
    return {"ordered": "ordered" in page.request.GET}


def goods_of(viewer: Viewer, link: HouseholdLink) -> dict[str, Any]:
    """What a household's page shows of goods: what comes to it, what it may join."""
    orders = orders_at_door(viewer)
    mine = {one.supply_id for one in orders}
    buys = open_buys(link.community_id, link.dwelling.stairwell.estate_id)
    return {
        "coming": [
            {
                "order": one,
                "state": state_of(one.supply),
                "url": f"/h/{link.token}/buys/{one.supply_id}/" if is_open(one.supply) else "",
            }
            for one in orders
        ],
        "buys": [
            {"one": one, "url": f"/h/{link.token}/buys/{one.id}/"}
            for one in buys
            if one.id not in mine
        ],
    }


@csrf_exempt  # The link is the secret, and a phone's privacy mode may refuse cookies.
@require_http_methods(["GET", "POST"])
def household_buy(request: HttpRequest, token: str, supply_id: UUID) -> HttpResponse:
    """A group buy on a household's page: how many of each; sent again it changes the order."""
    link = link_by(token)
    if link is None or link.revoked_at:
        gone = render(request, "ui/household/gone.html", {"community": None}, status=404)
        return _private(gone)
    with timezone.override(zoneinfo.ZoneInfo(link.community.timezone)):
        return _private(_answer(request, link, supply_id))


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer(request: HttpRequest, link: HouseholdLink, supply_id: UUID) -> HttpResponse:
    viewer = Viewer(
        link.community_id, "household", name=link.dwelling.door, dwelling_id=link.dwelling_id
    )
    home = f"/h/{link.token}/"
    rows = Supply.objects.filter(community_id=link.community_id, id=supply_id)
    found = rows.filter(Q(estate=link.dwelling.stairwell.estate_id) | Q(estate=None)).first()
    if found is None or found.kind != SupplyKind.GROUP_BUY:
        return redirect(home)
    goods = list(Good.objects.filter(community_id=link.community_id, supply=found))
    problem = None
    if request.method == "POST":
        asked = {one.id: request.POST.get(f"q-{one.id}", "") for one in goods}
        try:
            join(viewer, found.id, link.dwelling_id, asked)
        except Problem as refused:
            problem = refused
        else:
            return redirect(f"{home}?ordered=1#goods")
    context = {
        "community": link.community,
        "dwelling": link.dwelling,
        "home": home,
        "supply": found,
        "open": is_open(found),
        "goods": _rows(link, found, goods, request.POST if problem else {}),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "goods/household.html", context, status=status)


def _rows(
    link: HouseholdLink, found: Supply, goods: list[Good], typed: Any
) -> list[dict[str, Any]]:
    mine = Order.objects.filter(
        community_id=link.community_id, supply=found, key=f"home:{link.dwelling_id}"
    ).prefetch_related("lines")
    has = {line.good_id: line.quantity for one in mine for line in one.lines.all()}
    return [
        {
            "good": one,
            "price": yuan(one.price) if one.price else "",
            "value": typed.get(f"q-{one.id}", has.get(one.id, "")),
        }
        for one in goods
    ]
