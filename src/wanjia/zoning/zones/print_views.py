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
from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.journal.export_log import log_export
from wanjia.people.models import HouseholdLink
from wanjia.people.residents.actions import make_household_links
from wanjia.places.models import Dwelling
from wanjia.places.queries import stairwell_keys
from wanjia.zoning import queries
from wanjia.zoning.models import GridMember, GridStairwell, Publication
from wanjia.zoning.plans.views import publication_by
from wanjia.zoning.protocols.protocol_store import PRECAUTION
from wanjia.zoning.zones.grids import WORK_GROUP
from wanjia.zoning.zones.page import zone_doors
from wanjia.zoning.zones.public_text import ToldZone, told_zone
from wanjia.zoning.zones.views import grid_by, grid_homes, members_of, rank

SHEET = 12  # codes on an A4 sheet, three by four


def _notices(viewer: Viewer, publication: Publication) -> list[ToldZone]:
    """What hangs on the doors of a publication's zones: of those that have not ended."""
    shelf, tz = queries.protocols(viewer.community_id), timezone.get_current_timezone()
    now = clock.now()
    standing = publication.zones.filter(Q(ended_at=None) | Q(ended_at__gt=now))
    told = [told_zone(shelf, zone, now, tz) for zone in standing.select_related("estate")]
    posted = [one for one in told if one]
    return [one for one in posted if one.look != PRECAUTION or len(posted) == 1]


@for_roles(*OFFICERS)
def doors(request: ViewerRequest, publication_id: UUID) -> HttpResponse:
    """A notice on A4 for each door of a publication's zones, in both languages."""
    viewer = request.viewer
    publication = publication_by(viewer, publication_id)
    keys = stairwell_keys(viewer, publication.estate)
    groups = _groups(viewer, publication)
    sheets = [
        {
            "told": told,
            "zh": told.words("zh"),
            "en": told.words("en"),
            "begins": {one: told.begins(one) for one in ("zh", "en")},
            "ends": {one: told.ends(one) for one in ("zh", "en")},
            "door": keys[row.stairwell_id],
            "group": groups.get(row.stairwell_id, []),
        }
        for told in _notices(viewer, publication)
        for row in zone_doors(viewer, told.zone)
    ]
    context = {"publication": publication, "sheets": sheets, "today": clock.now()}
    return render(request, "zoning/print_doors.html", context)


def _groups(viewer: Viewer, publication: Publication) -> dict[UUID, list[Any]]:
    """Who looks after each stairwell of a publication."""
    of = {"community_id": viewer.community_id, "grid__zone__publication": publication}
    staff: dict[UUID, list[Any]] = defaultdict(list)
    order = [role for role, _wanted in WORK_GROUP]
    members = GridMember.objects.filter(**of).select_related("staff")
    for member in sorted(members, key=lambda one: rank(order, one.staff.role)):
        staff[member.grid_id].append(member.staff)
    rows = GridStairwell.objects.filter(**of, grid__ended_at=None)
    return {row.stairwell_id: staff[row.grid_id] for row in rows}


@for_roles(*OFFICERS)
def codes(request: ViewerRequest, publication_id: UUID) -> HttpResponse:
    """The QR codes of every household in the zones that were sealed, twelve a sheet, by door.

    A POST makes the codes of a publication that had none: a mild class prints them if it wants.
    """
    viewer = request.viewer
    publication = publication_by(viewer, publication_id)
    chosen = request.GET.get("stairwell", "")
    keys = stairwell_keys(viewer, publication.estate)
    inside = [one for one, key in keys.items() if key in set(publication.plan["stairwells"])]
    if chosen in keys.values():
        inside = [one for one in inside if keys[one] == chosen]
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
        "sheets": _sheets(request, latest.values()),
        "doors": sorted(
            {keys[one] for one in keys if keys[one] in set(publication.plan["stairwells"])},
            key=lambda key: (len(key), key),
        ),
        "chosen": chosen,
    }
    return render(request, "zoning/print_codes.html", context)


def _sheets(request: ViewerRequest, links: Iterable[HouseholdLink]) -> list[list[dict[str, Any]]]:
    """Codes twelve a sheet, to be cut apart, in the order of the doors."""
    codes = [
        {
            "door": link.dwelling.door,
            "code": segno.make(
                request.build_absolute_uri(household_path(link.token)), error="m"
            ).svg_inline(scale=4, border=2),
        }
        for link in links
    ]
    return [codes[start : start + SHEET] for start in range(0, len(codes), SHEET)]


def household_path(token: str) -> str:
    """Where a household's page is."""
    try:
        return reverse("ui:household", kwargs={"token": token})
    except NoReverseMatch:
        return f"/h/{token}/"


@for_roles(*STAFF)
def grid(request: ViewerRequest, grid_id: UUID) -> HttpResponse:
    """A grid's households to take along: door, names, phones, who needs care, room for notes."""
    viewer = request.viewer
    found = grid_by(viewer, grid_id)
    shelf = queries.protocols(viewer.community_id)
    context = {
        "grid": found,
        "homes": grid_homes(viewer, found),
        "members": members_of(found),
        "look": queries.look_of(shelf, found.zone),
        "word": queries.klass_word(shelf, found.zone),
        "today": clock.now(),
    }
    return render(request, "zoning/print_grid.html", context)
