"""What every act on a need keeps true: its clocks, and its line in the journal."""

from typing import Any

from wanjia.kernel import clock, journal
from wanjia.kernel.access import Viewer
from wanjia.needs.models import Need
from wanjia.needs.promises import load_promises


def set_urgency(need: Need, category: str, urgency: int, why: str, why_en: str) -> None:
    """Make a need so urgent, with the reason in both languages; its clocks run from its opening."""
    promises = load_promises()
    need.category, need.urgency = category, urgency
    need.why, need.why_en = why[:200], why_en[:300]
    if need.answered_at is None:
        need.answer_by = promises.answer_by(need.opened_at, urgency)
    need.due_at = promises.done_by(need.opened_at, urgency, None)
    need.save(update_fields=["category", "urgency", "why", "why_en", "answer_by", "due_at"])


def asker_spoke(need: Need) -> None:
    """The clock goes on from where it stood, and our answer is owed anew."""
    if need.waiting_since is None:
        return
    now = clock.now()
    if need.due_at:
        need.due_at += now - need.waiting_since
    need.waiting_since = None
    need.answer_by = load_promises().answer_by(now, need.urgency)
    need.answered_at = None
    need.save(update_fields=["due_at", "waiting_since", "answer_by", "answered_at"])


def tell(
    viewer: Viewer, need: Need, kind: str, before: dict[str, Any] | None = None, **after: Any
) -> None:
    """Write an act on a need into the journal."""
    journal.write(
        viewer, kind, subject=need.id, dwelling=need.dwelling_id, before=before, after=after
    )
