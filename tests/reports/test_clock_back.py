"""A clock that is set back by hours: nothing crashes, the newest correction is what counts, ids
stay unique, rounds are opened once, a paste that is taken back puts back what it replaced."""

import random
from datetime import timedelta
from uuid import RFC_4122

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reports.conftest import NOW, make_zone

from wanjia.core import clock, ids
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.models import Answer, Round
from wanjia.reports.paste.actions import commit_paste, read_paste
from wanjia.reports.paste.undo import take_back
from wanjia.reports.rounds.actions import extend_rounds

HOURS = st.lists(st.integers(-72, 72), min_size=1, max_size=20)


@settings(max_examples=30, deadline=None)
@given(HOURS)
def test_ids_made_while_the_clock_jumps_are_unique_and_in_form(hours):
    real, made = ids.time.time_ns, []
    try:
        for hour in hours:
            ids.time.time_ns = lambda hour=hour: 1_650_000_000 * 10**9 + hour * 3600 * 10**9
            made += [ids.new_id(), *ids.new_ids(50)]
    finally:
        ids.time.time_ns = real
    assert len(set(made)) == len(made)
    assert {(one.version, one.variant) for one in made} == {(7, RFC_4122)}


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_the_newest_correction_counts_whatever_the_clock_says(seed, viewer, morning, people):
    dice, person = random.Random(seed), people[0]
    for turn in range(8):
        with clock.freeze(NOW + timedelta(minutes=dice.randint(-170, 50))):
            heat = f"36.{turn}"
            store_answers(viewer, morning, [Given(person.id, temperature=heat)], "call")
    every = Answer.objects.filter(resident=person, round=morning)
    assert str(every.get(current=True).temperature) == "36.7"
    in_time = [str(one.temperature) for one in every.order_by("recorded_at")]
    assert in_time == [f"36.{turn}" for turn in range(8)]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_rounds_are_opened_once_though_the_clock_jumps(seed, estate, residents):
    dice = random.Random(seed)
    with clock.freeze(NOW):
        zone = make_zone(estate)
    keys = set(zone.rounds.values_list("key", flat=True))
    for _ in range(6):
        with clock.freeze(NOW + timedelta(hours=dice.randint(-30, 30))):
            extend_rounds(estate.community_id)
    rounds = Round.objects.filter(zone=zone)
    assert keys <= set(rounds.values_list("key", flat=True))
    assert rounds.filter(cancelled_at=None).count() == rounds.count()
    assert len(set(rounds.values_list("key", flat=True))) == rounds.count()


@pytest.mark.django_db
def test_a_paste_taken_back_under_a_clock_set_back_puts_back_what_it_replaced(
    viewer, morning, people
):
    person = people[0]
    line = "{door} {name} {heat}"
    for minutes, heat in ((40, "36.1"), (-60, "36.2"), (-90, "36.3")):
        with clock.freeze(NOW + timedelta(minutes=minutes)):
            said = line.format(door=person.dwelling.door, name=person.name, heat=heat)
            paste, _ = read_paste(viewer, said, morning)
            commit_paste(viewer, paste)
    paste.refresh_from_db()
    assert str(Answer.objects.get(resident=person, current=True).temperature) == "36.3"
    with clock.freeze(NOW + timedelta(minutes=-100)):
        take_back(viewer, paste)
    assert str(Answer.objects.get(resident=person, current=True).temperature) == "36.2"
