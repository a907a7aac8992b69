"""What must hold of the outbox: what is sent says when, what waits knows when it is tried."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_noop as _

from wanjia.channels.models import Heard, Inbox, Incoming, Message, Status
from wanjia.core.integrity import Violation, invariant, journaled, violations_in
from wanjia.core.models import Entry
from wanjia.needs.models import Need, NeedNote
from wanjia.reports.models import Paste

journaled(lambda of: Inbox.objects.filter(community_id=of), "inbox.opened")


@invariant(
    "outbox.stand",
    _("消息的状态和时间对不上"),
    _("请在消息页重发，或标为已转发。"),
)
def _status_against_moments(community: UUID) -> Iterator[Violation]:
    rows = Message.objects.filter(community_id=community)
    wrong = Q(status=Status.SENT, sent_at=None) | Q(status=Status.WAITING, sent_at__isnull=False)
    return violations_in(rows.filter(wrong), lambda row: row.recipient)


@invariant(
    "outbox.subject",
    _("消息说的那件事，日志里没有"),
    _("请看消息说的是什么，不对就向群里更正。"),
)
def _without_subject(community: UUID) -> Iterator[Violation]:
    about = Entry.objects.filter(community_id=community, subject=OuterRef("subject"))
    rows = Message.objects.filter(~Exists(about), community_id=community, subject__isnull=False)
    return violations_in(rows, lambda row: row.recipient)


@invariant(
    "letters.taken",
    _("来信记为已处理，却没有存下什么"),
    _("请打开来信页，再处理一次。"),
)
def _stuck_in_sending(community: UUID) -> Iterator[Violation]:
    scope = {"community_id": community}
    rows = Incoming.objects.filter(**scope, status=Heard.TAKEN)
    pastes = Paste.objects.filter(**scope, id=OuterRef("paste"))
    needs = Need.objects.filter(**scope, id=OuterRef("need"))
    notes = NeedNote.objects.filter(**scope, id=OuterRef("need"))
    lost = Q(~Exists(pastes), paste__isnull=False) | Q(
        ~Exists(needs), ~Exists(notes), need__isnull=False
    )
    return violations_in(rows.filter(lost))
