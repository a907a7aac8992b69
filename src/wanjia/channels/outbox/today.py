"""Today's messages that did not go out, or that somebody must copy into a group."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.channels.today import LEFT
from wanjia.core.access.viewer import OFFICERS
from wanjia.core.today import TodayPage, TodayRow, today_rows


@today_rows(order=121, roles=OFFICERS)
def outbox_rows(page: TodayPage) -> list[TodayRow]:
    """Messages that did not go out, or that somebody must copy into a group."""
    left = LEFT.now(page.viewer.community_id)
    if not left:
        return []
    said = (
        (
            "failed",
            "alarm",
            ngettext("%(n)s 条消息没发出去", "%(n)s 条消息没发出去", left["failed"]),
        ),
        ("by_hand", "", ngettext("%(n)s 条消息待转发", "%(n)s 条消息待转发", left["by_hand"])),
    )
    urls = {
        "failed": "/channels/?view=failed",
        "by_hand": "/channels/?view=todo",
    }
    return [
        {
            "title": words % {"n": left[key]},
            "url": urls[key],
            "icon": "bell",
            "tone": tone,
            "text": "",
            "link": {"url": urls[key], "label": _("打开")},
        }
        for key, tone, words in said
        if left[key]
    ]
