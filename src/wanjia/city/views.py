"""The pages of a town, a district, a city, and of one community as these see it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.city import exports
from wanjia.city.figures import URGENCIES, Figures
from wanjia.city.labels import order_labels
from wanjia.city.queries import Line, community_line, tree_of
from wanjia.city.tree import ORDERS, Node, all_communities, page_of
from wanjia.core import clock
from wanjia.core.access.viewer import OFFICE, OFFICERS, Viewer, for_roles
from wanjia.core.charts import draw_spark
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import NIL, parse_id
from wanjia.core.journal.export_log import XLSX
from wanjia.core.localized import localized_name

Row = dict[str, Any]
CASES_SHOWN = 14  # days in the chart of a community
# The lists that an officer's own figures count.
LISTS = {
    "zones": "/zones/",
    "missing": "/missing/",
    "alarms": "/alarms/",
    "needs": "/needs/",
    "sites": "/sites/",
    "cases": "/cases/",
    "transfers": "/transfers/",
    "waste": "/waste/",
}


@for_roles(OFFICE, *OFFICERS, "town")
def city(request: ViewerRequest) -> HttpResponse:
    """Go to what one's office answers for; a community to its own figures."""
    viewer = request.viewer
    if viewer.role == OFFICE:
        return redirect("city:area", tree_of(viewer).top.id)
    return redirect("city:community", viewer.community_id)


@for_roles(OFFICE)
def area(request: ViewerRequest, area_id: UUID) -> HttpResponse:
    """Show an area: how it stands, its parts in a table that opens downward, the same on a map."""
    viewer = request.viewer
    tree = tree_of(viewer)
    chosen = tree.area(area_id)
    ids = (parse_id(text) for text in request.GET.get("open", "").split(","))
    opened = {id for id in ids if id}
    order = request.GET.get("sort", "")
    order = order if order in (*ORDERS, "name") else "urgent"
    line, nodes = page_of(tree, chosen, opened, order)
    context = {
        "area": chosen,
        "way": tree.way_to(chosen),
        "line": line,
        "rows": [_table_row(node, opened, order) for node in nodes],
        "sorts": _sort_links(opened, order),
        "order": order,
        "days": _day_rows(line),
        "cases": _case_bars(line),
        "points": _map_points(nodes),
        "now": clock.now(),
    }
    return render(request, "city/area.html", context)


def _map_points(nodes: Iterable[Node]) -> list[Row]:
    """Return what the map shows: of what is opened its parts instead of it."""
    return exports.map_points(
        [(node.line, _line_url(node.line)) for node in nodes if not node.opened]
    )


def _line_url(line: Line) -> str:
    kind = "area" if line.area else "community"
    return reverse(f"city:{kind}", args=[line.place.id])


def _table_row(node: Node, opened: set[UUID], order: str) -> Row:
    line = node.line
    flipped = opened ^ {line.place.id}
    return {
        "line": line,
        "f": line.figures,
        "depth": node.depth,
        "url": _line_url(line),
        "opens": bool(line.area) and bool(line.communities),
        "opened": node.opened,
        "flip": _query_string(flipped, order),
        "spark": draw_spark([figures.day_missing for _day, figures in sorted(line.days.items())]),
        "urgent": line.figures.overdue or line.figures.open_now,
    }


def _query_string(opened: Iterable[UUID], order: str) -> str:
    words = {"open": ",".join(sorted(map(str, opened))), "sort": "" if order == "urgent" else order}
    return "?" + urlencode({key: value for key, value in words.items() if value}, safe=",")


def _sort_links(opened: set[UUID], order: str) -> list[Row]:
    return [
        {"label": label, "url": _query_string(opened, key), "current": key == order}
        for key, label in order_labels()
    ]


def _day_rows(line: Line) -> list[Row]:
    """List the days of a line, the newest first."""
    days = sorted(line.days.items(), reverse=True)
    return [{"date": day, "figures": figures} for day, figures in days]


def _case_bars(line: Line) -> list[Row]:
    known = dict(sorted(line.days.items())[-CASES_SHOWN:])
    if not known:
        return []
    first, last = min(known), max(known)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [
        {"day": day, "count": known[day].cases_new if day in known else None, "url": ""}
        for day in days[-CASES_SHOWN:]
    ]


@for_roles(OFFICE, *OFFICERS, "town")
def community(request: ViewerRequest, community_id: UUID) -> HttpResponse:
    """Show one community's figures and days; its own officers go on from here to its lists."""
    viewer = request.viewer
    line = community_line(viewer, community_id)
    context = {
        "place": line.place,
        "way": _way_to(viewer, line) if viewer.role == OFFICE else [],
        "line": line,
        "f": line.figures,
        "urgencies": _urgency_rows(line.figures),
        "days": _day_rows(line),
        "cases": _case_bars(line),
        "urls": LISTS if viewer.may(*OFFICERS) else {},
        "now": clock.now(),
    }
    return render(request, "city/community.html", context)


def _urgency_rows(figures: Figures) -> list[Row]:
    labels = (_("危及生命"), _("一天之内"), _("几天之内"), _("不急"))
    return [
        {
            "label": label,
            "open": getattr(figures, f"open_{word}"),
            "late": getattr(figures, f"late_{word}"),
        }
        for word, label in zip(URGENCIES, labels, strict=True)
    ]


def _way_to(viewer: Viewer, line: Line) -> list[Any]:
    """Return the areas from the office's own down to a community's town."""
    tree = tree_of(viewer)
    home = tree.area(line.home or NIL)
    return [*tree.way_to(home), home]


@for_roles(OFFICE)
def area_csv(request: ViewerRequest, area_id: UUID) -> HttpResponse:
    """Show the figures of every community of an area as CSV; each one's journal says so."""
    return _export(request, area_id, "csv")


@for_roles(OFFICE)
def area_xlsx(request: ViewerRequest, area_id: UUID) -> HttpResponse:
    """Show the same as a workbook."""
    return _export(request, area_id, "xlsx")


def _export(request: ViewerRequest, area_id: UUID, ending: str) -> HttpResponse:
    viewer = request.viewer
    tree = tree_of(viewer)
    area = tree.area(area_id)
    rows = all_communities(tree, area)
    at = f"{timezone.localtime(clock.now()):%Y-%m-%d %H%M}"
    name = _("%(area)s汇总 %(at)s") % {"area": localized_name(area), "at": at}
    exports.note_taken(viewer, rows, "city.figures", name)
    data, kind = (
        (exports.as_csv(rows), "text/csv; charset=utf-8")
        if ending == "csv"
        else (exports.as_xlsx(rows), XLSX)
    )
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.{ending}"
    return answer
