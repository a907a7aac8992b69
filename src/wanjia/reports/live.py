"""What open screens hear of answers, of alarms that nobody has taken, and of who is missing."""

from collections.abc import Hashable, Mapping
from uuid import UUID

from django.db.models import Count, Max
from django.urls import reverse

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.live import grave_source, live_mark, page_count
from wanjia.reports.models import AlarmKind, Answer, Round
from wanjia.reports.queries import alarm_words, current_rounds, visible_alarms
from wanjia.reports.rounds.progress_cache import kept_progress

MOST = 50


@live_mark("answer")
def answers(community: UUID) -> Hashable:
    """Return what changes with each answer in the rounds that are open now."""
    now = clock.now()
    open_now = Round.objects.filter(
        community_id=community, cancelled_at=None, opens_at__lte=now, closes_at__gt=now
    )
    ids = list(open_now.values_list("id", flat=True))
    if not ids:
        return None
    rows = Answer.objects.filter(community_id=community, round__in=ids, current=True)
    return tuple(rows.aggregate(Count("id"), Max("recorded_at")).values())


@grave_source
def untaken_positives(viewer: Viewer) -> Mapping[str, str]:
    """Return open positives that nobody has taken: address and words."""
    rows = visible_alarms(viewer).filter(closed_at=None, owner=None, kind=AlarmKind.POSITIVE)
    return {reverse("reports:alarm", args=[one.id]): alarm_words(one) for one in rows[:MOST]}


@page_count("/alarms/")
def open_alarms(viewer: Viewer) -> int:
    """Return how many alarms are open."""
    return visible_alarms(viewer).filter(closed_at=None).count()


@page_count("/missing/")
def missing(viewer: Viewer) -> int | None:
    """Return how many of those asked now have not reported."""
    rounds = current_rounds(viewer)
    progress = kept_progress(viewer, rounds)
    return sum(one.missing for one in progress.values()) if rounds else None
