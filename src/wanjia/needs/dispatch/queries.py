"""Whom to send: the people who serve, as the ranking needs to know them."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wanjia.care.models import Pair
from wanjia.care.queries import shut_zones
from wanjia.core.access.viewer import Viewer
from wanjia.duty.queries import staff_on_duty
from wanjia.needs.dispatch.helpers import Candidate, Job, Ranked, rank
from wanjia.needs.followup.promises import load_promises
from wanjia.needs.models import Need
from wanjia.people.models import Staff
from wanjia.zoning.models import GridMember, GridStairwell, ZoneStairwell


def suggestions(viewer: Viewer, need: Need, most: int = 3) -> list[Ranked]:
    """Return the best people for a need, with the reasons."""
    job = job_of(viewer, need)
    return rank(candidates(viewer, need), job, most)


def job_of(viewer: Viewer, need: Need) -> Job:
    """Return where a need is, as the ranking sees it."""
    first = load_promises().first_role(need.category)
    if need.dwelling is None:
        return Job(need.category, first)
    stairwell = need.dwelling.stairwell
    grid = (
        GridStairwell.objects.of(viewer)
        .filter(stairwell=stairwell, grid__ended_at=None, grid__zone__ended_at=None)
        .values_list("grid", flat=True)
    )
    return Job(
        category=need.category,
        first_role=first,
        stairwell=stairwell.id,
        building=stairwell.building_id,
        estate=stairwell.estate_id,
        grid=grid.first(),
        sealed=stairwell.id in shut_stairwells(viewer),
    )


def shut_stairwells(viewer: Viewer) -> set[UUID]:
    """Return the stairwells whose people may not leave."""
    rows = ZoneStairwell.objects.of(viewer).filter(until=None, zone__in=shut_zones(viewer))
    return set(rows.values_list("stairwell", flat=True))


@dataclass(frozen=True)
class People:
    """Everyone who serves now, with what the ranking asks of them.

    `homes` are stairwell, building and estate of those who live here.
    """

    staff: list[Staff]
    homes: dict[UUID, tuple[UUID, UUID, UUID]]
    load: Counter[UUID]
    grids: dict[UUID, set[UUID]]
    shut: set[UUID]
    on_duty: frozenset[UUID]


def list_people(viewer: Viewer) -> People:
    """Return everyone who serves now; six statements."""
    scope = {"community_id": viewer.community_id}
    load = Counter(
        Need.objects.filter(**scope, closed_at=None, helper__isnull=False).values_list(
            "helper", flat=True
        )
    )
    grids: dict[UUID, set[UUID]] = defaultdict(set)
    members = GridMember.objects.filter(**scope, grid__ended_at=None, grid__zone__ended_at=None)
    for staff, grid in members.values_list("staff", "grid"):
        grids[staff].add(grid)
    people = Staff.objects.filter(**scope, active=True).exclude(role="town")
    stairwell = "resident__dwelling__stairwell"
    living = people.exclude(resident=None).values_list(
        "id", stairwell, f"{stairwell}__building", f"{stairwell}__estate"
    )
    return People(
        list(people.order_by("role", "name", "id")),
        {member: (well, building, estate) for member, well, building, estate in living},
        load,
        grids,
        shut_stairwells(viewer),
        staff_on_duty(viewer.community_id),
    )


def candidates(viewer: Viewer, need: Need) -> list[Candidate]:
    """Return everyone who serves now, with their load, grids and pair."""
    people = list_people(viewer)
    paired: set[UUID] = set()
    if need.dwelling_id:
        pairs = Pair.objects.of(viewer).filter(ended_at=None, resident__dwelling=need.dwelling_id)
        paired = set(pairs.values_list("staff", flat=True))
    return [candidate_of(member, people, member.id in paired) for member in people.staff]


def candidate_of(member: Staff, people: People, paired: bool) -> Candidate:
    """Return somebody who serves, as the ranking sees them."""
    stairwell, building, estate = people.homes.get(member.id, (None, None, None))
    return Candidate(
        id=member.id,
        name=member.name,
        role=member.role,
        skills=frozenset(member.skills),
        lives=stairwell,
        building=building,
        estate=estate,
        grids=frozenset(people.grids.get(member.id, set())),
        sealed=stairwell in people.shut,
        load=people.load[member.id],
        paired=paired,
        on_duty=member.id in people.on_duty,
    )


def reason_words(ranked: Ranked) -> str:
    """Return why somebody is proposed, in words."""
    reasons = [reason_word(code) for code in ranked.reasons]
    reasons.append(_("手上 %(n)s 件") % {"n": ranked.candidate.load})
    return _("、").join(reasons)


def reason_word(code: str) -> str:
    """Return one reason, in words."""
    words: dict[str, Any] = {
        "paired": _("已结对"),
        "first_role": _("这类事先找他"),
        "same_grid": _("本网格"),
        "same_building": _("同一栋"),
        "same_estate": _("同小区"),
        "skill": _("有这项本事"),
        "on_duty": _("在班"),
    }
    return str(words.get(code, code))
