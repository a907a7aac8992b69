"""What every act on a need keeps true: its clocks, and its line in the journal."""

from datetime import datetime
from typing import Any

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.needs.doubts.questions import kept_verdict
from wanjia.needs.followup.promises import is_unread, load_promises
from wanjia.needs.models import Need
from wanjia.triage import Verdict


def opened_with(verdict: Verdict, now: datetime) -> dict[str, Any]:
    """Return the fields of a need that follow from its verdict.

    The doubt, what was said, the clocks.
    """
    promises, unread = load_promises(), is_unread(verdict)
    return {
        "unsure": verdict.unsure,
        "verdict": kept_verdict(verdict),
        "answer_by": promises.answer_by(now, verdict.urgency, verdict.unsure, unread),
        "due_at": promises.done_by(now, verdict.urgency, verdict.deadline_hours, unread),
    }


def set_urgency(need: Need, category: str, urgency: int, why: str, why_en: str) -> None:
    """Make a need so urgent, with the reason in both languages.

    Its clocks run from its opening. A person decided: no doubt stands any more.
    """
    promises = load_promises()
    need.category, need.urgency, need.unsure = category, urgency, False
    need.reason, need.reason_en = why[:200], why_en[:300]
    if need.answered_at is None:
        need.answer_by = promises.answer_by(need.opened_at, urgency)
    need.due_at = promises.done_by(need.opened_at, urgency, None)
    need.save(
        update_fields=[
            "category",
            "urgency",
            "unsure",
            "reason",
            "reason_en",
            "answer_by",
            "due_at",
        ]
    )


def follow(need: Need, verdict: Verdict, since: datetime) -> None:
    """Make a need as urgent as a verdict says, its clocks from a moment on."""
    promises = load_promises()
    need.category, need.urgency, need.unsure = verdict.category, verdict.urgency, verdict.unsure
    need.reason, need.reason_en = verdict.why[:200], verdict.why_en[:300]
    need.answer_by = promises.answer_by(since, verdict.urgency, verdict.unsure)
    need.due_at = promises.done_by(since, verdict.urgency, verdict.deadline_hours)
    need.save()


def raise_to(need: Need, verdict: Verdict) -> bool:
    """Follow a verdict where it is graver than the need, a doubt too; whether it was.

    The clocks run from now on, and somebody's answer is owed anew: this is news. Nothing is ever
    lowered here.
    """
    if _rank_gravity(verdict) >= _rank_gravity(need):
        return False
    need.verdict, need.answers, need.answered_at, need.escalated_at = (
        kept_verdict(verdict),
        [],
        None,
        None,
    )
    follow(need, verdict, clock.now())
    return True


def _rank_gravity(rated: Need | Verdict) -> tuple[int, bool]:
    """Return how grave it is, the gravest first.

    What is unsure comes before what is sure and the like.
    """
    return rated.urgency, not rated.unsure


def unread_by(came: datetime) -> datetime:
    """By when whoever is on duty has looked at a message that nobody and nothing could read."""
    return load_promises().unread_by(came)


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


def journal_need(
    viewer: Viewer, need: Need, kind: str, before: dict[str, Any] | None = None, **after: Any
) -> None:
    """Write an act on a need into the journal."""
    journal.write(
        viewer, kind, subject=need.id, dwelling=need.dwelling_id, before=before, after=after
    )
