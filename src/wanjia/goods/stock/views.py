"""The page of stock: what is there, what goes a day, for how many days it will do."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import OFFICERS, STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.goods.models import MoveKind, StockMove
from wanjia.goods.stock import actions as acts

LAST = 20


@for_roles(*STAFF)
def stock(request: ViewerRequest) -> HttpResponse:
    """What the committee keeps; what runs out first comes first."""
    viewer = request.viewer
    return _show(request, viewer)


def _show(request: ViewerRequest, viewer: Viewer, problem: Problem | None = None) -> HttpResponse:
    moves = StockMove.objects.of(viewer).select_related("item")
    context = {
        "shelves": acts.shelves(viewer),
        "moves": moves.order_by("-at", "-id")[:LAST],
        "kinds": MoveKind.choices,
        "may_add": viewer.may(*OFFICERS),
        "new_id": new_id(),
        "typed": request.POST if problem else {},
        "problem": problem,
    }
    return render(request, "goods/stock.html", context, status=problem.status if problem else 200)


@for_roles(*STAFF)
@require_POST
def stock_step(request: ViewerRequest) -> HttpResponse:
    """Note what came, went or was counted; keep a new thing; take a move back."""
    viewer = request.viewer
    form = request.POST
    try:
        match form.get("do"):
            case "add":
                acts.add_item(
                    viewer,
                    form.get("name", ""),
                    form.get("unit", ""),
                    form.get("low_days", ""),
                    form.get("name_en", ""),
                )
            case "undo":
                acts.undo_move(viewer, _uuid(form.get("move", "")))
            case _:
                acts.move(
                    viewer,
                    _uuid(form.get("item", "")),
                    form.get("kind", ""),
                    form.get("quantity", ""),
                    form.get("note", ""),
                    _uuid(form.get("move_id", "")),
                )
    except Problem as problem:
        return _show(request, viewer, problem)
    messages.success(request, _("已记下。"))
    return redirect("goods:stock")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Problem("kernel.not_found") from None
