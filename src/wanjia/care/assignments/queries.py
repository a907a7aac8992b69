"""Who is assigned to whom now, and who waits for somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from wanjia.care.assignments.sharing import load_rules
from wanjia.care.contacts.queries import Cared, Promise
from wanjia.care.queries import helpers, live_assignments, live_pairs
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.duty.queries import staff_on_duty
from wanjia.people.models import Staff

CALLERS = ("volunteer", "grid", "steward", "doctor")  # to whom contacts are given


@dataclass(frozen=True)
class Carrier:
    """Somebody who can be given contacts: on duty or not, and how many they still have to do."""

    staff: Staff
    on_duty: bool
    has: int


def who_is_unassigned(viewer: Viewer, cared: Iterable[Cared]) -> list[Cared]:
    """Return those whom nobody looks after yet: not assigned, and not paired.

    A pair that has not called for hours, as on a day off, is not waited for any longer.
    """
    assigned = set(live_assignments(viewer).values_list("resident", flat=True))
    paired = set(live_pairs(viewer).values_list("resident", flat=True))
    waited_for = clock.now() - timedelta(hours=load_rules().pair_hours)
    return [
        one
        for one in cared
        if one.person.id not in assigned
        and (one.person.id not in paired or one.due.due_at <= waited_for)
    ]


def list_carriers(viewer: Viewer, promise: Promise) -> list[Carrier]:
    """Return who can be given contacts, those on duty first; of what they have, what is due still
    counts.
    """
    due = {one.person.id for one in (*promise.late, *promise.soon)}
    has: dict[UUID, int] = {}
    for resident, staff in live_assignments(viewer).values_list("resident", "staff"):
        has[staff] = has.get(staff, 0) + (resident in due)
    on_duty = staff_on_duty(viewer.community_id)
    rows = helpers(viewer).filter(role__in=CALLERS, user__isnull=False)
    carriers = [Carrier(one, one.id in on_duty, has.get(one.id, 0)) for one in rows]
    return sorted(carriers, key=lambda one: (not one.on_duty, one.staff.role, one.staff.name))
