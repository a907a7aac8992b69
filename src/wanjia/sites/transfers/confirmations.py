"""What a second test said, entered by a person; a positive one puts its person on the list."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer, visible_to
from wanjia.core.database_errors import idempotent
from wanjia.core.idempotency import known_or_new
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.access import visible_residents
from wanjia.reports.models import Alarm
from wanjia.sites.models import Confirmation, Result, Test, Transfer
from wanjia.sites.transfers import actions

OLDEST = timedelta(days=14)
SLACK = timedelta(minutes=5)
LOWEST_CT, HIGHEST_CT = Decimal(5), Decimal(50)


@dataclass(frozen=True)
class Report:
    """A laboratory's report as it was entered."""

    test: str
    sampled_at: datetime
    result: str
    ct: Decimal | None = None
    laboratory: str = ""


@idempotent
def store_confirmation(
    viewer: Viewer,
    resident_id: UUID,
    report: Report,
    alarm_id: UUID | None = None,
    confirmation_id: UUID | None = None,
) -> tuple[Confirmation, Transfer | None]:
    """Store a report of one person; a positive one lists them for transfer.

    The same again under its `confirmation_id` is harmless, another report is another.
    Raises Problem `people.not_theirs`, `confirmation.value`, `confirmation.when`.
    """
    viewer.need(*actions.WHO_MOVES)
    scope = {"community_id": viewer.community_id}
    entered = {"resident": resident_id, "alarm": alarm_id, **vars(report)}
    known, id = known_or_new(viewer, Confirmation.objects.all(), confirmation_id, **entered)
    if known:
        return known, None
    resident = visible_residents(viewer).filter(id=resident_id).first()
    if resident is None:
        raise Problem("people.not_theirs")
    _refuse_unlikely(report)
    confirmation = Confirmation.objects.create(
        **scope,
        id=id,
        resident=resident,
        alarm=alarm_id,
        test=report.test,
        sampled_at=report.sampled_at,
        result=report.result,
        ct=report.ct,
        laboratory=report.laboratory.strip()[:80],
        recorded_at=clock.now(),
        created_by=viewer.user_id,
        created_by_name=viewer.name,
    )
    journal.write(
        viewer,
        "confirmation.entered",
        subject=resident.id,
        dwelling=resident.dwelling_id,
        after={"confirmation": str(confirmation.id), "test": report.test, "result": report.result},
    )
    if report.result != Result.POSITIVE:
        return confirmation, None
    return confirmation, actions.list_for_transfer(
        viewer, resident.id, confirmation_words(confirmation)
    )


def _refuse_unlikely(report: Report) -> None:
    if report.test not in Test.values or report.result not in Result.values:
        raise Problem("confirmation.value")
    if report.ct is not None and not LOWEST_CT <= report.ct <= HIGHEST_CT:
        raise Problem("confirmation.value")
    now = clock.now()
    if not now - OLDEST <= report.sampled_at <= now + SLACK:
        raise Problem("confirmation.when", days=OLDEST.days)


def confirmation_words(confirmation: Confirmation) -> str:
    """Return a report in one line: 复核核酸阳性 · Ct 28.5 · 4-18 09:00 采样 · 区疾控."""
    at = timezone.localtime(confirmation.sampled_at)
    parts = [
        _("复核%(test)s%(result)s")
        % {"test": confirmation.get_test_display(), "result": confirmation.get_result_display()},
        f"Ct {confirmation.ct}" if confirmation.ct is not None else "",
        _("%(at)s 采样") % {"at": f"{at:%m-%d %H:%M}"},
        confirmation.laboratory,
    ]
    return " · ".join(part for part in parts if part)


def confirmations_of(viewer: Viewer, resident_id: UUID) -> QuerySet[Confirmation]:
    """Return the reports of a resident in sight, the newest sample first."""
    rows = visible_to(viewer, Confirmation.objects.all(), stairwell="resident__dwelling__stairwell")
    return rows.filter(resident=resident_id)


def alarm_in_sight(viewer: Viewer, alarm_id: UUID) -> Alarm:
    """Return the alarm that a report settles; raises Problem `kernel.not_found`."""
    rows = visible_to(viewer, Alarm.objects.all(), stairwell="resident__dwelling__stairwell")
    return get_or_refuse(rows.select_related("resident__dwelling"), id=alarm_id)
