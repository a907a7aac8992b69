"""What changes in assignments: due contacts are given to those on duty, and taken back."""

from collections import Counter
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction

from wanjia.care.access import LEADS
from wanjia.care.assignments.queries import who_is_unassigned
from wanjia.care.assignments.sharing import Helper, Waiting, load_rules, share_out
from wanjia.care.contacts.queries import Cared, make_promise, shift_end
from wanjia.care.models import ContactAssignment
from wanjia.care.queries import helpers, live_assignments
from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.ids import new_ids
from wanjia.core.problems import Problem
from wanjia.people.models import Staff


@transaction.atomic
def assign_contacts(viewer: Viewer, staff: Sequence[UUID]) -> tuple[int, int]:
    """Share out among these people everyone in sight who is due before the shift ends.

    Who is paired stays with their pair, who is assigned already with that person. It holds until
    the shift ends. Return how many were given, and how many are left because all have enough.
    Raises Problem `care.nobody_chosen`, `care.not_available`.
    """
    viewer.need(*LEADS)
    chosen = _list_chosen(viewer, staff)
    promise = make_promise(viewer)
    waiting = who_is_unassigned(viewer, [*promise.late, *promise.soon])
    due = {cared.person.id for cared in (*promise.late, *promise.soon)}
    given = live_assignments(viewer).values_list("resident", "staff")
    has = Counter(member for resident, member in given if resident in due)  # the rest is done
    shared = share_out(
        [_as_waiting(cared) for cared in waiting],
        [_as_helper(member, has[member.id]) for member in chosen],
        load_rules(),
    )
    now = clock.now()
    until = shift_end(now, viewer.community_id)
    rows = [
        ContactAssignment(
            id=key,
            community_id=viewer.community_id,
            resident_id=resident,
            staff_id=member,
            assigned_at=now,
            until=until,
        )
        for key, (resident, member) in zip(
            new_ids(len(shared.given)), shared.given.items(), strict=True
        )
    ]
    _end_expired(viewer, shared.given)
    ContactAssignment.objects.bulk_create(rows)
    if rows:
        counts = Counter(shared.given.values())
        after = {member.name: counts[member.id] for member in chosen if counts[member.id]}
        journal.write(viewer, "care.assigned", after=after)
    return len(rows), len(shared.left)


def _list_chosen(viewer: Viewer, staff: Sequence[UUID]) -> list[Staff]:
    if not staff:
        raise Problem("care.nobody_chosen")
    rows = helpers(viewer).filter(id__in=staff, user__isnull=False)
    chosen = list(rows.select_related("resident__dwelling__stairwell"))
    if len(chosen) < len(set(staff)):
        raise Problem("care.not_available", name="—")
    return chosen


def _as_waiting(cared: Cared) -> Waiting:
    return Waiting(cared.person.id, cared.person.estate, cared.due.step == "door")


def _as_helper(member: Staff, has: int) -> Helper:
    home = member.resident.dwelling.stairwell.estate_id if member.resident else None
    return Helper(member.id, home, has)


def _end_expired(viewer: Viewer, residents: Collection[UUID]) -> None:
    """End what ran out with an earlier shift, so that each person is assigned once."""
    rows = ContactAssignment.objects.of(viewer).filter(resident__in=residents, ended_at=None)
    rows.update(ended_at=clock.now())


@transaction.atomic
def take_back(viewer: Viewer, staff: UUID) -> int:
    """Take back what somebody was given and has not done; return how many. Again is harmless."""
    viewer.need(*LEADS)
    now = clock.now()
    rows = ContactAssignment.objects.of(viewer).filter(staff=staff, ended_at=None, until__gt=now)
    count = rows.update(ended_at=now)
    if count:
        journal.write(viewer, "care.taken_back", subject=staff, after={"people": count})
    return count
