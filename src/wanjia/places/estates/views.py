"""Pages of places: the estates, and each estate with its doors."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from wanjia.core.access.viewer import STAFF, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.models import Role
from wanjia.places.queries import (
    estate_by,
    map_data,
    people_behind,
    stairwell_keys,
    visible_estates,
    visible_stairwells,
)


@for_roles(*STAFF, Role.TOWN)
def estates(request: ViewerRequest) -> HttpResponse:
    """List the estates in sight with who lives there."""
    viewer = request.viewer
    counts = people_behind(viewer, None)
    doors = visible_stairwells(viewer).values_list("estate_id", "id")
    rows = []
    for estate in visible_estates(viewer):
        behind = [
            counts.get(stairwell_id, (0, 0)) for owner, stairwell_id in doors if owner == estate.id
        ]
        rows.append(
            {
                "estate": estate,
                "stairwells": len(behind),
                "households": sum(homes for homes, _ in behind),
                "residents": sum(people for _, people in behind),
            }
        )
    return render(request, "places/estates.html", {"rows": rows})


@for_roles(*STAFF, Role.TOWN)
def estate(request: ViewerRequest, estate_id: UUID) -> HttpResponse:
    """Show an estate.

    Its map, and each door with who lives behind it.
    """
    viewer = request.viewer
    estate = estate_by(viewer, estate_id)
    keys = stairwell_keys(viewer, estate)
    data = map_data(viewer, [estate])
    counts = {
        stairwell["uuid"]: (stairwell["households"], stairwell["residents"])
        for stairwell in data["stairwells"]
    }
    rows = [
        {
            "stairwell": door,
            "key": keys[door.id],
            "homes": counts[str(door.id)][0],
            "people": counts[str(door.id)][1],
        }
        for door in visible_stairwells(viewer).filter(estate=estate).select_related("building")
    ]
    context = {
        "estate": estate,
        "rows": rows,
        "map_data": data,
        "households": sum(row["homes"] for row in rows),
        "residents": sum(row["people"] for row in rows),
        "personal": viewer.role != Role.TOWN,
    }
    return render(request, "places/estate.html", context)
