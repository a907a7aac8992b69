"""Whom a volunteer may look after beside their grid: those they are paired with."""

from collections.abc import Iterable
from uuid import UUID

from wanjia.care.contacts.queries import Promise, make_promise
from wanjia.care.models import Pair
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


def paired_with(viewer: Viewer) -> dict[UUID, UUID]:
    """Return the residents whom the viewer is paired with now, each with their dwelling."""
    if viewer.user_id is None:
        return {}
    rows = Pair.objects.of(viewer).filter(ended_at=None, staff__user=viewer.user_id)
    return dict(rows.values_list("resident", "resident__dwelling"))


def close_to(viewer: Viewer, resident_id: UUID) -> Viewer:
    """Return the viewer as they may act for one resident.

    Their own sight, or a pair's grant. Raises Problem `people.not_theirs`.
    """
    if visible_residents(viewer).filter(id=resident_id).exists():
        return viewer
    if home := paired_with(viewer).get(resident_id):
        return viewer.also_for([home])
    raise Problem("people.not_theirs")


def promise_for(viewer: Viewer) -> Promise:
    """Return the promise of contact for whom the viewer looks after.

    Those in sight and their pairs.
    """
    if viewer.sees_all:
        return make_promise(viewer)
    seen: Iterable[UUID] = visible_residents(viewer).values_list("id", flat=True)
    return make_promise(with_pairs(viewer), only={*seen, *paired_with(viewer)})


def with_pairs(viewer: Viewer) -> Viewer:
    """Grant a viewer the homes of those they are paired with."""
    return viewer if viewer.sees_all else viewer.also_for(paired_with(viewer).values())
