"""Today's registers: what is to be looked at again, and what has gaps."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.core.access.viewer import OFFICERS
from wanjia.core.models import Mode
from wanjia.core.today import TodayPage, TodayRow, today_rows
from wanjia.everyday.registers.queries import DUE


@today_rows(order=150, roles=OFFICERS, ordinary=70)
def register_rows(page: TodayPage) -> list[TodayRow]:
    """Return how many entries are to be looked at again; an emergency has other worries."""
    if page.mode == Mode.EMERGENCY:
        return []
    late, gaps = DUE.get(page.viewer.community_id)
    if not late and not gaps:
        return []
    title = ngettext("台账有 %(n)s 条到期要核", "台账有 %(n)s 条到期要核", late)
    missing = ngettext("%(n)s 条有缺项", "%(n)s 条有缺项", gaps)
    words = [title % {"n": late}] if late else []
    words += [missing % {"n": gaps}] if gaps else []
    return [
        {
            "title": words[0],
            "url": "/registers/",
            "icon": "paste",
            "tone": "",
            "text": words[1] if len(words) > 1 else "",
            "link": {"url": "/registers/", "label": _("去核")},
        }
    ]
