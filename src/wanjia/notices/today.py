"""The comments that wait for an officer, kept for Today, and its lines of them."""

from typing import Any
from uuid import UUID

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import OFFICERS, system
from wanjia.core.scheduling.cached_counts import Kept
from wanjia.core.scheduling.scheduler import regularly
from wanjia.core.today import MOST, Row, TodayPage, today_rows
from wanjia.notices.queries import waiting_by_notice


def _count(community: UUID) -> list[dict[str, Any]]:
    return waiting_by_notice(system(community))


WAITING: Kept[list[dict[str, Any]]] = Kept("notices-waiting", _count)


@regularly
def count_waiting(community: UUID) -> None:
    """Count anew, every minute."""
    WAITING.renew(community)


@today_rows(order=120, roles=OFFICERS)
def voice_rows(page: TodayPage) -> list[Row]:
    """Notices beneath which somebody waits for an answer, the longest waiting first."""
    rows = []
    for one in (WAITING.now(page.viewer.community_id) or [])[:MOST]:
        url = f"/notices/{one['notice']}/#voices"
        title = one["title_en"] if get_language() == "en" and one["title_en"] else one["title"]
        many = ngettext("%(n)s 条留言等回答", "%(n)s 条留言等回答", one["waiting"])
        rows.append(
            {
                "title": many % {"n": one["waiting"]},
                "url": url,
                "icon": "bell",
                "text": title,
                "link": {"url": url, "label": _("回答")},
            }
        )
    return rows
