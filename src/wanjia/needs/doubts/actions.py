"""A doubt of triage on its way: its two questions, the answers, a mis-tap taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from wanjia.core import clock, journal
from wanjia.core.access.viewer import STAFF, Viewer
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.needs.doubts.questions import given_of, verdict_of
from wanjia.needs.followup.clocks import follow, journal_need
from wanjia.needs.followup.locking import lock_open_need
from wanjia.needs.intake.actions import TAKERS
from wanjia.needs.models import Need, Overrule, OverruleWay, Urgency
from wanjia.needs.overrules.actions import note_overrule
from wanjia.triage import Question, settle

UNDO_WITHIN = timedelta(hours=1)


@transaction.atomic
def answer_questions(viewer: Viewer, need_id: UUID, answers: Mapping[str, bool]) -> Need:
    """Take answers to a need's questions.

    One yes raises it to 1 at once, no to all clears it. What was answered already is harmless.
    Raises Problem `needs.not_in_doubt`, `needs.question_unknown`, `needs.closed`,
    `kernel.not_found`.
    """
    viewer.need(*TAKERS)
    need = lock_open_need(viewer, need_id)
    verdict, given = verdict_of(need), given_of(need)
    if given and all(given.get(name) == yes for name, yes in answers.items()):
        return need
    if verdict is None or not need.unsure:
        raise Problem("needs.not_in_doubt")
    questions = {question.name: question for question in verdict.ask}
    if not answers or not questions.keys() >= answers.keys():
        raise Problem("needs.question_unknown")
    now, before = clock.now(), _current_triage(need)
    need.answers = [
        *(answer for answer in need.answers if answer["name"] not in answers),
        *(_make_answer(viewer, name, yes, now) for name, yes in answers.items()),
    ]
    settled = settle(verdict, given_of(need))
    if viewer.role in STAFF:
        need.answered_at = need.answered_at or now  # somebody spoke with them
    elif settled.urgency == Urgency.NOW:
        need.answered_at = need.escalated_at = None  # their yes is news that nobody has heard
    if settled.unsure:
        need.save(update_fields=["answers", "answered_at"])
    else:
        need.unsure = False
        raised = settled.urgency == Urgency.NOW
        follow(need, settled, now if raised else need.opened_at)
    why = _describe_answers([questions[name] for name in answers], answers)
    journal_need(viewer, need, "need.answered", before=before, **_current_triage(need), why=why)
    if not need.unsure:
        note_overrule(viewer, need, OverruleWay.ANSWERS, why)
    return need


@transaction.atomic
def take_back_answers(viewer: Viewer, need_id: UUID) -> Need:
    """Take back the last answers, for a mis-tap.

    The doubt stands again, with its five minutes. Raises Problem `kernel.nothing_to_undo` after an
    hour, or when somebody set the urgency since.
    """
    viewer.need(*TAKERS)
    need = lock_open_need(viewer, need_id)
    verdict, last = verdict_of(need), may_take_back(need)
    if verdict is None or last is None:
        raise Problem("kernel.nothing_to_undo")
    before = _current_triage(need)
    need.answers = [answer for answer in need.answers if answer["at"] != last]
    need.answered_at = None
    follow(need, verdict, clock.now())
    rows = Overrule.objects.of(viewer).filter(need=need)
    rows.filter(occasion=OverruleWay.ANSWERS).delete()
    entries = Entry.objects.of(viewer).filter(subject=need.id, type="need.answered")
    journal.write(
        viewer,
        "need.answer_undone",
        subject=need.id,
        dwelling=need.dwelling_id,
        before=before,
        after=_current_triage(need),
        undoes=entries.order_by("-occurred_at", "-id").values_list("id", flat=True).first(),
    )
    return need


def may_take_back(need: Need) -> str | None:
    """Return when the last answers were given, if they can still be taken back."""
    if need.closed_at or need.overruled or not need.answers:
        return None
    last: str = max(answer["at"] for answer in need.answers)
    return last if clock.now() - datetime.fromisoformat(last) <= UNDO_WITHIN else None


def _make_answer(viewer: Viewer, name: str, yes: bool, now: datetime) -> dict[str, Any]:
    by = str(viewer.user_id) if viewer.user_id else None
    return {"name": name, "yes": yes, "at": now.isoformat(), "by": by, "by_name": viewer.name}


def _current_triage(need: Need) -> dict[str, Any]:
    return {"category": need.category, "urgency": need.urgency, "unsure": need.unsure}


def _describe_answers(questions: Sequence[Question], answers: Mapping[str, bool]) -> str:
    parts = [f"{question.text}{'是' if answers[question.name] else '否'}" for question in questions]
    return "；".join(parts)
