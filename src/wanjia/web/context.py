"""What the shell around every officer's page needs: the viewer, the navigation, open alarms."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from wanjia.duty.phone import doctors_on_duty
from wanjia.kernel.access import FIELD, OFFICERS, Viewer
from wanjia.reports.queries import open_alarms_rows

STAFF = OFFICERS | FIELD


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the shell's context; alarms are asked for only by a page that shows them."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        return {"viewer": None}
    return {
        "viewer": viewer,
        "community": getattr(request, "community", None),
        "nav": _navigation(viewer, request.path),
        "open_alarms": SimpleLazyObject(lambda: open_alarms_rows(viewer)),
        "on_duty": SimpleLazyObject(lambda: doctors_on_duty(viewer.community_id)),
    }


def _navigation(viewer: Viewer, path: str) -> list[dict[str, Any]]:
    """The ways a role has; the first four make the phone's bar."""
    ways = ways_of(viewer)
    around = [
        one for one, _label, _icon in ways if path == one or (one != "/" and path.startswith(one))
    ]
    here = max(around, key=len, default="")
    return [
        {"label": label, "url": url, "icon": icon, "current": url == here}
        for url, label, icon in ways
    ]


def ways_of(viewer: Viewer) -> list[tuple[str, str, str]]:
    """The pages that a role starts from: address, label, icon."""
    return [(url, label, icon) for roles, url, label, icon in _ways() if viewer.role in roles]


def _ways() -> list[tuple[frozenset[str], str, str, str]]:
    reporters = OFFICERS | {"grid", "doctor", "steward", "volunteer"}
    town = frozenset({"town"})
    return [
        (STAFF, "/", _("今日"), "today"),
        (STAFF, "/rounds/", _("轮次"), "round"),
        (STAFF, "/needs/", _("求助"), "needs"),
        (STAFF, "/care/", _("关爱"), "elder"),
        (STAFF, "/wall/", _("万家灯火"), "wall"),
        (STAFF, "/duty/", _("值班"), "bell"),
        (STAFF, "/trips/", _("就医卡"), "case"),
        (STAFF, "/errands/", _("代买"), "goods"),
        (STAFF, "/supplies/", _("物资"), "goods"),
        (STAFF, "/routes/", _("路线"), "map"),
        (STAFF, "/waste/", _("垃圾"), "goods"),
        (OFFICERS | {"grid", "steward"}, "/stock/", _("库存"), "goods"),
        (OFFICERS | {"grid", "doctor"}, "/mothers/", _("母婴"), "elder"),
        (reporters, "/missing/", _("未填"), "phone"),
        (OFFICERS | {"grid"}, "/pastes/", _("粘贴"), "paste"),
        (STAFF, "/alarms/", _("异常"), "alarm"),
        (STAFF, "/notices/", _("通知"), "bell"),
        (OFFICERS, "/channels/", _("群消息"), "chat"),
        (OFFICERS, "/cases/", _("病例"), "case"),
        (OFFICERS | {"grid", "doctor"}, "/transfers/", _("转运"), "people"),
        (OFFICERS | town, "/sites/", _("方舱"), "home"),
        (STAFF | town, "/zones/", _("分区"), "zone"),
        (OFFICERS, "/proposals/", _("到期"), "bell"),
        (STAFF, "/residents/", _("居民"), "people"),
        (OFFICERS | town, "/daily/", _("日报"), "report"),
        (OFFICERS | {"grid"}, "/estates/", _("小区"), "map"),
        (OFFICERS, "/journal/", _("日志"), "journal"),
        (STAFF, "/day/", _("我的一天"), "journal"),
        (OFFICERS, "/import/", _("导入"), "import"),
        (OFFICERS, "/protocols/", _("规则"), "settings"),
        (STAFF | town, "/help/", _("怎么用"), "more"),
    ]
