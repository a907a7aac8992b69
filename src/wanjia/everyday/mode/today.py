"""Today's question of the mode: what has happened that asks for the emergency."""

from django.utils.translation import gettext as _

from wanjia.core.access.viewer import OFFICERS
from wanjia.core.localized import localized_pair
from wanjia.core.models import Mode
from wanjia.core.today import TodayPage, TodayRow, today_rows
from wanjia.everyday.mode.queries import REASONS, title_of


@today_rows(order=5, roles=OFFICERS)
def mode_rows(page: TodayPage) -> list[TodayRow]:
    """Return one line for all that asks for the emergency, in the words of the first of it."""
    if page.mode == Mode.EMERGENCY:
        return []
    reasons = REASONS.get(page.viewer.community_id)
    return [
        {
            "title": title_of(reason),
            "url": "/mode/",
            "icon": "alarm",
            "tone": "alarm",
            "text": localized_pair(reason.words, reason.words_en),
            "link": {"url": "/mode/", "label": _("去决定")},
        }
        for reason in reasons[:1]
    ]
