"""What is asked of notices: who reads which, who has not seen one, what waits for an answer."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, visible_to
from wanjia.core.prepared_queries import ID, MOMENT, prepared
from wanjia.core.shortcuts import get_or_refuse
from wanjia.notices.models import (
    Comment,
    Moderation,
    Notice,
    NoticeAnswer,
    NoticeSeen,
    SeenWay,
    State,
)
from wanjia.notices.publishing.audience import Audience, audience_of, reaches_stairwell, wells_in
from wanjia.people.models import Resident
from wanjia.places.models import Dwelling, Stairwell
from wanjia.places.queries import people_behind, visible_dwellings

MOST_SHOWN = 12  # on a household's page
TOLD_AFTER = timedelta(hours=24)  # so long a household reads that a notice was withdrawn


@dataclass(frozen=True)
class Size:
    """How many an audience is."""

    stairwells: int
    homes: int
    people: int


def homes_in(viewer: Viewer, audience: Audience) -> Size:
    """How many stairwells, households and residents an audience comes to, at two statements."""
    wells = list(wells_in(viewer, audience).values_list("id", flat=True))
    behind = people_behind(viewer, wells) if wells else {}
    homes = sum(homes for homes, _people in behind.values())
    return Size(len(wells), homes, sum(people for _homes, people in behind.values()))


def visible_notices(viewer: Viewer) -> QuerySet[Notice]:
    """Return notices in sight: all for officers; what is published for the others of the staff."""
    rows = Notice.objects.of(viewer)
    return rows if viewer.sees_all else rows.exclude(state=State.DRAFT)


def notice_by(viewer: Viewer, notice_id: UUID) -> Notice:
    """Return one notice in sight; raises Problem `kernel.not_found`."""
    rows = visible_notices(viewer).select_related("estate", "zone")
    return get_or_refuse(rows, id=notice_id)


def _is_live_at(now: datetime) -> Q:
    """Return notices that hold at a moment."""
    open_end = Q(valid_until=None) | Q(valid_until__gt=now)
    return open_end & Q(state=State.PUBLISHED, valid_from__lte=now)


def is_live(notice: Notice) -> bool:
    """Return whether a notice holds now."""
    now = clock.now()
    ended = notice.valid_until is not None and notice.valid_until <= now
    return notice.state == State.PUBLISHED and notice.valid_from <= now and not ended


def at_door(viewer: Viewer) -> Q:
    """Return the notices that come to a household viewer's door."""
    home = Dwelling.objects.select_related("stairwell").get(
        community_id=viewer.community_id, id=viewer.dwelling_id or UUID(int=0)
    )
    return reaches_stairwell(
        home.stairwell_id, home.stairwell.estate_id, viewer.community_id, clock.now()
    )


def on_page(viewer: Viewer, stairwell: Stairwell) -> list[Any]:
    """What a household's page shows, at one statement: what holds, and what was withdrawn lately.

    The important first. Each has `seen`, whether the household has seen it itself, `read`,
    whether it ticked it, and `answered`, whether there is an answer to all beneath it.
    """
    now = clock.now()
    return _on_page(viewer, stairwell.id, stairwell.estate_id, now, now - TOLD_AFTER)


@prepared(stairwell=ID, estate=ID, now=MOMENT, told_after=MOMENT)
def _on_page(
    viewer: Viewer, stairwell: UUID, estate: UUID, now: datetime, told_after: datetime
) -> QuerySet[Any]:
    scope = {"community_id": viewer.community_id, "notice": OuterRef("pk")}
    mine = NoticeSeen.objects.filter(dwelling=viewer.dwelling_id, **scope)
    lately = Q(state=State.WITHDRAWN, withdrawn_at__gt=told_after)
    rows = Notice.objects.of(viewer).filter(
        _is_live_at(now) | (lately & Exists(mine.exclude(channel=SeenWay.PAPER))),
        reaches_stairwell(stairwell, estate, viewer.community_id, now),
    )
    grave = Case(When(state=State.WITHDRAWN, then=Value(1)), default=Value(0))
    rows = rows.annotate(
        seen=Exists(mine.exclude(channel=SeenWay.PAPER)),
        read=Exists(mine.filter(channel=SeenWay.TICKED)),
        answered=Exists(NoticeAnswer.objects.filter(withdrawn_at=None, **scope)),
        gone=grave,
    )
    return rows.order_by("gone", "-important", "-published_at")[:MOST_SHOWN]


@dataclass(frozen=True)
class Voice:
    """A comment as it may be read: `mine` to who wrote it, of `a neighbour` to the others."""

    comment: Comment
    mine: bool


def for_household(
    viewer: Viewer, notice_id: UUID
) -> tuple[Notice, list[NoticeAnswer], list[Voice]]:
    """Return a notice at a household's door with its answers and what was said beneath it.

    Of others' comments those that were let through, with nothing that tells whose they are.
    Raises Problem `kernel.not_found`.
    """
    scope = {"community_id": viewer.community_id}
    rows = Notice.objects.exclude(state=State.DRAFT).filter(at_door(viewer), **scope)
    notice = get_or_refuse(rows, id=notice_id, valid_from__lte=clock.now())
    answers = NoticeAnswer.objects.filter(notice=notice, withdrawn_at=None, **scope)
    mine = Q(dwelling=viewer.dwelling_id)
    comments = Comment.objects.filter(
        mine | Q(moderation=Moderation.SHOWN), notice=notice, **scope
    ).defer("created_by_name")
    return (
        notice,
        list(answers),
        [Voice(comment, comment.dwelling_id == viewer.dwelling_id) for comment in comments[:100]],
    )


def voices_of(viewer: Viewer, notice: Notice) -> QuerySet[Comment]:
    """Return the comments beneath a notice that are in sight."""
    rows = visible_to(
        viewer, Comment.objects.all(), stairwell="dwelling__stairwell", dwelling="dwelling"
    )
    return rows.filter(notice=notice).select_related("dwelling__stairwell__estate", "answer")


def waiting_by_notice(viewer: Viewer) -> list[dict[str, Any]]:
    """Return notices with comments that wait to be let through or answered, for the officers.

    Each is {notice, title, title_en, waiting, first}, the longest waiting first.
    """
    if not viewer.sees_all:
        return []
    rows = Comment.objects.of(viewer).filter(
        Q(moderation=Moderation.WAITING), answer=None, notice__state=State.PUBLISHED
    )
    counted = rows.order_by().values("notice", "notice__title", "notice__title_en")
    counted = counted.annotate(waiting=Count("id"), first=Min("recorded_at")).order_by("first")
    return [
        {
            "notice": row["notice"],
            "title": row["notice__title"],
            "title_en": row["notice__title_en"],
            "waiting": row["waiting"],
            "first": row["first"],
        }
        for row in counted[:20]
    ]


@dataclass
class WellSeen:
    """How a stairwell's doors stand to a notice."""

    stairwell: Stairwell
    homes: int = 0
    seen: int = 0
    paper: int = 0
    missing: list[Any] = field(default_factory=list)

    @property
    def doors(self) -> list[str]:
        """The doors that have not seen it."""
        return [home.door for home in self.missing]


def seen_by_well(viewer: Viewer, notice: Notice) -> list[WellSeen]:
    """Return each stairwell in sight with who has seen the notice and which doors have not.

    A door where it was put up on paper counts by itself: neither seen nor missing. Each missing
    door has `residents_home`, those who live there.
    """
    wells = wells_in(viewer, audience_of(notice))
    seen_rows = NoticeSeen.objects.of(viewer).filter(notice=notice)
    channel_of = dict(seen_rows.values_list("dwelling", "channel"))
    people = Resident.objects.of(viewer).filter(left_at=None)
    homes = (
        visible_dwellings(viewer)
        .filter(Exists(people.filter(dwelling=OuterRef("pk"))), stairwell__in=wells)
        .select_related("stairwell__estate")
        .order_by("stairwell__estate__name", "stairwell__sort", "sort", "door")
    )
    by_stairwell: dict[UUID, WellSeen] = {}
    for home in homes:
        well = by_stairwell.setdefault(home.stairwell_id, WellSeen(home.stairwell))
        well.homes += 1
        channel = channel_of.get(home.id)
        if channel is None:
            well.missing.append(home)
        elif channel == SeenWay.PAPER:
            well.paper += 1
        else:
            well.seen += 1
    return list(by_stairwell.values())


def phones_of(viewer: Viewer, homes: Iterable[UUID]) -> dict[UUID, list[Resident]]:
    """Return those who live behind some doors, whom one can call first, by door."""
    rows = (
        Resident.objects.of(viewer)
        .filter(left_at=None, dwelling__in=list(homes))
        .order_by(Case(When(phone="", then=Value(1)), default=Value(0)), "sort", "id")
    )
    by_dwelling: dict[UUID, list[Resident]] = defaultdict(list)
    for resident in rows:
        by_dwelling[resident.dwelling_id].append(resident)
    return by_dwelling


def listed_notices(viewer: Viewer) -> QuerySet[Notice]:
    """Return notices for the list, each with `seen_count`, `asked` and `waiting`."""
    scope = {"community_id": viewer.community_id}
    comments = Comment.objects.filter(notice=OuterRef("pk"), **scope).order_by()

    def count(rows: QuerySet[Any]) -> Any:
        counted = rows.values("notice").annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    waiting = comments.filter(moderation=Moderation.WAITING, answer=None)
    seen = NoticeSeen.objects.filter(notice=OuterRef("pk"), **scope).order_by()
    doors = Prefetch("doors", to_attr="doors_listed")
    return (
        visible_notices(viewer)
        .select_related("estate", "zone")
        .prefetch_related(doors)
        .annotate(asked=count(comments), waiting=count(waiting), seen_count=count(seen))
        .order_by(F("published_at").desc(nulls_first=True), "-written_at")
    )
