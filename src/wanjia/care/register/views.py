"""Pages of the risk register: who needs care and why, suggestions to judge, adding and ending."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from wanjia.care.actions import add_risk
from wanjia.care.register import actions
from wanjia.core.access.viewer import Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.problems import Problem
from wanjia.core.typed_fields import DayField
from wanjia.people.access import visible_residents
from wanjia.people.labels import WEEKDAYS, risk_words
from wanjia.people.models import Resident
from wanjia.people.residents.actions import judge_risk
from wanjia.people.risk_kinds import risk_choices
from wanjia.people.search.queries import residents_like
from wanjia.risks import risks as risk_rules

WHO = actions.WHO
PAGE = 50
HITS = 12


class RiskForm(forms.Form):
    """Why somebody needs care, and what is known of it."""

    kind = forms.ChoiceField(label=gettext_lazy("为什么要关照"), choices=risk_choices)
    source = forms.CharField(label=gettext_lazy("从哪里知道"), max_length=40, required=False)
    due = DayField(
        label=gettext_lazy("预产期"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    born = DayField(
        label=gettext_lazy("出生日期"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("每周哪几天做"),
        required=False,
        choices=tuple(enumerate(WEEKDAYS, 1)),
        widget=forms.CheckboxSelectMultiple,
    )
    hospital = forms.CharField(label=gettext_lazy("医院"), max_length=60, required=False)
    drug = forms.CharField(label=gettext_lazy("什么药"), max_length=60, required=False)
    days_left = forms.IntegerField(
        label=gettext_lazy("还够几天"), required=False, min_value=0, max_value=365
    )
    speaks = forms.CharField(label=gettext_lazy("说什么话"), max_length=40, required=False)
    note = forms.CharField(label=gettext_lazy("备注"), max_length=200, required=False)

    def detail(self) -> dict[str, Any]:
        """What is known, as the register keeps it."""
        data = self.cleaned_data
        known = {key: data[key] for key in ("hospital", "drug", "days_left", "speaks", "note")}
        known |= {key: data[key].isoformat() for key in ("due", "born") if data[key]}
        known["weekdays"] = [int(one) for one in data["weekdays"]]
        return known


@for_roles(*WHO)
def risks(request: ViewerRequest) -> HttpResponse:
    """The register, suggestions first, fifty a page."""
    viewer = request.viewer
    asked = {key: request.GET.get(key, "") for key in ("view", "kind", "q")}
    page = Paginator(actions.listed(viewer, asked), PAGE).get_page(request.GET.get("page"))
    counts = actions.visible_risks(viewer).aggregate(
        all=Count("id"), suggested=Count("id", filter=Q(confirmed=False))
    )
    rules = risk_rules().kinds
    rows = [
        {
            "risk": one,
            "resident": one.resident,
            "words": risk_words(one),
            "hours": rules.get(one.kind),
        }
        for one in page.object_list
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


@for_roles(*WHO)
@require_POST
def judge(request: ViewerRequest, risk_id: UUID) -> HttpResponse:
    """Confirm a suggestion, end a risk with the reason, or put an ended one back."""
    viewer = request.viewer
    do = request.POST.get("do", "")
    try:
        if do == "confirm":
            judge_risk(viewer, risk_id, holds=True)
        elif do == "back":
            actions.put_back(viewer, risk_id)
        else:
            actions.end_risk(viewer, risk_id, request.POST.get("why", ""))
            messages.success(request, _("已取消。一周内可以在“一周内取消的”里恢复。"))
    except Problem as problem:
        if problem.status == 404:
            raise
        messages.error(request, problem.words())
    return redirect(_back(request))


@for_roles(*WHO)
@require_POST
def confirm_all(request: ViewerRequest) -> HttpResponse:
    """Confirm all suggestions of a kind."""
    viewer = request.viewer
    try:
        many = actions.confirm_all(viewer, request.POST.get("kind", ""))
    except Problem as problem:
        if problem.status == 404:
            raise
        messages.error(request, problem.words())
    else:
        said = ngettext("已确认 %(n)s 条。", "已确认 %(n)s 条。", many)
        messages.success(request, said % {"n": many})
    return redirect(_back(request))


def _back(request: ViewerRequest) -> str:
    query = request.POST.get("query", "")
    return f"{reverse('care:register')}{'?' + query if query else ''}"


@for_roles(*WHO)
def add(request: ViewerRequest) -> HttpResponse:
    """Find the person first; then say why they need care."""
    viewer = request.viewer
    person = _person(viewer, request.GET.get("resident", ""))
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
            add_risk(viewer, person.id, data["kind"], form.detail(), data["source"])
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _("已登记。"))
            return redirect("people:dwelling", person.dwelling_id)
    context = {"person": person, "q": text, "hits": hits, "form": form, "problem": problem}
    status = problem.status if problem else 200
    return render(request, "care/register_add.html", context, status=status)


def _person(viewer: Viewer, text: str) -> Resident | None:
    try:
        wanted = UUID(text)
    except ValueError:
        return None
    return visible_residents(viewer).filter(id=wanted).select_related("dwelling").first()
