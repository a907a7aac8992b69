"""Somebody walked an estate: its ways are as drawn, and which stairwells an inner way joins."""

from collections.abc import Sequence
from itertools import pairwise
from uuid import UUID

from django.db import transaction

from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, Viewer
from wanjia.core.problems import Problem
from wanjia.places.models import Estate, SharedWay, Stairwell
from wanjia.places.queries import stairwell_keys


@transaction.atomic
def note_walked(
    viewer: Viewer,
    estate: Estate,
    joined: Sequence[Sequence[str]],
    back_doors: Sequence[Sequence[str]] = (),
) -> None:
    """Note that somebody walked an estate, and the groups of stairwells that inner ways join.

    A group is of stairwells (graph ids) between which one gets through a garage, over the roof or
    by a corridor; no group says that there is no such way. Each of `back_doors` is a stairwell
    with a second street door, and the stairwells beside which that door leads out. What was drawn
    before stays. Raises Problem `places.stairwell_unknown`.
    """
    viewer.need(*OFFICERS)
    ids = {key: stairwell_id for stairwell_id, key in stairwell_keys(viewer, estate).items()}
    for key in (key for group in (*joined, *back_doors) for key in group):
        if key not in ids:
            raise Problem("places.stairwell_unknown", label=key[:20])
    known = {
        frozenset(pair)
        for pair in SharedWay.objects.of(viewer)
        .filter(a__estate=estate)
        .values_list("a_id", "b_id")
    }
    pairs = {frozenset((ids[a], ids[b])) for group in joined for a, b in pairwise(group) if a != b}
    SharedWay.objects.bulk_create(
        SharedWay(community_id=viewer.community_id, a_id=min(pair), b_id=max(pair))
        for pair in pairs - known
    )
    for own, *beside in back_doors:
        _note_back_doors(viewer, ids[own], [ids[key] for key in beside])
    estate.walked_at, estate.walked_by = clock.now(), viewer.user_id
    estate.save(update_fields=["walked_at", "walked_by"])
    journal.write(
        viewer,
        "estate.walked",
        subject=estate.id,
        after={
            "name": estate.name,
            "joined": [list(group) for group in joined],
            "back_doors": [list(group) for group in back_doors],
        },
    )


def _note_back_doors(viewer: Viewer, stairwell_id: UUID, beside: Sequence[UUID]) -> None:
    """Add the junctions of some stairwells to those at which another has its further doors."""
    stairwells = Stairwell.objects.of(viewer).select_related("junction")
    stairwell = stairwells.get(id=stairwell_id)
    found = [one.junction.label for one in stairwells.filter(id__in=beside) if one.junction]
    own = stairwell.junction.label if stairwell.junction else ""
    doors = dict.fromkeys([*stairwell.also_at, *found])
    stairwell.also_at = [label for label in doors if label != own]
    stairwell.save(update_fields=["also_at"])
