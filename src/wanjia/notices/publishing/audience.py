"""Whom a notice or a message is for: read from a form, and the doors that it comes to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import Viewer
from wanjia.core.localized import localized_name
from wanjia.core.models import Role
from wanjia.core.problems import Problem
from wanjia.notices.models import Notice, NoticeStairwell, Reach
from wanjia.places.models import Estate, Stairwell
from wanjia.zoning.models import Zone, ZoneStairwell


@dataclass(frozen=True)
class Audience:
    """The whole community, an estate, a zone, some stairwells, or a role of the staff."""

    reach: str
    estate: UUID | None = None
    zone: UUID | None = None
    stairwells: frozenset[UUID] = frozenset()
    role: str = ""


def audience_from(viewer: Viewer, data: Mapping[str, Any], stairwells: Iterable[Any]) -> Audience:
    """Return the audience that a form names: `reach` with `estate`, `zone`, `role` or stairwells.

    Raises Problem `notices.audience_unknown` for what is not the community's own.
    """
    reach, scope = data.get("reach", ""), {"community_id": viewer.community_id}
    if reach == Reach.COMMUNITY:
        return Audience(reach)
    if reach == Reach.ROLE and data.get("role") in Role.values:
        return Audience(reach, role=data["role"])
    if reach == Reach.ESTATE:
        place_id = _read_id(data.get("estate"))
        if place_id and Estate.objects.filter(id=place_id, **scope).exists():
            return Audience(reach, estate=place_id)
    if reach == Reach.ZONE:
        place_id = _read_id(data.get("zone"))
        if place_id and Zone.objects.filter(id=place_id, ended_at=None, **scope).exists():
            return Audience(reach, zone=place_id)
    if reach == Reach.STAIRWELLS:
        wanted = {stairwell_id for stairwell_id in map(_read_id, stairwells) if stairwell_id}
        stairwell_ids = Stairwell.objects.filter(id__in=wanted, **scope).values_list(
            "id", flat=True
        )
        if wanted and (known := frozenset(stairwell_ids)) == wanted:
            return Audience(reach, stairwells=known)
    raise Problem("notices.audience_unknown")


def _read_id(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def audience_of(notice: Notice) -> Audience:
    """The audience that a notice was written for, at one statement where it is stairwells."""
    doors = notice.doors.values_list("stairwell", flat=True)
    wells = frozenset(doors) if notice.reach == Reach.STAIRWELLS else frozenset[UUID]()
    return Audience(notice.reach, notice.estate_id, notice.zone_id, wells, notice.role)


def wells_in(viewer: Viewer, audience: Audience) -> QuerySet[Stairwell]:
    """Return the stairwells that an audience comes to.

    Of a zone that ended, those it ended with.
    """
    rows = Stairwell.objects.of(viewer)
    if audience.reach == Reach.COMMUNITY:
        return rows
    if audience.reach == Reach.ESTATE:
        return rows.filter(estate=audience.estate)
    if audience.reach == Reach.STAIRWELLS:
        return rows.filter(id__in=audience.stairwells)
    if audience.reach == Reach.ZONE:
        inside = ZoneStairwell.objects.of(viewer).filter(
            Q(until=None) | Q(until=F("zone__ended_at")),
            zone=audience.zone,
            stairwell=OuterRef("pk"),
        )
        return rows.filter(Exists(inside))
    return rows.none()


def reaches_stairwell(stairwell: UUID, estate: UUID, community: UUID, now: datetime) -> Q:
    """Return the notices that come to a stairwell as it is at a moment."""
    zones = ZoneStairwell.objects.filter(
        Q(until=None) | Q(until__gt=now),
        community_id=community,
        stairwell_id=stairwell,
        since__lte=now,
    )
    named_doors = NoticeStairwell.objects.filter(community_id=community, stairwell_id=stairwell)
    return (
        Q(reach=Reach.COMMUNITY)
        | Q(reach=Reach.ESTATE, estate=estate)
        | Q(reach=Reach.ZONE, zone__in=zones.values("zone"))
        | Q(reach=Reach.STAIRWELLS, id__in=named_doors.values("notice"))
    )


def audience_words(audience: Audience, places: Mapping[UUID, Any]) -> str:
    """Return an audience in words; `places` has its estate, its zone or its stairwells by id."""
    if audience.reach == Reach.ROLE:
        return str(Role(audience.role).label)
    if audience.reach == Reach.STAIRWELLS:
        known = [
            places[stairwell_id] for stairwell_id in audience.stairwells if stairwell_id in places
        ]
        return well_list(known)
    place = places.get(audience.estate or audience.zone or UUID(int=0))
    return localized_name(place) if place else str(Reach(audience.reach).label)


def well_list(wells: Iterable[Stairwell], most: int = 6) -> str:
    """Name some stairwells: 7号、8号 等 12 个楼道."""
    ordered = sorted(wells, key=lambda well: (well.sort, well.label))
    shown = _("、").join(_("%(label)s 号") % {"label": well.label} for well in ordered[:most])
    if len(ordered) <= most:
        return shown
    return _("%(wells)s 等 %(n)s 个楼道") % {"wells": shown, "n": len(ordered)}


def places_of(viewer: Viewer, audiences: Iterable[Audience]) -> dict[UUID, Any]:
    """Return what some audiences are made of, by id, at no more than three statements."""
    shown = list(audiences)
    places: dict[UUID, Any] = {}
    kinds: tuple[tuple[Any, set[UUID]], ...] = (
        (Estate, {audience.estate for audience in shown if audience.estate}),
        (Zone, {audience.zone for audience in shown if audience.zone}),
        (Stairwell, {well for audience in shown for well in audience.stairwells}),
    )
    for model, ids in kinds:
        if ids:
            rows = model.objects.of(viewer).filter(id__in=ids)
            places |= {row.id: row for row in rows}
    return places
