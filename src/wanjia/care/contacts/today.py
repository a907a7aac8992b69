"""Today's overdue contacts."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.care.contacts.overdue import late_now
from wanjia.core.today import TodayPage, TodayRow, today_rows


@today_rows(order=80)
def care_rows(page: TodayPage) -> list[TodayRow]:
    """Those at risk with whom nobody has spoken in their time, for officers."""
    viewer = page.viewer
    late = late_now(viewer.community_id) if viewer.sees_all else None
    if late is None or not late.people:
        return []
    said = ngettext("%(n)s 位要关照的人过了联系时限", "%(n)s 位要关照的人过了联系时限", late.people)
    doors = ngettext("其中 %(n)s 位要上门", "其中 %(n)s 位要上门", late.by_door)
    return [
        {
            "title": said % {"n": late.people},
            "url": "/care/?list=late",
            "icon": "elder",
            "tone": "alarm",
            "text": doors % {"n": late.by_door} if late.by_door else "",
            "due": late.oldest,
            "link": {"url": "/care/?list=late", "label": _("去联系")},
        }
    ]
