"""The navigation of a page: grouped in the rail of a desk, the first four in a phone's bar."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICE, OFFICERS, STAFF, Viewer
from wanjia.core.models import Mode
from wanjia.core.navigation import (
    CONTROL,
    FIRST,
    GOODS,
    RECORDS,
    SERVICE,
    TELLING,
    NavigationPage,
    declare_pages,
    pages_for,
)

IN_BAR = 4
# What a watch is made of; the other pages are behind "more", and in the box of one key.
IN_RAIL = {
    Mode.EMERGENCY: (
        "/",
        "/wall/",
        "/rounds/",
        "/missing/",
        "/alarms/",
        "/cases/",
        "/zones/",
        "/needs/",
        "/care/",
        "/supplies/",
        "/notices/",
        "/residents/",
    ),
    Mode.ORDINARY: (
        "/",
        "/wall/",
        "/visits/",
        "/diary/",
        "/needs/",
        "/care/",
        "/errands/",
        "/duty/",
        "/notices/",
        "/incoming/",
        "/residents/",
        "/registers/",
        "/warnings/",
        "/mode/",
    ),
}
# On an ordinary day what is done at doors comes first.
GROUPS = {
    Mode.EMERGENCY: (FIRST, CONTROL, SERVICE, GOODS, TELLING, RECORDS),
    Mode.ORDINARY: (FIRST, SERVICE, TELLING, CONTROL, GOODS, RECORDS),
}
BAR_OF_ORDINARY_DAYS = ("/", "/visits/", "/needs/", "/care/")
TITLES = ("", _("防控"), _("服务"), _("物资"), _("告知"), _("资料"))

declare_pages(
    (FIRST, 10, "/", _("今日"), "today", STAFF),
    (FIRST, 20, "/wall/", _("万家灯火"), "wall", STAFF),
    (RECORDS, 50, "/journal/", _("日志"), "journal", OFFICERS),
    (RECORDS, 60, "/day/", _("我的一天"), "journal", STAFF),
    (RECORDS, 100, "/staff/", _("人员登录"), "people", {"head"}),
    (RECORDS, 110, "/account/", _("我的账号"), "settings", STAFF | {"town", OFFICE}),
    (RECORDS, 120, "/keys/", _("接口密钥"), "settings", {"head"}),
    (RECORDS, 140, "/system/", _("系统状态"), "check", {"head"}),
    (RECORDS, 150, "/help/", _("怎么用"), "more", STAFF | {"town", OFFICE}),
    today=1,
)


def navigation(viewer: Viewer, path: str, mode: str = Mode.EMERGENCY) -> dict[str, Any]:
    """Return the navigation of a page: `nav` in groups with `folded` behind them, `bar` and `more`
    for a phone.
    """
    groups: dict[int, dict[str, Any]] = {}
    at_hand = []
    ways = pages_for(viewer.role)
    for way in sorted(ways, key=lambda way: (GROUPS[Mode(mode)].index(way.group), way.order)):
        item = {"url": way.url, "label": str(way.label), "icon": way.icon}
        group = groups.setdefault(way.group, {"label": str(TITLES[way.group]), "ways": []})
        group["ways"].append(item)
        if place := _place_at_hand(way, mode):
            at_hand.append((place, item))
    in_rail = IN_RAIL[Mode(mode)]
    items = [item for group in groups.values() for item in group["ways"]]
    around = [one["url"] for one in items if path == one["url"] or _is_within(path, one["url"])]
    here = max(around, key=len, default="")
    for item in items:
        item["current"] = item["url"] == here
    bar = [item for _place, item in sorted(at_hand, key=lambda pair: pair[0])][:IN_BAR]
    few = len(items) <= len(in_rail)
    nav = [_only(group, lambda url: few or url in in_rail) for group in groups.values()]
    folded = [_only(group, lambda url: not few and url not in in_rail) for group in groups.values()]
    return {
        "nav": [group for group in nav if group["ways"]],
        "folded": [group for group in folded if group["ways"]],
        "folded_here": here not in in_rail and not few,
        "bar": bar,
        "more": [item for item in items if item not in bar],
    }


def _place_at_hand(way: NavigationPage, mode: str) -> int:
    """Return a page's place in a phone's bar; 0 is none. An ordinary day's pages come first."""
    if mode == Mode.ORDINARY and way.url in BAR_OF_ORDINARY_DAYS:
        return BAR_OF_ORDINARY_DAYS.index(way.url) - len(BAR_OF_ORDINARY_DAYS)
    return way.at_hand


def _only(group: dict[str, Any], which: Callable[[str], bool]) -> dict[str, Any]:
    return {**group, "ways": [item for item in group["ways"] if which(item["url"])]}


def _is_within(path: str, url: str) -> bool:
    return url != "/" and path.startswith(url)


def ways_of(viewer: Viewer) -> list[NavigationPage]:
    """Return the pages that a role starts from."""
    return pages_for(viewer.role)
