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

MOST = 5
Row = dict[str, Any]


@for_roles(*STAFF)
def find(request: ViewerRequest) -> HttpResponse:
    """Find whoever or whatever a text means; htmx gets the list alone."""
    viewer = request.viewer
    text = request.GET.get("q", "")[:LONGEST]
    hits = find_people(viewer, text)
    context = {"q": text, "hits": hits, "others": _others(viewer, text, hits)}
    template = "ui/hits.html" if request.headers.get("HX-Request") else "ui/find.html"
    return render(request, template, context)


def _others(viewer: Viewer, text: str, hits: list[Hit]) -> list[Row]:
    """What is neither a person nor a door, as lines of work."""
    words = text.strip().lower()
    if not words:
        return []
    pages = [
        {"title": str(way.label), "url": way.url, "icon": way.icon, "text": _("页面")}
        for way in ways_of(viewer)
        if words in str(way.label).lower()
    ]
    return [*pages, *_needs(viewer, words), *_cases(viewer, hits), *_places(viewer, words)]


def _needs(viewer: Viewer, text: str) -> list[Row]:
    """The requests of the number that somebody was told on the phone."""
    return [
        {
            "title": _("求助 %(number)s") % {"number": number_of(one.id)},
            "url": f"/needs/{one.id}/",
            "icon": "needs",
            "text": f"{one.dwelling.door if one.dwelling else _('不知哪户')} · {one.text[:60]}",
        }
        for one in needs_numbered(viewer, text)[:MOST]
    ]


def _cases(viewer: Viewer, hits: list[Hit]) -> list[Row]:
    """The cases of the dwellings found."""
    homes = {one.dwelling_id for one in hits if one.dwelling_id}
    if not homes:
        return []
    return [
        {
            "title": _("病例 %(door)s") % {"door": one.dwelling.door},
            "url": f"/dwellings/{one.dwelling_id}/",
            "icon": "case",
            "text": f"{localized_name(one.dwelling.stairwell.estate)} · "
            f"{timezone.localtime(one.recorded_at):%m-%d %H:%M}",
        }
        for one in visible_cases(viewer).filter(dwelling__in=homes)[:MOST]
    ]


def _places(viewer: Viewer, words: str) -> list[Row]:
    """Zones in force and grids whose name in either language holds the words."""
    zones = [one for one in zones_in_force(viewer) if _is_named(one, words)]
    grids = [one for one in visible_grids(viewer) if _is_named(one, words)]
    return [
        *(
            {
                "title": localized_name(one),
                "url": f"/zones/{one.id}/",
                "icon": "zone",
                "text": _("分区"),
            }
            for one in zones[:MOST]
        ),
        *(
            {
                "title": localized_name(one),
                "url": f"/grids/{one.id}/",
                "icon": "grid",
                "text": _("网格 · %(zone)s") % {"zone": localized_name(one.zone)},
            }
            for one in grids[:MOST]
        ),
    ]


def _is_named(place: Any, words: str) -> bool:
    return words in place.name.lower() or words in place.name_en.lower()
