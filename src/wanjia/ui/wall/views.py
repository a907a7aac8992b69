"""The window wall 万家灯火: each estate's façades, a window lit when its people were heard from."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.localized import localized_name
from wanjia.core.shortcuts import get_or_refuse
from wanjia.places.models import Estate
from wanjia.places.queries import visible_dwellings, visible_estates
from wanjia.reports.labels import round_words
from wanjia.reports.models import Round
from wanjia.reports.queries import (
    latest_rounds,
    newest_of,
    open_alarms_rows,
    visible_rounds,
)
from wanjia.reports.rounds.progress import Counts, round_progress
from wanjia.reports.wall.windows import Window, window_states
from wanjia.ui.wall.facades import EMPTY, facades, homes_of
from wanjia.ui.wall.silence import SilentWindow, silence_tally, silent_windows
from wanjia.zoning.queries import stairwell_looks

LOOK_BACK = 28
MOST_FLOORS, MOST_WIDE = 60, 24  # as many as wall.css has classes for
MOST_ALARMS = 500
Row = dict[str, Any]


@for_roles(*STAFF)
def walls(request: ViewerRequest) -> HttpResponse:
    """Show all estates with how many of their people have been heard from."""
    viewer = request.viewer
    rounds = newest_of(latest_rounds(viewer))
    progress = round_progress(viewer, rounds, only_now=True)
    estates = list(visible_estates(viewer))
    counts: dict[UUID, Counts] = defaultdict(Counts)
    doors: dict[UUID, Counts] = defaultdict(Counts)
    for one in rounds:
        counts[one.zone.estate_id].add(progress[one.id])
        for stairwell, said in progress[one.id].stairwells.items():
            doors[stairwell].add(said)
    skylines = _draw_skylines(viewer, doors)
    shown = [
        {
            "estate": estate,
            "counts": counts.get(estate.id),
            "url": f"/wall/{estate.id}/",
            "skyline": skylines.get(estate.id, []),
        }
        for estate in estates
    ]
    context = {"estates": shown, "officer": viewer.role in OFFICERS}
    return render(request, "ui/walls.html", context)


def _draw_skylines(viewer: Viewer, doors: dict[UUID, Counts]) -> dict[UUID, list[Row]]:
    """Return each estate from afar: a block for each stairwell, lit from below as far as it is
    heard.
    """
    zones = stairwell_looks(viewer)
    rows = (
        visible_dwellings(viewer)
        .order_by("stairwell__estate", "stairwell__sort", "stairwell__label")
        .values_list("stairwell__estate", "stairwell")
        .annotate(top=Max("floor"), homes=Count("id"))
    )
    found: dict[UUID, list[Row]] = defaultdict(list)
    for estate, stairwell, top, homes in rows:
        door = doors.get(stairwell, Counts())
        floors = max(top or 1, 1)
        found[estate].append(
            {
                "floors": min(floors, MOST_FLOORS),
                "wide": min(-(-homes // floors), MOST_WIDE),
                "lit": _share_class(door.percent if door.reported or door.exempt else 0),
                "zone": zones.get(stairwell, ""),
                "alarm": bool(door.abnormal),
            }
        )
    return found


def _share_class(percent: int) -> int:
    """Return a share as wall.css has classes for it: dark and full are told from nearly so."""
    return percent if percent in (0, 100) else min(max(round(percent / 5) * 5, 5), 95)


@for_roles(*STAFF)
def wall(request: ViewerRequest, estate_id: UUID) -> HttpResponse:
    """Show one estate's wall, in the rounds that are open now or in one that is chosen."""
    viewer = request.viewer
    estate = get_or_refuse(visible_estates(viewer), id=estate_id)
    now = clock.now()
    recent = _recent_rounds(viewer, estate, now)
    chosen = _chosen_round(viewer, estate, recent, request.GET.get("round", ""))
    rounds = [chosen] if chosen else newest_of(latest_rounds(viewer, estate))
    alarms = open_alarms_rows(viewer, MOST_ALARMS)
    silent = request.GET.get("show") == "silence"
    windows: Mapping[UUID, Window | SilentWindow] = (
        silent_windows(viewer, estate)
        if silent
        else window_states(viewer, estate, chosen, {one["dwelling"] for one in alarms}, rounds)
    )
    homes = homes_of(viewer, estate)
    context: Row = {
        "estate": estate,
        "buildings": facades(homes, windows, stairwell_looks(viewer)),
        "dark": [
            {"dwelling": home, "words": windows[home.id].words}
            for home in homes
            if windows.get(home.id, EMPTY).state in ("dark", "half")
        ],
        "tally": silence_tally(windows) if silent else _count_windows(windows),
        "silent": silent,
        "modes": [
            {"label": _("填报"), "url": "?", "current": not silent},
            {"label": _("失联时长"), "url": "?show=silence", "current": silent},
        ],
        "open_alarms": alarms,
        "rounds": [
            {"id": one.id, "opens_at": one.opens_at, "name": _round_name(one)} for one in recent
        ],
        "chosen": chosen,
        "shown": [_round_name(one) for one in rounds],
        "live": chosen is None and not silent,
    }
    template = "ui/wall_part.html" if request.headers.get("HX-Request") else "ui/wall.html"
    return render(request, template, context)


def _recent_rounds(viewer: Viewer, estate: Estate, now: datetime) -> list[Round]:
    """Return the estate's last rounds, those that end last in front: to show, and to look back
    at.
    """
    rows = visible_rounds(viewer).filter(zone__estate=estate, opens_at__lte=now)
    return list(rows.order_by("-closes_at", "-opens_at", "id")[:LOOK_BACK])


def _chosen_round(viewer: Viewer, estate: Estate, recent: list[Round], asked: str) -> Round | None:
    try:
        wanted = UUID(asked)
    except ValueError:
        return None
    known = next((one for one in recent if one.id == wanted), None)
    return known or visible_rounds(viewer).filter(zone__estate=estate, id=wanted).first()


def _round_name(round_: Round) -> str:
    return f"{localized_name(round_.zone)} · {round_words(round_)}"


def _count_windows(windows: Mapping[UUID, Window | SilentWindow]) -> list[Row]:
    """How many households' windows are lit, half lit, dark, away."""
    states = Counter(one.state for one in windows.values())
    words = {"lit": _("已亮"), "half": _("半亮"), "dark": _("未亮"), "away": _("外出")}
    return [
        {"state": state, "label": label, "count": states[state]} for state, label in words.items()
    ]
