"""Who is let off tests by the protocol: the recovered, and who waits for the single test."""

from datetime import date, datetime, timedelta

import pytest
from tests.reports.conftest import SHANGHAI

from wanjia.core import clock
from wanjia.reports import queries
from wanjia.reports.exemptions.actions import let_off_recovered, spans_after_return
from wanjia.reports.models import Alarm, Round
from wanjia.reports.results.actions import record
from wanjia.reports.results.rules import Tube
from wanjia.zoning.queries import protocol_named

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NIGHT = datetime(2022, 4, 20, 2, 0, tzinfo=SHANGHAI)


def make_round(zone, hours, wants):
    at = NIGHT + timedelta(hours=hours)
    return Round.objects.create(
        community_id=zone.community_id, zone=zone, key=f"{hours}-{wants}", name="r",
        wants=list(wants), opens_at=at, closes_at=at + timedelta(hours=3),
    )  # fmt: skip


def missing(viewer, round_, resident):
    """What the list and the counts say of somebody: they must never differ."""
    rows = queries.residents_with_status(viewer, round_)
    listed = [row.status for row in rows]
    counts = queries.round_progress(viewer, [round_])[round_.id]
    assert (listed.count("missing"), listed.count("exempt")) == (counts.missing, counts.exempt)
    return next(row.status for row in rows if row.id == resident.id)


def test_whoever_waits_for_the_single_test_is_let_off_the_next_round(viewer, zone, people):
    one = people[0]
    with clock.freeze(NIGHT):
        record(viewer, Tube("pcr", NIGHT, "positive", "A1", 10), [one.id, people[1].id])
    pcr, antigen = make_round(zone, 5, ["pcr"]), make_round(zone, 5, ["antigen"])
    with clock.freeze(NIGHT + timedelta(hours=6)):
        assert missing(viewer, pcr, one) == "exempt"
        assert missing(viewer, antigen, one) == "missing"
        assert missing(viewer, pcr, people[2]) == "missing"
        later = Tube("pcr", clock.now(), "negative")
        record(viewer, later, [one.id])
        assert missing(viewer, pcr, one) == "reported"
    after = make_round(zone, 20, ["pcr"])
    with clock.freeze(NIGHT + timedelta(hours=21)):
        assert missing(viewer, after, one) == "missing"
        assert missing(viewer, after, people[1]) == "exempt"
        assert Alarm.objects.filter(closed_at=None).count() == 1


def test_the_recovered_are_let_off_as_the_protocol_says(viewer, zone, people):
    one = people[0]
    with clock.freeze(NIGHT):
        let_off_recovered(viewer, one, NIGHT.date())
    days = {day: make_round(zone, 24 * (day - 1) + 8, ["pcr"]) for day in (2, 7, 8, 100)}
    both = make_round(zone, 24 * 6 + 8, ["antigen", "pcr"])
    for day, status in ((2, "exempt"), (7, "missing"), (8, "exempt"), (100, "missing")):
        with clock.freeze(days[day].opens_at + timedelta(minutes=1)):
            assert missing(viewer, days[day], one) == status
    with clock.freeze(both.opens_at + timedelta(minutes=1)):
        assert missing(viewer, both, one) == "missing"  # The PCR of day 7 is wanted.


def test_the_spans_of_a_return(community):
    protocol = protocol_named(community.id, "shanghai-2022-04")
    spans = spans_after_return(protocol, date(2022, 4, 20))
    assert [(span.first, span.last, sorted(span.kinds)) for span in spans] == [
        (date(2022, 4, 20), date(2022, 4, 25), ["antigen", "pcr"]),
        (date(2022, 4, 26), date(2022, 4, 26), ["antigen"]),
        (date(2022, 4, 27), date(2022, 7, 20), ["antigen", "pcr"]),
    ]
