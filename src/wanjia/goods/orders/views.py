"""What is done to a supply's orders: read from a list or a sheet, entered, settled, handed over."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.problems import Problem
from wanjia.goods.models import Good, Order, Supply
from wanjia.goods.orders import actions as acts
from wanjia.goods.orders.order_import import read_file, read_text
from wanjia.goods.queries import order_of, supply_of
from wanjia.goods.supplies.views import show_supply
from wanjia.people.search.queries import dwellings_like
from wanjia.places.models import Dwelling


@for_roles(*STAFF)
@require_POST
def take_in(request: ViewerRequest, supply_id: UUID) -> HttpResponse:
    """Read a pasted list, a sheet, or one order typed at the desk."""
    viewer = request.viewer
    found = supply_of(viewer, supply_id)
    try:
        if file := request.FILES.get("file"):
            _told(
                request,
                acts.take_in_orders(
                    viewer, supply_id, read_file(found, _names(found), file.read())
                ),
            )
        elif text := request.POST.get("text", "").strip():
            listed = read_text(viewer, found, _names(found), text)
            _told(request, acts.take_in_orders(viewer, supply_id, listed))
        elif door := request.POST.get("door", "").strip():
            home = home_of(viewer, found, door)
            order = acts.order_for_household(
                viewer, supply_id, home.id, _asked(found, request.POST)
            )
            messages.success(request, _("%(door)s 已记下。") % {"door": order.dwelling})
        else:
            raise Problem("orders.empty")
    except Problem as problem:
        return show_supply(request, found, problem)
    return redirect("goods:supply", supply_id)


def _told(request: ViewerRequest, taken: acts.ImportResult) -> None:
    said = {"new": taken.new, "changed": taken.changed, "same": taken.same}
    messages.success(request, _("新增 %(new)s 单，更改 %(changed)s 单，没变 %(same)s 单。") % said)
    if taken.doubtful:
        words = ngettext("%(n)s 单要您核定。", "%(n)s 单要您核定。", taken.doubtful)
        messages.warning(request, words % {"n": taken.doubtful})


def _names(found: Supply) -> list[str]:
    goods = Good.objects.filter(community_id=found.community_id, supply=found)
    return list(goods.values_list("name", flat=True))


def _asked(found: Supply, form: Any) -> dict[UUID, str]:
    goods = Good.objects.filter(community_id=found.community_id, supply=found)
    return {one.id: form.get(f"q-{one.id}", "") for one in goods}


def home_of(viewer: Viewer, found: Supply, door: str) -> Dwelling:
    """The one dwelling that a typed door means, on the supply's estate if it has one.

    Raises Problem `waste.unknown` for none or several.
    """
    rows = dwellings_like(viewer, door)
    if found.estate_id:
        rows = rows.filter(stairwell__estate=found.estate_id)
    some = list(rows[:2])
    if len(some) != 1:
        raise Problem("order.door", door=door[:20], n=len(some))
    return some[0]


@for_roles(*STAFF)
@require_POST
def order_step(request: ViewerRequest, order_id: UUID) -> HttpResponse:
    """Settle, pay, drop, restore, hand over or not: one order; a refusal keeps the page."""
    viewer = request.viewer
    order = order_of(viewer, order_id)
    do = _STEPS.get(request.POST.get("do", ""))
    if do is None:
        raise Problem("kernel.not_found")
    try:
        do(viewer, order, request.POST)
    except Problem as problem:
        return show_supply(request, order.supply, problem)
    back = f"?{request.POST.get('back', '')}#orders"
    return redirect(f"/supplies/{order.supply_id}/{back}")


def _settle(viewer: Viewer, order: Order, form: Any) -> None:
    chosen, door = form.get("dwelling", ""), form.get("door", "").strip()
    if door:
        home: UUID | None = home_of(viewer, order.supply, door).id
    else:
        try:
            home = UUID(chosen) if chosen else None
        except ValueError:
            home = None
    acts.settle_order(viewer, order.id, home, _asked(order.supply, form))


_STEPS: dict[str, Callable[[Viewer, Order, Any], Any]] = {
    "settle": _settle,
    "pay": lambda viewer, one, _form: acts.set_paid(viewer, one.id),
    "unpay": lambda viewer, one, _form: acts.set_paid(viewer, one.id, paid=False),
    "drop": lambda viewer, one, _form: acts.set_dropped(viewer, one.id),
    "restore": lambda viewer, one, _form: acts.set_dropped(viewer, one.id, dropped=False),
    "deliver": lambda viewer, one, form: acts.deliver_orders(
        viewer, [one.id], despite=form.get("despite", "")
    ),
    "not": lambda viewer, one, form: acts.note_not_delivered(viewer, one.id, form.get("why", "")),
}
