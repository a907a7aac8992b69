"""What of goods and waste waits for a person, kept for Today, and its lines of it."""

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, system_viewer
from wanjia.core.scheduling.cached_counts import CachedCount
from wanjia.core.scheduling.scheduler import counted_for_pages
from wanjia.core.today import TodayPage, TodayRow, today_rows
from wanjia.goods.models import Order, Supply
from wanjia.goods.queries import tallies_of
from wanjia.goods.stock.actions import load_shelves
from wanjia.goods.waste.queries import left_out, open_disinfections, waste_day


def _count_goods(community: UUID) -> dict[str, Any]:
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
        {"supply": str(supply.id), "title": supply.title, "good": tally.good.name, "n": tally.short}
        for supply in running
        for tally in tallies_of(supply)
        if tally.short
    ]
    return {
        "missed": len(left_out(viewer, waste_day())),
        "disinfect": open_disinfections(viewer).filter(due_at__lte=now).count(),
        "doubtful": [
            {"supply": str(row["supply"]), "title": row["supply__title"], "n": row["n"]}
            for row in doubtful
        ],
        "short": short,
        "low": [shelf.item.name for shelf in load_shelves(viewer) if shelf.low],
    }


GOODS: CachedCount[dict[str, Any]] = CachedCount("goods-waiting", _count_goods)


@counted_for_pages
def count_waiting(community: UUID) -> None:
    """Count anew, every minute."""
    GOODS.renew(community)


@today_rows(order=110, roles=OFFICERS)
def goods_rows(page: TodayPage) -> list[TodayRow]:
    """Waste that was left out, flats to disinfect, what is short, orders in doubt, low stock."""
    counts = GOODS.now(page.viewer.community_id)
    if not counts:
        return []
    return [*_waste_rows(counts), *_supply_rows(counts), *_stock_rows(counts)]


def _today_row(title: str, url: str, label: str, tone: str = "", text: str = "") -> TodayRow:
    return {
        "title": title,
        "url": url,
        "icon": "goods",
        "tone": tone,
        "text": text,
        "link": {"url": url, "label": label},
    }


def _waste_rows(counts: dict[str, Any]) -> list[TodayRow]:
    rows = []
    if count := counts["missed"]:
        title = ngettext("%(n)s 处涉阳垃圾昨天没收", "%(n)s 处涉阳垃圾昨天没收", count)
        rows.append(_today_row(title % {"n": count}, "/waste/", _("去收"), "alarm"))
    if count := counts["disinfect"]:
        title = ngettext("%(n)s 处消杀过时限", "%(n)s 处消杀过时限", count)
        rows.append(_today_row(title % {"n": count}, "/waste/", _("打开"), "alarm"))
    return rows


def _supply_rows(counts: dict[str, Any]) -> list[TodayRow]:
    rows = []
    for row in counts["short"]:
        title = _("%(good)s缺 %(n)s 份") % {"good": row["good"], "n": row["n"]}
        rows.append(
            _today_row(title, f"/supplies/{row['supply']}/", _("打开"), "soon", row["title"])
        )
    for row in counts["doubtful"]:
        title = ngettext("%(n)s 单不知是哪一户", "%(n)s 单不知是哪一户", row["n"]) % {"n": row["n"]}
        url = f"/supplies/{row['supply']}/?view=unclear#orders"
        rows.append(_today_row(title, url, _("核定"), "", row["title"]))
    return rows


def _stock_rows(counts: dict[str, Any]) -> list[TodayRow]:
    if not counts["low"]:
        return []
    return [_today_row(_("库存快没了"), "/stock/", _("打开"), "soon", _("、").join(counts["low"]))]
