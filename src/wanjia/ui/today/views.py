"""Today: what needs a person now, the most urgent first, and how the community stands."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICE, OFFICERS, STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.localized import named
from wanjia.core.prepared_queries import planned
from wanjia.needs.models import Need
from wanjia.needs.queries import todays_needs
from wanjia.places.queries import people_behind
from wanjia.reports.labels import round_words
from wanjia.reports.models import Round
from wanjia.reports.queries import latest_rounds, open_alarms_rows
from wanjia.reports.rounds.progress import Counts, Progress
from wanjia.reports.rounds.progress_cache import kept_progress
from wanjia.ui.system.views import system_rows
from wanjia.ui.today import rows as work
from wanjia.ui.today.goods_rows import goods_rows
from wanjia.ui.today.silent_rows import silent_rows
from wanjia.zoning.models import Case, Zone
from wanjia.zoning.protocols.protocol import day_of
from wanjia.zoning.protocols.protocol_store import klass_word, look_of
from wanjia.zoning.queries import (
    Spans,
    doors_now,
    protocols,
    recent_cases,
    visible_grids,
    visible_zones,
    zone_spans,
)

CHART_DAYS = 14
MOST_NEEDS = 500
Row = dict[str, Any]


@for_roles(*STAFF, "town", OFFICE)
def today(request: ViewerRequest) -> HttpResponse:
    """What needs a person now. The town goes to its report, an office to its figures."""
    viewer = request.viewer
    if viewer.figures_only:
        return redirect("/city/" if viewer.role == OFFICE else "/daily/")
    now = clock.now()
    officer = viewer.role in OFFICERS
    alarms = open_alarms_rows(viewer)
    # Progress of the whole community is kept at hand; that of some doors is added up from spans.
    spans = None if viewer.sees_all else zone_spans(viewer)
    standing = standing_of(viewer, doors_now(viewer, now, spans))
    rounds, progress = _reporting_now(viewer, standing, spans)
    cases = recent_cases(viewer) if officer else []
    needs = _first_needs(viewer)
    grave, others = work.need_rows(viewer, needs)
    rows = [
        *work.alarm_rows(alarms),
        *grave,
        *(work.letter_rows(viewer) if officer else []),
        *(work.case_rows(viewer, cases, standing.in_force) if officer else []),
        *work.round_rows(rounds, progress, standing.looks_of, now),
        *others,
        *work.transfer_rows(viewer),
        *work.care_rows(viewer),
        *silent_rows(viewer),
        *work.trip_rows(viewer),
        *(work.clock_rows(viewer, standing.in_force, standing.looks_of, cases) if officer else []),
        *(goods_rows(viewer) if officer else []),
        *(work.told_rows(viewer) if officer else []),
        *system_rows(viewer),
        *(work.undo_rows(standing.in_force, now) if officer else []),
    ]
    context = {
        "open_alarms": alarms,
        "rows": rows,
        "rounds": [_round_bar(one, progress[one.id]) for one in rounds],
        "standing": standing,
        "reporting": _reporting(rounds, progress, now),
        "cases": cases_by_day(cases),
        "grids": [] if officer else list(visible_grids(viewer)),
        "alarm_count": len(alarms),
        "need_count": sum(one.closed_at is None for one in needs),
        "officer": officer,
        "moment": now,
        "day_format": _("n月j日 l H:i"),
        "first_use": officer and not standing.people,
    }
    return render(request, "ui/today.html", context)


@planned()
def _first_needs(viewer: Viewer) -> QuerySet[Need]:
    return todays_needs(viewer)[:MOST_NEEDS]


@planned()
def _standing_zones(viewer: Viewer) -> QuerySet[Zone]:
    rows = visible_zones(viewer).filter(ended_at=None)
    return rows.select_related("came_from", "estate", "publication").defer("publication__plan")


def _reporting_now(
    viewer: Viewer, standing: "Standing", spans: Spans | None
) -> tuple[list[Round], dict[UUID, Progress]]:
    """Each zone's rounds that are open, or else its last; the gravest zone's first."""
    found = latest_rounds(viewer)
    progress = kept_progress(viewer, found, spans)
    rounds = [one for one in found if progress[one.id].total]
    rounds.sort(key=lambda one: (work.rank(standing.looks_of.get(one.zone_id, "")), one.closes_at))
    return rounds, progress


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
    in_force: list[Zone]
    looks_of: dict[UUID, str]


def standing_of(viewer: Viewer, doors: Mapping[UUID, Iterable[UUID]]) -> Standing:
    """Count the people behind each zone's doors (its stairwells in sight)."""
    now = clock.now()
    behind = people_behind(viewer, None if viewer.sees_all else viewer.stairwells)
    shelf = protocols(viewer.community_id)
    counted: dict[UUID, Counter[str]] = {}
    for zone_id, stairwells in doors.items():
        counted[zone_id] = Counter()
        for stairwell in stairwells:
            homes, people = behind.get(stairwell, (0, 0))
            counted[zone_id].update(households=homes, people=people)
    zones = [one for one in _standing_zones(viewer) if one.id in counted]
    tz = timezone.get_current_timezone()
    looks = {zone.id: look_of(shelf, zone) for zone in zones}
    shown: list[Row] = [
        {
            "zone": zone,
            "look": looks[zone.id],
            "word": klass_word(shelf, zone),
            "days": max(day_of(zone.clock_from, now, tz) - 1, 0),
            "people": counted[zone.id]["people"],
            "households": counted[zone.id]["households"],
            "url": f"/zones/{zone.id}/",
        }
        for zone in zones
    ]
    shown.sort(key=lambda one: (work.rank(one["look"]), str(one["zone"])))
    return Standing(
        sum(residents for _homes, residents in behind.values()),
        sum(households for households, _people in behind.values()),
        _by_look(shown),
        shown,
        zones,
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


def cases_by_day(cases: Iterable[Case]) -> list[Row]:
    """New cases of the last fortnight, for the chart; empty while there is none."""
    last = timezone.localdate(clock.now())
    days = [last - timedelta(days=back) for back in reversed(range(CHART_DAYS))]
    counted = Counter(timezone.localtime(one.recorded_at).date() for one in cases)
    if not counted:
        return []
    return [{"day": day, "count": counted[day], "url": f"/cases/?day={day}"} for day in days]
