"""Answers that a phone measured arrive in any order: the same one counts, and whoever was ill in
any of them is followed up."""

from datetime import timedelta
from decimal import Decimal
from itertools import permutations
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.reports.conftest import NOW

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.integrity import run_checks
from wanjia.core.problems import Problem
from wanjia.reports.answers.actions import Given, close_alarm, store_answers
from wanjia.reports.answers.currency import CONTENT
from wanjia.reports.models import Alarm, Answer

pytestmark = pytest.mark.django_db
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
AGAIN = settings(
    max_examples=25,
    deadline=None,
    phases=QUICK,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
SAID = st.fixed_dictionaries(
    {
        "antigen": st.sampled_from(["", "negative", "positive", "invalid"]),
        "temperature": st.sampled_from(["", "36.5", "36.9", "39.1"]),
        "well": st.booleans(),
        "symptoms": st.sampled_from(["", "咳嗽"]),
        "where": st.sampled_from(["", "home", "work"]),
        "whole": st.booleans(),
        "minute": st.integers(0, 50),
    }
)
MANY = st.lists(SAID, min_size=1, max_size=4, unique_by=lambda one: one["minute"])


def household(person):
    return Viewer(person.community_id, "household", dwelling_id=person.dwelling_id)


def arrive(viewer, round_, person, order):
    """Store what was measured at several minutes, in this order of arrival; all at once undone."""
    for turn, (number, one) in enumerate(order):
        said = {key: value for key, value in one.items() if key != "minute"}
        sent = UUID(int=number + 1)
        measured = NOW - timedelta(minutes=60 - one["minute"])
        with clock.freeze(NOW + timedelta(seconds=turn)):
            store_answers(
                viewer, round_, [Given(person.id, **said, id=sent)], "door", measured_at=measured
            )
    current = Answer.objects.get(resident=person, round=round_, current=True)
    alarms = set(Alarm.objects.filter(resident=person).values_list("kind", flat=True))
    return [getattr(current, name) for name in CONTENT], alarms


@AGAIN
@given(MANY, st.randoms())
@pytest.mark.slow
def test_any_order_of_arrival_gives_the_same_answer_and_the_same_alarms(
    viewer, morning, people, many, dice
):
    numbered = list(enumerate(many))
    orders = list(permutations(numbered))
    found = []
    for order in [orders[0], *dice.sample(orders, min(4, len(orders)))]:
        with transaction.atomic():
            found.append(arrive(viewer, morning, people[0], order))
            transaction.set_rollback(True)
    assert all(one == found[0] for one in found), (many, found)
    ill = {
        kind
        for one in many
        for kind, is_so in (
            ("positive", one["antigen"] == "positive"),
            ("fever", one["temperature"] == "39.1"),
        )
        if is_so
    }
    assert ill <= found[0][1]


def test_an_older_measurement_is_kept_beside_the_newer_one_with_both_times(viewer, morning, people):
    person = people[0]
    store_answers(viewer, morning, [Given(person.id, "negative", "36.5")], "household")
    earlier = NOW - timedelta(minutes=40)
    late = [Given(person.id, "positive", "39.1")]
    with clock.freeze(NOW + timedelta(minutes=5)):
        done = store_answers(viewer, morning, late, "door", measured_at=earlier)
    assert (done.new, done.corrected, done.older) == (0, 0, 1)
    assert {one.kind for one in done.alarms} == {"positive", "fever"}
    now, before = Answer.objects.filter(resident=person).order_by("-current")
    assert (now.current, now.temperature) == (True, Decimal("36.5"))
    assert (before.current, before.temperature) == (False, Decimal("39.1"))
    assert (before.measured_at, before.recorded_at) == (earlier, NOW + timedelta(minutes=5))


def test_an_older_measurement_sent_again_is_not_stored_again(viewer, morning, people):
    store_answers(viewer, morning, [Given(people[0].id, "negative", "36.5")], "household")
    late = [Given(people[0].id, "positive", "39.1")]
    for _ in range(3):
        store_answers(viewer, morning, late, "door", measured_at=NOW - timedelta(minutes=9))
    assert Answer.objects.filter(resident=people[0]).count() == 2
    assert Alarm.objects.count() == 2


def test_what_an_older_measurement_alone_speaks_of_is_known_too(viewer, morning, people):
    person = people[0]
    store_answers(viewer, morning, [Given(person.id, "negative")], "household")
    older = [Given(person.id, temperature="36.4")]
    with clock.freeze(NOW + timedelta(minutes=5)):
        store_answers(viewer, morning, older, "door", measured_at=NOW - timedelta(minutes=9))
    now = Answer.objects.get(resident=person, current=True)
    assert (now.antigen, now.temperature) == ("negative", Decimal("36.4"))
    assert now.measured == NOW


def test_what_was_said_again_is_as_new_as_when_it_was_said_again(viewer, morning, people):
    person = people[0]
    store_answers(viewer, morning, [Given(person.id, "negative", "36.5")], "household")
    with clock.freeze(NOW + timedelta(minutes=20)):
        again = store_answers(viewer, morning, [Given(person.id, "negative", "36.5")], "household")
        assert again.same == 1
        between = [Given(person.id, "negative", "37.9")]
        store_answers(viewer, morning, between, "door", measured_at=NOW + timedelta(minutes=9))
    assert Answer.objects.get(resident=person, current=True).temperature == Decimal("36.5")
    assert Alarm.objects.filter(resident=person, kind="fever").exists()


def test_a_list_pasted_again_does_not_make_what_it_says_newer(viewer, morning, people):
    person = people[0]
    store_answers(viewer, morning, [Given(person.id, "negative", "36.5")], "paste")
    with clock.freeze(NOW + timedelta(minutes=20)):
        store_answers(viewer, morning, [Given(person.id, "negative", "36.5")], "paste")
        between = [Given(person.id, "negative", "37.9")]
        store_answers(viewer, morning, between, "door", measured_at=NOW + timedelta(minutes=9))
    assert Answer.objects.get(resident=person, current=True).temperature == Decimal("37.9")


def test_a_household_that_measured_in_time_is_taken_after_the_end(morning, people):
    said, in_time = [Given(people[0].id, "negative", "36.5")], NOW
    with clock.freeze(morning.closes_at + timedelta(hours=2)):
        done = store_answers(household(people[0]), morning, said, "household", measured_at=in_time)
        assert done.new == 1
        with pytest.raises(Problem, match="截止"):
            store_answers(
                household(people[1]),
                morning,
                [Given(people[1].id, "negative", "36.5")],
                "household",
                measured_at=morning.closes_at,
            )


@pytest.mark.parametrize("ill", [{"antigen": "positive"}, {"temperature": "39.1"}])
def test_who_is_ill_is_heard_after_the_end_and_of_a_round_that_was_cancelled(morning, people, ill):
    with clock.freeze(morning.closes_at + timedelta(hours=2)):
        done = store_answers(
            household(people[0]), morning, [Given(people[0].id, **ill)], "household"
        )
        assert len(done.alarms) == 1
    morning.cancelled_at = NOW
    morning.save()
    done = store_answers(household(people[1]), morning, [Given(people[1].id, **ill)], "household")
    assert len(done.alarms) == 1


@pytest.mark.both
def test_everything_still_holds_after_older_answers_came_in(viewer, morning, people):
    for minute, heat in ((9, "39.1"), (30, "36.5"), (20, "38.2")):
        said = [Given(one.id, temperature=heat) for one in people[:4]]
        store_answers(viewer, morning, said, "door", measured_at=NOW - timedelta(minutes=minute))
    for alarm in Alarm.objects.all():
        close_alarm(viewer, alarm.id, "已退烧")
    said = [Given(one.id, "negative") for one in people[:4]]
    store_answers(viewer, morning, said, "door", measured_at=NOW - timedelta(minutes=40))
    assert not [one for one in run_checks() if one.check.name.startswith("answers.")]
