"""Whom a volunteer may look after beside their grid: those they are paired with."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from wanjia.care.models import Pair
from wanjia.care.queries import Promise, promise
from wanjia.kernel.access import Viewer
from wanjia.kernel.problem import Problem
from wanjia.people.sight import visible_residents


def paired_with(viewer: Viewer) -> frozenset[UUID]:
    """The residents whom the viewer is paired with now."""
    if viewer.user_id is None:
        return frozenset()
    rows = Pair.objects.filter(
        community_id=viewer.community_id, ended_at=None, staff__user=viewer.user_id
    )
    return frozenset(rows.values_list("resident", flat=True))


def close_to(viewer: Viewer, resident_id: UUID) -> Viewer:
    """The viewer as they may act for one resident: their own sight, or a pair's.

    Raises Problem `people.not_theirs`.
    """
    if visible_residents(viewer).filter(id=resident_id).exists():
        return viewer
    if resident_id in paired_with(viewer):
        return replace(viewer, role="desk")  # the pair lets them act for this one resident
    raise Problem("people.not_theirs")


def promise_for(viewer: Viewer) -> Promise:
    """The promise of contact for whom the viewer looks after: those in sight and their pairs."""
    if viewer.sees_all:
        return promise(viewer)
    seen: Iterable[UUID] = visible_residents(viewer).values_list("id", flat=True)
    return promise(replace(viewer, role="desk"), only={*seen, *paired_with(viewer)})
