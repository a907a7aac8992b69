"""A positive test of somebody at work is an alarm: off duty, told, tested again, closed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, Viewer
from wanjia.core.hearing import LIFE, Words, hear
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.reports.alarms.actions import FOLLOW_UP_WITHIN, SAME_ILLNESS
from wanjia.reports.models import StaffTest
from wanjia.reports.results.rules import says_confirmed
from wanjia.zoning.models import Case

STEPS: Mapping[str, Promise] = {
    "off_duty": gettext_lazy("离岗，在原地等，不再碰人碰物"),
    "tell_town": gettext_lazy("报告街镇"),
    "retest": gettext_lazy("安排核酸复核"),
    "hand_over": gettext_lazy("班次和网格交给别人，排同班的人"),
}


def staff_alarms(viewer: Viewer) -> QuerySet[StaffTest]:
    """Return the alarms of those at work, the most urgent first."""
    rows = StaffTest.objects.of(viewer).filter(due_at__isnull=False)
    return rows.select_related("staff", "round", "case").order_by("due_at", "id")


def raise_alarm(test: StaffTest) -> None:
    """Make a positive test an alarm, once; a later result changes nothing of it."""
    if test.due_at is None and "positive" in (test.antigen, test.pcr):
        test.due_at = clock.now() + FOLLOW_UP_WITHIN["positive"]


def _alarm_for(viewer: Viewer, test_id: UUID) -> StaffTest:
    viewer.need(*OFFICERS)
    return get_or_refuse(staff_alarms(viewer).select_for_update(of=("self",)), id=test_id)


@transaction.atomic
def take_alarm(viewer: Viewer, test_id: UUID) -> StaffTest:
    """Make the viewer the owner of an alarm."""
    test = _alarm_for(viewer, test_id)
    if test.closed_at or (test.owner is not None and test.owner == viewer.user_id):
        return test
    before = test.owner_name
    test.owner, test.owner_name = viewer.user_id, viewer.name
    test.save(update_fields=["owner", "owner_name"])
    _write(viewer, "staff.alarm_taken", test, {"owner": viewer.name}, {"owner": before})
    return test


@transaction.atomic
def do_step(viewer: Viewer, test_id: UUID, step: str) -> StaffTest:
    """Note that a step was done; done again it stays as it was.

    Raises Problem `alarm.step_unknown`.
    """
    test = _alarm_for(viewer, test_id)
    if step not in STEPS:
        raise Problem("alarm.step_unknown", step=step)
    if test.closed_at or step in test.steps:
        return test
    if not test.owner_name:
        test.owner, test.owner_name = viewer.user_id, viewer.name
    done = {"at": clock.now().isoformat(), "by": viewer.name}
    test.steps = {**test.steps, step: done}
    test.save(update_fields=["steps", "owner", "owner_name"])
    _write(viewer, "staff.alarm_step", test, {"step": step})
    return test


@transaction.atomic
def close_alarm(viewer: Viewer, test_id: UUID, outcome: str, case: UUID | None = None) -> StaffTest:
    """Close an alarm with its outcome, and the case that it became; closed it stays as it was.

    Raises Problem `alarm.step_open` when steps are open and nothing says why, and
    `alarm.confirm_first` when the words say confirmed and there is no case.
    """
    test = _alarm_for(viewer, test_id)
    if test.closed_at:
        return test
    typed, outcome = outcome, outcome.strip()[:200]
    test.case = get_or_refuse(cases_for(viewer, test), id=case) if case else None
    if test.case is None and says_confirmed(outcome):
        raise Problem("alarm.confirm_first")
    left = [str(STEPS[step]) for step in STEPS if step not in test.steps]
    if left and not outcome:
        raise Problem("alarm.step_open", steps=_("、").join(left))
    test.closed_at, test.outcome = clock.now(), outcome
    test.save(update_fields=["closed_at", "outcome", "case"])
    hear(viewer, Words(typed, "staff_alarm.outcome", test.id, upto=LIFE, way="call"))
    told = {"outcome": outcome, "case": str(case) if case else None}
    _write(viewer, "staff.alarm_closed", test, told)
    return test


def cases_for(viewer: Viewer, test: StaffTest) -> QuerySet[Case]:
    """Return the cases that an alarm may have become."""
    since = test.recorded_at - SAME_ILLNESS
    rows = Case.objects.of(viewer).filter(withdrawn_at=None, recorded_at__gte=since)
    return rows.select_related("dwelling", "resident")


def _write(
    viewer: Viewer,
    kind: str,
    test: StaffTest,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
) -> None:
    journal.write(viewer, kind, subject=test.staff_id, before=before, after=after)
