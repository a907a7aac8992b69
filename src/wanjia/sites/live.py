"""What open screens hear of who waits to be brought away."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.template.loader import render_to_string

from wanjia.core.access.viewer import Viewer
from wanjia.core.live import live_part
from wanjia.sites.queries import WHO_SEES, waiting_transfers
from wanjia.sites.transfers.views import PAGE, waiting_rows


@live_part("transfers", topics=("transfer", "vehicle", "case", "site", "stay"), roles=WHO_SEES)
def waiting(viewer: Viewer, _asked: str) -> Mapping[str, Any]:
    """Return the first page of who waits, the longest first."""
    page = Paginator(waiting_transfers(viewer), PAGE).get_page(1)
    context = waiting_rows(viewer, page.object_list)
    return {"transfers": render_to_string("sites/waiting_rows.html", context)}
