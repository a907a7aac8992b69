"""Each community keeps its roll-up: counted anew every minute while something happens in it.

No act pays for it: what has changed is read from a mark (the last act in the journal, the answers
that hold in the rounds of the hour) and counted in the work that comes round.
"""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from wanjia.city.counting import count_figures, middle_of
from wanjia.city.figures import NAMES
from wanjia.city.models import Rollup
from wanjia.core import clock, journal
from wanjia.core.models import Community
from wanjia.reports.daily.cutoffs import running_day
from wanjia.reports.models import Answer, Round

ANSWERS_EVERY = timedelta(minutes=2)  # counting takes 0.2 s; in a round they come all the time
UNCHANGED_FOR = timedelta(minutes=10)  # deadlines pass though nothing happens
LAST_DAY_EVERY = timedelta(hours=1)  # yesterday's lists are still handed in
LATE_PASTES = timedelta(hours=2)  # how long after its end a round's answers make a new count
DAYS_MADE_UP = 14  # at most, after the program was off
ONE_DAY = timedelta(days=1)


def keep_up(community_id: UUID) -> int:
    """Count what may have changed since it was counted last; how many days were counted."""
    community = Community.objects.get(id=community_id)
    now = clock.now()
    with timezone.override(ZoneInfo(community.timezone)):
        today = running_day(now, community.report_hours)
    rows = Rollup.objects.filter(community=community, day__gte=today - DAYS_MADE_UP * ONE_DAY)
    known = {row.day: row for row in rows}
    mark = mark_of(community_id)
    newest = known.get(today)
    if newest and not _is_due(newest, mark, now):
        return 0
    last = max((day for day in known if day < today), default=None)
    days = [today]
    if last is None:
        days.append(today - ONE_DAY)
    elif newest is None or now - known[last].counted_at >= LAST_DAY_EVERY:
        days += [last + number * ONE_DAY for number in range((today - last).days)]
    recount_days(community, days, mark)
    return len(days)


def _is_due(row: Rollup, mark: str, now: datetime) -> bool:
    """Return whether a roll-up is to be counted anew: at once after an act, soon after answers."""
    age = now - row.counted_at
    if row.mark == mark:
        return age >= UNCHANGED_FOR
    acted = row.mark.partition("|")[0] != mark.partition("|")[0]
    return acted or age >= ANSWERS_EVERY


def mark_of(community_id: UUID) -> str:
    """Return what tells that a community's figures may be others now than they were."""
    now = clock.now()
    scope = {"community_id": community_id}
    rounds = Round.objects.filter(
        **scope, opens_at__lte=now, closes_at__gt=now - LATE_PASTES, cancelled_at=None
    )
    ids = sorted(rounds.values_list("id", flat=True))
    current_answers = Answer.objects.filter(**scope, round__in=ids, current=True)
    answers = current_answers.aggregate(many=Count("id"), last=Max("recorded_at")) if ids else {}
    acted = journal.moments(community_id).first()
    return f"{acted}|{len(ids)}|{answers.get('many')}|{answers.get('last')}"


@transaction.atomic
def recount_days(community: Community, days: list[date], mark: str | None = None) -> list[Rollup]:
    """Count these local days of a community from its rows and store them; again is harmless."""
    mark = mark_of(community.id) if mark is None else mark
    middle = middle_of(community.id) or (None, None)
    acted = journal.moments(community.id).exclude(role="system").first()
    rollups = []
    for day in sorted(set(days)):
        counted = count_figures(community, day)
        rollups.append(
            Rollup(
                community=community,
                day=day,
                latest=False,
                counted_at=clock.now(),
                acted_at=acted,
                mark=mark,
                lat=middle[0],
                lon=middle[1],
                **{name: getattr(counted, name) for name in NAMES},
            )
        )
    _store_rollups(community.id, rollups)
    return rollups


def _store_rollups(community_id: UUID, rollups: list[Rollup]) -> None:
    rows = Rollup.objects.filter(community_id=community_id)
    latest = rows.filter(latest=True).values_list("day", flat=True).first()
    newest = max(rollups, key=lambda rollup: rollup.day, default=None)
    if newest and (latest is None or newest.day >= latest):
        if latest and latest < newest.day:
            rows.filter(latest=True).update(latest=False)
        newest.latest = True
    Rollup.objects.bulk_create(
        rollups,
        update_conflicts=True,
        unique_fields=["community", "day"],
        update_fields=["latest", "counted_at", "acted_at", "mark", "lat", "lon", *NAMES],
    )
