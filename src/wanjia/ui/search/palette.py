"""Pages, cases, zones and grids by one key."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import OFFICERS, Viewer
from wanjia.core.localized import localized_name
from wanjia.core.palette import Typed, palette_source
from wanjia.people.search.pinyin import sound
from wanjia.ui.navigation import ways_of
from wanjia.zoning.queries import visible_cases, visible_grids, zones_in_force

DASHES = str.maketrans("–—－~～", "-----")
MOST = 5
Row = dict[str, Any]


@palette_source(20)
def find_pages(typed: Typed) -> Iterator[Row]:
    """Find pages by their name, or by the initials of how it sounds."""
    words = typed.text.strip().lower()
    for way in ways_of(typed.viewer):
        label = str(way.label).lower()
        if words in label or (len(words) > 1 and sound(label).initials.startswith(words)):
            yield {"title": str(way.label), "url": way.url, "icon": way.icon, "text": _("页面")}


@palette_source(50)
def find_cases(typed: Typed) -> Iterator[Row]:
    """Find the cases of the dwellings found."""
    homes = typed.known.get("dwellings")
    if not homes or typed.viewer.role not in OFFICERS:
        return
    for case in visible_cases(typed.viewer).filter(dwelling__in=homes)[:MOST]:
        if case.dwelling:
            yield {
                "title": _("病例 %(door)s") % {"door": case.dwelling.door},
                "url": f"/dwellings/{case.dwelling_id}/",
                "icon": "case",
                "text": f"{localized_name(case.dwelling.stairwell.estate)} · "
                f"{timezone.localtime(case.recorded_at):%m-%d %H:%M}",
            }


@palette_source(60)
def find_places(typed: Typed) -> Iterator[Row]:
    """Find zones in force and grids whose name in either language holds the words."""
    yield from _find_zones(typed.viewer, typed.text)
    yield from _find_grids(typed.viewer, typed.text)


def _find_zones(viewer: Viewer, words: str) -> Iterator[Row]:
    for zone in [zone for zone in zones_in_force(viewer) if _is_named(zone, words)][:MOST]:
        yield {
            "title": localized_name(zone),
            "url": f"/zones/{zone.id}/",
            "icon": "zone",
            "text": _("分区"),
        }


def _find_grids(viewer: Viewer, words: str) -> Iterator[Row]:
    for grid in [grid for grid in visible_grids(viewer) if _is_named(grid, words)][:MOST]:
        yield {
            "title": localized_name(grid),
            "url": f"/grids/{grid.id}/",
            "icon": "grid",
            "text": _("网格 · %(zone)s") % {"zone": localized_name(grid.zone)},
        }


def _is_named(place: Any, words: str) -> bool:
    """Whether a name holds the words; a dash between doors may be typed as any of its kind."""
    names = f"{place.name}\n{place.name_en}".lower().translate(DASHES)
    return words.strip().lower().translate(DASHES) in names
