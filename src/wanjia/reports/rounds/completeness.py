"""Which rounds of tests a zone completed: what the clock of its protocol waits for."""

from datetime import date

from django.db.models import Min
from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import system_viewer
from wanjia.reports.answers.status import TESTS
from wanjia.reports.models import Alarm, Round
from wanjia.reports.rounds.progress import Counts, round_progress
from wanjia.zoning.models import Zone
from wanjia.zoning.protocols.protocol import TestRound, step_for
from wanjia.zoning.queries import protocol_named


def test_rounds(zone: Zone) -> list[TestRound]:
    """Return the zone's rounds of the tests that its step down asks for.

    A round is complete when nobody is missing, and all negative when every result is known and
    negative. While a result is still to come and none is positive it is waiting, as one is in which
    nobody has been sampled yet.
    """
    protocol = protocol_named(zone.community_id, zone.protocol)
    came_from = zone.came_from.klass if zone.came_from else None
    step = step_for(protocol, zone.klass, came_from)
    kinds = {test.kind for test in step.tests} if step else set()
    if not kinds:
        return []
    rows = Round.objects.filter(
        community_id=zone.community_id,
        zone=zone,
        cancelled_at=None,
        opens_at__lte=clock.now(),
        closes_at__gte=zone.clock_from,
        who="residents",
    )
    rounds = [round_ for round_ in rows if kinds & set(round_.wants)]
    progress = round_progress(system_viewer(zone.community_id), rounds)
    suspected = _suspected(zone) if rounds else {}
    return [
        TestRound(
            on=_day_of(round_),
            kind=kind,
            complete=counts.asked > 0 and counts.missing == 0,
            all_negative=_all_negative(counts) and not held,
            missing=counts.missing,
            waiting=_is_waiting(counts) and not held,
        )
        for round_ in rounds
        for counts in [progress[round_.id]]
        for kind in TESTS
        if kind in kinds and kind in round_.wants
        for held in [kind in suspected and suspected[kind] <= _day_of(round_)]
    ]


test_rounds.__test__ = False  # type: ignore[attr-defined]


def _all_negative(counts: Counts) -> bool:
    return counts.reported > 0 and counts.negative == counts.reported


def _is_waiting(counts: Counts) -> bool:
    """Return whether results are to come (an invalid one is tested again) and none is positive."""
    return not counts.positive and not _all_negative(counts)


def _day_of(round_: Round) -> date:
    return timezone.localtime(round_.opens_at).date()


def _suspected(zone: Zone) -> dict[str, date]:
    """Return from which day on a pooled positive of somebody here waits to be resolved, by test.

    One of them is positive, most likely: no round since then is clean, whoever else is negative.
    """
    open_retests = Alarm.objects.filter(
        community_id=zone.community_id,
        kind="retest",
        closed_at=None,
        result__finding="positive",
        resident__dwelling__stairwell__zonings__zone=zone,
        resident__dwelling__stairwell__zonings__until=None,
    )
    tubes = open_retests.order_by().values_list("result__kind").annotate(Min("result__sampled_at"))
    return {kind: timezone.localtime(at).date() for kind, at in tubes}
