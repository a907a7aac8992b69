"""How a need ends: reported, verified by somebody else, closed, opened again."""

from typing import Any
from uuid import UUID

from django.db import transaction

from wanjia.core import clock
from wanjia.core.access.viewer import STAFF, Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.problems import Problem
from wanjia.needs.followup.clocks import tell
from wanjia.needs.followup.locking import add_note, locked, make_owner, noted_before, opened
from wanjia.needs.followup.promises import load_promises
from wanjia.needs.followup.sense import says_what, says_who
from wanjia.needs.intake.actions import TAKERS
from wanjia.needs.intake.new_matters import hear_new_matter
from wanjia.needs.models import Need, NoteKind, Urgency


@transaction.atomic
def report_back(viewer: Viewer, need_id: UUID, outcome: str, reached: str = "") -> Need:
    """Say what was done and who was reached; the asker or another officer verifies it."""
    viewer.need(*STAFF)
    need = opened(viewer, need_id)
    _take_down(need, outcome, reached)
    now = clock.now()
    need.reported_at, need.reported_by = now, viewer.user_id
    need.handled_at = need.handled_at or now
    make_owner(viewer, need)
    need.save()
    tell(viewer, need, "need.reported", outcome=need.outcome, reached=need.reached)
    return need


@transaction.atomic
def verify(viewer: Viewer, need_id: UUID) -> Need:
    """Say that it is true: the asker's word, or an officer's after asking. It closes the need.

    A life-threatening need is verified by somebody else than who handled it; one that was closed
    unverified is closed already, and now verified. Raises the `needs.*` Problems.
    """
    viewer.need(*TAKERS)
    need = locked(viewer, need_id)
    if need.closed_at and need.verified_at:
        raise Problem("needs.closed")
    asker = viewer.role == "household"
    if need.reported_at is None and not asker:
        raise Problem("needs.outcome_missing")
    if not asker and not may_verify(viewer, need):
        raise Problem("needs.other_must_verify")
    if need.closed_at:
        need.verified_at, need.verified_by_name = clock.now(), viewer.name
        need.save(update_fields=["verified_at", "verified_by_name"])
        tell(viewer, need, "need.verified", by=viewer.name)
        return need
    return _close(viewer, need, verified=True)


@transaction.atomic
def close(
    viewer: Viewer, need_id: UUID, outcome: str, reached: str = "", unverified: bool = False
) -> Need:
    """Close a need with what came of it, verified by who closes it.

    A life-threatening one tells who was reached and what happened. Who handled it cannot verify it:
    alone on duty they close it `unverified`, and it stays on Today until another, or the asker,
    says that it is true. Raises the `needs.*` Problems.
    """
    viewer.need(*STAFF)
    need = opened(viewer, need_id)
    _take_down(need, outcome, reached)
    if not unverified and not may_verify(viewer, need):
        raise Problem("needs.other_must_verify")
    verified = not (unverified and need.urgency == Urgency.NOW)
    if need.reported_at is None:
        need.reported_by = viewer.user_id
    return _close(viewer, need, verified=verified)


def is_grave(need: Need) -> bool:
    """Whether a need may not end with a word that says nothing: danger, or a doubt about it."""
    return need.urgency == Urgency.NOW or need.unsure


def may_verify(viewer: Viewer, need: Need) -> bool:
    """Whether a viewer's word is not their own work's: another's, or of what threatens nobody."""
    if need.urgency != Urgency.NOW:
        return True
    if need.reported_at is None:
        return False
    handled = {need.reported_by, need.helper.user_id if need.helper else need.reported_by}
    return viewer.user_id not in handled


def _take_down(need: Need, outcome: str, reached: str) -> None:
    """Note what came of it and who was reached, as far as it is told."""
    need.outcome = (outcome.strip() or need.outcome)[:200]
    need.reached = (reached.strip() or need.reached)[:80]
    if not need.outcome:
        raise Problem("needs.outcome_missing")
    if not is_grave(need):
        return
    if not says_who(need.reached):
        raise Problem("needs.reached_missing")
    if not says_what(need.outcome):
        raise Problem("needs.outcome_says_nothing")


def _close(viewer: Viewer, need: Need, *, verified: bool) -> Need:
    now = clock.now()
    need.closed_at, need.verified_at = now, now if verified else None
    need.verified_by_name = viewer.name if verified else ""
    need.reported_at = need.reported_at or now
    need.waiting_since, need.unsure = None, False
    make_owner(viewer, need)
    need.save()
    told: dict[str, Any] = {} if verified else {"verified": False}
    tell(viewer, need, "need.closed", outcome=need.outcome, **told)
    return need


@idempotent
def reopen(viewer: Viewer, need_id: UUID, why: str, note_id: UUID | None = None) -> Need:
    """Open a closed need again: what was said to be solved was not; `note_id` is that of why."""
    viewer.need(*TAKERS)
    need = locked(viewer, need_id)
    said_by = NoteKind.ASKER if viewer.role == "household" else NoteKind.NOTE
    known, note_id = noted_before(viewer, need, said_by, why, note_id)
    if known:
        return need
    if need.closed_at is None:
        raise Problem("needs.not_closed")
    if not why.strip():
        raise Problem("needs.why_missing")
    now = clock.now()
    need.closed_at = need.verified_at = need.reported_at = need.reported_by = None
    need.verified_by_name = ""
    need.reopened += 1
    need.answer_by = load_promises().answer_by(now, need.urgency)
    need.due_at = load_promises().done_by(now, need.urgency, None)
    need.answered_at, need.escalated_at = None, None
    need.save()
    made = add_note(viewer, need, said_by, why, note_id)
    hear_new_matter(viewer, need, why, made.id)
    tell(viewer, need, "need.reopened", why=why[:200])
    return need
