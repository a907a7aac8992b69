"""Pages to print: a notice for each sealed door, QR sheets for the households, a grid's list."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import segno
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import get_current_timezone

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.journal.export_log import log_export
from wanjia.core.public_address import absolute_url
from wanjia.people.models import HouseholdLink
from wanjia.people.residents.actions import make_household_links
from wanjia.places.models import Dwelling
from wanjia.places.queries import stairwell_keys
from wanjia.zoning import queries
from wanjia.zoning.models import GridMember, GridStairwell, Publication
from wanjia.zoning.plans.named_posts import posts_of_zone
from wanjia.zoning.plans.views import publication_by
from wanjia.zoning.protocols.protocol_store import PRECAUTION
from wanjia.zoning.zones.grids import WORK_GROUP
from wanjia.zoning.zones.public_text import ToldZone, over_zone, told_zone
from wanjia.zoning.zones.queries import zone_doors
from wanjia.zoning.zones.views import grid_by, grid_homes, members_of, rank, zone_by

SHEET = 12  # codes on an A4 sheet, three by four


def _list_notices(viewer: Viewer, publication: Publication) -> list[ToldZone]:
    """Return what hangs on the doors of a publication's zones.

    Of those that have not ended.
    """
    shelf, tz = queries.protocols(viewer.community_id), get_current_timezone()
    now = clock.now()
    standing = publication.zones.filter(Q(ended_at=None) | Q(ended_at__gt=now))
    told = [
        told_zone(shelf, zone, now, tz) for zone in standing.select_related("estate", "publication")
    ]
    posted = [notice for notice in told if notice]
    return [notice for notice in posted if notice.look != PRECAUTION or len(posted) == 1]


@for_roles(*OFFICERS)
def doors(request: ViewerRequest, publication_id: UUID) -> HttpResponse:
    """Show a notice on A4 for each door of a publication's zones, in both languages."""
    viewer = request.viewer
    publication = publication_by(viewer, publication_id)
    keys = stairwell_keys(viewer, publication.estate)
    groups = _groups_by_stairwell(viewer, grid__zone__publication=publication)
    sheets = [
        _draw_notice(told, keys[row.stairwell_id], groups.get(row.stairwell_id, []))
        for told in _list_notices(viewer, publication)
        for row in zone_doors(viewer, told.zone)
    ]
    back = reverse("zoning:publication", args=[publication.id])
    context = {"estate": publication.estate, "sheets": sheets, "back": back}
    return render(request, "zoning/print_doors.html", context)


def _draw_notice(told: ToldZone, door: str, group: list[Any]) -> dict[str, Any]:
    zone = told.zone
    made = zone.publication.published_at if zone.publication else zone.started_at
    return {
        "told": told,
        "zh": told.words("zh"),
        "en": told.words("en"),
        "begins": {language: told.begins(language) for language in ("zh", "en")},
        "ends": {language: told.ends(language) for language in ("zh", "en")},
        "dates": {language: told.phase_dates(language) for language in ("zh", "en")},
        "door": door,
        "group": group,
        "made": max(made, zone.changed_at or made),
    }


@for_roles(*OFFICERS)
def zone_notices(request: ViewerRequest, zone_id: UUID) -> HttpResponse:
    """Show the notice of a zone as it is now for each of its doors; of an ended one that it is."""
    viewer = request.viewer
    zone = zone_by(viewer, zone_id)
    shelf, tz, now = queries.protocols(viewer.community_id), get_current_timezone(), clock.now()
    keys, doors = stairwell_keys(viewer, zone.estate), zone_doors(viewer, zone)
    context: dict[str, Any] = {
        "estate": zone.estate, "back": reverse("zoning:change", args=[zone.id])
    }  # fmt: skip
    told = None if zone.ended_at else told_zone(shelf, zone, now, tz)
    if told:
        groups = _groups_by_stairwell(viewer, grid__zone=zone)
        context["sheets"] = [
            _draw_notice(told, keys[row.stairwell_id], groups.get(row.stairwell_id, []))
            for row in doors
        ]
        return render(request, "zoning/print_doors.html", context)
    context |= {
        "zh": over_zone(shelf, zone, tz, "zh"),
        "en": over_zone(shelf, zone, tz, "en"),
        "doors": [keys[row.stairwell_id] for row in doors],
        "made": zone.ended_at or now,
    }
    return render(request, "zoning/print_over.html", context)


def _groups_by_stairwell(viewer: Viewer, **of: Any) -> dict[UUID, list[Any]]:
    """Return who looks after each stairwell of a publication or of a zone."""
    tenant = {"community_id": viewer.community_id, **of}
    staff: dict[UUID, list[Any]] = defaultdict(list)
    order = [role for role, _wanted in WORK_GROUP]
    members = GridMember.objects.filter(**tenant).select_related("staff")
    for member in sorted(members, key=lambda member: rank(order, member.staff.role)):
        staff[member.grid_id].append(member.staff)
    rows = GridStairwell.objects.filter(**tenant, grid__ended_at=None)
    return {row.stairwell_id: staff[row.grid_id] for row in rows}


@for_roles(*OFFICERS)
def codes(request: ViewerRequest, publication_id: UUID) -> HttpResponse:
    """Show the QR codes of every household in the zones that were sealed, twelve a sheet, by door.

    A POST makes the codes of a publication that had none: a mild class prints them if it wants.
    """
    viewer = request.viewer
    publication = publication_by(viewer, publication_id)
    chosen = request.GET.get("stairwell", "")
    keys = stairwell_keys(viewer, publication.estate)
    inside = [
        stairwell_id
        for stairwell_id, key in keys.items()
        if key in set(publication.plan["stairwells"])
    ]
    if chosen in keys.values():
        inside = [stairwell_id for stairwell_id in inside if keys[stairwell_id] == chosen]
    homes = Dwelling.objects.of(viewer).filter(
        stairwell__in=inside, residents__isnull=False, residents__left_at=None
    )
    if request.method == "POST":
        make_household_links(viewer, list(homes.distinct()))
    links = (
        HouseholdLink.objects.of(viewer)
        .filter(dwelling__in=homes.values("id"), revoked_at=None)
        .select_related("dwelling__stairwell")
        .order_by("dwelling__stairwell__sort", "dwelling__sort", "dwelling__door", "made_at")
    )
    latest = {link.dwelling_id: link for link in links}
    log_export(viewer, "links", str(publication.estate))
    context = {
        "publication": publication,
        "sheets": _draw_sheets(request, latest.values()),
        "doors": sorted(
            {
                keys[stairwell_id]
                for stairwell_id in keys
                if keys[stairwell_id] in set(publication.plan["stairwells"])
            },
            key=lambda key: (len(key), key),
        ),
        "chosen": chosen,
    }
    return render(request, "zoning/print_codes.html", context)


def _draw_sheets(
    request: ViewerRequest, links: Iterable[HouseholdLink]
) -> list[list[dict[str, Any]]]:
    """Return codes twelve a sheet, to be cut apart, in the order of the doors."""
    codes = [
        {
            "door": link.dwelling.door,
            "code": segno.make(
                absolute_url(request, household_path(link.token)), error="m"
            ).svg_inline(scale=4, border=2),
        }
        for link in links
    ]
    return [codes[start : start + SHEET] for start in range(0, len(codes), SHEET)]


def household_path(token: str) -> str:
    """Return where a household's page is."""
    try:
        return reverse("ui:household", kwargs={"token": token})
    except NoReverseMatch:
        return f"/h/{token}/"


@for_roles(*STAFF)
def grid(request: ViewerRequest, grid_id: UUID) -> HttpResponse:
    """Show a grid's households to take along.

    Door, names, phones, who needs care, room for notes.
    """
    viewer = request.viewer
    grid = grid_by(viewer, grid_id)
    shelf = queries.protocols(viewer.community_id)
    context = {
        "grid": grid,
        "homes": grid_homes(viewer, grid),
        "members": members_of(grid),
        "look": queries.look_of(shelf, grid.zone),
        "word": queries.klass_word(shelf, grid.zone),
        "today": clock.now(),
        "posts": posts_of_zone(viewer, grid.zone.estate),
    }
    return render(request, "zoning/print_grid.html", context)
