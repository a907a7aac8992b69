"""The ways that each role has: grouped in the rail of a desk, the first four in a phone's bar."""

from typing import Any

from django.utils.translation import gettext as _

from wanjia.core.access.viewer import FIELD, OFFICE, OFFICERS, Viewer

STAFF = OFFICERS | FIELD
CARERS = OFFICERS | {"grid", "doctor"}
TOWN = frozenset({"town"})
OFFICES = frozenset({OFFICE})
IN_BAR = 4
# What a phone keeps at hand, the first that a role has of them.
AT_HAND = ("/", "/rounds/", "/needs/", "/care/", "/daily/", "/zones/", "/sites/", "/city/")
Way = tuple[frozenset[str], str, str, str]


def navigation(viewer: Viewer, path: str) -> dict[str, Any]:
    """The navigation of a page: `nav` in groups, `bar` and `more` for a phone."""
    groups: list[dict[str, Any]] = [
        {"label": label, "ways": [_item(way) for way in ways if viewer.role in way[0]]}
        for label, ways in _groups()
    ]
    groups = [group for group in groups if group["ways"]]
    items = [item for group in groups for item in group["ways"]]
    around = [one["url"] for one in items if path == one["url"] or _is_within(path, one["url"])]
    here = max(around, key=len, default="")
    for item in items:
        item["current"] = item["url"] == here
    bar = [item for url in AT_HAND for item in items if item["url"] == url][:IN_BAR]
    return {"nav": groups, "bar": bar, "more": [item for item in items if item not in bar]}


def _item(way: Way) -> dict[str, Any]:
    _roles, url, label, icon = way
    return {"url": url, "label": label, "icon": icon}


def _is_within(path: str, url: str) -> bool:
    return url != "/" and path.startswith(url)


def ways_of(viewer: Viewer) -> list[tuple[str, str, str]]:
    """The pages that a role starts from: address, label, icon."""
    ways = [way for _label, group in _groups() for way in group]
    return [(url, label, icon) for roles, url, label, icon in ways if viewer.role in roles]


def _groups() -> list[tuple[str, list[Way]]]:
    return [
        ("", [(STAFF, "/", _("今日"), "today"), (STAFF, "/wall/", _("万家灯火"), "wall")]),
        (_("防控"), _control()),
        (_("服务"), _service()),
        (_("物资"), _goods()),
        (_("告知"), _telling()),
        (_("资料"), _records()),
    ]


def _control() -> list[Way]:
    return [
        (STAFF, "/rounds/", _("轮次"), "round"),
        (STAFF, "/missing/", _("未填"), "phone"),
        (OFFICERS | {"grid"}, "/pastes/", _("粘贴"), "paste"),
        (STAFF, "/alarms/", _("异常"), "alarm"),
        (OFFICERS, "/cases/", _("病例"), "case"),
        (STAFF | TOWN, "/zones/", _("分区"), "zone"),
        (OFFICERS, "/proposals/", _("到期"), "bell"),
        (CARERS, "/transfers/", _("转运"), "people"),
        (OFFICERS | TOWN, "/sites/", _("方舱"), "home"),
    ]


def _service() -> list[Way]:
    return [
        (STAFF, "/needs/", _("求助"), "needs"),
        (STAFF, "/care/", _("关爱"), "elder"),
        (STAFF, "/errands/", _("代买"), "goods"),
        (STAFF, "/trips/", _("就医卡"), "case"),
        (CARERS, "/mothers/", _("母婴"), "elder"),
        (STAFF, "/duty/", _("值班"), "bell"),
    ]


def _goods() -> list[Way]:
    return [
        (STAFF, "/supplies/", _("物资"), "goods"),
        (STAFF, "/food/", _("口粮"), "goods"),
        (STAFF, "/routes/", _("路线"), "map"),
        (STAFF, "/waste/", _("垃圾"), "goods"),
        (OFFICERS | {"grid", "steward"}, "/stock/", _("库存"), "goods"),
    ]


def _telling() -> list[Way]:
    return [
        (STAFF, "/notices/", _("通知"), "bell"),
        (OFFICERS, "/channels/", _("群消息"), "chat"),
        (OFFICERS, "/incoming/", _("来信"), "chat"),
    ]


def _records() -> list[Way]:
    return [
        (STAFF, "/residents/", _("居民"), "people"),
        (OFFICERS | {"grid"}, "/estates/", _("小区"), "map"),
        (OFFICERS | TOWN, "/daily/", _("日报"), "report"),
        (OFFICERS | TOWN | OFFICES, "/city/", _("汇总"), "report"),
        (OFFICERS, "/journal/", _("日志"), "journal"),
        (STAFF, "/day/", _("我的一天"), "journal"),
        (OFFICERS, "/corrections/", _("住户更正"), "people"),
        (OFFICERS, "/import/", _("导入"), "import"),
        (OFFICERS, "/protocols/", _("规则"), "settings"),
        (frozenset({"head"}), "/staff/", _("人员登录"), "people"),
        (STAFF | TOWN | OFFICES, "/account/", _("我的账号"), "settings"),
        (frozenset({"head"}), "/keys/", _("接口密钥"), "settings"),
        (frozenset({"head"}), "/forget/", _("保存期限"), "settings"),
        (frozenset({"head"}), "/system/", _("系统状态"), "check"),
        (STAFF | TOWN | OFFICES, "/help/", _("怎么用"), "more"),
    ]
