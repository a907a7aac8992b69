"""Today's line for the head: how far the setting up is."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.core.today import TodayPage, TodayRow, today_rows
from wanjia.ui.start.progress import progress_of


@today_rows(order=5, roles=("head",))
def setup_rows(page: TodayPage) -> list[TodayRow]:
    """Return the next step, until all are done or left for later."""
    progress = progress_of(page.viewer)
    if progress.next is None:
        return []
    step = progress.next.step
    left = ngettext("还有 %(left)s 步", "还有 %(left)s 步", progress.left) % {"left": progress.left}
    return [
        {
            "title": _("开张：%(step)s") % {"step": step.title},
            "url": "/start/",
            "icon": "settings",
            "tone": "",
            "text": left,
            "link": {"url": step.url, "label": str(step.label)},
        }
    ]
