"""The navigation of a page: grouped in the rail of a desk, the first four in a phone's bar."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICE, OFFICERS, STAFF, Viewer
from wanjia.core.navigation import FIRST, RECORDS, NavigationPage, declare_pages, pages_for

IN_BAR = 4
# What a watch is made of; the other pages are behind "more", and in the box of one key.
IN_RAIL = (
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
)
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


def navigation(viewer: Viewer, path: str) -> dict[str, Any]:
    """Return the navigation of a page: `nav` in groups with `folded` behind them, `bar` and `more`
    for a phone.
    """
    groups: dict[int, dict[str, Any]] = {}
    at_hand = []
    for way in pages_for(viewer.role):
        item = {"url": way.url, "label": str(way.label), "icon": way.icon}
        group = groups.setdefault(way.group, {"label": str(TITLES[way.group]), "ways": []})
        group["ways"].append(item)
        if way.at_hand:
            at_hand.append((way.at_hand, item))
    items = [item for group in groups.values() for item in group["ways"]]
    around = [one["url"] for one in items if path == one["url"] or _is_within(path, one["url"])]
    here = max(around, key=len, default="")
    for item in items:
        item["current"] = item["url"] == here
    bar = [item for _place, item in sorted(at_hand, key=lambda pair: pair[0])][:IN_BAR]
    few = len(items) <= len(IN_RAIL)
    nav = [_only(group, lambda url: few or url in IN_RAIL) for group in groups.values()]
    folded = [_only(group, lambda url: not few and url not in IN_RAIL) for group in groups.values()]
    return {
        "nav": [group for group in nav if group["ways"]],
        "folded": [group for group in folded if group["ways"]],
        "folded_here": here not in IN_RAIL and not few,
        "bar": bar,
        "more": [item for item in items if item not in bar],
    }


def _only(group: dict[str, Any], which: Callable[[str], bool]) -> dict[str, Any]:
    return {**group, "ways": [item for item in group["ways"] if which(item["url"])]}


def _is_within(path: str, url: str) -> bool:
    return url != "/" and path.startswith(url)


def ways_of(viewer: Viewer) -> list[NavigationPage]:
    """Return the pages that a role starts from."""
    return pages_for(viewer.role)
