"""What is done to a supply's orders: read from a list or a sheet, entered, settled, handed over."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import STAFF, for_roles
from wanjia.core.acts import Act, read_form
from wanjia.core.http import ViewerRequest
from wanjia.core.problems import Problem
from wanjia.goods.models import Good, Order, Supply
from wanjia.goods.orders import actions
from wanjia.goods.orders.forms import (
    AddOrderForm,
    DeliverForm,
    NotDeliveredForm,
    ReadOrdersForm,
    SettleForm,
)
from wanjia.goods.orders.order_import import read_file, read_text
from wanjia.goods.orders.storing import OrderDraft
from wanjia.goods.queries import order_of, supply_of
from wanjia.goods.supplies.views import show_supply


@for_roles(*STAFF)
@require_POST
def read_orders(request: ViewerRequest, supply_id: UUID) -> HttpResponse:
    """Read a pasted list or a sheet, and say what became of it."""
    supply = supply_of(request.viewer, supply_id)
    try:
        drafts = _read_drafts(request, supply)
        result = actions.take_in_orders(request.viewer, supply_id, drafts)
    except Problem as problem:
        return show_supply(request, supply, problem)
    counts = {"new": result.new, "changed": result.changed, "same": result.same}
    messages.success(
        request, _("新增 %(new)s 单，更改 %(changed)s 单，没变 %(same)s 单。") % counts
    )
    if result.doubtful:
        doubtful = ngettext("%(n)s 单要您核定。", "%(n)s 单要您核定。", result.doubtful)
        messages.warning(request, doubtful % {"n": result.doubtful})
    return redirect("goods:supply", supply_id)


def _read_drafts(request: ViewerRequest, supply: Supply) -> list[OrderDraft]:
    sent = read_form(ReadOrdersForm(request.POST, request.FILES))
    goods = Good.objects.filter(community_id=supply.community_id, supply=supply)
    names = list(goods.values_list("name", flat=True))
    if sent["file"]:
        return read_file(supply, names, sent["file"].read())
    if not sent["text"]:
        raise Problem("orders.empty")
    return read_text(request.viewer, supply, names, sent["text"])


@for_roles(*STAFF)
def order(request: ViewerRequest, order_id: UUID) -> HttpResponse:
    """Go to the orders of the supply that an order is of."""
    supply_id = order_of(request.viewer, order_id).supply_id
    return redirect(f"{reverse('goods:supply', args=[supply_id])}#orders")


def order_with_refusal(
    request: ViewerRequest, problem: Problem, _form: object, order_id: UUID
) -> HttpResponse:
    """Show why an act was refused, on the page of the order's supply."""
    return show_supply(request, order_of(request.viewer, order_id).supply, problem)


def _noted_words(made: Order) -> str:
    return _("%(door)s 已记下。") % {"door": made.dwelling}


SUPPLY_ACTS = (Act("add", actions.add_order, STAFF, AddOrderForm, _noted_words),)
ACTS = (
    Act("settle", actions.settle_order, STAFF, SettleForm),
    Act("pay", actions.mark_paid, STAFF),
    Act("unpay", actions.mark_unpaid, STAFF),
    Act("cancel", actions.cancel_order, STAFF),
    Act("restore", actions.restore_order, STAFF),
    Act("deliver", actions.deliver_order, STAFF, DeliverForm),
    Act("not-delivered", actions.note_not_delivered, STAFF, NotDeliveredForm),
)
