"""All open needs and all who are on duty, put to the assignment; taken as it is ticked."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from wanjia.care.models import Pair
from wanjia.core.access.viewer import Viewer
from wanjia.needs.dispatch.assignment import Wanted, assign
from wanjia.needs.dispatch.helpers import Job
from wanjia.needs.dispatch.queries import candidate_of, list_people, shut_stairwells
from wanjia.needs.followup.actions import dispatch, recall
from wanjia.needs.followup.promises import load_promises
from wanjia.needs.models import Need
from wanjia.needs.queries import open_needs
from wanjia.people.models import Staff
from wanjia.zoning.models import GridStairwell

MOST = 500  # needs that are put to the assignment at once


@dataclass(frozen=True)
class Line:
    """A need, who would go and why."""

    need: Need
    staff: Staff
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Batch:
    """What is proposed, and what stays: needs with the code of the reason."""

    lines: list[Line]
    left: list[tuple[Need, str]]


def unsent(viewer: Viewer) -> list[Need]:
    """Return open needs that nobody was sent to and that do not wait for the asker."""
    rows = open_needs(viewer).filter(helper=None, waiting_since=None, reported_at=None)
    return list(rows[:MOST])


def propose_assignments(viewer: Viewer) -> Batch:
    """Propose who goes where, for all at once; nothing is done yet.

    Ten statements.
    """
    needs = {need.id: need for need in unsent(viewer)}
    people = list_people(viewer)
    staff = {member.id: member for member in people.staff}
    wanted = _list_wanted(viewer, list(needs.values()))
    on = people.on_duty
    candidates = [
        candidate_of(member, people, paired=False)
        for member in people.staff
        if member.id in on or member.role in ("volunteer", "steward")
    ]
    assignment = assign(wanted, candidates)
    lines = [
        Line(needs[UUID(str(pair.need))], staff[UUID(str(pair.person))], pair.reasons)
        for pair in assignment.sent
    ]
    lines.sort(key=lambda line: (line.need.urgency, line.need.opened_at))
    return Batch(lines, [(needs[UUID(str(need_id))], why) for need_id, why in assignment.left])


def _list_wanted(viewer: Viewer, needs: Sequence[Need]) -> list[Wanted]:
    """Return the needs as the assignment sees them."""
    scope = {"community_id": viewer.community_id}
    shut = shut_stairwells(viewer)
    grid_of = dict(
        GridStairwell.objects.filter(
            **scope, grid__ended_at=None, grid__zone__ended_at=None
        ).values_list("stairwell", "grid")
    )
    pairs: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Pair.objects.filter(**scope, ended_at=None).values_list("resident__dwelling", "staff")
    for dwelling, who in rows:
        pairs[dwelling].add(who)
    promises = load_promises()
    return [
        _make_wanted(need, shut, grid_of, pairs, promises.first_role(need.category))
        for need in needs
    ]


def _make_wanted(
    need: Need,
    shut: set[UUID],
    grid_of: dict[UUID, UUID],
    pairs: dict[UUID, set[UUID]],
    first_role: str,
) -> Wanted:
    if need.dwelling is None:
        return Wanted(need.id, need.urgency, Job(need.category, first_role))
    well = need.dwelling.stairwell
    job = Job(
        category=need.category,
        first_role=first_role,
        stairwell=well.id,
        building=well.building_id,
        estate=well.estate_id,
        grid=grid_of.get(well.id),
        sealed=well.id in shut,
    )
    paired = frozenset(pairs.get(need.dwelling.id, set()))
    return Wanted(need.id, need.urgency, job, paired)


@transaction.atomic
def accept_assignments(viewer: Viewer, chosen: Sequence[tuple[UUID, UUID]]) -> int:
    """Send people (need, staff) as ticked, in one act.

    What was sent meanwhile is left alone.
    """
    viewer.need("head", "desk")
    waiting = {need.id for need in unsent(viewer)}
    done: Counter[UUID] = Counter()
    for need, staff in chosen:
        if need in waiting and not done[need]:
            dispatch(viewer, need, staff)
            done[need] += 1
    return len(done)


@transaction.atomic
def undo_assignments(viewer: Viewer, need_ids: Sequence[UUID]) -> int:
    """Undo an accepted batch: those not begun are without somebody again."""
    viewer.need("head", "desk")
    return sum(recall(viewer, need_id) for need_id in need_ids)
