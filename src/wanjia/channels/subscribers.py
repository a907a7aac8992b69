"""What channels hear: notices go to their groups, daily reports and corrections to the town's."""

from collections.abc import Callable
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from wanjia.channels.models import Group, Message, Status
from wanjia.channels.outbox.queue import Letter, groups_of, put
from wanjia.channels.today import LEFT
from wanjia.core.access.viewer import system_viewer
from wanjia.core.journal import on
from wanjia.core.models import Entry
from wanjia.notices.labels import message_text
from wanjia.notices.models import Notice, Reach
from wanjia.notices.publishing.audience import Audience, audience_of
from wanjia.reports.daily.messages import change_text, report_text

OUT = (Status.SENT, Status.DONE)
NOT_OUT = (Status.WAITING, Status.BY_HAND, Status.FAILED, Status.REFUSED)


def _notice_of(entry: Entry) -> Notice | None:
    if entry.subject is None:
        return None
    return Notice.objects.filter(community_id=entry.community_id, id=entry.subject).first()


@on("notice.published", "notice.restored")
def _on_published(entry: Entry) -> None:
    """A notice goes to the groups of its audience, from the moment it holds."""
    notice = _notice_of(entry)
    if notice is None:
        return
    viewer = system_viewer(entry.community_id)
    groups = groups_of(viewer, audience_of(notice))
    text = message_text(notice)
    put(viewer, groups, Letter(text, f"notice:{entry.id}", notice.id, notice.valid_from))


@on("notice.taken_back", "notice.withdrawn")
def _on_withdrawn(entry: Entry) -> None:
    """What has not gone out is cancelled; the groups that were told are told that it is over."""
    notice = _notice_of(entry)
    if notice is None:
        return
    rows = Message.objects.filter(community_id=entry.community_id, subject=entry.subject)
    rows.filter(status__in=NOT_OUT).update(status=Status.CANCELLED, next_try_at=None)
    LEFT.renew_after(entry.community_id)
    told = rows.filter(status__in=OUT).exclude(group=None).values("group")
    groups = Group.objects.filter(community_id=entry.community_id, id__in=told, ended_at=None)
    if groups:
        letter = Letter(_over_text(notice), f"notice:{entry.id}", notice.id)
        put(system_viewer(entry.community_id), groups, letter)


def _over_text(notice: Notice) -> str:
    """That a notice no longer holds, in each language that it was written in."""
    with translation.override("zh-hans"):
        said = _("通知《%(title)s》已撤回。") % {"title": notice.title}
        text = said + notice.withdrawn_reason
    if notice.body_en:
        with translation.override("en"):
            title = notice.title_en or notice.title
            text += "\n" + _("通知《%(title)s》已撤回。") % {"title": title}
    return text


TOWN = Audience(Reach.ROLE, role="town")


@on("daily.sent")
def _on_daily_sent(entry: Entry) -> None:
    """A checked report goes to the town's groups, by whatever channel each is written to."""
    _tell_town(entry, report_text)


@on("daily.corrected")
def _on_daily_corrected(entry: Entry) -> None:
    """What was learned of a day that the town has in hand goes to the town as well."""
    _tell_town(entry, change_text)


def _tell_town(entry: Entry, text_of: Callable[[UUID, UUID], str]) -> None:
    viewer = system_viewer(entry.community_id)
    groups = groups_of(viewer, TOWN)
    if groups and entry.subject and (text := text_of(entry.community_id, entry.subject)):
        put(viewer, groups, Letter(text, f"daily:{entry.id}", entry.subject))
