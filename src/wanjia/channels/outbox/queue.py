"""The outbox: what is to be told is put into it, for each group once; nothing is sent here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.channels.backends import backend_of
from wanjia.channels.models import FILE, Group, Message, Status
from wanjia.channels.outbox.privacy_filter import Finding, Known, findings
from wanjia.channels.outbox.routing import groups_for
from wanjia.channels.outbox.splitting import cut
from wanjia.channels.queries import coverage
from wanjia.channels.today import LEFT
from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.idempotency import OtherContent, receive
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.notices.models import Reach
from wanjia.notices.publishing.audience import Audience, wells_in
from wanjia.people.models import Resident, Staff

WRITERS = ("head", "desk")
LONGEST = 4000
# Who is named to the neighbours as whom to call; a volunteer is a neighbour.
PUBLIC = ("head", "desk", "grid", "doctor", "steward")


@dataclass(frozen=True)
class Letter:
    """What is to be told: the words, the matter, and the key that keeps it from going out twice."""

    text: str
    key: str
    subject: UUID | None = None
    not_before: datetime | None = None


def known_of(community: UUID) -> Known:
    """Return what the guard must keep from groups: every resident, but not who serves in public."""
    rows = Resident.objects.filter(community_id=community, left_at=None)
    names, phones, numbers = set(), set(), set()
    for name, phone, other, number in rows.values_list("name", "phone", "phone2", "id_number"):
        names.add(name)
        phones |= {phone, other}
        numbers.add(number)
    served = Staff.objects.filter(community_id=community, active=True, role__in=PUBLIC)
    for name, phone in served.values_list("name", "phone"):
        names.discard(name)
        phones.discard(phone)
    return Known(frozenset(names - {""}), frozenset(phones - {""}), frozenset(numbers - {""}))


def finding_words(found: Iterable[Finding]) -> str:
    """Return what the guard found, in words."""
    named = {
        "name": _("姓名"),
        "phone": _("电话"),
        "id_number": _("证件号"),
        "health": _("某户的病情"),
    }
    return _("、").join(f"{named[one.kind]} “{one.words}”" for one in list(found)[:5])


@idempotent
def send(viewer: Viewer, audience: Audience, text: str, send_id: UUID) -> list[Message]:
    """Put an officer's words into the outbox; the same `send_id` again is harmless.

    Raises Problem `channels.no_text`, `channels.too_long`, `channels.personal`,
    `channels.no_group`.
    """
    viewer.need(*WRITERS)
    said = _text_or_refuse(viewer, text)
    groups = groups_of(viewer, audience)
    if not groups:
        raise Problem("channels.no_group")
    arrival = receive(viewer, Message, send_id, {"text": said, "audience": vars(audience)})
    if arrival.others:
        before = (
            Message.objects.of(viewer).filter(dedupe__startswith=str(arrival.others[-1])).first()
        )
        raise OtherContent(send_id, before.text if before else "—", said)
    made = put(viewer, groups, Letter(said, str(arrival.id)))
    if arrival.made:
        return made
    after = {"groups": len(groups), "text": said[:200]}
    journal.write(viewer, "message.queued", subject=send_id, after=after)
    return made


def _text_or_refuse(viewer: Viewer, text: str) -> str:
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise Problem("channels.no_text")
    if len(said) > LONGEST:
        raise Problem("channels.too_long", length=len(said), most=LONGEST)
    if found := findings(said, known_of(viewer.community_id)):
        raise Problem("channels.personal", words=finding_words(found))
    return said


def groups_of(viewer: Viewer, audience: Audience) -> list[Group]:
    """Return the groups that an audience is written to through."""
    groups = {group.id: group for group in Group.objects.of(viewer).filter(ended_at=None)}
    if audience.reach == Reach.ROLE:
        return [group for group in groups.values() if group.role == audience.role]
    wells = wells_in(viewer, audience).values_list("id", flat=True)
    covered = coverage(viewer, groups.values())
    return [groups[group] for group in groups_for(wells, covered).groups]


def put(viewer: Viewer, groups: Iterable[Group], letter: Letter) -> list[Message]:
    """Put a letter into the outbox for some groups, cut to each channel's size.

    What the guard refuses is kept as refused, with the reason, and goes nowhere. Where no group
    has a robot, the letter is also written to the outbox's file.
    """
    known = known_of(viewer.community_id)
    found = findings(letter.text, known)
    refused = finding_words(found) if found else ""
    rows = [
        row
        for group in groups
        for row in _messages_for_groups(viewer, letter, refused, group.channel, group.name, group)
    ]
    if not any(row.status == Status.WAITING for row in rows) and not refused:
        rows += _messages_for_groups(viewer, letter, "", FILE, "", None)
    elif refused and not rows:
        rows = _messages_for_groups(viewer, letter, refused, FILE, "", None)
    keys = [row.dedupe for row in rows]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    LEFT.renew_after(viewer.community_id)
    stored = Message.objects.of(viewer).filter(dedupe__in=keys)
    return list(stored.select_related("group"))


def _messages_for_groups(
    viewer: Viewer, letter: Letter, refused: str, way: str, to: str, group: Group | None
) -> list[Message]:
    now = clock.now()
    backend = backend_of(way)
    stand = Status.BY_HAND if backend.is_by_hand else Status.WAITING
    parts = [letter.text] if backend.is_by_hand else cut(letter.text, backend.bytes)
    return [
        Message(
            community_id=viewer.community_id,
            group=group,
            channel=way,
            recipient=to,
            text=part,
            subject=letter.subject,
            part=place,
            dedupe=f"{letter.key}:{group.id if group else way}:{place}",
            status=Status.REFUSED if refused else stand,
            error=refused[:300],
            made_at=now,
            next_try_at=max(letter.not_before or now, now),
        )
        for place, part in enumerate(parts, 1)
    ]


@transaction.atomic
def retry_message(viewer: Viewer, message_id: UUID) -> Message:
    """Try a message again that was given up, now. Raises Problem `channels.not_failed`."""
    viewer.need(*WRITERS)
    message = _lock_message(viewer, message_id)
    if message.status != Status.FAILED:
        raise Problem("channels.not_failed")
    message.status, message.tries, message.next_try_at, message.error = (
        Status.WAITING,
        0,
        clock.now(),
        "",
    )
    message.save(update_fields=["status", "tries", "next_try_at", "error"])
    journal.write(viewer, "message.retried", subject=message.id, after={"to": message.recipient})
    return message


@transaction.atomic
def rewrite_message(viewer: Viewer, message_id: UUID, text: str) -> Message:
    """Send a refused message in other words. Raises `channels.personal` as long as they tell."""
    viewer.need(*WRITERS)
    message = _lock_message(viewer, message_id)
    if message.status != Status.REFUSED:
        raise Problem("channels.not_failed")
    message.text, message.error = _text_or_refuse(viewer, text), ""
    message.status = Status.BY_HAND if backend_of(message.channel).is_by_hand else Status.WAITING
    message.next_try_at = clock.now()
    message.save(update_fields=["text", "error", "status", "next_try_at"])
    journal.write(viewer, "message.rewritten", subject=message.id, after={"to": message.recipient})
    return message


def mark_forwarded(viewer: Viewer, message_id: UUID) -> Message:
    """Tick that a message was copied into its group."""
    return _set_forwarded(viewer, message_id, True)


def unmark_forwarded(viewer: Viewer, message_id: UUID) -> Message:
    """Take back that a message was copied into its group."""
    return _set_forwarded(viewer, message_id, False)


@transaction.atomic
def _set_forwarded(viewer: Viewer, message_id: UUID, done: bool) -> Message:
    viewer.need(*WRITERS)
    message = _lock_message(viewer, message_id)
    if message.status not in (Status.BY_HAND, Status.DONE):
        raise Problem("channels.not_by_hand")
    stand = Status.DONE if done else Status.BY_HAND
    if message.status != stand:
        message.status, message.sent_at = stand, clock.now() if done else None
        message.done_by = viewer.name if done else ""
        message.save(update_fields=["status", "sent_at", "done_by"])
        kind = "message.forwarded" if done else "message.not_forwarded"
        journal.write(viewer, kind, subject=message.id, after={"to": message.recipient})
    return message


def _lock_message(viewer: Viewer, message_id: UUID) -> Message:
    rows = Message.objects.select_for_update().filter(community_id=viewer.community_id)
    message = get_or_refuse(rows, id=message_id)
    LEFT.renew_after(viewer.community_id)
    return message
