"""Today's line of those without food tomorrow."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.core.access.viewer import OFFICERS
from wanjia.core.today import TodayPage, TodayRow, today_rows
from wanjia.goods.food.background import hungry_now


@today_rows(order=84, roles=OFFICERS)
def hungry_rows(page: TodayPage) -> list[TodayRow]:
    """Tell how many shut-in households are without food tomorrow."""
    hungry = hungry_now(page.viewer.community_id)
    if hungry is None or not hungry.homes:
        return []
    said = ngettext("%(n)s 户明天断粮", "%(n)s 户明天断粮", hungry.homes)
    return [
        {
            "title": said % {"n": hungry.homes},
            "url": "/food/",
            "icon": "goods",
            "tone": "alarm",
            "text": "",
            "due": None,
            "link": {"url": "/food/", "label": _("去看")},
        }
    ]
