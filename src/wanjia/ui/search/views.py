"""One box for everything: people and doors, requests, risks, zones, pages, and what can be done."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from wanjia.core.access.viewer import STAFF, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.palette import Typed, acts_for, found_for
from wanjia.people.search.queries import LONGEST, find_with_total

IN_PALETTE = "palette-found"  # where htmx puts it
MOST_ACTS = 6


@for_roles(*STAFF)
def find(request: ViewerRequest) -> HttpResponse:
    """Find whoever or whatever a text means; htmx gets the list alone."""
    viewer = request.viewer
    text = request.GET.get("q", "")[:LONGEST]
    found = find_with_total(viewer, text)
    known = {"dwellings": {hit.dwelling_id for hit in found.hits if hit.dwelling_id}}
    context: dict[str, Any] = {
        "q": text,
        "hits": found.hits,
        "total": found.total,
        "others": found_for(Typed(viewer, text, known)),
        "acts": acts_for(viewer, text)[:MOST_ACTS],
    }
    template = "ui/hits.html" if request.headers.get("HX-Request") else "ui/find.html"
    if request.headers.get("HX-Target") == IN_PALETTE:
        template = "ui/palette_hits.html"
    return render(request, template, context)
