"""Today: what needs a person now, the most urgent first, each with the one button that moves it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wanjia.kernel import clock
from wanjia.kernel.access import OFFICERS, STAFF, Viewer, for_roles
from wanjia.places.queries import people_behind
from wanjia.reports.models import Round
from wanjia.reports.progress import round_progress
from wanjia.reports.queries import current_rounds, latest_rounds, open_alarms_rows
from wanjia.reports.words import round_words
from wanjia.zoning.models import Case, Publication, Zone
from wanjia.zoning.protocol import day_of, words
from wanjia.zoning.publishing import UNDO_WITHIN
from wanjia.zoning.queries import (
    cases_inside,
    community_tz,
    proposals,
    protocols,
    stairwell_zones,
    unheld_cases,
)
from wanjia.zoning.shelf import klass_word, look_of

CHART_DAYS = 14
MOST = 8
STALE = timedelta(hours=12)  # a round that closed longer ago is history, not a call to make
Row = dict[str, Any]


@for_roles(*STAFF, "town")
def today(request: HttpRequest) -> HttpResponse:
    """What needs a person now. The town goes to its report."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.role == "town":
        return redirect("/daily/")
    now = clock.now()
    alarms = open_alarms_rows(viewer)
    rounds = _rounds(viewer)
    progress = round_progress(viewer, rounds)
    officer = viewer.role in OFFICERS
    standing = _standing(viewer) if officer else None
    rows = [
        *_alarm_rows(alarms),
        *(_case_rows(viewer) if officer else []),
        *_round_rows(rounds, progress, now),
        *(_clock_rows(viewer, standing) if standing else []),
    ]
    context = {
        "open_alarms": alarms,
        "rows": rows,
        "rounds": [_round_bar(one, progress[one.id]) for one in rounds],
        "standing": standing,
        "cases": _cases_by_day(viewer) if officer else [],
        "alarm_count": len(alarms),
        "missing": sum(progress[one.id].missing for one in rounds if one.closes_at > now),
        "officer": officer,
        "moment": now,
        "day_format": _("n月j日 l H:i"),
        "first_use": officer and standing is not None and not standing.people,
    }
    return render(request, "web/today.html", context)


def _rounds(viewer: Viewer) -> list[Round]:
    """What is open now; when nothing is, the last round of each zone."""
    return current_rounds(viewer) or latest_rounds(viewer)


def _alarm_rows(alarms: Iterable[Row]) -> list[Row]:
    return [
        {
            "title": one["text"],
            "url": one["url"],
            "icon": "alarm",
            "tone": "alarm",
            "text": one["owner"] or _("还没有人接手"),
            "due": one["due"],
            "link": {"url": one["url"], "label": _("处置")},
        }
        for one in list(alarms)[:MOST]
    ]


def _case_rows(viewer: Viewer) -> list[Row]:
    """Cases that no zone holds, zones just published, cases inside that a person must decide."""
    rows: list[Row] = []
    waiting: Counter[Any] = Counter()
    estates = {}
    for case in unheld_cases(viewer).select_related("dwelling__stairwell__estate"):
        estate = case.dwelling.stairwell.estate
        waiting[estate.id] += 1
        estates[estate.id] = (estate, case)
    for estate, case in estates.values():
        url = f"/plans/{estate.id}/"
        rows.append(
            {
                "title": _("%(door)s 有病例，还没有定方案") % {"door": case.dwelling.door},
                "url": url,
                "icon": "case",
                "tone": "alarm",
                "text": estate.name,
                "link": {"url": url, "label": _("定方案")},
            }
        )
    for _entry, case, zone in cases_inside(viewer):
        url = "/proposals/"
        rows.append(
            {
                "title": _("%(zone)s 内新增病例，等您决定") % {"zone": zone.name},
                "url": url,
                "icon": "case",
                "tone": "soon",
                "text": case.dwelling.door,
                "link": {"url": url, "label": _("决定")},
            }
        )
    return rows + _undo_rows(viewer)


def _undo_rows(viewer: Viewer) -> list[Row]:
    since = clock.now() - UNDO_WITHIN
    fresh = Publication.objects.filter(
        community_id=viewer.community_id, at__gt=since, undone_at=None
    ).select_related("estate")
    return [
        {
            "title": _("%(estate)s 刚刚发布") % {"estate": one.estate.name},
            "url": f"/publications/{one.id}/",
            "icon": "zone",
            "tone": "",
            "text": _("告示、二维码待打印；一小时内可以撤销"),
            "due": one.at + UNDO_WITHIN,
            "link": {"url": f"/publications/{one.id}/", "label": _("打开")},
        }
        for one in fresh
    ]


def _round_rows(rounds: Iterable[Round], progress: Any, now: datetime) -> list[Row]:
    """Rounds in which somebody has not been heard from."""
    return [
        {
            "title": _("%(zone)s %(round)s：还有 %(n)s 人未填")
            % {"zone": one.zone.name, "round": round_words(one), "n": progress[one.id].missing},
            "url": f"/missing/?round={one.id}",
            "icon": "phone",
            "tone": "soon" if one.closes_at - now < timedelta(hours=1) else "",
            "text": "" if one.closes_at > now else _("已截止"),
            "due": one.closes_at if one.closes_at > now else None,
            "link": {
                "url": f"/missing/?round={one.id}",
                "label": _("催报"),
            },
        }
        for one in rounds
        if progress[one.id].missing and now - one.closes_at < STALE
    ]


@dataclass(frozen=True)
class Standing:
    """How the community stands: people by how their zone looks, and the zones with their age."""

    people: int
    households: int
    looks: list[Row]
    zones: list[Row]


def _standing(viewer: Viewer) -> Standing:
    now = clock.now()
    behind = people_behind(viewer, None)
    shelf = protocols(viewer.community_id)
    zones: dict[Any, Zone] = {}
    people: Counter[Any] = Counter()
    homes: Counter[Any] = Counter()
    looks: dict[str, list[int]] = {}
    for stairwell, zone in stairwell_zones(viewer).items():
        households, residents = behind.get(stairwell, (0, 0))
        zones[zone.id] = zone
        people[zone.id] += residents
        homes[zone.id] += households
        pair = looks.setdefault(look_of(shelf, zone), [0, 0])
        pair[0] += households
        pair[1] += residents
    tz = community_tz(viewer.community_id) if zones else None
    shown = [
        {
            "zone": zone,
            "look": look_of(shelf, zone),
            "word": klass_word(shelf, zone),
            "days": max(day_of(zone.clock_from, now, tz) - 1, 0) if tz else 0,
            "people": people[zone.id],
            "households": homes[zone.id],
            "url": f"/zones/{zone.id}/",
        }
        for zone in zones.values()
    ]
    order = {"sealed": 0, "controlled": 1, "precaution": 2}
    shown.sort(key=lambda one: (order.get(str(one["look"]), 9), str(one["zone"])))
    return Standing(
        sum(residents for _homes, residents in behind.values()),
        sum(households for households, _people in behind.values()),
        [
            {"look": look, "households": pair[0], "people": pair[1], "url": "/zones/"}
            for look, pair in sorted(looks.items(), key=lambda one: order.get(one[0], 9))
        ],
        shown,
    )


def _clock_rows(viewer: Viewer, standing: Standing) -> list[Row]:
    """Zones that are due to step down."""
    if not standing.zones:
        return []
    language = get_language() or "zh"
    url = "/proposals/"
    return [
        {
            "title": words(proposal, language),
            "url": url,
            "icon": "zone",
            "tone": "soon",
            "link": {"url": url, "label": _("审定")},
        }
        for _zone, proposal in proposals(viewer)
        if proposal.ready
    ]


def _round_bar(round_: Round, progress: Any) -> Row:
    return {
        "label": f"{round_.zone.name} · {round_words(round_)}",
        "done": progress.reported,
        "asked": progress.asked,
        "missing": progress.missing,
        "abnormal": progress.abnormal,
        "url": f"/rounds/{round_.id}/",
        "closes_at": round_.closes_at,
    }


def _cases_by_day(viewer: Viewer) -> list[Row]:
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
