"""Pages of buying for others: the day's errands by shop and stairwell, one errand step by step."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wanjia.care.access import close_to
from wanjia.care.errands import actions as acts
from wanjia.care.errands.actions import Wanted, account_of
from wanjia.care.errands.currency import yuan
from wanjia.care.errands.labels import state_of
from wanjia.care.errands.shopping_list import things
from wanjia.care.models import Errand, ErrandKind
from wanjia.care.queries import errand as one_errand
from wanjia.care.queries import helpers, open_errands, visible_errands
from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.people.models import Resident
from wanjia.people.search.queries import residents_like

PAGE = 60
HITS = 12


class ErrandForm(forms.Form):
    """What somebody wants bought."""

    kind = forms.ChoiceField(label=gettext_lazy("买什么"), choices=ErrandKind.choices)
    wanted = forms.CharField(
        label=gettext_lazy("单子（一行一样，后面写多少）"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": "青菜 2斤\n鸡蛋 1板"}),
    )
    shop = forms.CharField(label=gettext_lazy("哪家店、哪家医院"), max_length=80, required=False)
    note = forms.CharField(label=gettext_lazy("备注"), max_length=300, required=False)
    prescription = forms.BooleanField(label=gettext_lazy("要处方"), required=False)
    errand_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


@for_roles(*STAFF)
def errands(request: ViewerRequest) -> HttpResponse:
    """Errands that are open, as one buys them: by shop, then stairwell by stairwell."""
    viewer = request.viewer
    view = request.GET.get("view", "")
    rows = visible_errands(viewer).exclude(settled_at=None) if view == "done" else None
    found = rows.order_by("-settled_at") if rows is not None else open_errands(viewer)
    if view == "mine":
        found = found.filter(buyer__user=viewer.user_id)
    found = found.select_related("resident__dwelling__stairwell__estate", "buyer")
    sheet = request.GET.get("print") == "1"
    page = Paginator(found.prefetch_related("items"), 10_000 if sheet else PAGE).get_page(
        request.GET.get("page")
    )
    tabs = [
        {"label": label, "url": f"?view={key}", "current": view == key}
        for key, label in (("", _("在办")), ("mine", _("我的")), ("done", _("已结清")))
    ]
    listed = [{"errand": one, "state": state_of(one)} for one in page.object_list]
    context = {"page": page, "tabs": tabs, "view": view, "shops": _by_shop(listed)}
    return render(request, f"care/{'errands_print' if sheet else 'errands'}.html", context)


def _by_shop(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["errand"].shop or _("哪家店都行"), []).append(row)
    return list(found.items())


@for_roles(*STAFF)
def new(request: ViewerRequest) -> HttpResponse:
    """Ask for things to be bought: first for whom, then what."""
    viewer = request.viewer
    person = _person(viewer, request.GET.get("resident", ""))
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
        wanted = [Wanted(one.name, one.quantity) for one in things(data.pop("wanted"))]
        try:
            made = acts.ask(
                close_to(viewer, person.id), person.id, data.pop("kind"), wanted, **data
            )
        except Problem as refused:
            problem = refused
        else:
            return redirect("care:errand", made.id)
    context = {"person": person, "q": text, "hits": hits, "form": form, "problem": problem}
    return render(
        request, "care/errand_new.html", context, status=problem.status if problem else 200
    )


def _person(viewer: Viewer, text: str) -> Resident | None:
    try:
        wanted = UUID(text)
        close_to(viewer, wanted)
    except (ValueError, Problem):
        return None
    rows = Resident.objects.of(viewer).filter(id=wanted)
    return rows.select_related("dwelling").first()


@for_roles(*STAFF)
def errand(request: ViewerRequest, errand_id: UUID) -> HttpResponse:
    """One errand: the list, the money, the one step that is next."""
    viewer = request.viewer
    return _show(request, one_errand(viewer, errand_id))


def _show(request: ViewerRequest, found: Errand, problem: Problem | None = None) -> HttpResponse:
    viewer = request.viewer
    sums = account_of(found)
    typed = request.POST if problem else {}
    context = {
        "errand": found,
        "state": state_of(found),
        "steps": _steps(found),
        "items": [
            {"item": one, "price": typed.get(f"price-{one.id}", _price(one.price))}
            for one in found.items.all()
        ],
        "given": yuan(found.given),
        "spent": yuan(sums.spent),
        "change": yuan(max(sums.change, 0)),
        "short": yuan(-sums.change) if sums.change < 0 else "",
        "receipts": [{"one": one, "amount": yuan(one.amount)} for one in found.receipts.all()],
        "returned": yuan(found.returned),
        "typed": typed,
        "problem": problem,
        "people": helpers(viewer).order_by("role", "name") if viewer.sees_all else [],
        "open": found.settled_at is None and found.cancelled_at is None,
    }
    return render(request, "care/errand.html", context, status=problem.status if problem else 200)


def _price(price: int | None) -> str:
    return "" if price is None else yuan(price)


def _steps(found: Errand) -> list[dict[str, Any]]:
    times = (
        found.asked_at, found.taken_at, found.bought_at, found.delivered_at, found.settled_at,
    )  # fmt: skip
    words = (_("登记"), _("有人去买"), _("买好"), _("送到"), _("结清"))
    now = next((place for place, at in enumerate(times) if at is None), len(times))
    return [
        {"label": label, "state": "done" if place < now else "now" if place == now else ""}
        for place, label in enumerate(words)
    ]


@for_roles(*STAFF)
@require_POST
def step(request: ViewerRequest, errand_id: UUID) -> HttpResponse:
    """Take the next step; what is wrong is shown where it was typed, and nothing is lost."""
    viewer = request.viewer
    do = _STEPS.get(request.POST.get("do", ""))
    if do is None:
        raise Problem("kernel.not_found")
    try:
        do(viewer, errand_id, request.POST)
    except Problem as problem:
        if problem.code == "kernel.not_found":
            raise
        return _show(request, one_errand(viewer, errand_id), problem)
    messages.success(request, _("已记下。"))
    return redirect("care:errand", errand_id)


def _take(viewer: Viewer, errand_id: UUID, form: Any) -> None:
    chosen = form.get("staff", "")
    try:
        staff = UUID(chosen) if chosen else None
    except ValueError:
        staff = None
    acts.take(viewer, errand_id, staff)


def _receive(viewer: Viewer, errand_id: UUID, form: Any) -> None:
    acts.receive(viewer, errand_id, form.get("amount", ""), "card" in form)


def _buy(viewer: Viewer, errand_id: UUID, form: Any) -> None:
    prices = {
        UUID(name.removeprefix("price-")): value
        for name, value in form.items()
        if name.startswith("price-")
    }
    rows = zip(
        form.getlist("receipt"), form.getlist("receipt_shop"), form.getlist("receipt_no"),
        strict=False,
    )  # fmt: skip
    acts.buy(viewer, errand_id, prices, [row for row in rows if row[0].strip()])


def _deliver(viewer: Viewer, errand_id: UUID, _form: Any) -> None:
    acts.deliver(viewer, errand_id)


def _settle(viewer: Viewer, errand_id: UUID, form: Any) -> None:
    acts.settle(viewer, errand_id, form.get("returned", ""), "card" in form)


def _cancel(viewer: Viewer, errand_id: UUID, form: Any) -> None:
    acts.cancel(viewer, errand_id, form.get("why", ""))


_STEPS: dict[str, Callable[[Viewer, UUID, Any], None]] = {
    "take": _take,
    "receive": _receive,
    "buy": _buy,
    "deliver": _deliver,
    "settle": _settle,
    "cancel": _cancel,
}
