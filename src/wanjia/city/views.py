"""The pages of a town, a district, a city, and of one community as these see it."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.city import exports
from wanjia.city.drawing import spark
from wanjia.city.figures import Figures
from wanjia.city.labels import orders
from wanjia.city.queries import Line, community_line, tree_of
from wanjia.city.tree import ORDERS, Node, page_of, whole
from wanjia.core import clock
from wanjia.core.access.viewer import OFFICE, OFFICERS, Viewer, for_roles
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
    """An area: how it stands, its parts in a table that opens downward, the same on a map."""
    viewer = request.viewer
    tree = tree_of(viewer)
    found = tree.area(area_id)
    asked = (parse_id(one) for one in request.GET.get("open", "").split(","))
    opened = {one for one in asked if one}
    order = request.GET.get("sort", "")
    order = order if order in (*ORDERS, "name") else "urgent"
    line, nodes = page_of(tree, found, opened, order)
    context = {
        "area": found,
        "way": tree.way_to(found),
        "line": line,
        "rows": [_row(node, opened, order) for node in nodes],
        "sorts": _sorts(opened, order),
        "order": order,
        "days": _days(line),
        "cases": _cases(line),
        "points": _points(nodes),
        "now": clock.now(),
    }
    return render(request, "city/area.html", context)


def _points(nodes: Iterable[Node]) -> list[Row]:
    """What the map shows: of what is opened its parts instead of it."""
    return exports.map_points([(one.line, _url(one.line)) for one in nodes if not one.opened])


def _url(line: Line) -> str:
    kind = "area" if line.area else "community"
    return reverse(f"city:{kind}", args=[line.place.id])


def _row(node: Node, opened: set[UUID], order: str) -> Row:
    line = node.line
    flipped = opened ^ {line.place.id}
    return {
        "line": line,
        "f": line.figures,
        "depth": node.depth,
        "url": _url(line),
        "opens": bool(line.area) and bool(line.communities),
        "opened": node.opened,
        "flip": _query(flipped, order),
        "spark": spark([one.day_missing for _day, one in sorted(line.days.items())]),
        "urgent": line.figures.overdue or line.figures.open_now,
    }


def _query(opened: Iterable[UUID], order: str) -> str:
    words = {"open": ",".join(sorted(map(str, opened))), "sort": "" if order == "urgent" else order}
    return "?" + urlencode({key: value for key, value in words.items() if value}, safe=",")


def _sorts(opened: set[UUID], order: str) -> list[Row]:
    return [
        {"label": label, "url": _query(opened, key), "current": key == order}
        for key, label in orders()
    ]


def _days(line: Line) -> list[tuple[date, Figures]]:
    return sorted(line.days.items(), reverse=True)


def _cases(line: Line) -> list[Row]:
    days = sorted(line.days.items())[-CASES_SHOWN:]
    return [{"day": day, "count": one.cases_new, "url": ""} for day, one in days]


@for_roles(OFFICE, *OFFICERS, "town")
def community(request: ViewerRequest, community_id: UUID) -> HttpResponse:
    """One community's figures and days; its own officers go on from here to its lists."""
    viewer = request.viewer
    line = community_line(viewer, community_id)
    context = {
        "place": line.place,
        "way": _way(viewer, line) if viewer.role == OFFICE else [],
        "line": line,
        "f": line.figures,
        "days": _days(line),
        "cases": _cases(line),
        "urls": LISTS if viewer.may(*OFFICERS) else {},
        "now": clock.now(),
    }
    return render(request, "city/community.html", context)


def _way(viewer: Viewer, line: Line) -> list[Any]:
    """The areas from the office's own down to a community's town."""
    tree = tree_of(viewer)
    home = tree.area(line.home or NIL)
    return [*tree.way_to(home), home]


@for_roles(OFFICE)
def area_csv(request: ViewerRequest, area_id: UUID) -> HttpResponse:
    """The figures of every community of an area as CSV; each one's journal says so."""
    return _taken(request, area_id, "csv")


@for_roles(OFFICE)
def area_xlsx(request: ViewerRequest, area_id: UUID) -> HttpResponse:
    """The same as a workbook."""
    return _taken(request, area_id, "xlsx")


def _taken(request: ViewerRequest, area_id: UUID, ending: str) -> HttpResponse:
    viewer = request.viewer
    tree = tree_of(viewer)
    found = tree.area(area_id)
    rows = whole(tree, found)
    at = f"{timezone.localtime(clock.now()):%Y-%m-%d %H%M}"
    name = _("%(area)s汇总 %(at)s") % {"area": localized_name(found), "at": at}
    exports.note_taken(viewer, rows, "city.figures", name)
    data, kind = (
        (exports.as_csv(rows), "text/csv; charset=utf-8")
        if ending == "csv"
        else (exports.as_xlsx(rows), XLSX)
    )
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.{ending}"
    return answer
