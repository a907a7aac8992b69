"""What is in force at a household's door, and whom it calls, on its page."""

import zoneinfo
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from wanjia.core.household_page import HouseholdPage, household_part, numbers_from
from wanjia.core.localized import active_language
from wanjia.core.prepared_queries import ID, prepared
from wanjia.people.models import HouseholdLink, Staff
from wanjia.zoning.models import GridMember, ZoneStairwell
from wanjia.zoning.queries import protocols
from wanjia.zoning.zones.public_text import told_zone


@household_part("before", order=10, template="zoning/household_zone_first.html")
@household_part("after", order=30, template="zoning/household_zone_later.html")
def zone_at_door(page: HouseholdPage) -> dict[str, Any]:
    """What is in force at the door, as everybody is told it: event, class, day, what to do, end."""
    link, now = page.link, page.now
    row = next(iter(_at_door(link.community_id, link.dwelling.stairwell_id)), None)
    if row is None or row.since > now:
        return {"zone": None}
    shelf, tz = protocols(link.community_id), zoneinfo.ZoneInfo(link.community.timezone)
    told, language = told_zone(shelf, row.zone, now, tz), active_language()
    if told is None:
        return {"zone": None}
    health, words = told.protocol.health, told.words(language)
    return {
        "zone": row.zone,
        "told": told,
        "words": words,
        "ends": told.ends(language),
        "symptoms": [one.words(language) for one in health.symptoms] if health else [],
        "on_positive": words.on_positive,
    }


@prepared(community=ID, stairwell=ID)
def _at_door(community: UUID, stairwell: UUID) -> QuerySet[ZoneStairwell]:
    rows = ZoneStairwell.objects.filter(community_id=community, stairwell=stairwell, until=None)
    return rows.select_related("zone").order_by("id")


@numbers_from
def work_group(link: HouseholdLink) -> Sequence[Staff]:
    """Whom to call: the people of the stairwell's grid, else the committee's desk."""
    known = _may_be_called(link.community_id, link.dwelling.stairwell_id)
    order = {role: place for place, role in enumerate(("grid", "doctor", "steward", "volunteer"))}
    found = sorted((one for one in known if one.mine), key=lambda one: order.get(one.role, 9))
    return found or known[:3]


@prepared(community=ID, stairwell=ID)
def _may_be_called(community: UUID, stairwell: UUID) -> QuerySet[Staff]:
    mine = GridMember.objects.filter(
        community_id=community,
        staff=OuterRef("pk"),
        grid__ended_at=None,
        grid__zone__ended_at=None,
        grid__stairwells=stairwell,
    )
    rows = Staff.objects.filter(community_id=community, active=True).exclude(phone="")
    return rows.annotate(mine=Exists(mine)).filter(Q(mine=True) | Q(role__in=("desk", "head")))
