"""The comments that wait for an officer, kept for Today, and its lines of them."""

from typing import Any
from uuid import UUID

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import OFFICERS, system_viewer
from wanjia.core.scheduling.cached_counts import CachedCount
from wanjia.core.scheduling.scheduler import counted_for_pages
from wanjia.core.today import MOST, TodayPage, TodayRow, today_rows
from wanjia.notices.queries import waiting_by_notice


def _list_waiting(community: UUID) -> list[dict[str, Any]]:
    return waiting_by_notice(system_viewer(community))


WAITING: CachedCount[list[dict[str, Any]]] = CachedCount("notices-waiting", _list_waiting)


@counted_for_pages
def count_waiting(community: UUID) -> None:
    """Count anew, every minute."""
    WAITING.renew(community)


@today_rows(order=120, roles=OFFICERS)
def voice_rows(page: TodayPage) -> list[TodayRow]:
    """Return notices beneath which somebody waits for an answer, the longest waiting first."""
    rows = []
    for waiting in (WAITING.now(page.viewer.community_id) or [])[:MOST]:
        url = f"/notices/{waiting['notice']}/#voices"
        title = (
            waiting["title_en"]
            if get_language() == "en" and waiting["title_en"]
            else waiting["title"]
        )
        title_words = ngettext("%(n)s 条留言等回答", "%(n)s 条留言等回答", waiting["waiting"])
        rows.append(
            {
                "title": title_words % {"n": waiting["waiting"]},
                "url": url,
                "icon": "bell",
                "text": title,
                "link": {"url": url, "label": _("回答")},
            }
        )
    return rows
