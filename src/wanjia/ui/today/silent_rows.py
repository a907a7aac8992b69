"""Today's lines of those who call nobody: too long silent, and without food tomorrow."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.care.silence.counted import silent_now
from wanjia.core.access.viewer import Viewer
from wanjia.goods.food.counted import hungry_now

Row = dict[str, Any]


def silent_rows(viewer: Viewer) -> list[Row]:
    """Households that nobody has heard of for too long, and such without food tomorrow."""
    if not viewer.sees_all:
        return []
    rows = []
    silent = silent_now(viewer.community_id)
    if silent and silent.homes:
        said = ngettext("%(n)s 户太久没有消息", "%(n)s 户太久没有消息", silent.homes)
        risky = ngettext("其中 %(n)s 户要关照", "其中 %(n)s 户要关照", silent.at_risk)
        text = risky % {"n": silent.at_risk} if silent.at_risk else ""
        rows.append(_row(said % {"n": silent.homes}, "/care/silence/", text, "elder"))
    hungry = hungry_now(viewer.community_id)
    if hungry and hungry.homes:
        said = ngettext("%(n)s 户明天断粮", "%(n)s 户明天断粮", hungry.homes)
        rows.append(_row(said % {"n": hungry.homes}, "/food/", "", "goods"))
    return rows


def _row(title: str, url: str, text: str, icon: str) -> Row:
    return {
        "title": title,
        "url": url,
        "icon": icon,
        "tone": "alarm",
        "text": text,
        "due": None,
        "link": {"url": url, "label": _("去看")},
    }
