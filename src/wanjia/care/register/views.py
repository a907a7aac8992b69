"""Pages of the risk register: who needs care and why, suggestions to judge, adding and ending."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wanjia.care.access import CARERS
from wanjia.care.register import actions
from wanjia.care.register.forms import ConfirmAllForm, EndRiskForm, JudgeForm, RiskForm
from wanjia.care.register.queries import filter_risks, visible_risks
from wanjia.core.access.viewer import Viewer, for_roles
from wanjia.core.acts import read_form
from wanjia.core.http import ViewerRequest, tell_refusal
from wanjia.core.problems import Problem
from wanjia.people.access import visible_residents
from wanjia.people.labels import risk_words
from wanjia.people.models import Resident
from wanjia.people.residents.actions import judge_risk
from wanjia.people.risk_kinds import risk_choices
from wanjia.people.search.queries import residents_like
from wanjia.risks import risks as risk_rules

PAGE = 50
HITS = 12


@for_roles(*CARERS)
def risks(request: ViewerRequest) -> HttpResponse:
    """Show the register, suggestions first, fifty a page."""
    viewer = request.viewer
    asked = {key: request.GET.get(key, "") for key in ("view", "kind", "q")}
    page = Paginator(filter_risks(viewer, asked), PAGE).get_page(request.GET.get("page"))
    counts = visible_risks(viewer).aggregate(
        all=Count("id"), suggested=Count("id", filter=Q(confirmed=False))
    )
    rules = risk_rules().kinds
    rows = [
        {
            "risk": risk,
            "resident": risk.resident,
            "words": risk_words(risk),
            "hours": rules.get(risk.kind),
        }
        for risk in page.object_list
    ]
    tabs = [
        {
            "label": label,
            "url": f"?view={key}",
            "current": asked["view"] == key,
            "count": counts.get(key or "all"),
        }
        for key, label in (
            ("", _("全部")), ("suggested", _("待确认")), ("ended", _("一周内取消的")),
        )
    ]  # fmt: skip
    context = {
        "rows": rows, "page": page, "tabs": tabs, "asked": asked, "kinds": risk_choices(),
    }  # fmt: skip
    return render(request, "care/register.html", context)


@for_roles(*CARERS)
@require_POST
def confirm(request: ViewerRequest, risk_id: UUID) -> HttpResponse:
    """Confirm a suggestion."""
    return _do_and_return(
        request, JudgeForm, lambda _typed: judge_risk(request.viewer, risk_id, holds=True)
    )


@for_roles(*CARERS)
@require_POST
def end(request: ViewerRequest, risk_id: UUID) -> HttpResponse:
    """End a risk with the reason."""

    def act(typed: dict[str, Any]) -> None:
        actions.end_risk(request.viewer, risk_id, typed["why"])
        messages.success(request, _("已取消。一周内可以在“一周内取消的”里恢复。"))

    return _do_and_return(request, EndRiskForm, act)


@for_roles(*CARERS)
@require_POST
def put_back(request: ViewerRequest, risk_id: UUID) -> HttpResponse:
    """Put an ended risk back."""
    return _do_and_return(
        request, JudgeForm, lambda _typed: actions.put_back(request.viewer, risk_id)
    )


@for_roles(*CARERS)
@require_POST
def confirm_all(request: ViewerRequest) -> HttpResponse:
    """Confirm all suggestions of a kind."""

    def act(typed: dict[str, Any]) -> None:
        count = actions.confirm_all(request.viewer, typed["kind"])
        sentence = ngettext("已确认 %(n)s 条。", "已确认 %(n)s 条。", count)
        messages.success(request, sentence % {"n": count})

    return _do_and_return(request, ConfirmAllForm, act)


def _do_and_return(
    request: ViewerRequest,
    form_class: type[JudgeForm],
    act: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    """Do one act on the register and go back to the same lines of it."""
    form = form_class(request.POST)
    try:
        act(read_form(form))
    except Problem as problem:
        if problem.status == 404:
            raise
        tell_refusal(request, problem.words())
    query = form.cleaned_data.get("query", "")
    return redirect(f"{reverse('care:register')}{'?' + query if query else ''}")


@for_roles(*CARERS)
def add(request: ViewerRequest) -> HttpResponse:
    """Find the person first; then say why they need care."""
    viewer = request.viewer
    person = _find_person(viewer, request.GET.get("resident", ""))
    text = request.GET.get("q", "").strip()
    hits = (
        residents_like(viewer, text).select_related("dwelling__stairwell__estate")[:HITS]
        if text and not person
        else []
    )
    form = RiskForm(request.POST or None)
    problem = None
    if person and request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            actions.add_risk(viewer, person.id, data["kind"], form.detail(), data["source"])
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _("已登记。"))
            return redirect("people:dwelling", person.dwelling_id)
    context = {"person": person, "q": text, "hits": hits, "form": form, "problem": problem}
    status = problem.status if problem else 200
    return render(request, "care/register_add.html", context, status=status)


def _find_person(viewer: Viewer, text: str) -> Resident | None:
    try:
        wanted = UUID(text)
    except ValueError:
        return None
    return visible_residents(viewer).filter(id=wanted).select_related("dwelling").first()
