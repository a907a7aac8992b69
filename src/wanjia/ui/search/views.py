"""One box for everything: people and doors, and the zones, grids, cases and pages of that name."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.localized import localized_name
from wanjia.needs.intake.numbers import number_of
from wanjia.needs.queries import needs_numbered
from wanjia.people.search.queries import LONGEST, Hit
from wanjia.people.search.queries import find as find_people
from wanjia.ui.navigation import ways_of
from wanjia.zoning.queries import visible_cases, visible_grids, zones_in_force

DASHES = str.maketrans("–—－~～", "-----")
MOST = 5
Row = dict[str, Any]


@for_roles(*STAFF)
def find(request: ViewerRequest) -> HttpResponse:
    """Find whoever or whatever a text means; htmx gets the list alone."""
    viewer = request.viewer
    text = request.GET.get("q", "")[:LONGEST]
    hits = find_people(viewer, text)
    context = {"q": text, "hits": hits, "others": _other_hits(viewer, text, hits)}
    template = "ui/hits.html" if request.headers.get("HX-Request") else "ui/find.html"
    return render(request, template, context)


def _other_hits(viewer: Viewer, text: str, hits: list[Hit]) -> list[Row]:
    """Return what is neither a person nor a door, as lines of work."""
    words = text.strip().lower()
    if not words:
        return []
    pages = [
        {"title": str(way.label), "url": way.url, "icon": way.icon, "text": _("页面")}
        for way in ways_of(viewer)
        if words in str(way.label).lower()
    ]
    return [
        *pages,
        *_find_needs(viewer, words),
        *_find_cases(viewer, hits),
        *_find_places(viewer, words),
    ]


def _find_needs(viewer: Viewer, text: str) -> list[Row]:
    """Return the requests of the number that somebody was told on the phone."""
    return [
        {
            "title": _("求助 %(number)s") % {"number": number_of(one.id)},
            "url": f"/needs/{one.id}/",
            "icon": "needs",
            "text": f"{one.dwelling.door if one.dwelling else _('不知哪户')} · {one.text[:60]}",
        }
        for one in needs_numbered(viewer, text)[:MOST]
    ]


def _find_cases(viewer: Viewer, hits: list[Hit]) -> list[Row]:
    """Return the cases of the dwellings found."""
    homes = {hit.dwelling_id for hit in hits if hit.dwelling_id}
    if not homes:
        return []
    return [
        {
            "title": _("病例 %(door)s") % {"door": case.dwelling.door},
            "url": f"/dwellings/{case.dwelling_id}/",
            "icon": "case",
            "text": f"{localized_name(case.dwelling.stairwell.estate)} · "
            f"{timezone.localtime(case.recorded_at):%m-%d %H:%M}",
        }
        for case in visible_cases(viewer).filter(dwelling__in=homes)[:MOST]
        if case.dwelling
    ]


def _find_places(viewer: Viewer, words: str) -> list[Row]:
    """Zones in force and grids whose name in either language holds the words."""
    zones = [zone for zone in zones_in_force(viewer) if _is_named(zone, words)]
    grids = [grid for grid in visible_grids(viewer) if _is_named(grid, words)]
    return [
        *(
            {
                "title": localized_name(zone),
                "url": f"/zones/{zone.id}/",
                "icon": "zone",
                "text": _("分区"),
            }
            for zone in zones[:MOST]
        ),
        *(
            {
                "title": localized_name(grid),
                "url": f"/grids/{grid.id}/",
                "icon": "grid",
                "text": _("网格 · %(zone)s") % {"zone": localized_name(grid.zone)},
            }
            for grid in grids[:MOST]
        ),
    ]


def _is_named(place: Any, words: str) -> bool:
    """Whether a name holds the words; a dash between doors may be typed as any of its kind."""
    names = f"{place.name}\n{place.name_en}".lower().translate(DASHES)
    return words.translate(DASHES) in names
