"""Today's alarms: each open one, and how many there are."""

from typing import Any

from django.utils.translation import gettext as _

from wanjia.core.today import MOST, TodayPage, TodayRow, today_part, today_rows
from wanjia.reports.queries import open_alarms_rows


def open_alarms(page: TodayPage) -> list[TodayRow]:
    """Return the open alarms in sight."""
    return open_alarms_rows(page.viewer)


@today_part("figures", order=30, template="reports/today_alarms.html")
def alarm_figures(page: TodayPage) -> dict[str, Any]:
    """Return how many alarms are open."""
    alarms = page.ask(open_alarms)
    return {"open_alarms": alarms, "alarm_count": len(alarms)}


@today_rows(order=10)
def alarm_rows(page: TodayPage) -> list[TodayRow]:
    """Return open alarms, the most urgent first."""
    return [
        {
            "title": alarm["text"],
            "url": alarm["url"],
            "icon": "alarm",
            "tone": "alarm",
            "text": alarm["owner"] or _("还没有人接手"),
            "due": alarm["due"],
            "link": {"url": alarm["url"], "label": _("处置")},
        }
        for alarm in page.ask(open_alarms)[:MOST]
    ]
