"""Today's corrections: what households say is wrong of themselves."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.core.access.viewer import OFFICERS
from wanjia.core.today import TodayPage, TodayRow, today_rows
from wanjia.privacy.subject.corrections import WAITING


@today_rows(order=122, roles=OFFICERS)
def correction_rows(page: TodayPage) -> list[TodayRow]:
    """Return what households say is wrong of themselves."""
    waiting = WAITING.now(page.viewer.community_id)
    if not waiting:
        return []
    said = ngettext("%(n)s 条住户更正待核对", "%(n)s 条住户更正待核对", waiting)
    return [
        {
            "title": said % {"n": waiting},
            "url": "/corrections/",
            "icon": "people",
            "link": {"url": "/corrections/", "label": _("核对")},
        }
    ]
