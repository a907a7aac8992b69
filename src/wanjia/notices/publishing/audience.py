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


def audience_from(viewer: Viewer, data: Mapping[str, Any], stairwells: Iterable[str]) -> Audience:
    """The audience that a form names: `reach` with `estate`, `zone`, `role` or stairwells.

    Raises Problem `notices.audience_unknown` for what is not the community's own.
    """
    reach, of = data.get("reach", ""), {"community_id": viewer.community_id}
    if reach == Reach.COMMUNITY:
        return Audience(reach)
    if reach == Reach.ROLE and data.get("role") in Role.values:
        return Audience(reach, role=data["role"])
    if reach == Reach.ESTATE:
        one = _id(data.get("estate"))
        if one and Estate.objects.filter(id=one, **of).exists():
            return Audience(reach, estate=one)
    if reach == Reach.ZONE:
        one = _id(data.get("zone"))
        if one and Zone.objects.filter(id=one, ended_at=None, **of).exists():
            return Audience(reach, zone=one)
    if reach == Reach.STAIRWELLS:
        wanted = {one for one in map(_id, stairwells) if one}
        found = Stairwell.objects.filter(id__in=wanted, **of).values_list("id", flat=True)
        if wanted and (known := frozenset(found)) == wanted:
            return Audience(reach, stairwells=known)
    raise Problem("notices.audience_unknown")


def _id(text: Any) -> UUID | None:
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
    """The stairwells that an audience comes to: of a zone that ended, those it ended with."""
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


def reaches(stairwell: UUID, estate: UUID, community: UUID, now: datetime) -> Q:
    """The notices that come to a stairwell as it is at a moment."""
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
    """An audience in words; `places` has its estate, its zone or its stairwells by id."""
    if audience.reach == Reach.ROLE:
        return str(Role(audience.role).label)
    if audience.reach == Reach.STAIRWELLS:
        known = [places[one] for one in audience.stairwells if one in places]
        return well_list(known)
    place = places.get(audience.estate or audience.zone or UUID(int=0))
    return localized_name(place) if place else str(Reach(audience.reach).label)


def well_list(wells: Iterable[Stairwell], most: int = 6) -> str:
    """Some stairwells in words: 7号、8号 等 12 个楼道."""
    ordered = sorted(wells, key=lambda one: (one.sort, one.label))
    shown = _("、").join(_("%(label)s 号") % {"label": one.label} for one in ordered[:most])
    if len(ordered) <= most:
        return shown
    return _("%(wells)s 等 %(n)s 个楼道") % {"wells": shown, "n": len(ordered)}


def places_of(viewer: Viewer, audiences: Iterable[Audience]) -> dict[UUID, Any]:
    """What some audiences are made of, by id, at no more than three statements."""
    shown = list(audiences)
    found: dict[UUID, Any] = {}
    kinds: tuple[tuple[Any, set[UUID]], ...] = (
        (Estate, {one.estate for one in shown if one.estate}),
        (Zone, {one.zone for one in shown if one.zone}),
        (Stairwell, {well for one in shown for well in one.stairwells}),
    )
    for model, ids in kinds:
        if ids:
            rows = model.objects.of(viewer).filter(id__in=ids)
            found |= {row.id: row for row in rows}
    return found
