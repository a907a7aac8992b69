"""What the first days ask: on the first Monday Today says what to do first."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wanjia.core import journal
from wanjia.core.access.viewer import OFFICERS
from wanjia.core.models import Entry, Mode
from wanjia.core.scheduling.cached_counts import CachedCount
from wanjia.core.today import TodayPage, TodayRow, today_rows
from wanjia.everyday.models import DoorVisit
from wanjia.notices.models import Notice
from wanjia.people.models import Resident


@dataclass(frozen=True)
class FirstStep:
    """A thing of the first week: what, why, where, and the rows that say it was done."""

    title: Any
    why: Any
    url: str
    label: Any
    icon: str
    model: Any


STEPS = (
    FirstStep(
        _("先去看几户，记下第一次走访"),
        _("名单按走的路排好了。先熟悉平时最要紧的几户。"),
        "/visits/",
        _("去走访"),
        "elder",
        DoorVisit,
    ),
    FirstStep(
        _("发第一条通知"),
        _("告诉大家怎么找到居委会，谁值班，几点开门。"),
        "/notices/new/",
        _("写通知"),
        "bell",
        Notice,
    ),
)


def _count_left(community: UUID) -> tuple[int, ...]:
    """Return the steps that are left, by their place; none before anybody is registered."""
    if not Resident.objects.filter(community_id=community, left_at=None).exists():
        return ()
    return tuple(
        place
        for place, step in enumerate(STEPS)
        if not step.model.objects.filter(community_id=community).exists()
    )


LEFT: CachedCount[tuple[int, ...]] = CachedCount("first-week", _count_left)


@journal.on("visit.made", "notice.published", "roster.imported")
def _forget_count(entry: Entry) -> None:
    LEFT.forget(entry.community_id)


@today_rows(order=200, roles=OFFICERS)
def first_rows(page: TodayPage) -> list[TodayRow]:
    """Return what is left of the first week, on an ordinary day."""
    if page.mode != Mode.ORDINARY:
        return []
    return [
        {
            "title": step.title,
            "url": step.url,
            "icon": step.icon,
            "tone": "",
            "text": step.why,
            "link": {"url": step.url, "label": step.label},
        }
        for step in (STEPS[place] for place in LEFT.get(page.viewer.community_id))
    ]
