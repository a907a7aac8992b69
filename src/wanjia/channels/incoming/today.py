"""Today's letters: what came in by message and waits for a person."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.channels.models import Incoming
from wanjia.channels.queries import waiting_letters
from wanjia.core.access.viewer import OFFICERS
from wanjia.core.today import MOST, TodayPage, TodayRow, today_rows


@today_rows(order=30, roles=OFFICERS)
def letter_rows(page: TodayPage) -> list[TodayRow]:
    """Return what came in by message and waits: a voice or picture that nobody heard or saw, each
    by itself; the rest as one, with the clock of the longest waiting.
    """
    letters, now = list(waiting_letters(page.viewer)), page.now
    unread = [letter for letter in letters if letter.is_unread]
    rest = [letter for letter in letters if not letter.is_unread]
    rows = [_unread_row(one, now) for one in unread[:MOST]]
    if len(unread) > MOST:
        rest = [*unread[MOST:], *rest]
    if rest:
        due = min(one.due_at for one in rest)
        said = ngettext("%(n)s 条来信待处理", "%(n)s 条来信待处理", len(rest))
        rows.append(
            {
                "title": said % {"n": len(rest)},
                "url": "/incoming/",
                "icon": "chat",
                "tone": "alarm" if due < now else "soon",
                "text": _("没读懂，或不知是哪一户：30 分钟内要有人看"),
                "due": due,
                "link": {"url": "/incoming/", "label": _("打开")},
            }
        )
    return rows


def _unread_row(letter: Incoming, now: datetime) -> TodayRow:
    """Return a voice, picture or place that nobody could read: to be opened within five minutes."""
    home, due = letter.sender.dwelling, letter.due_at
    said = {
        "voice": _("听语音"),
        "image": _("看图片"),
        "video": _("看视频"),
        "shortvideo": _("看视频"),
        "location": _("看位置"),
    }.get(letter.kind, _("看来信"))
    url = f"/incoming/#m-{letter.id}"
    return {
        "title": f"{said} · {home.door if home else _('不知哪户')}",
        "url": url,
        "icon": "chat",
        "tone": "alarm" if due < now else "soon",
        "text": _("没人能自动读：5 分钟内要有人听、看"),
        "due": due,
        "link": {"url": url, "label": _("打开")},
    }
