"""What open screens hear of answers, of alarms that nobody has taken, and of who is missing."""

from collections.abc import Hashable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.ids import NIL, parse_id
from wanjia.core.live import grave_source, live_mark, live_part, page_count
from wanjia.people.access import visible_residents
from wanjia.reports.models import AlarmKind, Answer, Round
from wanjia.reports.queries import (
    alarm_words,
    current_rounds,
    rounds_of_day,
    visible_alarms,
    visible_rounds,
)
from wanjia.reports.rounds.progress_cache import kept_progress
from wanjia.reports.rounds.views import day_cards, round_state, stairwell_names

MOST = 50
SOON = 1  # second between two looks at who has answered: it is one cheap statement


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


@live_part("missing", kind="done", topics=("answer", "round"), steady=SOON)
def answered(viewer: Viewer, asked: str) -> Mapping[str, Any]:
    """Return who has answered in a round, by the row of the missing list, and how many have not."""
    round_ = visible_rounds(viewer).filter(id=parse_id(asked) or NIL).first()
    if round_ is None:
        return {}
    rows = Answer.objects.of(viewer).filter(
        round=round_, current=True, resident__in=visible_residents(viewer).values("id")
    )
    words = {
        f"p-{resident.hex}": _("已填 %(at)s") % {"at": f"{timezone.localtime(at):%H:%M}"}
        for resident, at in rows.values_list("resident", "recorded_at")
    }
    left = kept_progress(viewer, [round_])[round_.id].missing
    return {"left": str(left), **words}


@live_part("rounds", topics=("answer", "round", "alarm", "zone"), steady=SOON)
def todays_rounds(viewer: Viewer, _asked: str) -> Mapping[str, Any]:
    """Return the cards of today's rounds."""
    cards = day_cards(viewer, rounds_of_day(viewer, timezone.localdate(clock.now())))
    return {"rounds": render_to_string("reports/round_cards.html", {"cards": cards})}


@live_part("round", topics=("answer", "round", "alarm"), steady=SOON)
def one_round(viewer: Viewer, asked: str) -> Mapping[str, Any]:
    """Return a round's figures and how far each of its stairwells is."""
    round_ = visible_rounds(viewer).filter(id=parse_id(asked) or NIL).first()
    if round_ is None:
        return {}
    progress = kept_progress(viewer, [round_])[round_.id]
    doors = stairwell_names(viewer, progress.stairwells)
    context = round_state(round_, progress, doors)
    return {"round": render_to_string("reports/round_state.html", context)}
