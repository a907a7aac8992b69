"""What is asked of test results: those in sight, those of an alarm, a resident or a case."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from wanjia.core.access.viewer import Viewer, visible_to
from wanjia.core.shortcuts import get_or_refuse
from wanjia.reports.models import Alarm, TestedPerson, TestResult


def visible_results(viewer: Viewer) -> QuerySet[TestResult]:
    """Return results of which somebody is in sight, the newest sample first."""
    rows = TestResult.objects.of(viewer)
    if viewer.sees_all:
        return rows
    return rows.filter(Exists(visible_people(viewer).filter(result=OuterRef("pk"))))


def visible_people(viewer: Viewer) -> QuerySet[TestedPerson]:
    """Return those in sight whose sample is in a tube."""
    return visible_to(viewer, TestedPerson.objects.all(), stairwell="resident__dwelling__stairwell")


def results_of(viewer: Viewer, resident_id: UUID) -> QuerySet[TestResult]:
    """Return the results of a resident, the newest sample first."""
    rows = visible_results(viewer).filter(withdrawn_at=None)
    mine = TestedPerson.objects.of(viewer).filter(result=OuterRef("pk"), resident=resident_id)
    return rows.filter(Exists(mine))


def alarm_in_sight(viewer: Viewer, alarm_id: UUID) -> Alarm:
    """Return the alarm that a result settles; raises Problem `kernel.not_found`."""
    rows = visible_to(viewer, Alarm.objects.all(), stairwell="resident__dwelling__stairwell")
    return get_or_refuse(rows.select_related("resident__dwelling"), id=alarm_id)
