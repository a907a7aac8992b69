"""What of goods and waste waits for a person, kept for Today, and its lines of it."""

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, system_viewer
from wanjia.core.scheduling.cached_counts import CachedCount
from wanjia.core.scheduling.scheduler import every_minute
from wanjia.core.today import TodayPage, TodayRow, today_rows
from wanjia.goods.models import Order, Supply
from wanjia.goods.queries import tallies
from wanjia.goods.stock.actions import shelves
from wanjia.goods.waste.actions import today
from wanjia.goods.waste.queries import disinfections, left_out


def _count(community: UUID) -> dict[str, Any]:
    viewer, now = system_viewer(community), clock.now()
    running = Supply.objects.filter(
        community_id=community, finished_at=None, cancelled_at=None, split_at=None
    )
    doubtful = (
        Order.objects.filter(community_id=community, cancelled_at=None, supply__in=running)
        .exclude(doubt="")
        .values("supply", "supply__title")
        .annotate(n=Count("id"))
    )
    short = [
        {"supply": str(one.id), "title": one.title, "good": tally.good.name, "n": tally.short}
        for one in running
        for tally in tallies(one)
        if tally.short
    ]
    return {
        "missed": len(left_out(viewer, today())),
        "disinfect": disinfections(viewer).filter(due_at__lte=now).count(),
        "doubtful": [
            {"supply": str(row["supply"]), "title": row["supply__title"], "n": row["n"]}
            for row in doubtful
        ],
        "short": short,
        "low": [one.item.name for one in shelves(viewer) if one.low],
    }


GOODS: CachedCount[dict[str, Any]] = CachedCount("goods-waiting", _count)


@every_minute
def count_waiting(community: UUID) -> None:
    """Count anew, every minute."""
    GOODS.renew(community)


@today_rows(order=110, roles=OFFICERS)
def goods_rows(page: TodayPage) -> list[TodayRow]:
    """Waste that was left out, flats to disinfect, what is short, orders in doubt, low stock."""
    kept = GOODS.now(page.viewer.community_id)
    if not kept:
        return []
    return [*_waste(kept), *_supplies(kept), *_stock(kept)]


def _row(title: str, url: str, label: str, tone: str = "", text: str = "") -> TodayRow:
    return {
        "title": title,
        "url": url,
        "icon": "goods",
        "tone": tone,
        "text": text,
        "link": {"url": url, "label": label},
    }


def _waste(kept: dict[str, Any]) -> list[TodayRow]:
    rows = []
    if n := kept["missed"]:
        said = ngettext("%(n)s 处涉阳垃圾昨天没收", "%(n)s 处涉阳垃圾昨天没收", n)
        rows.append(_row(said % {"n": n}, "/waste/", _("去收"), "alarm"))
    if n := kept["disinfect"]:
        said = ngettext("%(n)s 处消杀过时限", "%(n)s 处消杀过时限", n)
        rows.append(_row(said % {"n": n}, "/waste/", _("打开"), "alarm"))
    return rows


def _supplies(kept: dict[str, Any]) -> list[TodayRow]:
    rows = []
    for one in kept["short"]:
        said = _("%(good)s缺 %(n)s 份") % {"good": one["good"], "n": one["n"]}
        rows.append(_row(said, f"/supplies/{one['supply']}/", _("打开"), "soon", one["title"]))
    for one in kept["doubtful"]:
        said = ngettext("%(n)s 单不知是哪一户", "%(n)s 单不知是哪一户", one["n"]) % {"n": one["n"]}
        url = f"/supplies/{one['supply']}/?view=unclear#orders"
        rows.append(_row(said, url, _("核定"), "", one["title"]))
    return rows


def _stock(kept: dict[str, Any]) -> list[TodayRow]:
    if not kept["low"]:
        return []
    return [_row(_("库存快没了"), "/stock/", _("打开"), "soon", _("、").join(kept["low"]))]
