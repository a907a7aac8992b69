"""An estate's façades: buildings with their stairwells, floors from the top, and windows."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from wanjia.core.access.viewer import Viewer
from wanjia.places.models import Estate
from wanjia.places.queries import visible_dwellings
from wanjia.reports.wall.windows import Window
from wanjia.ui.wall.silence import SilentWindow

EMPTY = Window("empty")
Row = dict[str, Any]


class Home(NamedTuple):
    """A dwelling as the wall needs it."""

    id: UUID
    door: str
    room: str
    floor: int
    stairwell: UUID
    label: str
    building: UUID | None
    building_label: str | None


def homes_of(viewer: Viewer, estate: Estate) -> list[Home]:
    """Return the estate's dwellings in sight, door by door, from the top floor down."""
    rows = visible_dwellings(viewer).filter(stairwell__estate=estate)
    ordered = rows.order_by("stairwell__sort", "stairwell__label", "-floor", "sort", "room")
    columns = (
        "id",
        "door",
        "room",
        "floor",
        "stairwell_id",
        "stairwell__label",
        "stairwell__building_id",
        "stairwell__building__label",
    )
    return [Home(*row) for row in ordered.values_list(*columns)]


def facades(
    homes: Iterable[Home], windows: Mapping[UUID, Window | SilentWindow], zones: Mapping[UUID, str]
) -> list[Row]:
    """Buildings with their stairwells, floors from the top, and windows, as the wall draws them."""
    buildings: dict[UUID, tuple[str, list[Row]]] = {}
    stairwells: dict[UUID, dict[int, list[Row]]] = {}
    for home in homes:
        if home.stairwell not in stairwells:
            stairwells[home.stairwell] = {}
            building = home.building or home.stairwell
            buildings.setdefault(building, (home.building_label or "", []))[1].append(
                {
                    "label": home.label,
                    "url": f"/missing/?stairwell={home.stairwell}",
                    "zone": zones.get(home.stairwell, ""),
                    "floors": stairwells[home.stairwell],
                }
            )
        floors = stairwells[home.stairwell]
        floors.setdefault(home.floor or 1, []).append(
            _window_row(home, windows.get(home.id, EMPTY))
        )
    return [
        {"label": label, "stairwells": [_group_floors(door) for door in doors]}
        for label, doors in buildings.values()
    ]


def _group_floors(stairwell: Row) -> Row:
    floors = stairwell["floors"]
    return {
        **stairwell,
        "floors": [
            {"floor": floor, "windows": floors[floor]} for floor in sorted(floors, reverse=True)
        ],
    }


def _window_row(home: Home, window: Window | SilentWindow) -> Row:
    return {
        "id": home.id,
        "door": home.door,
        "room": home.room,
        "state": window.state,
        "alarm": window.alarm,
        "elder": window.elder,
        "url": f"/dwellings/{home.id}/",
        "words": window.words,
    }
