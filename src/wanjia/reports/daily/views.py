"""The daily report on screen and as files, and the lists behind its figures."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, Viewer, for_roles
from wanjia.core.http import ViewerRequest
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


def _day(request: ViewerRequest) -> date:
    """The day that is asked for; today when none is, or none that can be read."""
    today = timezone.localdate(clock.now())
    return min(calendar_day(request.GET.get("day")) or today, today)


def _report(request: ViewerRequest) -> Report:
    return figures(request.viewer, _day(request), request.community)  # type: ignore[attr-defined]


@for_roles(*WHO)
def daily(request: ViewerRequest) -> HttpResponse:
    """The report on screen; for officers each figure opens its list."""
    report = _report(request)
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
    """The report as a workbook."""
    report = _report(request)
    viewer = request.viewer
    return workbook_response(viewer, "daily", f"daily-{report.day}", as_xlsx(report))


@for_roles(*WHO)
def daily_json(request: ViewerRequest) -> HttpResponse:
    """The report as JSON."""
    report = _report(request)
    viewer = request.viewer
    log_export(viewer, "daily.json", f"daily-{report.day}")
    return JsonResponse(as_json(report), json_dumps_params={"ensure_ascii": False})


@for_roles("head", "desk")
def rows(request: ViewerRequest, what: str) -> HttpResponse:
    """The list behind a figure of the report."""
    viewer = request.viewer
    finder = LISTS.get(what)
    if finder is None:
        raise Problem("kernel.not_found")
    title, found = finder(viewer, _day(request), request.GET)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    lines = [_line(what, one) for one in page.object_list]
    context = {"title": title, "page": page, "lines": lines, "day": _day(request)}
    return render(request, "reports/daily_rows.html", context)


def _uuid(query: Any, name: str) -> UUID | None:
    try:
        return UUID(query.get(name, ""))
    except ValueError:
        return None


def _residents(viewer: Viewer, day: date, query: Any) -> tuple[str, Any]:
    """Everyone behind the doors of a zone, or of all zones of a class, as of the day's end."""
    as_of = min(clock.now(), span_of(day)[1] - timedelta(seconds=1))
    wanted, klass = _uuid(query, "zone"), query.get("class", "")
    doors = [
        stairwell
        for stairwell, zone in stairwell_zones(viewer, as_of).items()
        if (wanted is None or zone.id == wanted) and (not klass or zone.klass == klass)
    ]
    people = visible_residents(viewer).filter(dwelling__stairwell__in=doors)
    return _("居民"), people.select_related("dwelling__stairwell__estate").order_by(
        "dwelling__stairwell__estate__name", "dwelling__stairwell__sort", "dwelling__door", "sort"
    )


def _round(viewer: Viewer, _day: date, query: Any) -> tuple[str, Any]:
    """Those of a round who reported, are missing, away, exempt, or abnormal."""
    wanted = _uuid(query, "round")
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


def _cases(viewer: Viewer, day: date, query: Any) -> tuple[str, Any]:
    start, end = span_of(day)
    cases = visible_cases(viewer).filter(recorded_at__lt=end)
    if query.get("new"):
        cases = cases.filter(recorded_at__gte=start)
    return _("病例"), cases.order_by("-recorded_at")


def _alarms(viewer: Viewer, day: date, query: Any) -> tuple[str, Any]:
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


LISTS = {"residents": _residents, "round": _round, "cases": _cases, "alarms": _alarms}


def _line(what: str, one: Any) -> dict[str, Any]:
    """A row of any of the lists, as the page shows it."""
    if what == "cases":
        words = f"{one.get_test_display()} · {timezone.localtime(one.recorded_at):%m-%d %H:%M}"
        name = one.resident.name if one.resident else "—"
        return _entry(one.dwelling, name, words, f"/cases/{one.id}/")
    if what == "alarms":
        words = f"{one.get_kind_display()} · {one.outcome or one.owner_name}"
        return _entry(one.resident.dwelling, one.resident.name, words, f"/alarms/{one.id}/")
    words = {
        "reported": _("已填"),
        "missing": _("未填"),
        "away": _("外出"),
        "exempt": _("免报"),
    }.get(getattr(one, "status", ""), one.get_where_display())
    return _entry(one.dwelling, one.name, words, f"/dwellings/{one.dwelling_id}/")


def _entry(dwelling: Any, name: str, words: str, url: str) -> dict[str, Any]:
    return {"dwelling": dwelling, "name": name, "words": words, "url": url}
