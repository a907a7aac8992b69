"""Pages of test results: the list, a new one, one with what follows, an alarm's second test."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, Viewer, for_roles
from wanjia.core.acts import Act
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.reports.models import Finding, TestResult
from wanjia.reports.results import actions
from wanjia.reports.results.actions import WHO_RECORDS
from wanjia.reports.results.forms import (
    ConfirmForm,
    CorrectForm,
    ResultForm,
    TellForm,
    WithdrawForm,
    ct_field,
)
from wanjia.reports.results.intake import people_in_words
from wanjia.reports.results.labels import ct_words, pool_words, result_words
from wanjia.reports.results.queries import (
    alarm_in_sight,
    results_of,
    visible_people,
    visible_results,
)
from wanjia.reports.results.rules import Named, Tube, load_rules

PAGE = 50
CONFIRMERS = ("head", "desk", "grid")


@for_roles(*WHO_RECORDS)
def results(request: ViewerRequest) -> HttpResponse:
    """List results, the newest sample first: all, or those of one finding."""
    viewer = request.viewer
    asked = request.GET.get("finding", "")
    rows = visible_results(viewer).filter(withdrawn_at=None)
    since = clock.now() - timedelta(days=14)
    recent = rows.filter(sampled_at__gte=since)
    if asked in Finding.values:
        rows = rows.filter(finding=asked)
    page = Paginator(rows.prefetch_related("people"), PAGE).get_page(request.GET.get("page"))
    shown = (Finding.WAITING, Finding.POSITIVE, Finding.UNCLEAR)
    tabs = [{"label": _("全部"), "url": "?", "current": asked not in Finding.values}]
    tabs += [
        {
            "label": finding.label,
            "url": f"?finding={finding}",
            "current": asked == finding,
            "count": recent.filter(finding=finding).count(),
        }
        for finding in shown
    ]
    context = {"page": page, "tabs": tabs, "rows": [_result_row(row) for row in page]}
    return render(request, "reports/results.html", context)


def _result_row(result: TestResult) -> dict[str, Any]:
    people = len(result.people.all()) + len(result.others)
    positive = result.finding == Finding.POSITIVE
    return {
        "result": result,
        "title": result.tube or _("无管号"),
        "pool": pool_words(result.pool),
        "people": people,
        "ct": ct_words(result),
        "tone": "alarm" if positive else "",
    }


@for_roles(*WHO_RECORDS)
def new(request: ViewerRequest) -> HttpResponse:
    """Record a tube and those in it, with its result or before it is there."""
    viewer = request.viewer
    first = {
        "kind": "pcr",
        "pool": "1",
        "finding": Finding.WAITING,
        "people": request.GET.get("people", ""),
        "sampled_at": timezone.localtime(clock.now()),
        "result_id": new_id(),
    }
    form = ResultForm(request.POST or None, initial=first)
    problem = None
    if form.is_valid():
        data = form.cleaned_data
        try:
            people, unclear = people_in_words(viewer, data["people"])
            if unclear or not people:
                who = _("；").join(one.why for one in unclear) or data["people"][:40]
                raise Problem("result.people", who=who)
            result = actions.record(viewer, _tube_in(form), people, data["result_id"])
        except Problem as refused:
            problem = refused
        else:
            return redirect("reports:result", result.id)
    status = problem.status if problem else 422 if form.errors else 200
    context = {"form": form, "problem": problem}
    return render(request, "reports/result_new.html", context, status=status)


def _tube_in(form: ResultForm) -> Tube:
    data = form.cleaned_data
    return Tube(
        kind=data["kind"],
        sampled_at=data["sampled_at"],
        finding=data["finding"],
        tube=data["tube"].strip(),
        pool=int(data["pool"]),
        place=data["place"],
        laboratory=data["laboratory"],
        received_at=data["received_at"],
        ct=form.ct(),
    )


@for_roles(*WHO_RECORDS)
def result(
    request: ViewerRequest,
    result_id: UUID,
    problem: Problem | None = None,
    form: forms.Form | None = None,
) -> HttpResponse:
    """Show a result with everybody in the tube and what followed for each."""
    viewer = request.viewer
    found = get_or_refuse(visible_results(viewer).select_related("case"), id=result_id)
    rows = visible_people(viewer).filter(result=found).select_related("resident__dwelling")
    alarms = {alarm.resident_id: alarm for alarm in found.alarms.all()}
    context = {
        "result": found,
        "title": found.tube or pool_words(found.pool),
        "words": result_words(found),
        "pool": pool_words(found.pool),
        "ct": ct_words(found),
        "waiting": found.finding == Finding.WAITING and not found.withdrawn_at,
        "people": [
            {"resident": row.resident, "alarm": alarms.get(row.resident_id)}
            for row in rows.order_by("resident__dwelling__sort", "resident__sort")
        ],
        "officer": viewer.role in OFFICERS,
        "tell_form": form if isinstance(form, TellForm) else TellForm(),
        "correct_form": form if isinstance(form, CorrectForm) else CorrectForm(),
        "withdraw_form": form if isinstance(form, WithdrawForm) else WithdrawForm(),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "reports/result.html", context, status=status)


def result_refused(
    request: ViewerRequest, problem: Problem, form: forms.Form, result_id: UUID
) -> HttpResponse:
    """Show the result again, with what was refused and what was typed."""
    return result(request, result_id, problem, form)


@for_roles(*CONFIRMERS)
def confirm_alarm(request: ViewerRequest, alarm_id: UUID) -> HttpResponse:
    """Enter the report of the second test of an alarm; a positive one makes the case by itself."""
    viewer = request.viewer
    alarm = alarm_in_sight(viewer, alarm_id)
    first = {"confirmation_id": new_id(), "sampled_at": timezone.localtime(clock.now())}
    form = ConfirmForm(request.POST or None, initial=first)
    problem = None
    if form.is_valid():
        data = form.cleaned_data
        tube = Tube(
            kind=data["test"],
            sampled_at=data["sampled_at"],
            finding=data["result"],
            tube=data["tube"].strip(),
            laboratory=data["laboratory"],
            ct=form.ct(),
            people=(Named(alarm.resident.name),),
        )
        try:
            stored = actions.record(
                viewer, tube, [alarm.resident_id], data["confirmation_id"], alarm.id
            )
        except Problem as refusal:
            problem = refusal
        else:
            told = _("已记下：%(words)s。") % {"words": result_words(stored)}
            messages.success(request, told)
            return redirect(_after_confirming(request, stored))
    context = {
        "alarm": alarm,
        "person": f"{alarm.resident.dwelling.door} {alarm.resident.name}",
        "form": form,
        "known": [result_words(row) for row in results_of(viewer, alarm.resident_id)[:5]],
        "problem": problem,
    }
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "reports/result_confirm.html", context, status=status)


def _after_confirming(request: ViewerRequest, stored: TestResult) -> str:
    """Return where one goes on: to the case that the result made, for who may see cases."""
    stored.refresh_from_db()
    if stored.case_id and request.viewer.role in OFFICERS:
        return reverse("zoning:case", args=[stored.case_id])
    return reverse("reports:alarm", args=[stored.settles])


def tell(viewer: Viewer, result_id: UUID, **fields: Any) -> TestResult:
    """Add the result that a tube waited for, as the form gives it."""
    genes = {ct_field(gene): gene for gene in load_rules().words.gene}
    ct = {gene: str(fields[name]) for name, gene in genes.items() if fields.get(name) is not None}
    return actions.tell(
        viewer, result_id, fields["finding"], ct, fields["laboratory"], fields["received_at"]
    )


ACTS = (
    Act("tell", tell, WHO_RECORDS, TellForm, gettext_lazy("已记下结果。")),
    Act("correct", actions.correct, OFFICERS, CorrectForm, gettext_lazy("已更正。")),
    Act("withdraw", actions.withdraw, OFFICERS, WithdrawForm, gettext_lazy("已撤回。")),
)
