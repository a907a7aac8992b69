"""Today's alarms: each open one, and how many there are."""

from typing import Any

from django.utils.translation import gettext as _

from wanjia.core.today import MOST, TodayPage, TodayRow, today_part, today_rows
from wanjia.reports.queries import open_alarms_rows


def open_alarms(page: TodayPage) -> list[TodayRow]:
    """The open alarms in sight."""
    return open_alarms_rows(page.viewer)


@today_part("figures", order=30, template="reports/today_alarms.html")
def alarm_figures(page: TodayPage) -> dict[str, Any]:
    """How many alarms are open."""
    alarms = page.ask(open_alarms)
    return {"open_alarms": alarms, "alarm_count": len(alarms)}


@today_rows(order=10)
def alarm_rows(page: TodayPage) -> list[TodayRow]:
    """Open alarms, the most urgent first."""
    return [
        {
            "title": one["text"],
            "url": one["url"],
            "icon": "alarm",
            "tone": "alarm",
            "text": one["owner"] or _("还没有人接手"),
            "due": one["due"],
            "link": {"url": one["url"], "label": _("处置")},
        }
        for one in page.ask(open_alarms)[:MOST]
    ]
