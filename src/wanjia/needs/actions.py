"""What changes in needs: recorded, taken, sent on, answered, done, closed, reopened: an act each.

The way follows the seven steps of urban grid management: take in, register, dispatch, handle,
report back, verify, close.
"""

from uuid import UUID

from django.db import transaction

from wanjia.kernel import clock
from wanjia.kernel.access import STAFF, Viewer, system
from wanjia.kernel.idempotency import known_or_new
from wanjia.kernel.problem import Problem
from wanjia.kernel.trouble import once
from wanjia.needs.clocks import asker_spoke, set_urgency, tell
from wanjia.needs.models import Category, Need, NeedNote, NoteKind, Urgency
from wanjia.needs.promises import load_promises
from wanjia.needs.queries import visible_needs
from wanjia.needs.recording import TAKERS, record_household_need, record_need, risks_of
from wanjia.people.models import Staff

__all__ = [
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
    "verify",
]


@transaction.atomic
def take(viewer: Viewer, need_id: UUID) -> Need:
    """Make the viewer the owner. Raises Problem `needs.taken` when another officer was quicker."""
    viewer.need(*STAFF)
    need = _open(viewer, need_id)
    if need.owner == viewer.user_id and need.owner:
        return need
    if need.owner:
        raise Problem("needs.taken", name=need.owner_name)
    _own(viewer, need)
    need.save(update_fields=["owner", "owner_name", "answered_at"])
    tell(viewer, need, "need.taken", owner=viewer.name)
    return need


def _own(viewer: Viewer, need: Need) -> None:
    need.owner, need.owner_name = viewer.user_id, viewer.name
    need.answered_at = need.answered_at or clock.now()


@transaction.atomic
def dispatch(viewer: Viewer, need_id: UUID, staff_id: UUID) -> Need:
    """Send a need to the person who will handle it; again with another it is handed on."""
    viewer.need("head", "desk", "grid")
    need = _open(viewer, need_id)
    helper = Staff.objects.filter(
        community_id=viewer.community_id, id=staff_id, active=True
    ).first()
    if helper is None:
        raise Problem("needs.helper_unknown")
    before = need.helper.name if need.helper else ""
    if need.helper_id == helper.id:
        return need
    need.helper, need.dispatched_at = helper, clock.now()
    need.handled_at = need.reported_at = None
    if need.owner is None:
        _own(viewer, need)
    need.save()
    tell(viewer, need, "need.dispatched", before={"helper": before}, helper=helper.name)
    return need


@transaction.atomic
def recall(viewer: Viewer, need_id: UUID) -> bool:
    """Call back who was sent and has not begun; whether somebody was called back."""
    viewer.need("head", "desk", "grid")
    need = _open(viewer, need_id)
    if need.helper is None or need.handled_at:
        return False
    before = need.helper.name
    need.helper, need.dispatched_at = None, None
    need.save(update_fields=["helper", "dispatched_at"])
    tell(viewer, need, "need.recalled", before={"helper": before})
    return True


@transaction.atomic
def start(viewer: Viewer, need_id: UUID) -> Need:
    """Note that somebody is on it now."""
    viewer.need(*STAFF)
    need = _open(viewer, need_id)
    if need.handled_at is None:
        need.handled_at = clock.now()
        if need.owner is None:
            _own(viewer, need)
        need.save()
        tell(viewer, need, "need.started", by=viewer.name)
    return need


@transaction.atomic
def report_back(viewer: Viewer, need_id: UUID, outcome: str) -> Need:
    """Say what was done; the asker or an officer verifies it."""
    viewer.need(*STAFF)
    need = _open(viewer, need_id)
    if not outcome.strip():
        raise Problem("needs.outcome_missing")
    now = clock.now()
    need.outcome, need.reported_at = outcome.strip()[:200], now
    need.handled_at = need.handled_at or now
    if need.owner is None:
        _own(viewer, need)
    need.save()
    tell(viewer, need, "need.reported", outcome=need.outcome)
    return need


@transaction.atomic
def verify(viewer: Viewer, need_id: UUID) -> Need:
    """The asker's word, or an officer's after asking, that it is solved: the need is closed."""
    viewer.need(*TAKERS)
    need = _open(viewer, need_id)
    if need.reported_at is None and viewer.role != "household":
        raise Problem("needs.outcome_missing")
    return _close(viewer, need, need.outcome)


@transaction.atomic
def close(viewer: Viewer, need_id: UUID, outcome: str) -> Need:
    """Close a need with what came of it, verified by who closes it."""
    viewer.need(*STAFF)
    need = _open(viewer, need_id)
    outcome = outcome.strip() or need.outcome
    if not outcome:
        raise Problem("needs.outcome_missing")
    return _close(viewer, need, outcome)


def _close(viewer: Viewer, need: Need, outcome: str) -> Need:
    now = clock.now()
    need.outcome, need.closed_at, need.verified_at = outcome[:200], now, now
    need.reported_at = need.reported_at or now
    need.waiting_since = None
    if need.owner is None and viewer.user_id:
        _own(viewer, need)
    need.answered_at = need.answered_at or now
    need.save()
    tell(viewer, need, "need.closed", outcome=need.outcome)
    return need


@once
def reopen(viewer: Viewer, need_id: UUID, why: str, note_id: UUID | None = None) -> Need:
    """Open a closed need again: what was said to be solved was not; `note_id` is that of why."""
    viewer.need(*TAKERS)
    need = _locked(viewer, need_id)
    said_by = NoteKind.ASKER if viewer.role == "household" else NoteKind.NOTE
    known, id = _noted_before(viewer, need, said_by, why, note_id)
    if known:
        return need
    if need.closed_at is None:
        raise Problem("needs.not_closed")
    if not why.strip():
        raise Problem("needs.why_missing")
    now = clock.now()
    need.closed_at = need.verified_at = need.reported_at = None
    need.reopened += 1
    need.answer_by = load_promises().answer_by(now, need.urgency)
    need.due_at = load_promises().done_by(now, need.urgency, None)
    need.answered_at, need.escalated_at = None, None
    need.save()
    _note(viewer, need, said_by, why, id)
    tell(viewer, need, "need.reopened", why=why[:200])
    return need


@transaction.atomic
def retriage(viewer: Viewer, need_id: UUID, category: str, urgency: int, why: str) -> Need:
    """Overrule what triage said, with the reason."""
    viewer.need("head", "desk", "grid", "doctor")
    need = _open(viewer, need_id)
    if category not in Category.values or urgency not in Urgency.values:
        raise Problem("needs.category_unknown", value=category)
    if not why.strip():
        raise Problem("needs.why_missing")
    before = {"category": need.category, "urgency": need.urgency, "why": need.why}
    set_urgency(need, category, urgency, why.strip(), why.strip())
    need.overruled = True
    need.save(update_fields=["overruled"])
    tell(viewer, need, "need.retriaged", before=before, category=category, urgency=urgency)
    return need


@once
def note(
    viewer: Viewer,
    need_id: UUID,
    text: str,
    kind: str = NoteKind.NOTE,
    note_id: UUID | None = None,
) -> NeedNote:
    """Write something down: a note, an answer to the asker, or a question that we wait on.

    A question stops the clock; the asker's word starts it again, later by as long as we waited.
    """
    viewer.need(*TAKERS)
    kind = NoteKind.ASKER if viewer.role == "household" else kind
    known, id = _noted_before(viewer, _locked(viewer, need_id), kind, text, note_id)
    if known:
        return known
    need = _open(viewer, need_id)
    if not text.strip():
        raise Problem("needs.no_text")
    made = _note(viewer, need, kind, text, id)
    if kind == NoteKind.ASKED_BACK and need.waiting_since is None:
        need.waiting_since = made.at
    if kind in (NoteKind.ANSWER, NoteKind.ASKED_BACK):
        need.answered_at = need.answered_at or made.at
    need.save(update_fields=["waiting_since", "answered_at"])
    if kind in (NoteKind.ASKER, NoteKind.VOICE):
        asker_spoke(need)
    return made


def _noted_before(
    viewer: Viewer, need: Need, kind: str, text: str, note_id: UUID | None
) -> tuple[NeedNote | None, UUID]:
    said = {"need": need.id, "kind": kind, "text": text}
    return known_or_new(viewer, NeedNote.objects.all(), note_id, **said)


def _note(viewer: Viewer, need: Need, kind: str, text: str, id: UUID) -> NeedNote:
    return NeedNote.objects.create(
        id=id,
        community_id=viewer.community_id,
        need=need,
        at=clock.now(),
        by=viewer.user_id,
        by_name=viewer.name,
        kind=kind,
        text=text.strip()[:1000],
    )


@transaction.atomic
def escalate_overdue(community_id: UUID) -> int:
    """Move needs whose clock ran out up to the head, once each; return how many."""
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
        tell(system(community_id), need, "need.escalated", urgency=need.urgency)
    return len(late)


def _locked(viewer: Viewer, need_id: UUID) -> Need:
    need = visible_needs(viewer).select_for_update(of=("self",)).filter(id=need_id).first()
    if need is None:
        raise Problem("kernel.not_found")
    return need


def _open(viewer: Viewer, need_id: UUID) -> Need:
    need = _locked(viewer, need_id)
    if need.closed_at:
        raise Problem("needs.closed")
    return need
