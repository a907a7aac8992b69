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
def confirm(
    viewer: Viewer,
    resident_id: UUID,
    said: Report,
    alarm_id: UUID | None = None,
    confirmation_id: UUID | None = None,
) -> tuple[Confirmation, Transfer | None]:
    """Store a report of one person; a positive one lists them for transfer.

    The same again under its `confirmation_id` is harmless, another report is another.
    Raises Problem `people.not_theirs`, `confirmation.value`, `confirmation.when`.
    """
    viewer.need(*actions.WHO_MOVES)
    of = {"community_id": viewer.community_id}
    entered = {"resident": resident_id, "alarm": alarm_id, **vars(said)}
    known, id = known_or_new(viewer, Confirmation.objects.all(), confirmation_id, **entered)
    if known:
        return known, None
    resident = visible_residents(viewer).filter(id=resident_id).first()
    if resident is None:
        raise Problem("people.not_theirs")
    _refuse_unlikely(said)
    made = Confirmation.objects.create(
        **of,
        id=id,
        resident=resident,
        alarm=alarm_id,
        test=said.test,
        sampled_at=said.sampled_at,
        result=said.result,
        ct=said.ct,
        laboratory=said.laboratory.strip()[:80],
        recorded_at=clock.now(),
        by=viewer.user_id,
        by_name=viewer.name,
    )
    journal.write(
        viewer,
        "confirmation.entered",
        subject=resident.id,
        dwelling=resident.dwelling_id,
        after={"confirmation": str(made.id), "test": said.test, "result": said.result},
    )
    if said.result != Result.POSITIVE:
        return made, None
    return made, actions.enlist(viewer, resident.id, words_of(made))


def _refuse_unlikely(said: Report) -> None:
    if said.test not in Test.values or said.result not in Result.values:
        raise Problem("confirmation.value")
    if said.ct is not None and not LOWEST_CT <= said.ct <= HIGHEST_CT:
        raise Problem("confirmation.value")
    now = clock.now()
    if not now - OLDEST <= said.sampled_at <= now + SLACK:
        raise Problem("confirmation.when", days=OLDEST.days)


def words_of(made: Confirmation) -> str:
    """A report in one line: 复核核酸阳性 · Ct 28.5 · 4-18 09:00 采样 · 区疾控."""
    at = timezone.localtime(made.sampled_at)
    parts = [
        _("复核%(test)s%(result)s")
        % {"test": made.get_test_display(), "result": made.get_result_display()},
        f"Ct {made.ct}" if made.ct is not None else "",
        _("%(at)s 采样") % {"at": f"{at:%m-%d %H:%M}"},
        made.laboratory,
    ]
    return " · ".join(one for one in parts if one)


def confirmations_of(viewer: Viewer, resident_id: UUID) -> QuerySet[Confirmation]:
    """The reports of a resident in sight, the newest sample first."""
    rows = visible_to(viewer, Confirmation.objects.all(), stairwell="resident__dwelling__stairwell")
    return rows.filter(resident=resident_id)


def alarm_in_sight(viewer: Viewer, alarm_id: UUID) -> Alarm:
    """The alarm that a report settles; raises Problem `kernel.not_found`."""
    rows = visible_to(viewer, Alarm.objects.all(), stairwell="resident__dwelling__stairwell")
    return get_or_refuse(rows.select_related("resident__dwelling"), id=alarm_id)
