"""The page of stock: what is there, what goes a day, for how many days it will do."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICERS, STAFF, for_roles
from wanjia.core.acts import Act
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.goods.models import StockMove
from wanjia.goods.stock import actions
from wanjia.goods.stock.forms import AddItemForm, MoveForm, UndoMoveForm

LAST = 20


@for_roles(*STAFF)
def stock(
    request: ViewerRequest, problem: Problem | None = None, form: forms.Form | None = None
) -> HttpResponse:
    """Show what the committee keeps, what runs out first in front."""
    viewer = request.viewer
    shelves = actions.load_shelves(viewer)
    move = form if isinstance(form, MoveForm) else MoveForm(initial={"move_id": new_id()})
    moves = StockMove.objects.of(viewer).select_related("item")
    context = {
        "shelves": shelves,
        "moves": moves.order_by("-occurred_at", "-id")[:LAST],
        "move_form": move.offer(shelf.item for shelf in shelves),
        "add_form": form if isinstance(form, AddItemForm) else AddItemForm(),
        "may_add": viewer.may(*OFFICERS),
        "problem": problem,
    }
    return render(request, "goods/stock.html", context, status=problem.status if problem else 200)


NOTED = _("已记下。")
ACTS = (
    Act("move", actions.note_move, STAFF, MoveForm, NOTED),
    Act("add", actions.add_item, STAFF, AddItemForm, NOTED),
    Act("undo", actions.undo_move, STAFF, UndoMoveForm, NOTED),
)
