"""Whom to send: the people who serve, as the ranking needs to know them."""

from collections import Counter, defaultdict
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wanjia.care.models import Pair
from wanjia.care.queries import shut_zones
from wanjia.duty.queries import staff_on_duty
from wanjia.kernel.access import Viewer
from wanjia.needs.helpers import Candidate, Job, Ranked, rank
from wanjia.needs.models import Need
from wanjia.needs.promises import load_promises
from wanjia.people.models import Staff
from wanjia.zoning.models import GridMember, GridStairwell, ZoneStairwell


def suggestions(viewer: Viewer, need: Need, most: int = 3) -> list[Ranked]:
    """The best people for a need, with the reasons."""
    job = job_of(viewer, need)
    return rank(candidates(viewer, need), job, most)


def job_of(viewer: Viewer, need: Need) -> Job:
    """Where a need is, as the ranking sees it."""
    first = load_promises().first_role(need.category)
    if need.dwelling is None:
        return Job(need.category, first)
    stairwell = need.dwelling.stairwell
    grid = GridStairwell.objects.filter(
        community_id=viewer.community_id,
        stairwell=stairwell,
        grid__ended_at=None,
        grid__zone__ended_at=None,
    ).values_list("grid", flat=True)
    return Job(
        category=need.category,
        first_role=first,
        stairwell=stairwell.id,
        building=stairwell.building_id,
        estate=stairwell.estate_id,
        grid=grid.first(),
        sealed=stairwell.id in _shut(viewer),
    )


def _shut(viewer: Viewer) -> set[UUID]:
    rows = ZoneStairwell.objects.filter(
        community_id=viewer.community_id, until=None, zone__in=shut_zones(viewer)
    )
    return set(rows.values_list("stairwell", flat=True))


def candidates(viewer: Viewer, need: Need) -> list[Candidate]:
    """Everyone who serves now, with their load, grids and pair."""
    of = {"community_id": viewer.community_id}
    load = Counter(
        Need.objects.filter(**of, closed_at=None, helper__isnull=False).values_list(
            "helper", flat=True
        )
    )
    grids: dict[UUID, set[UUID]] = defaultdict(set)
    members = GridMember.objects.filter(**of, grid__ended_at=None, grid__zone__ended_at=None)
    for staff, grid in members.values_list("staff", "grid"):
        grids[staff].add(grid)
    paired = set()
    if need.dwelling_id:
        pairs = Pair.objects.filter(**of, ended_at=None, resident__dwelling=need.dwelling_id)
        paired = set(pairs.values_list("staff", flat=True))
    shut = _shut(viewer)
    on = staff_on_duty(viewer.community_id)
    people = Staff.objects.filter(**of, active=True).exclude(role="town")
    return [
        _candidate(one, grids[one.id], load[one.id], one.id in paired, shut, one.id in on)
        for one in people.select_related("resident__dwelling__stairwell")
    ]


def _candidate(
    one: Staff, grids: set[UUID], load: int, paired: bool, shut: set[UUID], on: bool
) -> Candidate:
    stairwell = one.resident.dwelling.stairwell if one.resident else None
    return Candidate(
        id=one.id,
        name=one.name,
        role=one.role,
        skills=frozenset(one.skills),
        lives=stairwell.id if stairwell else None,
        building=stairwell.building_id if stairwell else None,
        estate=stairwell.estate_id if stairwell else None,
        grids=frozenset(grids),
        sealed=bool(stairwell and stairwell.id in shut),
        load=load,
        paired=paired,
        on_duty=on,
    )


def reason_words(ranked: Ranked) -> str:
    """Why somebody is proposed, in words."""
    said: dict[str, Any] = {
        "paired": _("已结对"),
        "first_role": _("这类事先找他"),
        "same_grid": _("本网格"),
        "same_building": _("同一栋"),
        "same_estate": _("同小区"),
        "skill": _("有这项本事"),
        "on_duty": _("在班"),
    }
    reasons = [said[code] for code in ranked.reasons]
    reasons.append(_("手上 %(n)s 件") % {"n": ranked.candidate.load})
    return _("、").join(reasons)
