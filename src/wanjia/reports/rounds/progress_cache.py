"""How far rounds are, added up once for as long as nothing has changed.

Today and the daily report are open all day, and adding up some thousand answers is most of their
work. What was added up is kept under the mark of what it was made from: the community's last
journal entry, how many answers hold in the rounds and when the last came, and the minute.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Subquery

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry
from wanjia.reports.models import Answer, Round
from wanjia.reports.rounds.progress import Progress, round_progress
from wanjia.zoning.queries import Spans

MOST_KEPT = 16  # sets of rounds of communities at hand at once
_kept: dict[tuple[Any, ...], tuple[Any, dict[UUID, Progress]]] = {}


def kept_progress(
    viewer: Viewer, rounds: Sequence[Round], spans: Spans | None = None
) -> dict[UUID, Progress]:
    """`round_progress` of these rounds, in one statement where nothing changed since it was asked
    last; only for those who see the whole community."""
    if not viewer.sees_all or not rounds:
        return round_progress(viewer, rounds, spans)
    key = (viewer.community_id, *sorted(round_.id for round_ in rounds))
    mark = (*_cache_mark(viewer.community_id, rounds), clock.now().replace(second=0, microsecond=0))
    known = _kept.pop(key, None)
    if known is None or known[0] != mark:
        known = mark, round_progress(viewer, rounds, spans)
    _kept[key] = known  # the last asked is the last to go
    while len(_kept) > MOST_KEPT:
        _kept.pop(next(iter(_kept)), None)
    return known[1]


def _cache_mark(community: UUID, rounds: Sequence[Round]) -> tuple[Any, ...]:
    """Return what changes with each act and answer: the key of what is kept."""
    last = (
        Entry.objects.filter(community=community).order_by("-occurred_at").values("occurred_at")[:1]
    )
    answers = Answer.objects.filter(
        community=community, round__in=[round_.id for round_ in rounds], current=True
    )
    counted = answers.annotate(last=Subquery(last)).aggregate(
        Count("id"), Max("recorded_at"), Max("last")
    )
    return tuple(counted.values())
