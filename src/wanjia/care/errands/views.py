"""Pages of buying for others: the day's errands by shop and stairwell, one errand step by step."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.care.access import close_to
from wanjia.care.errands import actions
from wanjia.care.errands.actions import Wanted, account_of
from wanjia.care.errands.currency import yuan
from wanjia.care.errands.forms import (
    BuyForm,
    CancelForm,
    ErrandForm,
    ReceiveForm,
    SettleForm,
    TakeForm,
)
from wanjia.care.errands.lifecycle import ERRAND
from wanjia.care.errands.shopping_list import things
from wanjia.care.models import Errand
from wanjia.care.queries import get_visible_errand, helpers, open_errands, visible_errands
from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.acts import Act
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.people.models import Resident
from wanjia.people.search.queries import residents_like

PAGE = 60
HITS = 12


@for_roles(*STAFF)
def errands(request: ViewerRequest) -> HttpResponse:
    """Show errands as one buys them: by shop, then stairwell by stairwell."""
    viewer = request.viewer
    view = request.GET.get("view", "")
    rows = open_errands(viewer)
    if view == "done":
        settled = visible_errands(viewer).exclude(settled_at=None)
        rows = settled.order_by("-settled_at").prefetch_related("items")
    elif view == "mine":
        rows = rows.filter(buyer__user=viewer.user_id)
    rows = rows.select_related("resident__dwelling__stairwell__estate", "buyer")
    sheet = request.GET.get("print") == "1"
    page = Paginator(rows, 10_000 if sheet else PAGE).get_page(request.GET.get("page"))
    tabs = [
        {"label": label, "url": f"?view={key}", "current": view == key}
        for key, label in (("", _("在办")), ("mine", _("我的")), ("done", _("已结清")))
    ]
    listed = [
        {"errand": errand, "state": ERRAND.state_of(errand).label} for errand in page.object_list
    ]
    context = {"page": page, "tabs": tabs, "view": view, "shops": _group_by_shop(listed)}
    return render(request, f"care/{'errands_print' if sheet else 'errands'}.html", context)


def _group_by_shop(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    shops: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        shops.setdefault(row["errand"].shop or _("哪家店都行"), []).append(row)
    return list(shops.items())


@for_roles(*STAFF)
def new(request: ViewerRequest) -> HttpResponse:
    """Ask for things to be bought: first for whom, then what."""
    viewer = request.viewer
    person = _find_person(viewer, request.GET.get("resident", ""))
    text = request.GET.get("q", "").strip()
    hits = (
        residents_like(viewer, text).select_related("dwelling__stairwell__estate")[:HITS]
        if text and not person
        else []
    )
    form = ErrandForm(request.POST or None, initial={"errand_id": new_id()})
    problem = None
    if person and request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = [Wanted(thing.name, thing.quantity) for thing in things(data.pop("wanted"))]
        try:
            errand = actions.ask(
                close_to(viewer, person.id), person.id, data.pop("kind"), wanted, **data
            )
        except Problem as refused:
            problem = refused
        else:
            return redirect("care:errand", errand.id)
    context = {"person": person, "q": text, "hits": hits, "form": form, "problem": problem}
    return render(
        request, "care/errand_new.html", context, status=problem.status if problem else 200
    )


def _find_person(viewer: Viewer, text: str) -> Resident | None:
    try:
        wanted = UUID(text)
        close_to(viewer, wanted)
    except (ValueError, Problem):
        return None
    rows = Resident.objects.of(viewer).filter(id=wanted)
    return rows.select_related("dwelling").first()


@for_roles(*STAFF)
def errand(request: ViewerRequest, errand_id: UUID) -> HttpResponse:
    """Show an errand.

    The list, the money, the one step that is next.
    """
    context = _errand_context(request.viewer, get_visible_errand(request.viewer, errand_id))
    return render(request, "care/errand.html", context)


def errand_with_refusal(
    request: ViewerRequest, problem: Problem, _form: forms.Form, errand_id: UUID
) -> HttpResponse:
    """Show why an act was refused, on the errand's page with all that was typed."""
    if problem.status in (403, 404):
        raise problem
    errand = get_visible_errand(request.viewer, errand_id)
    context = _errand_context(request.viewer, errand, request.POST) | {"problem": problem}
    return render(request, "care/errand.html", context, status=problem.status)


def _errand_context(
    viewer: Viewer, errand: Errand, typed: QueryDict | None = None
) -> dict[str, Any]:
    typed = typed or QueryDict()
    sums = account_of(errand)
    return {
        "errand": errand,
        "state": ERRAND.state_of(errand).label,
        "steps": ERRAND.bar(errand),
        "items": [
            {"item": item, "price": typed.get(f"price-{item.id}", _format_price(item.price))}
            for item in errand.items.all()
        ],
        "given": yuan(errand.given),
        "spent": yuan(sums.spent),
        "change": yuan(max(sums.change, 0)),
        "short": yuan(-sums.change) if sums.change < 0 else "",
        "receipts": [
            {"receipt": receipt, "amount": yuan(receipt.amount)}
            for receipt in errand.receipts.all()
        ],
        "returned": yuan(errand.returned),
        "typed": typed,
        "typed_receipt": next(iter(typed.getlist("receipt")), ""),
        "people": helpers(viewer).order_by("role", "name") if viewer.sees_all else [],
        "open": errand.settled_at is None and errand.cancelled_at is None,
    }


def _format_price(price: int | None) -> str:
    return "" if price is None else yuan(price)


NOTED = gettext_lazy("已记下。")
ACTS = (
    Act("take", actions.take, STAFF, TakeForm, NOTED),
    Act("receive", actions.receive, STAFF, ReceiveForm, NOTED),
    Act("buy", actions.buy, STAFF, BuyForm, NOTED),
    Act("deliver", actions.deliver, STAFF, told=NOTED),
    Act("settle", actions.settle, STAFF, SettleForm, NOTED),
    Act("cancel", actions.cancel, STAFF, CancelForm, NOTED),
)
