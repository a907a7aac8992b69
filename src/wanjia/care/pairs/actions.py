"""What changes in pairs: made, proposed ones accepted, ended, handed on. One act each."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.care.access import LEADS, get_visible_resident
from wanjia.care.models import Errand, Pair
from wanjia.care.pairs.proposals import proposals
from wanjia.care.queries import helpers, visible_pairs
from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.hearing import LIFE, hear_row
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.models import Staff


@transaction.atomic
def make_pair(viewer: Viewer, staff_id: UUID, resident_id: UUID, why: Sequence[str] = ()) -> Pair:
    """Pair a volunteer with a resident; the same pair again is harmless.

    Raises Problem `care.not_available` and `care.paired_already`.
    """
    viewer.need(*LEADS)
    resident = get_visible_resident(viewer, resident_id)
    staff = helpers(viewer).filter(id=staff_id).first()
    if staff is None:
        raise Problem("care.not_available", name="—")
    there = (
        Pair.objects.of(viewer)
        .filter(resident=resident, ended_at=None)
        .select_related("staff")
        .first()
    )
    if there and there.staff_id == staff.id:
        return there
    if there:
        raise Problem("care.paired_already", name=resident.name, other=there.staff.name)
    pair = Pair.objects.create(
        community_id=viewer.community_id,
        staff=staff,
        resident=resident,
        since=clock.now(),
        reasons=list(why),
    )
    journal.write(
        viewer,
        "pair.made",
        subject=pair.id,
        dwelling=resident.dwelling_id,
        after={"staff": staff.name, "why": list(why)},
    )
    return pair


@transaction.atomic
def end_pair(viewer: Viewer, pair_id: UUID, why: str) -> Pair:
    """End a pair, with the reason."""
    viewer.need(*LEADS)
    pair = get_or_refuse(visible_pairs(viewer), id=pair_id)
    if pair.ended_at is None:
        close_pair(viewer, pair, why)
    return pair


def close_pair(viewer: Viewer, pair: Pair, why: str) -> None:
    """End one pair within an act that is already under way."""
    pair.ended_at, pair.end_reason = clock.now(), why[:80]
    pair.save(update_fields=["ended_at", "end_reason"])
    hear_row(viewer, pair, "end_reason", upto=LIFE)
    journal.write(
        viewer,
        "pair.ended",
        subject=pair.id,
        dwelling=pair.resident.dwelling_id,
        before={"staff": pair.staff.name},
        after={"why": why[:80]},
    )


@transaction.atomic
def accept_proposals(viewer: Viewer, chosen: Sequence[tuple[UUID, UUID]]) -> int:
    """Make the pairs (resident, staff) that were ticked.

    Return how many are new. A pair that one of them ends is ended with the reason; one that stands
    already stays.
    """
    viewer.need(*LEADS)
    offered = {
        (proposal.resident.id, proposal.staff.id): proposal for proposal in proposals(viewer).pairs
    }
    made = 0
    for resident, staff in chosen:
        proposal = offered.get((resident, staff))
        if proposal is None or proposal.kept:
            continue
        if proposal.replaces:
            close_pair(viewer, proposal.replaces, _("重新结对"))
        make_pair(viewer, staff, resident, proposal.why)
        made += 1
    return made


def hand_on(viewer: Viewer, staff: Staff, why: str) -> None:
    """Take somebody out of service within an act.

    Pairs and errands are handed on. Higher floors hand on what they gave this person when they read
    `staff.out`.
    """
    staff.active = False
    staff.save(update_fields=["active"])
    pairs = list(
        Pair.objects.of(viewer)
        .filter(staff=staff, ended_at=None)
        .select_related("resident", "staff")
    )
    for pair in pairs:
        close_pair(viewer, pair, why)
    errands = list(
        Errand.objects.of(viewer)
        .filter(buyer=staff, settled_at=None, cancelled_at=None)
        .select_related("resident")
    )
    for errand in errands:
        errand.buyer, errand.taken_at = None, None
        errand.save(update_fields=["buyer", "taken_at"])
        journal.write(
            viewer,
            "errand.handed_on",
            subject=errand.id,
            dwelling=errand.resident.dwelling_id,
            before={"buyer": staff.name},
            after={"why": why},
        )
    journal.write(
        viewer,
        "staff.out",
        subject=staff.id,
        before={"active": True},
        after={"why": why, "pairs": len(pairs), "errands": len(errands)},
    )
