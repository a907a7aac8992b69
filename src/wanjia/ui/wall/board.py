"""The office's board on a television: the wall, the clock, what waits, who is on, the next round.

Visitors see it. So it holds no name, no room, no telephone number and no health fact: alarms and
grave matters are counted, whoever is on duty is a team and its number of people, and a window is
lit, half lit or dark. A home whose people are away is as dark as one that has not answered, and
an elder who lives alone looks like everybody else.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.live import grave_matters
from wanjia.core.localized import localized_name
from wanjia.duty.queries import on_duty
from wanjia.places.models import Estate
from wanjia.places.queries import visible_estates
from wanjia.reports.labels import round_words
from wanjia.reports.models import Round
from wanjia.reports.queries import latest_rounds, newest_of, visible_alarms, visible_rounds
from wanjia.reports.wall.windows import Window, window_states
from wanjia.ui.charts import LIT
from wanjia.ui.wall.facades import facades, homes_of
from wanjia.zoning.queries import stairwell_looks

Row = dict[str, Any]


@for_roles(*OFFICERS)
def board(request: ViewerRequest) -> HttpResponse:
    """Show the board: the estates in turn, and beside them what an office looks up for."""
    viewer = request.viewer
    estates = list(visible_estates(viewer))
    zones = stairwell_looks(viewer)
    latest = newest_of(latest_rounds(viewer))
    shown = []
    for estate in estates:
        windows = windows_of(viewer, estate, latest)
        shown.append(
            {
                "estate": estate,
                "buildings": facades(homes_of(viewer, estate), masked(windows), zones),
                "counts": count_lights(windows),
            }
        )
    context = {"estates": shown, "now": clock.now(), **side(viewer)}
    return render(request, "ui/board.html", context)


def windows_of(viewer: Viewer, estate: Estate, latest: list[Round]) -> dict[UUID, Window]:
    """Return an estate's windows by its dwellings, with no alarm among them."""
    here = [round_ for round_ in latest if round_.zone.estate_id == estate.id]
    return window_states(viewer, estate, None, (), here)


def masked(windows: Mapping[UUID, Window]) -> dict[UUID, Window]:
    """Return the windows as visitors may see them: how far each has answered, no more."""
    return {home: Window(shown_state(window.state)) for home, window in windows.items()}


def shown_state(state: str) -> str:
    """Return a window's state for visitors: who is away can't be told from who is silent."""
    return state if state in LIT else "dark"


def count_lights(windows: Mapping[UUID, Window]) -> Row:
    """Return how many homes are lit of those that a round asks."""
    states = Counter(window.state for window in windows.values())
    return {"lit": states["lit"], "homes": states["lit"] + states["half"] + states["dark"]}


def side(viewer: Viewer) -> Row:
    """Return what stands beside the wall: counts, teams on duty, the rounds now and next."""
    now = clock.now()
    alarms = list(visible_alarms(viewer).filter(closed_at=None).values_list("opened_at", flat=True))
    return {
        "alarms": len(alarms),
        "oldest": min(alarms, default=None),
        "grave": len(grave_matters(viewer)),
        "teams": _teams_on(viewer),
        "running": _rounds(viewer, now, running=True),
        "coming": _rounds(viewer, now, running=False),
    }


def _teams_on(viewer: Viewer) -> list[Row]:
    """Return the teams on duty with their number of people and until when: no names."""
    teams: dict[UUID, Row] = {}
    for shift in on_duty(viewer.community_id):
        team = teams.setdefault(
            shift.roster.team_id,
            {"name": localized_name(shift.roster.team), "people": 0, "until": shift.ends_at},
        )
        team["people"] += 1
        team["until"] = max(team["until"], shift.ends_at)
    return list(teams.values())


def _rounds(viewer: Viewer, now: datetime, *, running: bool) -> list[Row]:
    """Return the rounds that close next, or the next that open, one a name and time."""
    rows = visible_rounds(viewer)
    if running:
        rows = rows.filter(opens_at__lte=now, closes_at__gt=now).order_by("closes_at")
    else:
        rows = rows.filter(opens_at__gt=now).order_by("opens_at")
    found: dict[tuple[str, datetime], Row] = {}
    for round_ in rows[:40]:
        at = round_.closes_at if running else round_.opens_at
        key = (round_words(round_), at)
        found.setdefault(key, {"name": key[0], "at": at, "zones": 0})["zones"] += 1
    return list(found.values())[:3]
