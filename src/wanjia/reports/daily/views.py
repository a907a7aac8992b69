"""The daily report on screen and as files, and the lists behind its figures."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, Viewer, for_roles
from wanjia.core.acts import Act
from wanjia.core.http import ViewerRequest
from wanjia.core.journal.export_log import log_export, workbook_response
from wanjia.core.localized import localized, localized_pair
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.core.typed import calendar_day
from wanjia.reports.daily import actions
from wanjia.reports.daily.counters import daily_rules
from wanjia.reports.daily.cutoffs import hour_of, running_day
from wanjia.reports.daily.exports import as_json, as_text, as_xlsx
from wanjia.reports.daily.figures import figures
from wanjia.reports.daily.forms import CutoffForm
from wanjia.reports.daily.lifecycle import DAILY
from wanjia.reports.daily.report import Report, Seal
from wanjia.reports.daily.today import WAITING
from wanjia.reports.models import SealedReport, SealedRows

WHO = ("head", "desk", "town")


def asked_day(request: ViewerRequest) -> date:
    """Return the day that is asked for.

    Today when none is, or none that can be read; after today's cut-off tomorrow can be asked for.
    """
    now = clock.now()
    last = running_day(now, request.community.report_hours)
    return min(calendar_day(request.GET.get("day")) or timezone.localdate(now), last)


def _report_of(request: ViewerRequest) -> Report:
    return figures(request.viewer, asked_day(request), request.community)


@for_roles(*WHO)
def daily(request: ViewerRequest) -> HttpResponse:
    """Show the report on screen; for officers each figure opens its list."""
    return _show_report(request, _report_of(request))


@for_roles(*WHO)
def sealed(
    request: ViewerRequest,
    report_id: UUID,
    problem: Problem | None = None,
) -> HttpResponse:
    """Show a sealed report at the address that it keeps."""
    rows = SealedReport.objects.of(request.viewer).exclude(sealed_at=None)
    row = get_or_refuse(rows, id=report_id)
    report = figures(request.viewer, row.day, request.community)
    return _show_report(request, report, problem)


def daily_refused(
    request: ViewerRequest, problem: Problem, _form: forms.Form, report_id: UUID
) -> HttpResponse:
    """Show the report again, with what was refused."""
    return sealed(request, report_id, problem)


def cutoff_refused(request: ViewerRequest, problem: Problem, form: forms.Form) -> HttpResponse:
    """Show today's report again, with what was refused of its cut-off."""
    return _show_report(request, _report_of(request), problem, form)


def _show_report(
    request: ViewerRequest,
    report: Report,
    problem: Problem | None = None,
    cutoff_form: forms.Form | None = None,
) -> HttpResponse:
    viewer, hours = request.viewer, request.community.report_hours
    today = running_day(clock.now(), hours)
    cutoff = CutoffForm(initial={"hour": hour_of(today, hours)})
    opens = viewer.role in OFFICERS and _has_rows(viewer, report)
    context = {
        "report": report,
        "text": as_text(report),
        "name": localized_pair(report.community, report.community_en),
        "opens": opens,
        "before": report.day - timedelta(days=1),
        "after": report.day + timedelta(days=1) if report.day < today else None,
        "today": today,
        "sections": _list_sections(report, opens),
        "acts": _acts_for(viewer, report.seal),
        "steps": DAILY.bar(report.seal) if report.seal else None,
        "problem": problem,
        "cutoff_form": (cutoff_form or cutoff) if viewer.role == "head" else None,
        "to_receive": _to_receive(viewer),
    }
    status = problem.status if problem else 200
    return render(request, "reports/daily.html", context, status=status)


def _list_sections(report: Report, opens: bool) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the fields that the town asks for under their headings; what is not 0 opens."""
    rows = reverse("reports:daily_rows", args=["figure"])
    return [
        (
            localized(name),
            [
                {
                    "name": localized(one.name),
                    "value": one.value,
                    "url": f"{rows}?key=field:{one.key}&day={report.day}"
                    if opens and one.value
                    else "",
                }
                for one in report.fields
                if one.section == section
            ],
        )
        for section, name in daily_rules().sections.items()
    ]


def _to_receive(viewer: Viewer) -> list[tuple[UUID, date]]:
    """Return the reports that were sent to the town and wait for its receipt."""
    if viewer.role != "town":
        return []
    waiting = WAITING.now(viewer.community_id)
    rows = WAITING.renew(viewer.community_id) if waiting is None else waiting
    return [(id, day) for id, day, step in rows if step == "receive"]


def _has_rows(viewer: Viewer, report: Report) -> bool:
    """Return whether the figures can still be opened: those of a sealed day from what it holds."""
    if report.seal is None:
        return not report.kept
    rows = SealedRows.objects.filter(community_id=viewer.community_id, report=report.seal.id)
    return rows.exists()


def _acts_for(viewer: Viewer, seal: Seal | None) -> list[dict[str, Any]]:
    """Return the one step that comes next, where it is the viewer's."""
    step = DAILY.next_step(seal) if seal else None
    if seal is None or step is None or viewer.role not in step.roles:
        return []
    if step.name == "check" and daily_rules().four_eyes and _has_reported(viewer, seal):
        return []
    url = reverse(f"reports:daily_{step.name}", args=[seal.id])
    return [{"url": url, "label": _("签收") if step.name == "receive" else step.label}]


def _has_reported(viewer: Viewer, seal: Seal) -> bool:
    """Return whether the viewer is who reported it, and another is to check it."""
    rows = SealedReport.objects.of(viewer).filter(id=seal.id, reported_by=viewer.user_id)
    return viewer.user_id is not None and rows.exists()


ACTS = (
    Act("report", actions.report_day, OFFICERS, told=gettext_lazy("已填报，等另一人审核。")),
    Act("check", actions.check_day, OFFICERS, told=gettext_lazy("已审核，发给街镇了。")),
    Act("receive", actions.receive_day, ("town",), told=gettext_lazy("已签收。")),
)

CUTOFF_ACTS = (
    Act(
        "cutoff",
        actions.set_cutoff,
        ("head",),
        CutoffForm,
        lambda day: _("已改，从 %(day)s 的日报起。") % {"day": f"{day:%m-%d}"},
    ),
)


@for_roles(*WHO)
def daily_xlsx(request: ViewerRequest) -> HttpResponse:
    """Show the report as a workbook."""
    report = _report_of(request)
    viewer = request.viewer
    return workbook_response(viewer, "daily", f"daily-{report.day}", as_xlsx(report))


@for_roles(*WHO)
def daily_json(request: ViewerRequest) -> HttpResponse:
    """Show the report as JSON."""
    report = _report_of(request)
    viewer = request.viewer
    log_export(viewer, "daily.json", f"daily-{report.day}")
    return JsonResponse(as_json(report), json_dumps_params={"ensure_ascii": False})
