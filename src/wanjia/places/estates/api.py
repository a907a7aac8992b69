"""Places in the JSON API: estates, stairwells, dwellings."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from wanjia.core.access.viewer import STAFF
from wanjia.core.api import Window, paged, responses, viewer_of
from wanjia.places.models import Dwelling, Estate, Stairwell
from wanjia.places.queries import visible_dwellings, visible_estates, visible_stairwells

router = Router(tags=["places"])


class EstateOut(Schema):
    id: UUID
    name: str
    name_en: str
    kind: str
    lanes: list[str]


class Estates(Schema):
    items: list[EstateOut]
    total: int


class StairwellOut(Schema):
    id: UUID
    estate: UUID
    lane: str
    label: str


class Stairwells(Schema):
    items: list[StairwellOut]
    total: int


class DwellingOut(Schema):
    id: UUID
    stairwell: UUID
    door: str
    room: str
    floor: int


class Dwellings(Schema):
    items: list[DwellingOut]
    total: int


@router.get("/estates", response=responses(Estates))
def estates(request: HttpRequest, window: Query[Window]) -> dict[str, Any]:
    """Estates in sight."""
    viewer = viewer_of(request)
    viewer.need(*STAFF, "town")
    return paged(visible_estates(viewer).order_by("name", "id"), window, _estate)


def _estate(one: Estate) -> dict[str, Any]:
    names = {"name": one.name, "name_en": one.name_en}
    return {"id": one.id, **names, "kind": one.kind, "lanes": [str(lane) for lane in one.lanes]}


@router.get("/stairwells", response=responses(Stairwells))
def stairwells(
    request: HttpRequest, window: Query[Window], estate: UUID | None = None
) -> dict[str, Any]:
    """Stairwells in sight, of one estate or of all."""
    viewer = viewer_of(request)
    viewer.need(*STAFF, "town")
    rows = visible_stairwells(viewer).order_by("estate__name", "sort", "label", "id")
    return paged(rows.filter(estate=estate) if estate else rows, window, _stairwell)


def _stairwell(one: Stairwell) -> dict[str, Any]:
    return {"id": one.id, "estate": one.estate_id, "lane": one.lane, "label": one.label}


@router.get("/dwellings", response=responses(Dwellings))
def dwellings(
    request: HttpRequest, window: Query[Window], stairwell: UUID | None = None
) -> dict[str, Any]:
    """Dwellings in sight, behind one street door or all."""
    viewer = viewer_of(request)
    viewer.need(*STAFF)
    rows = visible_dwellings(viewer).order_by("stairwell", "sort", "door", "id")
    return paged(rows.filter(stairwell=stairwell) if stairwell else rows, window, _dwelling)


def _dwelling(one: Dwelling) -> dict[str, Any]:
    where = {"id": one.id, "stairwell": one.stairwell_id}
    return {**where, "door": one.door, "room": one.room, "floor": one.floor}
