"""The daily report on screen and as files, and the lists behind its figures."""

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import parse_id
from wanjia.core.journal.export_log import log_export, workbook_response
from wanjia.core.problems import Problem
from wanjia.core.typed import calendar_day
from wanjia.people.access import visible_residents
from wanjia.reports.daily.exports import as_json, as_text, as_xlsx
from wanjia.reports.daily.figures import Report, figures, span_of
from wanjia.reports.labels import round_words
from wanjia.reports.queries import residents_with_status, round_by, visible_alarms
from wanjia.zoning.queries import stairwell_zones, visible_cases

WHO = ("head", "desk", "town")
PAGE = 100


def _asked_day(request: ViewerRequest) -> date:
    """Return the day that is asked for.

    Today when none is, or none that can be read.
    """
    today = timezone.localdate(clock.now())
    return min(calendar_day(request.GET.get("day")) or today, today)


def _report_of(request: ViewerRequest) -> Report:
    return figures(request.viewer, _asked_day(request), request.community)


@for_roles(*WHO)
def daily(request: ViewerRequest) -> HttpResponse:
    """Show the report on screen; for officers each figure opens its list."""
    report = _report_of(request)
    viewer = request.viewer
    today = timezone.localdate(clock.now())
    context = {
        "report": report,
        "text": as_text(report),
        "opens": viewer.role in OFFICERS and not report.kept,
        "before": report.day - timedelta(days=1),
        "after": report.day + timedelta(days=1) if report.day < today else None,
        "today": today,
    }
    return render(request, "reports/daily.html", context)


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


@for_roles("head", "desk")
def rows(request: ViewerRequest, what: str) -> HttpResponse:
    """Show the list behind a figure of the report."""
    viewer = request.viewer
    finder = LISTS.get(what)
    if finder is None:
        raise Problem("kernel.not_found")
    title, rows_found = finder(viewer, _asked_day(request), request.GET)
    page = Paginator(rows_found, PAGE).get_page(request.GET.get("page"))
    lines = [_line_of(what, row) for row in page.object_list]
    context = {"title": title, "page": page, "lines": lines, "day": _asked_day(request)}
    return render(request, "reports/daily_rows.html", context)


def _list_residents(viewer: Viewer, day: date, query: Any) -> tuple[str, Any]:
    """Return who lives in a zone, or in a class, at the day's end."""
    as_of = min(clock.now(), span_of(day)[1] - timedelta(seconds=1))
    wanted, klass = parse_id(query.get("zone")), query.get("class", "")
    doors = [
        stairwell
        for stairwell, zone in stairwell_zones(viewer, as_of).items()
        if (wanted is None or zone.id == wanted) and (not klass or zone.klass == klass)
    ]
    people = visible_residents(viewer).filter(dwelling__stairwell__in=doors)
    return _("居民"), people.select_related("dwelling__stairwell__estate").order_by(
        "dwelling__stairwell__estate__name", "dwelling__stairwell__sort", "dwelling__door", "sort"
    )


def _list_round(viewer: Viewer, _asked_day: date, query: Any) -> tuple[str, Any]:
    """Return those of a round who reported, are missing, away, exempt, or abnormal."""
    wanted = parse_id(query.get("round"))
    if wanted is None:
        raise Problem("kernel.not_found")
    round_ = round_by(viewer, wanted)
    people = residents_with_status(viewer, round_)
    status = query.get("status", "")
    if status == "abnormal":
        people = people.filter(abnormal=True)
    elif status == "asked":
        people = people.filter(status__in=("reported", "missing"))
    elif status:
        people = people.filter(status=status)
    return f"{round_.zone.name} · {round_words(round_)}", people


def _list_cases(viewer: Viewer, day: date, query: Any) -> tuple[str, Any]:
    start, end = span_of(day)
    cases = visible_cases(viewer).filter(recorded_at__lt=end)
    if query.get("new"):
        cases = cases.filter(recorded_at__gte=start)
    return _("病例"), cases.order_by("-recorded_at")


def _list_alarms(viewer: Viewer, day: date, query: Any) -> tuple[str, Any]:
    start, end = span_of(day)
    as_of = min(clock.now(), end - timedelta(seconds=1))
    alarms = visible_alarms(viewer).filter(opened_at__lte=as_of)
    state = query.get("state", "")
    if state == "new":
        alarms = alarms.filter(opened_at__gte=start)
    elif state == "closed":
        alarms = alarms.filter(closed_at__gte=start, closed_at__lte=as_of)
    elif state == "open":
        alarms = alarms.exclude(closed_at__lte=as_of)
    return _("异常"), alarms


LISTS = {
    "residents": _list_residents,
    "round": _list_round,
    "cases": _list_cases,
    "alarms": _list_alarms,
}


def _line_of(what: str, row: Any) -> dict[str, Any]:
    """Return a row of any of the lists, as the page shows it."""
    if what == "cases":
        words = f"{row.get_test_display()} · {timezone.localtime(row.recorded_at):%m-%d %H:%M}"
        name = row.resident.name if row.resident else "—"
        return _make_line(row.dwelling, name, words, f"/cases/{row.id}/")
    if what == "alarms":
        words = f"{row.get_kind_display()} · {row.outcome or row.owner_name}"
        return _make_line(row.resident.dwelling, row.resident.name, words, f"/alarms/{row.id}/")
    words = {
        "reported": _("已填"),
        "missing": _("未填"),
        "away": _("外出"),
        "exempt": _("免报"),
    }.get(getattr(row, "status", ""), row.get_where_display())
    return _make_line(row.dwelling, row.name, words, f"/dwellings/{row.dwelling_id}/")


def _make_line(dwelling: Any, name: str, words: str, url: str) -> dict[str, Any]:
    return {"dwelling": dwelling, "name": name, "words": words, "url": url}
