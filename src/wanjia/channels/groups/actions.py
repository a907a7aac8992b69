"""What changes in the list of groups: entered, changed, ended."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from wanjia.channels.backends import AddressError, backends
from wanjia.channels.models import HAND, Group, GroupStairwell
from wanjia.channels.outbox.queue import WRITERS
from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.idempotency import known_or_new
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.notices.publishing.audience import Audience

MOST_PEOPLE = 500  # what a group of the chat programs holds


@dataclass(frozen=True)
class Card:
    """A group as it is entered; an empty `secret` keeps the one that is known."""

    name: str
    audience: Audience
    way: str = HAND
    secret: str = ""
    people: int = 0


@idempotent
def save_group(
    viewer: Viewer, card: Card, group_id: UUID | None = None, sent: UUID | None = None
) -> Group:
    """Enter a group, or change the one of `group_id`; a new one sent twice with its id is one.

    Raises Problem `channels.name_missing`, `channels.name_taken`, `channels.too_many_people`,
    `channels.way_unknown`, `channels.address_wrong`.
    """
    viewer.need(*WRITERS)
    name, scope = card.name.strip()[:60], {"community_id": viewer.community_id}
    if not name:
        raise Problem("channels.name_missing")
    if card.people > MOST_PEOPLE or card.people < 0:
        raise Problem("channels.too_many_people", most=MOST_PEOPLE, people=card.people)
    id = group_id or new_id()
    if group_id is None:
        typed = {**vars(card), "audience": vars(card.audience)}
        known, id = known_or_new(viewer, Group.objects.all(), sent, **typed)
        if known:
            return known
    same = Group.objects.filter(name=name, ended_at=None, **scope).exclude(id=id)
    if same.exists():
        raise Problem("channels.name_taken", name=name)
    group = Group.objects.filter(id=group_id, **scope).first() if group_id else None
    if group_id and group is None:
        raise Problem("kernel.not_found")
    is_new = group is None
    group = group or Group(id=id, **scope)
    group.secret = _robot_address(card, group)
    group.name, group.channel, group.people = name, card.way, card.people
    group.reach, group.role = card.audience.reach, card.audience.role
    group.estate_id, group.zone_id = card.audience.estate, card.audience.zone
    group.save(force_insert=is_new)
    GroupStairwell.objects.filter(group=group, **scope).delete()
    GroupStairwell.objects.bulk_create(
        GroupStairwell(group=group, stairwell_id=stairwell, **scope)
        for stairwell in sorted(card.audience.stairwells)
    )
    journal.write(viewer, "group.saved", subject=group.id, after={"name": name})
    return group


def _robot_address(card: Card, group: Group) -> str:
    """Return the robot's address: a new one that is well formed, or the known one of the same
    channel.
    """
    backend = backends().get(card.way)
    if backend is None:
        raise Problem("channels.way_unknown")
    if not backend.needs_address:
        return ""
    address = card.secret.strip()
    if not address and group.secret and group.channel == card.way:
        return group.secret
    try:
        backend.check(address)
    except AddressError:
        raise Problem("channels.address_wrong", starts=backend.starts) from None
    return address


def end_group(viewer: Viewer, group_id: UUID) -> Group:
    """Write to a group no longer; what it was told stays known."""
    return _set_ended(viewer, group_id, True)


def restore_group(viewer: Viewer, group_id: UUID) -> Group:
    """Write to a group again."""
    return _set_ended(viewer, group_id, False)


@transaction.atomic
def _set_ended(viewer: Viewer, group_id: UUID, ended: bool) -> Group:
    viewer.need(*WRITERS)
    group = get_or_refuse(Group.objects.of(viewer), id=group_id)
    if (group.ended_at is None) == ended:
        group.ended_at = clock.now() if ended else None
        group.save(update_fields=["ended_at"])
        kind = "group.ended" if ended else "group.restored"
        journal.write(viewer, kind, subject=group.id, after={"name": group.name})
    return group
