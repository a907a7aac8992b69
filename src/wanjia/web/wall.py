"""The window wall 万家灯火: each estate's façades, a window lit when its people were heard from."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wanjia.kernel import clock
from wanjia.kernel.access import STAFF, Viewer, for_roles
from wanjia.kernel.problem import Problem
from wanjia.kernel.words import named
from wanjia.places.models import Building, Dwelling, Estate, Stairwell
from wanjia.places.queries import visible_dwellings, visible_estates
from wanjia.reports.models import Round
from wanjia.reports.progress import Counts, round_progress
from wanjia.reports.queries import latest_rounds, visible_rounds
from wanjia.reports.wall import Window, window_states
from wanjia.reports.words import round_words
from wanjia.zoning.queries import protocols, stairwell_zones
from wanjia.zoning.shelf import look_of

EMPTY = Window("empty")
Row = dict[str, Any]


@for_roles(*STAFF)
def walls(request: HttpRequest) -> HttpResponse:
    """All estates with how many of their people have been heard from."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    rounds = latest_rounds(viewer)
    progress = round_progress(viewer, rounds)
    estates = list(visible_estates(viewer))
    counts: dict[UUID, Counts] = defaultdict(Counts)
    doors: dict[UUID, Counts] = defaultdict(Counts)
    for one in rounds:
        counts[one.zone.estate_id].add(progress[one.id])
        for stairwell, said in progress[one.id].stairwells.items():
            doors[stairwell].add(said)
    skylines = _skylines(viewer, doors)
    shown = [
        {
            "estate": one,
            "counts": counts.get(one.id),
            "url": f"/wall/{one.id}/",
            "skyline": skylines.get(one.id, []),
        }
        for one in estates
    ]
    return render(request, "web/walls.html", {"estates": shown})


def _skylines(viewer: Viewer, doors: dict[UUID, Counts]) -> dict[UUID, list[Row]]:
    """Each estate from afar: a block for each stairwell, lit from below as far as it is heard."""
    shelf = protocols(viewer.community_id)
    zones = {one: look_of(shelf, zone) for one, zone in stairwell_zones(viewer).items()}
    rows = (
        visible_dwellings(viewer)
        .order_by("stairwell__estate", "stairwell__sort", "stairwell__label")
        .values_list("stairwell__estate", "stairwell")
        .annotate(top=Max("floor"), homes=Count("id"))
    )
    found: dict[UUID, list[Row]] = defaultdict(list)
    for estate, stairwell, top, homes in rows:
        said = doors.get(stairwell, Counts())
        floors = max(top or 1, 1)
        found[estate].append(
            {
                "floors": floors,
                "wide": -(-homes // floors),
                "lit": said.percent if said.reported or said.exempt else 0,
                "zone": zones.get(stairwell, ""),
                "alarm": bool(said.abnormal),
            }
        )
    return found


@for_roles(*STAFF)
def wall(request: HttpRequest, estate_id: UUID) -> HttpResponse:
    """One estate's wall, in the rounds that are open now or in one that is chosen."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    estate = visible_estates(viewer).filter(id=estate_id).first()
    if estate is None:
        raise Problem("kernel.not_found")
    chosen = _chosen(viewer, estate, request.GET.get("round", ""))
    rounds = [chosen] if chosen else latest_rounds(viewer, estate)
    windows = window_states(viewer, estate, rounds)
    dwellings = list(
        visible_dwellings(viewer)
        .filter(stairwell__estate=estate)
        .select_related("stairwell__building")
        .order_by("stairwell__sort", "stairwell__label", "-floor", "sort", "room")
    )
    context: Row = {
        "estate": estate,
        "buildings": facades(viewer, dwellings, windows),
        "dark": [
            {"dwelling": one, "words": windows[one.id].words}
            for one in dwellings
            if windows.get(one.id, EMPTY).state in ("dark", "half")
        ],
        "tally": _tally(dwellings, windows),
        "rounds": _choices(viewer, estate),
        "chosen": chosen,
        "shown": [f"{named(one.zone)} · {round_words(one)}" for one in rounds],
        "live": chosen is None,
    }
    template = "web/wall_part.html" if request.headers.get("HX-Request") else "web/wall.html"
    return render(request, template, context)


def _chosen(viewer: Viewer, estate: Estate, asked: str) -> Round | None:
    try:
        wanted = UUID(asked)
    except ValueError:
        return None
    return visible_rounds(viewer).filter(zone__estate=estate, id=wanted).first()


def _choices(viewer: Viewer, estate: Estate) -> list[Row]:
    """The estate's rounds of the last days, newest first, to look back at."""
    rows = visible_rounds(viewer).filter(zone__estate=estate, opens_at__lte=clock.now())
    return [
        {"id": one.id, "name": f"{named(one.zone)} · {round_words(one)}", "opens_at": one.opens_at}
        for one in rows.order_by("-opens_at")[:14]
    ]


def facades(viewer: Viewer, dwellings: list[Dwelling], windows: dict[UUID, Window]) -> list[Row]:
    """Buildings with their stairwells, floors from the top, and windows, as the wall draws them."""
    shelf = protocols(viewer.community_id)
    zones = {one: look_of(shelf, zone) for one, zone in stairwell_zones(viewer).items()}
    buildings: dict[UUID, tuple[str, list[Row]]] = {}
    stairwells: dict[UUID, dict[int, list[Row]]] = {}
    for one in dwellings:
        door = one.stairwell
        if door.id not in stairwells:
            stairwells[door.id] = {}
            key, label = _building(door.building, door)
            buildings.setdefault(key, (label, []))[1].append(
                {
                    "label": door.label,
                    "url": f"/missing/?stairwell={door.id}",
                    "zone": zones.get(door.id, ""),
                    "floors": stairwells[door.id],
                }
            )
        stairwells[door.id].setdefault(one.floor or 1, []).append(
            _window(one, windows.get(one.id, EMPTY))
        )
    return [
        {"label": label, "stairwells": [_floors(one) for one in doors]}
        for label, doors in buildings.values()
    ]


def _building(building: Building | None, door: Stairwell) -> tuple[UUID, str]:
    return (building.id, building.label) if building else (door.id, "")


def _floors(stairwell: Row) -> Row:
    floors = stairwell["floors"]
    return {
        **stairwell,
        "floors": [
            {"floor": floor, "windows": floors[floor]} for floor in sorted(floors, reverse=True)
        ],
    }


def _window(dwelling: Dwelling, window: Window) -> Row:
    return {
        "door": dwelling.door,
        "room": dwelling.room,
        "state": window.state,
        "alarm": window.alarm,
        "elder": window.elder,
        "url": f"/dwellings/{dwelling.id}/",
        "words": window.words,
    }


def _tally(dwellings: list[Dwelling], windows: dict[UUID, Window]) -> list[Row]:
    """How many households' windows are lit, half lit, dark, away."""
    states = [windows[one.id].state for one in dwellings if one.id in windows]
    words = {"lit": _("已亮"), "half": _("半亮"), "dark": _("未亮"), "away": _("外出")}
    return [
        {"state": state, "label": label, "count": states.count(state)}
        for state, label in words.items()
    ]
