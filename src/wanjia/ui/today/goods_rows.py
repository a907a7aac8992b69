"""What Today tells of goods and waste: kept figures, asked of no table."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.core.access.viewer import Viewer
from wanjia.goods.today import GOODS

Row = dict[str, Any]


def goods_rows(viewer: Viewer) -> list[Row]:
    """Waste that was left out, flats to disinfect, what is short, orders in doubt, low stock."""
    kept = GOODS.now(viewer.community_id)
    if not kept:
        return []
    return [*_waste(kept), *_supplies(kept), *_stock(kept)]


def _row(title: str, url: str, label: str, tone: str = "", text: str = "") -> Row:
    return {
        "title": title,
        "url": url,
        "icon": "goods",
        "tone": tone,
        "text": text,
        "link": {"url": url, "label": label},
    }


def _waste(kept: dict[str, Any]) -> list[Row]:
    rows = []
    if n := kept["missed"]:
        said = ngettext("%(n)s 处涉阳垃圾昨天没收", "%(n)s 处涉阳垃圾昨天没收", n)
        rows.append(_row(said % {"n": n}, "/waste/", _("去收"), "alarm"))
    if n := kept["disinfect"]:
        said = ngettext("%(n)s 处消杀过时限", "%(n)s 处消杀过时限", n)
        rows.append(_row(said % {"n": n}, "/waste/", _("打开"), "alarm"))
    return rows


def _supplies(kept: dict[str, Any]) -> list[Row]:
    rows = []
    for one in kept["short"]:
        said = _("%(good)s缺 %(n)s 份") % {"good": one["good"], "n": one["n"]}
        rows.append(_row(said, f"/supplies/{one['supply']}/", _("打开"), "soon", one["title"]))
    for one in kept["doubtful"]:
        said = ngettext("%(n)s 单不知是哪一户", "%(n)s 单不知是哪一户", one["n"]) % {"n": one["n"]}
        url = f"/supplies/{one['supply']}/?view=unclear#orders"
        rows.append(_row(said, url, _("核定"), "", one["title"]))
    return rows


def _stock(kept: dict[str, Any]) -> list[Row]:
    if not kept["low"]:
        return []
    return [_row(_("库存快没了"), "/stock/", _("打开"), "soon", _("、").join(kept["low"]))]
