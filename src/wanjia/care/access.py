"""Whom a volunteer may look after beside their grid: their pairs, and whom they were given."""

from collections.abc import Iterable
from uuid import UUID

from wanjia.care.contacts.queries import Promise, make_promise
from wanjia.care.models import Pair
from wanjia.care.queries import live_assignments
from wanjia.core.access.viewer import Viewer
from wanjia.core.problems import Problem
from wanjia.people.access import visible_residents
from wanjia.people.models import Resident

CARERS = frozenset({"head", "desk", "grid", "doctor"})  # who keep the register and the files
LEADS = frozenset({"head", "desk", "grid"})  # who pair people


def get_visible_resident(viewer: Viewer, resident_id: UUID) -> Resident:
    """Return a resident in sight; raises Problem `people.not_theirs`."""
    resident = visible_residents(viewer).filter(id=resident_id).first()
    if resident is None:
        raise Problem("people.not_theirs")
    return resident


def looked_after_by(viewer: Viewer) -> dict[UUID, UUID]:
    """Return the residents whom the viewer looks after now beside a grid, each with their
    dwelling: those they are paired with, and those they were given until the shift ends.
    """
    if viewer.user_id is None:
        return {}
    pairs = Pair.objects.of(viewer).filter(ended_at=None, staff__user=viewer.user_id)
    given = live_assignments(viewer).filter(staff__user=viewer.user_id)
    columns = ("resident", "resident__dwelling")
    rows = pairs.order_by().values_list(*columns).union(given.order_by().values_list(*columns))
    return dict(rows)


def close_to(viewer: Viewer, resident_id: UUID) -> Viewer:
    """Return the viewer as they may act for one resident.

    Their own sight, or the grant of a pair or an assignment. Raises Problem `people.not_theirs`.
    """
    if visible_residents(viewer).filter(id=resident_id).exists():
        return viewer
    if home := looked_after_by(viewer).get(resident_id):
        return viewer.also_for([home])
    raise Problem("people.not_theirs")


def promise_for(viewer: Viewer) -> Promise:
    """Return the promise of contact for whom the viewer looks after.

    Those in sight, their pairs, and whom they were given.
    """
    if viewer.sees_all:
        return make_promise(viewer)
    seen: Iterable[UUID] = visible_residents(viewer).values_list("id", flat=True)
    return make_promise(with_grants(viewer), only={*seen, *looked_after_by(viewer)})


def with_grants(viewer: Viewer) -> Viewer:
    """Grant a viewer the homes of those whom they are paired with or were given."""
    return viewer if viewer.sees_all else viewer.also_for(looked_after_by(viewer).values())
