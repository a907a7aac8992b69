"""What is in the outbox goes out: claimed, sent, noted, each by itself.

At least once: a message is claimed in one short transaction, sent outside of any, noted in another.
When the program stops after the sending and before the note, it is sent again once the claim has
run out, and is marked as one that may have come twice. No channel lets us ask whether it came.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from wanjia.channels.backends import backend_of
from wanjia.channels.models import Message, Status
from wanjia.channels.outbox.privacy_filter import Known, findings
from wanjia.channels.outbox.queue import finding_words, known_of
from wanjia.channels.outbox.rate import A_MINUTE, free_at, holds_lane, wait_after
from wanjia.channels.outbox.transport import deliver
from wanjia.channels.today import LEFT
from wanjia.core import clock, metrics

CLAIM = timedelta(minutes=5)  # longer than any channel takes to answer
MOST_AT_ONCE = 200  # of one community in one minute's work
Deliver = Callable[[Message], str]


def due(community: UUID) -> QuerySet[Message]:
    """Return the messages whose time has come, the longest waiting first.

    What only a clock that went wrong put into the future (a claim that ends later than any can, a
    message that is to go when it was made) does not wait until then.
    """
    now = clock.now()
    free = Q(lease_until=None) | Q(lease_until__lte=now) | Q(lease_until__gt=now + CLAIM)
    ready = Q(next_try_at__lte=now) | Q(made_at__gt=now, next_try_at__lte=F("made_at"))
    rows = Message.objects.filter(free, ready, community_id=community, status=Status.WAITING)
    return rows.order_by("next_try_at", "made_at", "part", "id")


def send_due(community: UUID, deliver: Deliver = deliver) -> int:
    """Send what is due, within each channel's rate; return how many went out."""
    waiting = list(due(community).values_list("id", flat=True)[:MOST_AT_ONCE])
    known = known_of(community) if waiting else Known()
    sent = 0
    for one in waiting:
        message = _claim_message(community, one, known)
        if message:
            sent += _record_attempt(message, deliver(message))
    if waiting:
        LEFT.renew(community)
    return sent


@transaction.atomic
def _claim_message(community: UUID, message_id: UUID, known: Known) -> Message | None:
    """Take a message to be sent; None if it must wait, may not go out, or is somebody else's."""
    rows = due(community).select_for_update(of=("self",)).select_related("group")
    message = rows.filter(id=message_id).first()
    if message is None:
        return None
    if found := findings(message.text, known):  # Somebody moved in since it was written.
        message.status, message.error = Status.REFUSED, finding_words(found)[:300]
        message.save(update_fields=["status", "error"])
        return None
    if (turn := _turn_behind(message)) is not None:
        message.next_try_at = turn  # with who waits before it, who is tried first
        message.save(update_fields=["next_try_at"])
        return None
    now = clock.now()
    free = free_at(_recent_attempts(message), now, backend_of(message.channel).per_minute)
    if free > now:
        message.next_try_at = free
        message.save(update_fields=["next_try_at"])
        return None
    message.maybe_twice = message.maybe_twice or message.lease_until is not None
    message.lease_until, message.tried_at = now + CLAIM, now
    message.tries += 1
    message.save(update_fields=["maybe_twice", "lease_until", "tried_at", "tries"])
    return message


def _turn_behind(message: Message) -> datetime | None:
    """Return when an earlier message of the same robot is tried again that waits because the robot
    takes none now; None where there is none.

    So a robot that refuses is asked with one message alone, and its messages keep their order.
    """
    made, part = message.made_at, message.part
    earlier = Q(made_at__lt=made) | Q(made_at=made, part__lt=part)
    earlier |= Q(made_at=made, part=part, id__lt=message.id)
    rows = Message.objects.filter(
        earlier,
        community_id=message.community_id,
        group=message.group_id,
        channel=message.channel,
        status=Status.WAITING,
        tries__gt=0,
    )
    turns = rows.exclude(next_try_at=None).values_list("error", "next_try_at")
    held = [turn for error, turn in turns if turn and holds_lane(error)]
    return max(held, default=None)


def _recent_attempts(message: Message) -> list[datetime]:
    """Return when the message's robot was used within the last minute."""
    now = clock.now()
    rows = Message.objects.filter(
        community_id=message.community_id,
        group=message.group_id,
        channel=message.channel,
        tried_at__gt=now - A_MINUTE,
        tried_at__lte=now,
    )
    return [at for at in rows.values_list("tried_at", flat=True) if at]


@transaction.atomic
def _record_attempt(message: Message, error: str) -> int:
    """Note that it went out, or when it is tried again; return 1 if it went out."""
    now = clock.now()
    message.lease_until, message.error = None, error[:300]
    wait = wait_after(message.tries)
    if not error:
        message.status, message.sent_at = Status.SENT, now
    elif wait is None:
        message.status = Status.FAILED
    else:
        message.next_try_at = now + wait
    message.save(update_fields=["lease_until", "error", "status", "sent_at", "next_try_at"])
    transaction.on_commit(metrics.MESSAGES.labels(message.status).inc)
    return 0 if error else 1
