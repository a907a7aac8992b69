"""A lone elder of whom a round heard nothing is visited; shown through the database."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from wanjia.care.contacts.queries import make_promise
from wanjia.core import clock
from wanjia.people.models import Resident, Risk
from wanjia.people.residents.actions import record_contact
from wanjia.reports.models import Answer, Round
from wanjia.reports.rounds.actions import extend_rounds
from wanjia.zoning.cases.actions import record_case
from wanjia.zoning.plans.actions import Order, publish

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SHANGHAI = ZoneInfo("Asia/Shanghai")
EVENING = datetime(2022, 4, 18, 18, 40, tzinfo=SHANGHAI)
NEXT = datetime(2022, 4, 20, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def elders(viewer, residents):
    """Two elders who live alone behind the sealed door."""
    of = {"community_id": viewer.community_id}
    chosen = [one for one in residents if one.dwelling.door in ("23-101", "23-301")][::2]
    for one in chosen:
        Risk.objects.create(**of, resident=one, kind="alone_elder", confirmed=True)
    with clock.freeze(EVENING):
        record_case(viewer, chosen[0].dwelling, test="pcr", sampled_at=EVENING, told_by="疾控")
        estate = chosen[0].dwelling.stairwell.estate
        publish(viewer, estate, Order(frozenset({"23"}), "shanghai-2022-04"))
    return chosen


def last_round(viewer) -> Round:
    with clock.freeze(NEXT):
        extend_rounds(viewer.community_id)
    rows = Round.objects.of(viewer).filter(closes_at__lte=NEXT, zone__klass="sealed")
    last = rows.order_by("-closes_at").first()
    assert last is not None
    answer(viewer, last, Resident.objects.get(risks__confirmed=True, dwelling__door="23-301"))
    return last


def visits(viewer) -> dict:
    """Who is to be visited for a round without a word, and since when."""
    with clock.freeze(NEXT):
        told = make_promise(viewer)
    return {
        one.person.id: one.due
        for one in (*told.late, *told.soon, *told.later)
        if "missed_round" in one.due.why
    }


def answer(viewer, round_: Round, elder: Resident) -> None:
    Answer.objects.create(
        community_id=viewer.community_id, round=round_, resident=elder,
        recorded_at=round_.closes_at, channel="paper", antigen="negative",
    )  # fmt: skip


def test_a_lone_elder_who_missed_the_last_round_is_visited(viewer, elders):
    round_ = last_round(viewer)
    found = visits(viewer)
    assert set(found) == {elders[0].id}
    assert found[elders[0].id].step == "door"
    assert found[elders[0].id].due_at <= round_.closes_at


def test_who_answered_it_is_not(viewer, elders):
    answer(viewer, last_round(viewer), elders[0])
    assert visits(viewer) == {}


def test_who_was_spoken_with_after_it_is_not(viewer, elders):
    round_ = last_round(viewer)
    with clock.freeze(round_.closes_at + timedelta(minutes=5)):
        record_contact(viewer, elders[0].id, "call", "well")
    assert visits(viewer) == {}


def test_who_is_exempt_from_rounds_was_not_asked(viewer, elders):
    last_round(viewer)
    Resident.objects.of(viewer).filter(id=elders[0].id).update(exempt_until=date(2022, 5, 1))
    assert visits(viewer) == {}


def test_a_round_of_staff_asks_no_resident(viewer, elders):
    last_round(viewer)
    Round.objects.of(viewer).update(who="staff")
    assert visits(viewer) == {}


def test_a_round_that_was_cancelled_is_not_missed(viewer, elders):
    last_round(viewer)
    Round.objects.of(viewer).update(cancelled_at=NEXT)
    assert visits(viewer) == {}
