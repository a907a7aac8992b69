"""What changes in test results: recorded, told, corrected, withdrawn, and what follows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import transaction

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.hearing import LIFE, Words, hear
from wanjia.core.idempotency import known_or_new
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.access import visible_residents
from wanjia.people.models import Resident
from wanjia.reports.models import Finding, Source, TestedPerson, TestResult
from wanjia.reports.results.following import follow_all, take_back
from wanjia.reports.results.queries import visible_results
from wanjia.reports.results.rules import KINDS, Tube, load_rules

__all__ = ["WHO_RECORDS", "correct", "follow_all", "record", "tell", "withdraw"]

WHO_RECORDS = ("head", "desk", "grid", "doctor")
OFFICERS = ("head", "desk")
SLACK = timedelta(minutes=5)


@idempotent
def record(
    viewer: Viewer,
    tube: Tube,
    resident_ids: Sequence[UUID],
    result_id: UUID | None = None,
    alarm_id: UUID | None = None,
) -> TestResult:
    """Record a tube of these residents, with its result or before it is there.

    The same again under its `result_id` is harmless. `alarm_id`: the alarm that it settles.
    Raises Problem `people.not_theirs`, `result.value`, `result.when`, `result.too_many`,
    `result.tube_known`.
    """
    viewer.need(*WHO_RECORDS)
    said = {name: value for name, value in vars(tube).items() if name != "people"}
    entered = {"people": sorted(map(str, resident_ids)), "alarm": alarm_id, **said}
    known, id = known_or_new(viewer, TestResult.objects.all(), result_id, **entered)
    if known:
        return known
    people = list(visible_residents(viewer).filter(id__in=list(resident_ids)))
    if not people or len(people) != len(set(resident_ids)):
        raise Problem("people.not_theirs")
    refuse_unlikely(tube, len(people))
    rows = TestResult.objects.of(viewer).filter(
        withdrawn_at=None, kind=tube.kind, tube=tube.tube, sampled_at=tube.sampled_at
    )
    if tube.tube and rows.exists():
        raise Problem("result.tube_known", tube=tube.tube)
    result = make_result(viewer, tube, people, Source.FORM, [], id, alarm_id)
    follow_all(viewer, [result])
    return result


def refuse_unlikely(tube: Tube, people: int) -> None:
    """Refuse what no result can be."""
    limits = load_rules().limits
    if tube.kind not in KINDS or tube.finding not in Finding.values:
        raise Problem("result.value")
    if tube.pool not in limits.pools:
        raise Problem("result.value")
    if people > tube.pool:
        raise Problem("result.too_many", many=people, pool=tube.pool)
    for value in tube.ct.values():
        _check_ct(value, limits.lowest_ct, limits.highest_ct)
    now = clock.now()
    if not now - timedelta(days=limits.oldest_days) <= tube.sampled_at <= now + SLACK:
        raise Problem("result.when", days=limits.oldest_days)


def _check_ct(value: Any, lowest: Decimal, highest: Decimal) -> None:
    try:
        if lowest <= Decimal(str(value)) <= highest:
            return
    except InvalidOperation:
        pass
    raise Problem("result.value")


def make_result(
    viewer: Viewer,
    tube: Tube,
    people: Sequence[Resident],
    source: str,
    others: Sequence[str] = (),
    id: UUID | None = None,
    alarm_id: UUID | None = None,
) -> TestResult:
    """Store a tube with those in it; what follows is for the caller to let follow."""
    scope = {"community_id": viewer.community_id}
    now = clock.now()
    told = tube.finding != Finding.WAITING
    result = TestResult(
        **scope,
        kind=tube.kind,
        pool=tube.pool,
        tube=tube.tube[:40],
        sampled_at=tube.sampled_at,
        place=tube.place.strip()[:80],
        finding=tube.finding,
        ct=dict(tube.ct),
        laboratory=tube.laboratory.strip()[:80],
        received_at=(tube.received_at or now) if told else None,
        others=list(others),
        settles=alarm_id,
        source=source,
        recorded_at=now,
        created_by=viewer.user_id,
        created_by_name=viewer.name,
    )
    if id:
        result.id = id
    result.save(force_insert=True)
    TestedPerson.objects.bulk_create(
        TestedPerson(**scope, result=result, resident=resident) for resident in people
    )
    _write(viewer, "result.recorded", result, finding=tube.finding, people=len(people))
    return result


def _write(viewer: Viewer, kind: str, result: TestResult, **after: Any) -> None:
    journal.write(
        viewer, kind, subject=result.id, after={"test": result.kind, "pool": result.pool, **after}
    )


def result_for(viewer: Viewer, result_id: UUID) -> TestResult:
    """Return a result in sight, locked for a change; raises Problem `kernel.not_found`."""
    rows = visible_results(viewer).select_for_update(of=("self",))
    return get_or_refuse(rows, id=result_id)


@transaction.atomic
def tell(
    viewer: Viewer,
    result_id: UUID,
    finding: str,
    ct: dict[str, str] | None = None,
    laboratory: str = "",
    received_at: datetime | None = None,
) -> TestResult:
    """Add the result that a tube waited for. Raises Problem `result.told` where it has one."""
    viewer.need(*WHO_RECORDS)
    result = result_for(viewer, result_id)
    if result.finding != Finding.WAITING or result.withdrawn_at:
        raise Problem("result.told")
    tube = _tube_of(result, finding, ct, laboratory, received_at)
    change_result(viewer, result, tube)
    follow_all(viewer, [result])
    return result


@transaction.atomic
def correct(
    viewer: Viewer, result_id: UUID, finding: str, reason: str, ct: dict[str, str] | None = None
) -> TestResult:
    """Correct what a tube said; what followed from the earlier result is taken back first.

    Raises Problem `result.reason_needed`, `result.same`.
    """
    viewer.need(*OFFICERS)
    result = result_for(viewer, result_id)
    if not reason.strip():
        raise Problem("result.reason_needed")
    if result.withdrawn_at or result.finding == finding:
        raise Problem("result.same")
    hear(viewer, Words(reason, "result.reason", result.id, upto=LIFE))
    take_back(viewer, result, reason)
    tube = _tube_of(result, finding, ct, result.laboratory, None)
    change_result(viewer, result, tube, reason)
    follow_all(viewer, [result])
    return result


def _tube_of(
    result: TestResult,
    finding: str,
    ct: dict[str, str] | None,
    laboratory: str,
    received_at: datetime | None,
) -> Tube:
    tube = Tube(
        result.kind,
        result.sampled_at,
        finding,
        result.tube,
        result.pool,
        laboratory=laboratory,
        received_at=received_at,
        ct=ct or {},
    )
    limits = load_rules().limits
    if finding not in Finding.values:
        raise Problem("result.value")
    for value in tube.ct.values():
        _check_ct(value, limits.lowest_ct, limits.highest_ct)
    return tube


def change_result(viewer: Viewer, result: TestResult, tube: Tube, reason: str = "") -> TestResult:
    """Write down what a tube says now, in place of what it said before."""
    before = result.finding
    result.finding = tube.finding
    result.ct = {**result.ct, **tube.ct}
    result.laboratory = tube.laboratory.strip()[:80] or result.laboratory
    result.received_at = tube.received_at or clock.now()
    result.save(update_fields=["finding", "ct", "laboratory", "received_at"])
    kind = "result.told" if before == Finding.WAITING else "result.corrected"
    journal.write(
        viewer,
        kind,
        subject=result.id,
        before={"finding": before},
        after={"finding": result.finding, "reason": reason},
    )
    return result


@transaction.atomic
def withdraw(viewer: Viewer, result_id: UUID, reason: str) -> TestResult:
    """Take back a result that was a mistake, with the case and the alarms that it made.

    Raises Problem `result.reason_needed`; again is harmless.
    """
    viewer.need(*OFFICERS)
    result = result_for(viewer, result_id)
    if result.withdrawn_at:
        return result
    if not reason.strip():
        raise Problem("result.reason_needed")
    hear(viewer, Words(reason, "result.reason", result.id, upto=LIFE))
    take_back(viewer, result, reason)
    result.withdrawn_at = clock.now()
    result.save(update_fields=["withdrawn_at"])
    _write(viewer, "result.withdrawn", result, reason=reason)
    return result
