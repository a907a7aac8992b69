"""What open screens hear of requests."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.template.loader import render_to_string

from wanjia.core.access.viewer import Viewer
from wanjia.core.live import grave_source, live_part, page_count
from wanjia.needs.models import Urgency
from wanjia.needs.queries import need_row, open_needs
from wanjia.needs.views import PAGE, filter_needs

MOST = 50


@grave_source
def untaken_dangers(viewer: Viewer) -> Mapping[str, str]:
    """Return open requests that threaten a life and that nobody has taken: address and words."""
    rows = open_needs(viewer).filter(owner=None, urgency=Urgency.NOW)
    return {row["url"]: row["title"] for row in map(need_row, rows[:MOST])}


@page_count("/needs/")
def open_requests(viewer: Viewer) -> int:
    """Return how many requests are open."""
    return open_needs(viewer).count()


@live_part("needs", topics=("need",))
def request_rows(viewer: Viewer, asked: str) -> Mapping[str, Any]:
    """Return the first page of the requests of one tab."""
    page = Paginator(filter_needs(viewer, asked or "open", {}), PAGE).get_page(1)
    context = {"rows": [need_row(need) for need in page.object_list], "page": page}
    return {"needs": render_to_string("needs/need_rows.html", context)}
