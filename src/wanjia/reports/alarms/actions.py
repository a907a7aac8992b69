"""Alarms are followed up: opened, taken, done step by step, closed."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
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
from wanjia.reports.answers.status import kinds_of
from wanjia.reports.models import Alarm, Answer

# Our default: a positive is told to the town within half an hour, a fever is seen within one.
FOLLOW_UP_WITHIN = {"positive": timedelta(minutes=30), "fever": timedelta(hours=1)}
STEPS = {"positive": ("isolate", "tell_town", "retest"), "fever": ("isolate", "recheck", "retest")}
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
def close_alarm(viewer: Viewer, alarm_id: UUID, outcome: str) -> Alarm:
    """Close a follow-up with its outcome.

    Closed again it stays as it was.

    Raises Problem `alarm.step_open` when steps are open and no outcome says why.
    """
    alarm = alarm_for(viewer, alarm_id)
    if alarm.closed_at:
        return alarm
    typed, outcome = outcome, outcome.strip()[:200]
    open_steps = [step for step in STEPS[alarm.kind] if step not in alarm.steps]
    if open_steps and not outcome:
        named = _("、").join(step_words(step) for step in open_steps)
        raise Problem("alarm.step_open", steps=named)
    alarm.closed_at, alarm.outcome = clock.now(), outcome
    alarm.save(update_fields=["closed_at", "outcome"])
    _hear_text(viewer, alarm, "outcome", typed)
    _write_entry(viewer, "alarm.closed", alarm, {"outcome": outcome, "open_steps": open_steps})
    return alarm


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
    after: dict[str, object],
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
