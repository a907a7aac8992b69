"""Which round asks somebody: the one a paste is for, or another zone's at the same time."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from wanjia.core.access.viewer import Viewer
from wanjia.reports.models import Round
from wanjia.reports.queries import residents_in_round, visible_rounds

MOST_NAMED = 500  # SQLite takes so many values at once


class Asked(NamedTuple):
    """A resident's name and the round that asks them."""

    name: str
    round: Round


def asked_by(viewer: Viewer, round_: Round, people: Collection[UUID]) -> dict[UUID, Asked]:
    """Return who of these is asked in the round, or in one of another zone.

    A chat group is as large as an estate, a zone is not: what a neighbour of the next zone writes
    into it belongs to the round that is open there.
    """
    left = set(people)
    asked = _asked_rounds(viewer, round_, left)
    left -= asked.keys()
    if left:
        for other in rounds_beside(viewer, round_):
            more = _asked_rounds(viewer, other, left)
            asked |= more
            left -= more.keys()
            if not left:
                break
    return asked


def rounds_beside(viewer: Viewer, round_: Round) -> list[Round]:
    """Return the rounds of other zones that overlap a round and want some of what it wants."""
    rows = visible_rounds(viewer).filter(
        opens_at__lt=round_.closes_at, closes_at__gt=round_.opens_at
    )
    rows = rows.exclude(zone=round_.zone_id).order_by("opens_at", "closes_at", "id")
    return [other for other in rows if set(other.wants) & set(round_.wants)]


def _asked_rounds(viewer: Viewer, round_: Round, people: set[UUID]) -> dict[UUID, Asked]:
    if not people:
        return {}
    rows = residents_in_round(viewer, round_).order_by().values_list("id", "name")
    if len(people) <= MOST_NAMED:
        rows = rows.filter(id__in=people)
    return {resident_id: Asked(name, round_) for resident_id, name in rows if resident_id in people}
