"""Today's warnings: one that holds and nobody has answered."""

from django.utils.translation import gettext as _

from wanjia.core.access.viewer import OFFICERS
from wanjia.core.localized import localized_pair
from wanjia.core.models import Mode
from wanjia.core.today import TodayPage, TodayRow, today_rows
from wanjia.everyday.warnings.queries import UNDECIDED
from wanjia.everyday.warnings.warning_rules import RED


@today_rows(order=6, roles=OFFICERS)
def warning_rows(page: TodayPage) -> list[TodayRow]:
    """Ask whether people are visited for a warning; a red one asks for the emergency first."""
    undecided = UNDECIDED.get(page.viewer.community_id)
    if page.mode == Mode.ORDINARY:
        undecided = [row for row in undecided if row[0] != RED]
    return [
        {
            "title": _("有预警，要不要按风险走访？"),
            "url": "/warnings/",
            "icon": "bell",
            "tone": "alarm",
            "text": localized_pair(headline, headline_en),
            "link": {"url": "/warnings/", "label": _("去决定")},
        }
        for _level, headline, headline_en in undecided
    ]
