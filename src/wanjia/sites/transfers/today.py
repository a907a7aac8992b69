"""Today's positives who wait for transfer."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.core.today import TodayPage, TodayRow, today_rows
from wanjia.sites.labels import hour_words
from wanjia.sites.today import waiting_for


@today_rows(order=70)
def transfer_rows(page: TodayPage) -> list[TodayRow]:
    """Positives who wait for transfer, while there are any."""
    many, unseated, oldest = waiting_for(page.viewer)
    if not many:
        return []
    said = ngettext("%(n)s 人等转运", "%(n)s 人等转运", many) % {"n": many}
    seats = ngettext("其中 %(n)s 人还没有车", "其中 %(n)s 人还没有车", unseated) % {"n": unseated}
    return [
        {
            "title": said,
            "url": "/transfers/",
            "icon": "people",
            "tone": "alarm" if unseated else "soon",
            "text": seats if unseated else "",
            "when": _("最久的自 %(at)s") % {"at": hour_words(oldest)},
            "link": {"url": "/transfers/", "label": _("安排")},
        }
    ]
