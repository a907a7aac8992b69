"""Which rounds of tests a zone completed: what the clock of its protocol waits for."""

from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import system_viewer
from wanjia.reports.answers.status import TESTS
from wanjia.reports.models import Round
from wanjia.reports.rounds.progress import Counts, round_progress
from wanjia.zoning.models import Zone
from wanjia.zoning.protocols.protocol import TestRound, step_for
from wanjia.zoning.queries import protocol_named


def test_rounds(zone: Zone) -> list[TestRound]:
    """Return the zone's rounds of the tests that its step down asks for.

    A round is complete when nobody is missing, and all negative when every result is known and
    negative: a sample that was only taken is not.
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
    return [
        TestRound(
            on=timezone.localtime(round_.opens_at).date(),
            kind=kind,
            complete=counts.asked > 0 and counts.missing == 0,
            all_negative=_all_negative(counts),
            missing=counts.missing,
        )
        for round_ in rounds
        for counts in [progress[round_.id]]
        for kind in TESTS
        if kind in kinds and kind in round_.wants
    ]


test_rounds.__test__ = False  # type: ignore[attr-defined]


def _all_negative(counts: Counts) -> bool:
    return counts.reported > 0 and counts.negative == counts.reported
