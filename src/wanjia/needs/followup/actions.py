"""What changes in needs: recorded, taken, sent on, answered, done, closed, reopened: an act each.

The way follows the seven steps of urban grid management: take in, register, dispatch, handle,
report back, verify, close.
"""

from uuid import UUID

from django.db import transaction

from wanjia.core import clock
from wanjia.core.access.viewer import STAFF, Viewer, system_viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.problems import Problem
from wanjia.needs.doubts.actions import answer_questions, take_back_answers
from wanjia.needs.followup.clocks import asker_spoke, journal_need, set_urgency
from wanjia.needs.followup.closing import close, is_grave, reopen, report_back, verify
from wanjia.needs.followup.locking import (
    add_note,
    lock_need,
    lock_open_need,
    make_owner,
    noted_before,
)
from wanjia.needs.followup.sense import says_what
from wanjia.needs.intake.actions import TAKERS, record_household_need, record_need, risks_of
from wanjia.needs.intake.new_matters import hear_new_matter
from wanjia.needs.models import Category, Need, NeedNote, NoteKind, OverruleWay, Urgency
from wanjia.needs.overrules.actions import note_overrule
from wanjia.people.models import Staff

__all__ = [
    "answer_questions",
    "close",
    "dispatch",
    "escalate_overdue",
    "note",
    "recall",
    "record_household_need",
    "record_need",
    "reopen",
    "report_back",
    "retriage",
    "risks_of",
    "start",
    "take",
    "take_back_answers",
    "verify",
]


@transaction.atomic
def take(viewer: Viewer, need_id: UUID) -> Need:
    """Make the viewer the owner.

    Raises Problem `needs.taken` when another officer was quicker.
    """
    viewer.need(*STAFF)
    need = lock_open_need(viewer, need_id)
    mine = need.owner == viewer.user_id and need.owner is not None
    if need.owner and not mine:
        raise Problem("needs.taken", name=need.owner_name)
    if mine and need.answered_at:
        return need
    make_owner(viewer, need)
    need.save(update_fields=["owner", "owner_name", "answered_at"])
    journal_need(viewer, need, "need.taken", owner=viewer.name)
    return need


@transaction.atomic
def dispatch(viewer: Viewer, need_id: UUID, staff_id: UUID) -> Need:
    """Send a need to the person who will handle it.

    Again with another it is handed on.
    """
    viewer.need("head", "desk", "grid")
    need = lock_open_need(viewer, need_id)
    helper = Staff.objects.of(viewer).filter(id=staff_id, active=True).first()
    if helper is None:
        raise Problem("needs.helper_unknown")
    before = need.helper.name if need.helper else ""
    if need.helper_id == helper.id:
        return need
    need.helper, need.dispatched_at = helper, clock.now()
    need.handled_at = need.reported_at = None
    make_owner(viewer, need)
    need.save()
    journal_need(viewer, need, "need.dispatched", before={"helper": before}, helper=helper.name)
    return need


@transaction.atomic
def recall(viewer: Viewer, need_id: UUID) -> bool:
    """Call back who was sent and has not begun.

    Whether somebody was called back.
    """
    viewer.need("head", "desk", "grid")
    need = lock_open_need(viewer, need_id)
    if need.helper is None or need.handled_at:
        return False
    before = need.helper.name
    need.helper, need.dispatched_at = None, None
    need.save(update_fields=["helper", "dispatched_at"])
    journal_need(viewer, need, "need.recalled", before={"helper": before})
    return True


@transaction.atomic
def start(viewer: Viewer, need_id: UUID) -> Need:
    """Note that somebody is on it now."""
    viewer.need(*STAFF)
    need = lock_open_need(viewer, need_id)
    if need.handled_at is None:
        need.handled_at = clock.now()
        make_owner(viewer, need)
        need.save()
        journal_need(viewer, need, "need.started", by=viewer.name)
    return need


@transaction.atomic
def retriage(
    viewer: Viewer,
    need_id: UUID,
    category: str,
    urgency: int,
    why: str,
    way: str = OverruleWay.RETRIAGE,
) -> Need:
    """Overrule what triage said, with the reason.

    It is kept as a line that trains triage. While a call is taken the reason may be left out, but
    not to lower what is danger or in doubt. Raises Problem `needs.category_unknown`,
    `needs.why_missing`, `needs.why_says_nothing`.
    """
    takers = STAFF if way == OverruleWay.INTAKE else frozenset({"head", "desk", "grid", "doctor"})
    viewer.need(*sorted(takers))
    need = lock_open_need(viewer, need_id)
    if category not in Category.values or urgency not in Urgency.values:
        raise Problem("needs.category_unknown", value=category)
    why = why.strip()
    lowers = is_grave(need) and urgency > Urgency.NOW
    if not why and (lowers or way != OverruleWay.INTAKE):
        raise Problem("needs.why_missing")
    if lowers and not says_what(why):
        raise Problem("needs.why_says_nothing")
    before = {"category": need.category, "urgency": need.urgency, "why": need.reason}
    reason, reason_en = (why, why) if why else ("接电话时定的", "set while the call was taken")
    set_urgency(need, category, urgency, reason, reason_en)
    need.overruled = True
    need.save(update_fields=["overruled"])
    journal_need(
        viewer, need, "need.retriaged", before=before, category=category, urgency=urgency, why=why
    )
    note_overrule(viewer, need, way, why)
    return need


@idempotent
def note(
    viewer: Viewer,
    need_id: UUID,
    text: str,
    kind: str = NoteKind.NOTE,
    note_id: UUID | None = None,
) -> NeedNote:
    """Write something down.

    A note, an answer to the asker, or a question that we wait on. A question stops the clock; the
    asker's word starts it again, later by as long as we waited.
    """
    viewer.need(*TAKERS)
    kind = NoteKind.ASKER if viewer.role == "household" else kind
    known, id = noted_before(viewer, lock_need(viewer, need_id), kind, text, note_id)
    if known:
        return known
    need = lock_open_need(viewer, need_id)
    if not text.strip():
        raise Problem("needs.no_text")
    made = add_note(viewer, need, kind, text, id)
    if kind not in (NoteKind.ANSWER, NoteKind.ASKED_BACK):  # those are our own words
        hear_new_matter(viewer, need, text, made.id)
    if kind == NoteKind.ASKED_BACK and need.waiting_since is None:
        need.waiting_since = made.recorded_at
    if kind in (NoteKind.ANSWER, NoteKind.ASKED_BACK):
        need.answered_at = need.answered_at or made.recorded_at
    need.save(update_fields=["waiting_since", "answered_at"])
    if kind in (NoteKind.ASKER, NoteKind.VOICE):
        asker_spoke(need)
    return made


@transaction.atomic
def escalate_overdue(community_id: UUID) -> int:
    """Move needs whose clock ran out up to the head, once each.

    Return how many.
    """
    now = clock.now()
    late = [
        need
        for need in Need.objects.filter(
            community_id=community_id, closed_at=None, escalated_at=None, waiting_since=None
        )
        if (need.due_at and need.due_at < now)
        or (need.answered_at is None and need.answer_by and need.answer_by < now)
    ]
    for need in late:
        need.escalated_at = now
        need.save(update_fields=["escalated_at"])
        journal_need(system_viewer(community_id), need, "need.escalated", urgency=need.urgency)
    return len(late)
