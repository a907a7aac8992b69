"""The demo's clock: its story begins at 18:40 at any hour, and waits while nobody looks."""

import os
from datetime import UTC, datetime, time

from wanjia.core import clock, journal
from wanjia.core.models import Community
from wanjia.reports.models import Answer
from wanjia_demo.making import ZONE

BEGINS = time(18, 40)
VARIABLE = "WANJIA_CLOCK"


def set_clock(community: Community | None) -> None:
    """Put this process, and the server that it becomes, at the story's hour.

    A town that is not made yet begins at 18:40 of today; one that is goes on where it was left.
    Who sets WANJIA_CLOCK has said what time it is.
    """
    if os.environ.get(VARIABLE):
        return
    real = datetime.now(UTC)
    moment = _last_moment(community) if community else _evening_of(real)
    clock.shift(moment - real)
    os.environ[VARIABLE] = moment.isoformat()


def _evening_of(moment: datetime) -> datetime:
    day = moment.astimezone(ZONE).date()
    return datetime.combine(day, BEGINS, ZONE).astimezone(UTC)


def _last_moment(community: Community) -> datetime:
    """Return when something was last done or said in the town."""
    answers = Answer.objects.filter(community_id=community.id).order_by("-recorded_at")
    moments = [
        journal.moments(community.id).first(),
        answers.values_list("recorded_at", flat=True).first(),
    ]
    return max(moment for moment in moments if moment)
