"""Alarms are followed up: opened, taken, done step by step, closed."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer, visible_to
from wanjia.core.hearing import LIFE, Words, hear
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.models import Resident
from wanjia.reports.answers.status import kinds_of
from wanjia.reports.models import Alarm, AlarmKind, Answer, TestResult, Verdict
from wanjia.reports.results.rules import says_confirmed
from wanjia.zoning.models import Case

# Our default: a positive is told to the town within half an hour, a fever is seen within one.
FOLLOW_UP_WITHIN = {"positive": timedelta(minutes=30), "fever": timedelta(hours=1)}
STEPS = {
    "positive": ("isolate", "tell_town", "retest"),
    "fever": ("isolate", "recheck", "retest"),
    "retest": ("isolate", "retest"),  # by when stands in the rules of results
}
SAME_ILLNESS = timedelta(days=14)  # a case recorded so long before an alarm is of the same illness
AGAIN_WITHIN = timedelta(hours=1)
_step_words: Mapping[str, Promise] = {
    "isolate": gettext_lazy("本人和同住人留在家中"),
    "tell_town": gettext_lazy("报告街镇"),
    "retest": gettext_lazy("安排核酸复核"),
    "recheck": gettext_lazy("半小时后复测体温"),
}


def step_words(step: str) -> str:
    """Return what a step of a follow-up is called."""
    return str(_step_words.get(step, step))


def open_alarms(viewer: Viewer, answers: Iterable[Answer]) -> list[Alarm]:
    """Open a follow-up for each positive or feverish answer.

    One open per person and kind.
    """
    opened = []
    for answer in answers:
        for kind in kinds_of(answer, answer.round.fever):
            alarm = _open_alarm(viewer, answer, kind)
            if alarm:
                opened.append(alarm)
    return opened


def _open_alarm(viewer: Viewer, answer: Answer, kind: str) -> Alarm | None:
    now = clock.now()
    alarm, new = Alarm.objects.get_or_create(
        community_id=viewer.community_id,
        resident_id=answer.resident_id,
        kind=kind,
        closed_at=None,
        defaults={"answer": answer, "opened_at": now, "due_at": now + FOLLOW_UP_WITHIN[kind]},
    )
    if not new:
        return None
    journal.write(
        viewer,
        "alarm.opened",
        subject=alarm.id,
        dwelling=answer.resident.dwelling_id,
        after={"kind": kind, "round": str(answer.round_id)},
    )
    return alarm


def alarm_for(viewer: Viewer, alarm_id: UUID) -> Alarm:
    """Return an alarm in sight, locked for a change; raises Problem `kernel.not_found`."""
    rows = visible_to(viewer, Alarm.objects.all(), stairwell="resident__dwelling__stairwell")
    alarm = rows.select_related("resident").select_for_update(of=("self",)).filter(id=alarm_id)
    return get_or_refuse(alarm)


@transaction.atomic
def take_alarm(viewer: Viewer, alarm_id: UUID) -> Alarm:
    """Make the viewer the owner of an alarm."""
    alarm = alarm_for(viewer, alarm_id)
    if alarm.closed_at or (alarm.owner is not None and alarm.owner == viewer.user_id):
        return alarm
    before = alarm.owner_name
    alarm.owner, alarm.owner_name = viewer.user_id, viewer.name
    alarm.save(update_fields=["owner", "owner_name"])
    _write_entry(viewer, "alarm.taken", alarm, {"owner": viewer.name}, {"owner": before})
    return alarm


@transaction.atomic
def do_step(viewer: Viewer, alarm_id: UUID, step: str, note: str = "") -> Alarm:
    """Note that a step was done, by whom and when.

    The doer owns the alarm if nobody did.

    Done again it stays as it was; raises Problem `alarm.step_unknown`.
    """
    alarm = alarm_for(viewer, alarm_id)
    if step not in STEPS[alarm.kind]:
        raise Problem("alarm.step_unknown", step=step)
    if alarm.closed_at or step in alarm.steps:
        return alarm
    if not alarm.owner_name:
        alarm.owner, alarm.owner_name = viewer.user_id, viewer.name
    done = {"at": clock.now().isoformat(), "by": viewer.name, "note": note[:200]}
    alarm.steps = {**alarm.steps, step: done}
    alarm.save(update_fields=["steps", "owner", "owner_name"])
    _hear_text(viewer, alarm, f"steps.{step}", note)
    _write_entry(viewer, "alarm.step_done", alarm, {"step": step, "note": note[:200]})
    return alarm


@transaction.atomic
def close_alarm(viewer: Viewer, alarm_id: UUID, outcome: str, verdict: str = "") -> Alarm:
    """Close a follow-up with its outcome.

    Closed again it stays as it was.

    Raises Problem `alarm.step_open` when steps are open and no outcome says why, and
    `alarm.confirm_first` when it is to be closed as confirmed, by choice or in words, and there is
    no case.
    """
    alarm = alarm_for(viewer, alarm_id)
    if alarm.closed_at:
        return alarm
    typed, outcome = outcome, outcome.strip()[:200]
    alarm.verdict, alarm.case = _judge_closing(viewer, alarm, outcome, verdict)
    open_steps = [step for step in STEPS[alarm.kind] if step not in alarm.steps]
    if open_steps and not outcome:
        named = _("、").join(step_words(step) for step in open_steps)
        raise Problem("alarm.step_open", steps=named)
    alarm.closed_at, alarm.outcome = clock.now(), outcome
    alarm.save(update_fields=["closed_at", "outcome", "verdict", "case"])
    _hear_text(viewer, alarm, "outcome", typed)
    told = {"outcome": outcome, "open_steps": open_steps, "verdict": alarm.verdict}
    _write_entry(viewer, "alarm.closed", alarm, told)
    return alarm


def _judge_closing(
    viewer: Viewer, alarm: Alarm, outcome: str, verdict: str
) -> tuple[str, Case | None]:
    """Return the verdict of a closing and the case that it stands on."""
    if verdict and verdict not in Verdict.values:
        raise Problem("alarm.verdict_unknown")
    says = alarm.kind != AlarmKind.FEVER and says_confirmed(outcome)
    case = alarm.case
    if case is None and (verdict == Verdict.CONFIRMED or says):
        rows = Case.objects.of(viewer).filter(resident=alarm.resident_id, withdrawn_at=None)
        case = rows.filter(recorded_at__gte=alarm.opened_at - SAME_ILLNESS).first()
        if case is None:
            raise Problem("alarm.confirm_first")
    return (Verdict.CONFIRMED if case else verdict or Verdict.OTHER), case


def open_alarm_of_result(
    viewer: Viewer,
    result: TestResult,
    resident: Resident,
    kind: str,
    due_at: datetime | None = None,
) -> Alarm:
    """Open a follow-up of somebody for a result; one that is open stays and learns of it."""
    now = clock.now()
    due = due_at or now + FOLLOW_UP_WITHIN[kind]
    alarm, new = Alarm.objects.get_or_create(
        community_id=viewer.community_id,
        resident=resident,
        kind=kind,
        closed_at=None,
        defaults={"result": result, "opened_at": now, "due_at": due},
    )
    if new:
        _write_entry(viewer, "alarm.opened", alarm, {"kind": kind, "result": str(result.id)})
    elif alarm.result_id is None:
        alarm.result = result
        alarm.save(update_fields=["result"])
    return alarm


def confirm_alarms(viewer: Viewer, resident: Resident, case: Case, words: str) -> None:
    """Note on the open follow-ups of somebody that they are a case now.

    A second sample is no longer waited for; what else is to be done about a positive stays open.
    """
    for alarm in _open_of(viewer, resident):
        alarm.case = case
        alarm.steps = _with_step(viewer, alarm, "retest", words)
        if alarm.kind == AlarmKind.RETEST:
            alarm.closed_at, alarm.verdict = clock.now(), Verdict.CONFIRMED
            alarm.outcome = words[:200]
        alarm.save(update_fields=["case", "steps", "closed_at", "verdict", "outcome"])
        if alarm.closed_at:
            _write_entry(viewer, "alarm.closed", alarm, {"outcome": words, "case": str(case.id)})
        else:
            _write_entry(viewer, "alarm.confirmed", alarm, {"case": str(case.id)})


def clear_alarms(
    viewer: Viewer, resident: Resident, result: TestResult, words: str
) -> Alarm | None:
    """Close what waited for this negative sample of one person; return it, if there was any.

    A positive of another test is for a person to judge: the second test is noted on it.
    """
    cleared = None
    for alarm in _open_of(viewer, resident):
        before = alarm.result.sampled_at if alarm.result else alarm.opened_at
        settles = alarm.id == result.settles or before <= result.sampled_at
        if not settles or alarm.case_id:
            continue
        alarm.steps = _with_step(viewer, alarm, "retest", words)
        if alarm.kind == AlarmKind.RETEST:
            alarm.closed_at, alarm.verdict = clock.now(), Verdict.RULED_OUT
            alarm.outcome = words[:200]
            cleared = alarm
        alarm.save(update_fields=["steps", "closed_at", "verdict", "outcome"])
        kind = "alarm.closed" if alarm.closed_at else "alarm.step_done"
        _write_entry(viewer, kind, alarm, {"outcome": words, "result": str(result.id)})
    return cleared


def drop_alarms(viewer: Viewer, result: TestResult, outcome: str) -> None:
    """Close the open follow-ups that a result opened: it was taken back."""
    rows = Alarm.objects.of(viewer).filter(result=result, closed_at=None)
    for alarm in rows.select_related("resident"):
        alarm.closed_at, alarm.verdict = clock.now(), Verdict.OTHER
        alarm.outcome = outcome[:200]
        alarm.save(update_fields=["closed_at", "verdict", "outcome"])
        _write_entry(viewer, "alarm.closed", alarm, {"outcome": outcome})


def reopen_alarm(viewer: Viewer, alarm: Alarm) -> None:
    """Open a follow-up again whose verdict was taken back; one that is open stays as it is."""
    same = Alarm.objects.of(viewer).filter(
        resident=alarm.resident_id, kind=alarm.kind, closed_at=None
    )
    before = alarm.verdict
    alarm.case, alarm.verdict = None, "" if alarm.closed_at is None else Verdict.OTHER
    if alarm.closed_at and not same.exists():
        alarm.closed_at, alarm.verdict, alarm.outcome = None, "", ""
        alarm.due_at = max(alarm.due_at, clock.now() + AGAIN_WITHIN)
    alarm.steps = {step: done for step, done in alarm.steps.items() if step != "retest"}
    alarm.save(update_fields=["case", "verdict", "closed_at", "outcome", "due_at", "steps"])
    _write_entry(viewer, "alarm.reopened", alarm, {"kind": alarm.kind}, {"verdict": before})


def _open_of(viewer: Viewer, resident: Resident) -> list[Alarm]:
    rows = Alarm.objects.of(viewer).filter(
        resident=resident, closed_at=None, kind__in=(AlarmKind.POSITIVE, AlarmKind.RETEST)
    )
    return list(rows.select_related("resident", "result").order_by("opened_at", "id"))


def _with_step(viewer: Viewer, alarm: Alarm, step: str, note: str) -> dict[str, Any]:
    done = {"at": clock.now().isoformat(), "by": viewer.name, "note": note[:200]}
    return alarm.steps if step in alarm.steps else {**alarm.steps, step: done}


def _hear_text(viewer: Viewer, alarm: Alarm, name: str, text: str) -> None:
    """Hear what is written while an alarm is followed up.

    Only danger to life is new.
    """
    words = Words(
        text, f"alarm.{name}", alarm.id, resident_id=alarm.resident_id, upto=LIFE, way="call"
    )
    hear(viewer, words)


def _write_entry(
    viewer: Viewer,
    kind: str,
    alarm: Alarm,
    after: dict[str, Any],
    before: dict[str, object] | None = None,
) -> None:
    journal.write(
        viewer,
        kind,
        subject=alarm.id,
        dwelling=alarm.resident.dwelling_id,
        before=before,
        after=after,
    )
