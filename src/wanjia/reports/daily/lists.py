"""The lists behind the daily report's figures: as they are, or as they were when it was sealed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, for_roles, system_viewer
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import parse_id
from wanjia.core.localized import localized
from wanjia.core.problems import Problem
from wanjia.people.access import visible_residents
from wanjia.people.models import Resident, Staff
from wanjia.places.models import Dwelling
from wanjia.reports.daily.archive import find_kept
from wanjia.reports.daily.changes import figure_names
from wanjia.reports.daily.counters import read_id
from wanjia.reports.daily.cutoffs import span_of
from wanjia.reports.daily.figures import figures
from wanjia.reports.daily.labels import row_words
from wanjia.reports.daily.report import Report
from wanjia.reports.daily.rows import NO_ZONE, SealedLines, live_rows
from wanjia.reports.daily.views import asked_day
from wanjia.reports.labels import round_words
from wanjia.reports.queries import residents_with_status, round_by, visible_alarms
from wanjia.zoning.queries import stairwell_zones, visible_cases

PAGE = 100
ROUND_STATUSES = {"asked": ("reported", "missing"), "": ("reported", "missing", "away", "exempt")}
Span = tuple[datetime, datetime]
PAGES = {"need": "/needs/{}/", "case": "/cases/{}/", "alarm": "/alarms/{}/"}


@for_roles("head", "desk")
def rows(request: ViewerRequest, what: str) -> HttpResponse:
    """Show the list behind a figure of the report; of a sealed day the one that was sealed."""
    viewer, day = request.viewer, asked_day(request)
    report = find_kept(viewer.community_id, day)[0]
    if what != "figure" and what not in LISTS:
        raise Problem("kernel.not_found")
    span = span_of(day, request.community.report_hours)
    title: str
    found: Any
    if report and report.seal:
        title, found = _sealed_lines(viewer, report, what, request.GET)
    elif what == "figure":
        title, found = _live_lines(viewer, day, span, request.GET.get("key", ""))
    else:
        title, found = LISTS[what](viewer, span, request.GET)
    page: Page[Any] = Paginator(found, PAGE).get_page(request.GET.get("page"))
    if isinstance(found, (SealedLines, _Lines)):
        lines = _stored_lines(viewer, page.object_list)
    else:
        lines = [_line_of(what, row) for row in page.object_list]
    context = {
        "title": title,
        "page": page,
        "lines": lines,
        "day": day,
        "sealed_at": report.seal.sealed_at if report and report.seal else None,
    }
    return render(request, "reports/daily_rows.html", context)


class _Lines(list[tuple[str, list[str]]]):
    """Rows of a figure, each with what it is."""


def _live_lines(viewer: Viewer, day: date, span: Span, key: str) -> tuple[str, _Lines]:
    """Return the rows of a figure of a day that is not sealed."""
    whole = system_viewer(viewer.community_id)
    report = figures(whole, day)
    rows = live_rows(whole, report, span[0], report.as_of, key)
    title = figure_names(report).get(key) or _("日报")
    return title, _Lines((rows.kind, line) for line in rows.lines)


def _sealed_lines(viewer: Viewer, report: Report, what: str, query: Any) -> tuple[str, SealedLines]:
    """Return the rows that a sealed report holds for what is asked."""
    keys, title = _sealed_keys(report, what, query)
    seal_id = report.seal.id if report.seal else UUID(int=0)
    return title, SealedLines(viewer.community_id, seal_id, keys)


def _sealed_keys(report: Report, what: str, query: Any) -> tuple[Sequence[str], str]:
    """Return under which keys the rows are stored, and how the list is called."""
    if what == "figure":
        key = query.get("key", "")
        return [key], figure_names(report).get(key) or _("日报")
    if what == "residents":
        wanted, klass = query.get("zone"), query.get("class", "")
        zones = [
            zone
            for zone in report.zones
            if (not wanted or str(zone.id) == wanted) and (not klass or zone.klass == klass)
        ]
        everybody = [] if wanted or klass else [f"residents:{NO_ZONE}"]
        return [*(f"residents:{zone.id}" for zone in zones), *everybody], _("居民")
    if what == "round":
        status = query.get("status", "")
        rounds = [one for one in report.rounds if str(one.id) == query.get("round")]
        if not rounds:
            raise Problem("kernel.not_found")
        keys = ROUND_STATUSES.get(status, (status,))
        title = f"{localized(rounds[0].zone_name)} · {localized(rounds[0].name)}"
        return [f"round:{rounds[0].id}:{key}" for key in keys], title
    if what == "cases":
        return ["cases:new" if query.get("new") else "cases:total"], _("病例")
    return [f"alarms:{query.get('state', 'open')}"], _("异常")


def _stored_lines(viewer: Viewer, rows: Iterable[tuple[str, list[str]]]) -> list[dict[str, Any]]:
    """Return stored rows as the page shows them: whoever is forgotten has no name any more."""
    known = list(rows)
    scope = {"community_id": viewer.community_id}
    people = {
        row.id: row.name
        for row in Resident.objects.filter(**scope, id__in=_ids(known, 1)).only("id", "name")
    }
    staff_ids = [UUID(line[0]) for kind, line in known if kind == "staff"]
    people |= dict(Staff.objects.filter(**scope, id__in=staff_ids).values_list("id", "name"))
    homes = {
        row.id: row
        for row in Dwelling.objects.filter(**scope, id__in=_ids(known, 2)).select_related(
            "stairwell__estate"
        )
    }
    return [_stored_line(kind, line, people, homes) for kind, line in known]


def _ids(rows: Iterable[tuple[str, list[str]]], place: int) -> set[UUID]:
    return {id for _kind, line in rows if (id := read_id(line[place]))}


def _stored_line(
    kind: str, line: list[str], people: dict[UUID, str], homes: dict[UUID, Dwelling]
) -> dict[str, Any]:
    subject, resident, dwelling, word = line
    who = read_id(subject if kind == "staff" else resident)
    home = homes.get(UUID(dwelling)) if dwelling else None
    url = PAGES.get(kind, "").format(subject) or (f"/dwellings/{home.id}/" if home else "")
    name = people.get(who, "—") if who else "—"
    return _make_line(home, name, row_words(kind, word), url)


def _list_residents(viewer: Viewer, span: Span, query: Any) -> tuple[str, Any]:
    """Return who lives in a zone, or in a class, at the day's end."""
    as_of = min(clock.now(), span[1] - timedelta(seconds=1))
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


def _list_round(viewer: Viewer, _span: Span, query: Any) -> tuple[str, Any]:
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


def _list_cases(viewer: Viewer, span: Span, query: Any) -> tuple[str, Any]:
    start, end = span
    cases = visible_cases(viewer).filter(recorded_at__lt=end)
    if query.get("new"):
        cases = cases.filter(recorded_at__gte=start)
    return _("病例"), cases.order_by("-recorded_at")


def _list_alarms(viewer: Viewer, span: Span, query: Any) -> tuple[str, Any]:
    start, end = span
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
