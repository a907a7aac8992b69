"""Today: what needs a person now, the most urgent first, and how the community stands."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.kernel import clock
from wanjia.kernel.access import OFFICERS, STAFF, Viewer, for_roles
from wanjia.kernel.words import named
from wanjia.places.queries import people_behind
from wanjia.reports.models import Round
from wanjia.reports.progress import Counts, Progress, round_progress
from wanjia.reports.queries import current_rounds, latest_rounds, open_alarms_rows
from wanjia.reports.words import round_words
from wanjia.web import work
from wanjia.zoning.models import Case, Zone
from wanjia.zoning.protocol import day_of
from wanjia.zoning.queries import community_tz, protocols, stairwell_zones, visible_grids
from wanjia.zoning.shelf import klass_word, look_of

CHART_DAYS = 14
Row = dict[str, Any]


@for_roles(*STAFF, "town")
def today(request: HttpRequest) -> HttpResponse:
    """What needs a person now. The town goes to its report."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.role == "town":
        return redirect("/daily/")
    now = clock.now()
    officer = viewer.role in OFFICERS
    alarms = open_alarms_rows(viewer)
    rounds = current_rounds(viewer) or latest_rounds(viewer)
    progress = round_progress(viewer, rounds)
    rounds = [one for one in rounds if progress[one.id].total]
    standing = standing_of(viewer, now)
    rounds.sort(key=lambda one: (work.rank(standing.looks_of.get(one.zone_id, "")), one.closes_at))
    rows = [
        *work.alarm_rows(alarms),
        *(work.case_rows(viewer) if officer else []),
        *work.round_rows(rounds, progress, standing.looks_of, now),
        *(work.clock_rows(viewer) if officer and standing.zones else []),
        *(work.undo_rows(viewer) if officer else []),
    ]
    context = {
        "open_alarms": alarms,
        "rows": rows,
        "rounds": [_round_bar(one, progress[one.id]) for one in rounds],
        "standing": standing,
        "reporting": _reporting(rounds, progress, now),
        "cases": cases_by_day(viewer) if officer else [],
        "grids": [] if officer else list(visible_grids(viewer)),
        "alarm_count": len(alarms),
        "officer": officer,
        "moment": now,
        "day_format": _("n月j日 l H:i"),
        "first_use": officer and not standing.people,
    }
    return render(request, "web/today.html", context)


def _reporting(rounds: list[Round], progress: Mapping[UUID, Progress], now: datetime) -> Row | None:
    """How many of those asked now have reported, and the list of who has not."""
    open_now = [one for one in rounds if one.closes_at > now]
    if not open_now:
        return None
    total = Counts()
    for one in open_now:
        total.add(progress[one.id])
    alone = open_now[0] if len(open_now) == 1 else None
    return {
        "counts": total,
        "url": f"/rounds/{alone.id}/" if alone else "/rounds/",
        "missing_url": f"/missing/?round={alone.id}" if alone else "/rounds/",
    }


@dataclass(frozen=True)
class Standing:
    """How those in sight stand: people by how their zone looks, and the zones with their age."""

    people: int
    households: int
    looks: list[Row]
    zones: list[Row]
    looks_of: dict[UUID, str]


def standing_of(viewer: Viewer, now: datetime) -> Standing:
    """Count the people behind each zone's doors, of the stairwells in sight."""
    behind = people_behind(viewer, None if viewer.sees_all else viewer.stairwells)
    shelf = protocols(viewer.community_id)
    zones: dict[UUID, Zone] = {}
    counted: dict[UUID, Counter[str]] = {}
    for stairwell, zone in stairwell_zones(viewer).items():
        if not (viewer.sees_all or stairwell in viewer.stairwells):
            continue
        households, residents = behind.get(stairwell, (0, 0))
        zones[zone.id] = zone
        counted.setdefault(zone.id, Counter()).update(households=households, people=residents)
    tz = community_tz(viewer.community_id) if zones else None
    looks = {one: look_of(shelf, zone) for one, zone in zones.items()}
    shown: list[Row] = [
        {
            "zone": zone,
            "look": looks[zone.id],
            "word": klass_word(shelf, zone),
            "days": max(day_of(zone.clock_from, now, tz) - 1, 0) if tz else 0,
            "people": counted[zone.id]["people"],
            "households": counted[zone.id]["households"],
            "url": f"/zones/{zone.id}/",
        }
        for zone in zones.values()
    ]
    shown.sort(key=lambda one: (work.rank(one["look"]), str(one["zone"])))
    return Standing(
        sum(residents for _homes, residents in behind.values()),
        sum(households for households, _people in behind.values()),
        _by_look(shown),
        shown,
        looks,
    )


def _by_look(zones: list[Row]) -> list[Row]:
    """People and households under each look; one zone opens itself, several their list."""
    found: dict[str, Row] = {}
    for one in zones:
        row = found.setdefault(
            one["look"], {"look": one["look"], "people": 0, "households": 0, "url": ""}
        )
        row["people"] += one["people"]
        row["households"] += one["households"]
        row["url"] = "/zones/" if row["url"] else one["url"]
    return list(found.values())


def _round_bar(round_: Round, progress: Progress) -> Row:
    return {
        "label": f"{named(round_.zone)} · {round_words(round_)}",
        "done": progress.reported,
        "asked": progress.asked,
        "url": f"/rounds/{round_.id}/",
    }


def cases_by_day(viewer: Viewer) -> list[Row]:
    """New cases of the last fortnight, for the chart; empty while there is none."""
    last = timezone.localdate(clock.now())
    days = [last - timedelta(days=back) for back in reversed(range(CHART_DAYS))]
    start = timezone.make_aware(datetime.combine(days[0], time()))
    recorded = Case.objects.filter(
        community_id=viewer.community_id, withdrawn_at=None, recorded_at__gte=start
    ).values_list("recorded_at", flat=True)
    counted = Counter(timezone.localtime(one).date() for one in recorded)
    if not counted:
        return []
    return [{"day": day, "count": counted[day], "url": f"/cases/?day={day}"} for day in days]
