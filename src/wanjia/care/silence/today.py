"""Today's line of those who call nobody."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.care.silence.background import silent_now
from wanjia.core.access.viewer import OFFICERS
from wanjia.core.today import TodayPage, TodayRow, today_rows


@today_rows(order=82, roles=OFFICERS)
def silent_rows(page: TodayPage) -> list[TodayRow]:
    """Tell how many households nobody has heard of for too long."""
    silent = silent_now(page.viewer.community_id)
    if silent is None or not silent.homes:
        return []
    said = ngettext("%(n)s 户太久没有消息", "%(n)s 户太久没有消息", silent.homes)
    risky = ngettext("其中 %(n)s 户要关照", "其中 %(n)s 户要关照", silent.at_risk)
    return [
        {
            "title": said % {"n": silent.homes},
            "url": "/care/silence/",
            "icon": "elder",
            "tone": "alarm",
            "text": risky % {"n": silent.at_risk} if silent.at_risk else "",
            "due": None,
            "link": {"url": "/care/silence/", "label": _("去看")},
        }
    ]
